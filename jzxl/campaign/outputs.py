"""What a round is written down as: the summary, the page, the letters, and the results for other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path

from jzxl.campaign.answer_sheet import NAME as ANSWERS
from jzxl.campaign.figures import grade_order, round_figures
from jzxl.campaign.findings_csv import NAME as FINDINGS
from jzxl.campaign.letters import LETTERS, REMINDERS, correction_letters, reminders
from jzxl.campaign.model import ExcerptsOf, Round
from jzxl.campaign.report import results_json
from jzxl.campaign.shelf import Shelf
from jzxl.campaign.summary_book import NAME as SUMMARY
from jzxl.errors import JzxlError, reason_of
from jzxl.form.load import Catalog
from jzxl.paths import is_folder, is_regular, is_there

RESULTS, PAGE = "results.json", "报告.html"


def in_the_way(output: Path) -> Path | None:
    """What stands in the output folder where a file or a folder of ours belongs and cannot be replaced by it."""
    files = (output / name for name in (RESULTS, PAGE, SUMMARY, FINDINGS, ANSWERS))
    folders = (output / name for name in (LETTERS, REMINDERS))
    return next(
        chain(
            (each for each in files if is_there(each) and not is_regular(each)),
            (each for each in folders if is_there(each) and not is_folder(each)),
        ),
        None,
    )


def write_round(
    round_: Round,
    catalog: Catalog,
    shelf: Shelf,
    excerpts: ExcerptsOf,
    *,
    whole: bool = True,
    progress: Callable[[str], None] | None = None,
) -> list[str]:
    """Write everything that a round comes to.

    Args:
        excerpts: the cells around the findings of a result.
        whole: whether it is all that came back, so that letters of an earlier run no longer hold.
        progress: told the name of each file before it is made.

    Returns:
        a message for each file that could not be written; the others are.
    """
    problems: list[str] = []
    for name, content in _files(round_, catalog, excerpts):
        try:
            if progress is not None:
                progress(name)
            shelf.put(name, content())
        except JzxlError as error:
            problems.append(str(error))
        except OSError as error:
            problems.append(f"{name} 写不出来（{reason_of(error)}）；请确认磁盘有空间，再运行一次。")
        except Exception as error:  # one file that fails must not cost the others
            problems.append(f"{name} 写不出来，可能是程序的缺陷（{type(error).__name__}）；请告诉维护人员。")
    if whole:
        shelf.clear((LETTERS, REMINDERS))
    # Without a note of what was written, a file is taken for somebody's own and kept: a nuisance, no loss.
    with suppress(JzxlError):
        shelf.close()
    return problems


def _files(
    round_: Round, catalog: Catalog, excerpts: ExcerptsOf
) -> Iterator[tuple[str, Callable[[], bytes]]]:
    from jzxl.campaign import findings_csv, summary_book
    from jzxl.campaign.html_report import html_report

    # First, because it takes nothing to make.
    yield RESULTS, lambda: results_json(round_).encode()
    figures = round_figures(round_, grade_order(catalog))
    yield summary_book.NAME, partial(summary_book.summary_book, figures)
    yield findings_csv.NAME, partial(findings_csv.findings_csv, figures)
    yield PAGE, partial(html_report, round_, figures, excerpts)
    for folder, letters in ((LETTERS, correction_letters(figures)), (REMINDERS, reminders(figures))):
        for name, content in letters.items():
            yield f"{folder}/{name}", partial(bytes, content)
