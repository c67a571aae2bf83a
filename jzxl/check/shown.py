"""Figures as a reader sees them: a rate as a percentage, and no tail of digits that nobody typed or reads."""

from __future__ import annotations

from decimal import Decimal

from jzxl.rule.decimals import exact, fixed_text

Figure = Decimal | str | None
# As the cells of the forms show a percentage.
_PERCENT_DECIMALS = 2
# Amounts in yuan have as many places in 万元; what is longer was divided.
_MOST_DECIMALS, _KEPT_DECIMALS = 6, 4
_ALL_DECIMALS = 15


def shown_pair(first: Figure, second: Figure, *, percent: bool = False) -> tuple[Figure, Figure]:
    """Two figures as they are shown; with more digits where they would look the same and are not.

    Args:
        percent: whether they are fractions of one that are shown as percentages.
    """
    for more in range(_ALL_DECIMALS):
        one, other = (_shown(each, more, percent=percent) for each in (first, second))
        if one != other or first == second:
            return one, other
    return first, second


def shown_figure(figure: Figure, *, percent: bool = False) -> Figure:
    """A figure as it is shown; itself where that is how it was written."""
    return _shown(figure, 0, percent=percent)


def _shown(figure: Figure, more: int, *, percent: bool) -> Figure:
    if not isinstance(figure, Decimal) or not figure.is_finite():
        return figure
    if percent:
        digits = fixed_text(exact(figure * 100), _PERCENT_DECIMALS + more)
        return f"{digits.rstrip('0').rstrip('.')}%"
    exponent = figure.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent <= max(_MOST_DECIMALS, _KEPT_DECIMALS + more):
        return figure
    whole, _, places = format(figure, "f").partition(".")
    return f"{whole}.{places[: _KEPT_DECIMALS + more]}…"
