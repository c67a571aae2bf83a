"""findings.csv, read back."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from summary_round import as_json, finding, form, real_figures, real_round, returned

from jzxl.campaign.figures import round_figures
from jzxl.campaign.findings_csv import findings_csv, inert
from jzxl.campaign.model import Return, Round


def rows_of(*returns: Return) -> list[dict[str, str]]:
    content = findings_csv(round_figures(Round(None, returns)))
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_every_finding_of_results_json_is_a_row() -> None:
    content = findings_csv(real_figures())
    assert content.startswith(b"\xef\xbb\xbf") and content.count(b"\n") == content.count(b"\r\n")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    filings = {filing["file"]: filing for filing in as_json(real_round())}
    found = [
        (filings[file], each)
        for file in dict.fromkeys(row["来件"] for row in rows)
        for each in filings[file]["findings"]
    ]
    assert len(rows) == sum(len(filing["findings"]) for filing in filings.values())
    for row, (filing, each) in zip(rows, found, strict=True):
        assert row["来件"] == filing["file"] and row["代码"] == each["code"]
        assert (row["工作表"], row["单元格"], row["栏目"]) == (each["sheet"], each["cell"], each["item"])
        assert row["说明"] == each["message"] and row["依据"] == each["basis"]
        for name, value in (("填报", each["stated"]), ("应为", each["expected"])):
            assert row[name].removeprefix("'") == ("" if value is None else str(value))
        titles = {one["title"] for one in filing["forms"] if one["sheet"] == each["sheet"]}
        assert row["表"] in titles | {""}
    assert {row["来件"] for row in rows if row["计入汇总"] == "否"} == {
        "乙局.xlsx",
        "甲局-旧.xlsx",
        "不明.xlsx",
    }


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'),
        ("+1+1", "'+1+1"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("\t=1+1", "' =1+1"),
        ("\r=1+1", "' =1+1"),
        ("\u202e=1", "\\u202e=1"),
        ("-0.5", "-0.5"),
        ("-12.5%", "-12.5%"),
        ("+3", "+3"),
        ("-", "'-"),
        ("18/16=112.5%", "18/16=112.5%"),
        ("两\n行", "两 行"),
        ("", ""),
    ],
)
def test_a_text_is_no_formula_and_a_number_a_number(text: str, cell: str) -> None:
    assert inert(text) == cell
    (row,) = rows_of(returned(text, findings=[finding(text, stated=text)]))
    assert (row["单位"], row["填报"], row["说明"]) == (cell, cell, cell)


def test_numbers_keep_their_digits() -> None:
    (row,) = rows_of(returned("某局", findings=[finding(stated=Decimal("0.60"), expected=Decimal("-1E+2"))]))
    assert (row["填报"], row["应为"]) == ("0.60", "-100")


def test_the_form_is_named_where_it_is_the_only_one_of_its_sheet() -> None:
    one, other = form(title="甲表"), form(title="乙表")
    (row,) = rows_of(returned("某局", one, other, findings=[finding(sheet="甲表")]))
    assert row["表"] == "甲表"
    (row,) = rows_of(returned("某局", one, one, findings=[finding(sheet="甲表")]))
    assert row["表"] == ""
    (row,) = rows_of(returned("某局", one, findings=[finding(sheet="基础数据")]))
    assert row["表"] == ""


def test_without_findings_there_is_the_heading() -> None:
    assert findings_csv(round_figures(Round(None, ()))).decode("utf-8-sig").count("\r\n") == 1
