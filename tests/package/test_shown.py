"""What a percent, date or time format makes of a number, and the formats that a workbook gives its cells."""

from __future__ import annotations

import io
from decimal import Decimal
from itertools import pairwise

import pytest
import xlsxwriter
from package_samples import HEAD, NS, REL, STRICT, pack, parts

from jzxl.package import CellError, CellValue, open_package, shown
from jzxl.package.number_formats import BUILTIN_FORMATS

CHINESE = 'yyyy"年"m"月"d"日"'
DAY = "2021-06-29"


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        ("0.9", "0%", "90%"),
        ("0.995", "0.00%", "99.50%"),
        ("1", "0.0%", "100.0%"),
        ("0", "0%", "0%"),
        ("0.285", "0%", "29%"),
        ("0.12345", "0.00%", "12.35%"),
        ("-0.005", "0%", "-1%"),
        ("-0.001", "0%", "0%"),
        ("0.875", "0.##%", "87.5%"),
        ("0.5", "0.0#%", "50.0%"),
        ("0.9", "#%", "90%"),
        ("12.5", "#,##0.0%", "1250.0%"),
        ("0.9", "0.0%;[Red]-0.0%", "90.0%"),
        ("-0.03", "0.0%;[Red]-0.0%", "-3.0%"),
        # Only its colour tells that the number is negative, which no one can read in a text.
        ("-0.03", "0.0%;[Red]0.00%", "-3.00%"),
        ("0", '0.0%;-0.0%;"无"', None),
        ("0.9", '0.0" "%', "90.0%"),
        ("0.9", r"0.00\ %", "90.00%"),
        ("0.9", '"完成"0%_ ', "90%"),
        ("0.5", "[>=1]0%;0.0%", "50.0%"),
        ("1.5", "[>=1]0%;0.0%", "150%"),
        ("1E+308", "0%", "1" + "0" * 310 + "%"),
        ("0.1", "0." + "0" * 200 + "%", "10." + "0" * 30 + "%"),
        # A number all the same.
        ("0.9", "General", None),
        ("0.9", "0.00", None),
        ("0.9", '0.0"%"', None),
        ("90", r"0\%", None),
        ("0.9", "# ?/?", None),
        ("0.9", "0.00E+00", None),
        ("0.9", "@", None),
        ("0.9", "", None),
        ("0.9", "0%" * 200, None),
        ("0.9", "%" * 3, None),
        ("1234", '#,##0.00"元"', None),
        ("1234", "#,##0.00元;[Red]-#,##0.00元", None),
        ("1234", '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', None),
        ("1234", "[DBNum2][$-804]General", None),
        ("1234", "[DBNum2][$-804]G/通用格式", None),
        ("3", '0"d"', None),
        ("3", r"0\d", None),
        ("3", "[Red]0", None),
    ],
)
def test_percentages_and_plain_numbers(value: str, number_format: str, text: str | None) -> None:
    assert shown(Decimal(value), number_format) == text


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        ("44376", "yyyy-mm-dd", DAY),
        ("44376", "yyyy/m/d;@", DAY),
        ("44376", "m/d/yy", DAY),
        ("44376", CHINESE, DAY),
        ("44376", "yyyy年m月d日", DAY),
        ("44376", f"[$-804]{CHINESE};@", DAY),
        ("44376", f"[DBNum1][$-804]{CHINESE};@", DAY),
        ("44376", 'yyyy"年"m"月"', DAY),
        ("44376", "mmm", DAY),
        ("44376", "d", DAY),
        ("44376", '[$-804]aaaa;"@"', DAY),
        ("44376", "e/m/d", DAY),
        ("44376", "YYYY-MM-DD", DAY),
        ("44376", "h:mm", DAY),
        ("44376.3541666667", "yyyy-mm-dd", "2021-06-29 08:30"),
        ("44376.3541666667", "yyyy/m/d h:mm AM/PM", "2021-06-29 08:30"),
        ("44376.3541666667", "h:mm", "2021-06-29 08:30"),
        ("44376.35421296", "yyyy/m/d h:mm:ss", "2021-06-29 08:30:04"),
        ("44375.9999999", "yyyy-mm-dd", DAY),
        ("0.3541666667", "h:mm", "08:30"),
        ("0.3541666667", '上午/下午h"时"mm"分"', "08:30"),
        ("0.3541666667", "mm:ss.0", "08:30"),
        ("1.75", "[h]:mm", "42:00"),
        ("1.75", "[mm]:ss", "42:00"),
        # No such days, or none in this calendar.
        ("0.3541666667", "yyyy-mm-dd", None),
        ("0", "yyyy-mm-dd", None),
        ("1", "yyyy-mm-dd", "1900-01-01"),
        ("59", "yyyy-mm-dd", "1900-02-28"),
        ("60", "yyyy-mm-dd", None),
        ("61", "yyyy-mm-dd", "1900-03-01"),
        ("2958465", "yyyy-mm-dd", "9999-12-31"),
        ("2958465.9999999", "yyyy-mm-dd", None),
        ("2958466", "yyyy-mm-dd", None),
        ("1E+300", "yyyy-mm-dd", None),
        ("-1", "yyyy-mm-dd", None),
        ("-1", "yyyy-mm-dd;0", None),
    ],
)
def test_dates_and_times(value: str, number_format: str, text: str | None) -> None:
    assert shown(Decimal(value), number_format) == text


