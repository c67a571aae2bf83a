"""Finding labels: spellings that are one, slips, order, columns, and figures in explanations."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from returns import catalog, department_form

from jzxl.form.model import Form
from jzxl.form.printed import Part, printed_labels
from jzxl.package import Cell
from jzxl.package.address import join_ref
from jzxl.read.labels.columns import Holds, Wanted, by_columns
from jzxl.read.labels.grid import PlainSheet, Spot, spots_of
from jzxl.read.labels.keys import Keys, key_of, unit_in
from jzxl.read.labels.notes import inputs_in_note
from jzxl.read.labels.segments import label_set, segments_of
from jzxl.rule.expression import parse
from jzxl.rule.unify import figures_of


def project_form() -> Form:
    return catalog().forms["jinzhong-2020"]["project"]


def sheet(rows: list[list[str | Decimal | None]], name: str = "表") -> PlainSheet:
    """A sheet with these rows from A1 on."""
    cells = {}
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            if value is not None:
                ref = join_ref(row, column)
                cells[ref] = Cell(ref, row, column, value, None, 0, False)
    return PlainSheet(name, cells, (), {})


# ---------------------------------------------------------------- spellings


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("“三公经费”", "“三公经费”"),
        ("「三公经费」", "“三公经费”"),
        ('"三公经费"', "“三公经费”"),
        ("三公\n经费", "“三公经费”"),
        ("过 程:", "过程："),
        ("投入：", "投入"),
        ("一、投入", "投入"),
        ("填报单位(公章):", "填报单位（公章）："),
        ("上年结转金额（万元）", "上年结转金额 (万元)"),
        ("上年结转金额", "上年结转金额 (万元)"),
        ("职称／职务", "职称/职务"),
        ("履职　效益", "履职效益"),
        ("得分/满分", "得分/满分"),
    ],
)
def test_spellings_of_one_label_have_one_key(typed: str, label: str) -> None:
    assert key_of(typed) == key_of(label) != ""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("单位负责人", "单位负责人（签章）："),
        ("经济效益", "经济效益指标"),
        ("业务管理", "财务管理"),
        ("其他", "其他需说明的问题"),
        ("上年结转金额", "上年结转资金"),
    ],
)
def test_different_labels_have_different_keys(first: str, second: str) -> None:
    assert key_of(first) != key_of(second)


def test_a_text_too_long_for_a_label_has_no_key() -> None:
    assert key_of("长" * 41) == ""


@pytest.mark.parametrize(
    ("label", "wan"),
    [
        ("年初预算金额 (万元)", "1"),
        ("年初预算金额", None),
        ("年初预算金额（元）", "0.0001"),
        ("年初预算金额（单位：亿元）", "10000"),
    ],
)
def test_the_unit_behind_a_label(label: str, wan: str | None) -> None:
    assert unit_in(label) == (None if wan is None else Decimal(wan))


# ---------------------------------------------------------------- slips


@pytest.mark.parametrize("form", [department_form(), project_form()], ids=["department", "project"])
def test_no_label_of_a_form_is_another_with_a_slip(form: Form) -> None:
    """Whatever is overlooked, every label is nearest to itself, also with any one character missing."""
    labels = label_set(form)
    for key in {*labels.by_label}:
        assert labels.keys.nearest(key) == key
        for position in range(len(key)):
            short = key[:position] + key[position + 1 :]
            if short not in labels.keys:
                assert labels.keys.nearest(short) in ("", key), (short, key)


def test_a_slip_in_a_long_label_is_overlooked() -> None:
    keys = label_set(department_form()).keys
    assert keys.nearest("社会公众或服务对像满意度") == "社会公众或服务对象满意度"
    assert keys.nearest("预决算信息公开姓") == "预决算信息公开性"


def test_a_slip_between_two_labels_is_not() -> None:
    keys = Keys(["预算完成率", "预算调整率", "预算执行率"])
    assert keys.nearest("预算完整率") == ""


# ---------------------------------------------------------------- order


def placed(form: Form, rows: list[list[str | Decimal | None]]) -> dict[tuple[Part, str], str]:
    """Where each label was found."""
    (segment,) = segments_of(spots_of(sheet(rows)), [form])
    labels = printed_labels(form)
    return {
        (labels[number].part, labels[number].name): each.spot.ref
        for number, each in segment.alignment.placed.items()
    }


TITLE = "晋中市财政支出项目绩效自评表"


def test_the_same_label_twice_is_told_apart_by_what_stands_around_it() -> None:
    found = placed(
        project_form(),
        [[TITLE], ["业务管理", "制度执行有效性"], ["财务管理", "管理制度健全性"], [None, "资金使用合规性"]],
    )
    assert found[Part.INDICATOR, "财务管理制度健全性"] == "B3"
    assert (Part.INDICATOR, "业务管理制度健全性") not in found


def test_a_label_alone_between_two_of_its_kind_is_a_rival_of_itself() -> None:
    (segment,) = segments_of(spots_of(sheet([[TITLE], ["管理制度健全性"]])), [project_form()])
    names = {printed_labels(project_form())[number].name for number in segment.alignment.placed}
    assert len(names) == 1 and segment.alignment.rivals


def test_a_label_out_of_order_is_found_where_it_cannot_be_another() -> None:
    found = placed(project_form(), [[TITLE], ["项目概况"], ["项目名称"], ["主管部门及代码"], ["项目属性"]])
    assert found[Part.FIELD, "项目概况"] == "A2"
    assert found[Part.FIELD, "项目名称"] == "A3"


def test_a_repeated_header_is_passed_over() -> None:
    rows: list[list[str | Decimal | None]] = [
        [TITLE],
        ["评分表", "二级指标", "三级指标", "指标分值", "评价得分"],
        ["投入："],
        [None, "二级指标", "三级指标", "指标分值", "评价得分"],
        ["过程："],
    ]
    found = placed(project_form(), rows)
    assert found[Part.BLOCK, "投入"] == "A3" and found[Part.BLOCK, "过程"] == "A5"


# ---------------------------------------------------------------- columns

WEIGHT, NOTE, SCORE = (
    Wanted("weight", Holds.NUMBER),
    Wanted("note", Holds.TEXT),
    Wanted("score", Holds.NUMBER),
)


def row(*values: str | Decimal | None) -> list[Spot]:
    return spots_of(sheet([list(values)]))


def read(spots: list[Spot], headers: list[Spot] | None = None) -> dict[str, str] | None:
    columns = (WEIGHT, NOTE, SCORE)
    known = {each.name: spot for each, spot in zip(columns, headers or [], strict=False)}
    found = by_columns(spots, columns, known)
    return None if found is None else {name: spot.text for name, spot in found.items()}


def test_a_full_row_is_read_in_order_wherever_it_stands() -> None:
    assert read(row(None, None, Decimal(3), "说明", Decimal(2))) == {
        "weight": "3",
        "note": "说明",
        "score": "2",
    }


def test_a_row_with_a_gap_is_read_under_its_headers() -> None:
    headers = row("设定分值", "计算方式/说明", "得分/满分")
    assert read(row(Decimal(3), None, Decimal(2)), headers) == {"weight": "3", "score": "2"}
    assert read(row(None, "说明", Decimal(2)), headers) == {"note": "说明", "score": "2"}


def test_a_row_with_a_gap_and_no_headers_is_read_where_only_one_way_fits() -> None:
    assert read(row(Decimal(3), "说明")) == {"weight": "3", "note": "说明"}
    assert read(row(Decimal(3), Decimal(2))) == {"weight": "3", "score": "2"}


def test_a_row_that_fits_in_two_ways_is_not_guessed() -> None:
    assert read(row(Decimal(3))) is None


def test_a_word_where_a_figure_belongs_stays_in_its_column() -> None:
    headers = row("设定分值", "计算方式/说明", "得分/满分")
    assert read(row(Decimal(3), "说明", "满分"), headers) == {"weight": "3", "note": "说明", "score": "满分"}
    assert read(row(Decimal(3), "说明", "满分")) is None


def test_a_remark_beside_the_table_is_no_column() -> None:
    headers = row("设定分值", "计算方式/说明", "得分/满分")
    assert read(row(Decimal(3), "说明", Decimal(2), "见附件"), headers) == {
        "weight": "3",
        "note": "说明",
        "score": "2",
    }


# ---------------------------------------------------------------- figures in explanations


def d(text: str) -> Decimal:
    return Decimal(text)


@pytest.mark.parametrize(
    ("indicator", "text", "inputs"),
    [
        ("在职人员控制", "18/16=112%", {"在职人数": d("18"), "编制数": d("16")}),
        ("在职人员控制", "１８÷１６×100％＝112.5％", {"在职人数": d("18"), "编制数": d("16")}),
        ("在职人员控制", "18人/16人=112.5%", {"在职人数": d("18"), "编制数": d("16")}),
        ("在职人员控制", "年末在职18人，核定编制16名", {"在职人数": d("18"), "编制数": d("16")}),
        ("在职人员控制", "按规定控制在职人员", {}),
        ("在职人员控制", "在职人员控制率112.5%", {}),
        ("在职人员控制", "18/16=112.5%，上年17/16=106.25%", {}),
        (
            "三公经费变动",
            "(6.97-6.97)/6.97=0",
            {"三公经费本年预算": d("6.97"), "三公经费上年预算": d("6.97")},
        ),
        (
            "三公经费变动",
            "（5-6.97）÷6.97=-28.26%",
            {"三公经费本年预算": d("5"), "三公经费上年预算": d("6.97")},
        ),
        ("三公经费变动", "(6.97-6)/6.97=13.92%", {}),
        ("重点支出安排", "698.5÷702.69×100%=99.4%", {"重点项目支出": d("698.5"), "项目总支出": d("702.69")}),
        ("固定资产利用", "599.05/599.05=100%", {"在用固定资产": d("599.05"), "全部固定资产": d("599.05")}),
        ("政府采购执行", "0/0（不适用）", {"实际政府采购金额": d("0"), "政府采购预算": d("0")}),
        ("三公经费变动", "(6.97-0)/0（无分母）", {"三公经费本年预算": d("6.97"), "三公经费上年预算": d("0")}),
        ("政府采购执行", "本年没有采购（不适用）", {}),
        ("政府采购执行", "5..2/0（无分母）", {}),
        (
            "支付进度",
            "一季度进度6.8%，二季度进度17.41%，三季度进度28.33%，四季度进度42.42",
            {
                "一季度进度": d("0.068"),
                "二季度进度": d("0.1741"),
                "三季度进度": d("0.2833"),
                "四季度进度": d("0.4242"),
            },
        ),
        (
            "支付进度",
            "四季度42.42%；三季度28.33%；二季度17.41%；一季度6.8%",
            {
                "一季度进度": d("0.068"),
                "二季度进度": d("0.1741"),
                "三季度进度": d("0.2833"),
                "四季度进度": d("0.4242"),
            },
        ),
        (
            "支付进度",
            "6.8%、17.41%、28.33%、42.42%",
            {
                "一季度进度": d("0.068"),
                "二季度进度": d("0.1741"),
                "三季度进度": d("0.2833"),
                "四季度进度": d("0.4242"),
            },
        ),
        ("支付进度", "6.8%、17.41%、28.33%", {}),
        ("支付进度", "25%、25%、25%、20%", {}),
        ("支付进度", "一季度25%，二季度25%，三季度25%，四季度25%，累计100%", {}),
        ("支付进度", "一季度支付64.53万元，占6.8%；二季度支付165.2万元，占17.41%", {}),
        ("支付进度", "一季度应达到25%，实际6.8%；二季度应达到50%，实际17.41%", {}),
        ("在职人员控制", "年末在职18人，比编制多2人", {}),
        ("在职人员控制", "编制数较上年增加2人，在职18人", {}),
        ("在职人员控制", "在职18人，其中编制外2人", {}),
        ("支付进度", "各季度支付进度都没有达到要求", {}),
    ],
)
def test_inputs_in_an_explanation(indicator: str, text: str, inputs: dict[str, Decimal]) -> None:
    form = department_form()
    found = next(each for each in form.indicators if each.name == indicator)
    assert inputs_in_note(form, found, text) == inputs


@pytest.mark.parametrize(
    ("rate", "written", "names"),
    [
        ("a / b", "n0/n1", ("a", "b")),
        ("(a - b) / b", "(n0-n1)/n1", ("a", "b")),
        ("(a + b - c) / (a + b)", "(n0+n1-n2)/(n0+n1)", ("a", "b", "c")),
        ("abs(a) / b", "n0/n1", ("a", "b")),
    ],
)
def test_arithmetic_built_like_a_rate(rate: str, written: str, names: tuple[str, ...]) -> None:
    figures = {f"n{number}": Fraction(number + 2) for number in range(4)}
    found = figures_of(parse(rate), parse(written), figures)
    assert found == {name: figures[f"n{number}"] for number, name in enumerate(names)}


@pytest.mark.parametrize("written", ["n0-n1", "n1/n0/n2", "(n0+n1)/n1", "n0"])
def test_arithmetic_built_otherwise(written: str) -> None:
    figures = {f"n{number}": Fraction(number + 2) for number in range(4)}
    assert figures_of(parse("(a - b) / b"), parse(written), figures) is None


def test_one_input_with_two_figures_is_no_match() -> None:
    figures = {"n0": Fraction(5), "n1": Fraction(4), "n2": Fraction(3)}
    assert figures_of(parse("(a - b) / b"), parse("(n0-n1)/n2"), figures) is None