@pytest.mark.parametrize(
    ("value", "text"), [("0", "1904-01-01"), ("42914", DAY), ("2957003", "9999-12-31"), ("2957004", None)]
)
def test_days_from_1904(value: str, text: str | None) -> None:
    assert shown(Decimal(value), "yyyy-mm-dd", date1904=True) == text


@pytest.mark.parametrize("value", ["0.9", True, None, CellError("#N/A"), Decimal("NaN"), Decimal("Infinity")])
def test_only_numbers(value: CellValue) -> None:
    assert shown(value, "0%") is None
    assert shown(value, "yyyy-mm-dd") is None


def test_builtin_formats() -> None:
    dates = {number for number, code in BUILTIN_FORMATS.items() if shown(Decimal(44376), code) == DAY}
    assert dates == {*range(14, 23), *range(27, 37), *range(50, 59), 45, 47}
    assert {number for number, code in BUILTIN_FORMATS.items() if "%" in code} == {9, 10}


# The formats of a workbook


def styled(styles: str | None, *, uri: str = NS) -> bytes:
    members = parts(uri=uri)
    if styles is not None:
        members["xl/styles.xml"] = styles
        rels = str(members["xl/_rels/workbook.xml.rels"])
        one = f'<Relationship Id="rId9" Type="{REL}/styles" Target="styles.xml"/>'
        members["xl/_rels/workbook.xml.rels"] = rels.replace("</Rel", f"{one}</Rel")
    return pack(members)


def sheet_of(inner: str, uri: str = NS) -> str:
    return f'{HEAD}<styleSheet xmlns="{uri}">{inner}</styleSheet>'


STYLES = (
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="0.0%;[Red]-0.0%"/>'
    '<numFmt numFmtId="14" formatCode="[$-804]yyyy&quot;年&quot;"/></numFmts>'
    '<cellStyleXfs count="1"><xf numFmtId="10"/></cellStyleXfs>'
    '<cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="31"/>'
    '<xf numFmtId="170"/><xf/></cellXfs>'
    '<dxfs><dxf><numFmt numFmtId="164" formatCode="0"/></dxf></dxfs>'
)


@pytest.mark.parametrize("uri", [NS, STRICT])
def test_formats_by_style(uri: str) -> None:
    package = open_package(styled(sheet_of(STYLES, uri), uri=uri))
    found = [package.number_format(style) for style in range(-1, 8)]
    assert found == [
        "General", "General", "0.0%;[Red]-0.0%", '[$-804]yyyy"年"', CHINESE, "General", "General", "General",
        "General",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "styles",
    [
        None,
        "",
        sheet_of(STYLES)[:-40],
        sheet_of(STYLES, "urn:other"),
        f"<!DOCTYPE a>{sheet_of(STYLES).removeprefix(HEAD)}",
        sheet_of("<cellXfs>" + '<xf numFmtId="9"/>' * 200_001 + "</cellXfs>"),
        sheet_of('<cellXfs><xf numFmtId="-9"/><xf numFmtId="99999999999999"/></cellXfs>'),
    ],
)
def test_missing_or_damaged_styles(styles: str | None) -> None:
    package = open_package(styled(styles))
    assert package.number_format(0) == package.number_format(1) == "General"
    assert package.cells("表 1")["B1"].value == Decimal("0.068")


def test_as_written() -> None:
    codes = ["0%", "0.00%", "yyyy-mm-dd", CHINESE, "@", "#,##0.00", '0"%"']
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("表一")
    for row, code in enumerate(codes):
        sheet.write_number(row, 0, 1, book.add_format({"num_format": code}))
    book.close()
    package = open_package(buffer.getvalue())
    cells = package.cells("表一").values()
    assert [package.number_format(cell.style) for cell in cells] == codes
    assert [package.number_format(cell.style) for cell in cells] == codes


def test_rounding_is_away_from_zero_and_monotonic() -> None:
    texts = [shown(Decimal(n).scaleb(-4), "0.0%") for n in range(-2_000, 2_001)]
    numbers = [Decimal(str(text).rstrip("%")) for text in texts]
    assert all(one <= other for one, other in pairwise(numbers))
    assert numbers == [-number for number in reversed(numbers)]
