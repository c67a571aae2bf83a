"""Which standard and which version of it a workbook answers."""

from __future__ import annotations

from collections.abc import Iterator

from jzxl.check.finding import Finding, Severity
from jzxl.issue.stamp import joint_fingerprint
from jzxl.package import Carried
from jzxl.read.filing import Filing, Reading
from jzxl.read.labels.grid import MOST_SPOTS

NOTHING_FILLED = "nothing-filled"
"""Code of the finding that a workbook is as it was issued."""


def nothing_filled_in(filing: Filing) -> Iterator[Finding]:
    """Somebody typed something into the workbook; else nothing more need be said of it."""
    if filing.untouched:
        message = "这份是没有填的空表，请催报。"
        yield Finding(NOTHING_FILLED, Severity.ERROR, "", "", "", "来件", None, None, message, "下发的表式")


def wrong_standard(filing: Filing) -> Iterator[Finding]:
    """The workbook is of a standard that is known here."""
    if filing.issued:
        return
    stamp = filing.stamp
    if stamp is None and filing.doubtful:
        sheets = "、".join(
            f"工作表“{each.sheet}”有“{each.form.title}”的标题，只找到 {each.found}/{each.wanted} 个栏目"
            for each in filing.doubtful
        )
        message = f"这个工作簿里没有认得出的自评表：{sheets}；请核对是不是缺了内容，或改用下发的表填报。"
        stated = None
    elif stamp is None:
        message = (
            "这个工作簿里没有认得出的自评表（没有下发的标记，按标题和栏目名称也找不到）；"
            "请用下发的表填报，或确认没有报错文件。"
        )
        stated = None
    else:
        message = (
            f"这个工作簿是按“{stamp.standard}”标准下发的，这里没有这个标准或其中的表（{stamp.form}）；"
            "请核对是不是报错了文件，或用 --templates 指定它的表式文件夹。"
        )
        stated = f"{stamp.standard}/{stamp.form}"
    yield Finding("wrong-standard", Severity.ERROR, "", "", "", "表式", stated, None, message, "")


def sheets_passed_over(filing: Filing) -> Iterator[Finding]:
    """Every sheet of a workbook that we did not issue was recognised."""
    for sheet in filing.too_large:
        message = f"工作表“{sheet}”有 {MOST_SPOTS} 个以上有内容的单元格，只看了前面这些；如果后面还有自评表，请分成几个文件再报。"
        yield Finding("sheet-passed-over", Severity.HINT, sheet, "", "", "工作表", None, None, message, "")
    if not filing.forms:
        return
    reasons = [
        (each.sheet, f"有“{each.form.title}”的标题，但只找到 {each.found}/{each.wanted} 个栏目")
        for each in filing.doubtful
    ]
    reasons += [(sheet, "按标题和栏目名称不是自评表") for sheet in filing.passed_over]
    for sheet, reason in reasons:
        yield Finding(
            code="sheet-passed-over",
            severity=Severity.HINT,
            sheet=sheet,
            cell="",
            name="",
            item="工作表",
            stated=None,
            expected=None,
            message=f"工作表“{sheet}”{reason}，没有审核；如果它是自评表，请补全标题和栏目名称。",
            basis="",
        )


_CARRIED = {
    Carried.MACRO: ("宏", "里面有宏；没有运行，审核稿里照样保留。请确认来源可靠再启用"),
    Carried.EXTERNAL_LINK: ("外部链接", "引用了别的文件或程序（{names}）；没有打开它们。请改成数值再报"),
    Carried.HIDDEN_SHEET: (
        "隐藏的工作表",
        "有隐藏的工作表（{names}），其中的内容一样读取。请看一下是否该报送",
    ),
    Carried.SIGNATURE: ("数字签名", "带有数字签名；审核稿作了标记，签名因此失效，请以原件的签名为准"),
    Carried.EMBEDDED_FILE: ("嵌入的文件", "里面嵌有别的文件（{names}）；没有打开，审核稿里照样保留"),
}


def carried_along(filing: Filing) -> Iterator[Finding]:
    """A workbook carries cells and pictures, and nothing that could do something by itself."""
    for each in filing.carries:
        item, words = _CARRIED[each.kind]
        names = "、".join(each.names)
        message = f"这个工作簿{words.format(names=names)}。"
        yield Finding(each.kind.value, Severity.HINT, "", "", "", item, names or None, None, message, "")


def form_not_found(filing: Filing) -> Iterator[Finding]:
    """Every form that was issued came back."""
    for form in filing.lost:
        yield Finding(
            code="field-not-found",
            severity=Severity.ERROR,
            sheet="",
            cell="",
            name=form.name_field,
            item=form.title,
            stated=None,
            expected=None,
            message=f"找不到下发的“{form.title}”，它的工作表可能被删除了；请从下发的表重新填报这一张。",
            basis="下发的表式",
        )


def forms_added(filing: Filing) -> Iterator[Finding]:
    """Every form of an issued workbook is one that was issued."""
    for each in filing.added:
        called = f"“{each.name}”的" if each.name else ""
        severity = Severity.HINT
        if each.reading is Reading.READ:
            message = (
                f"工作表“{each.sheet}”不是下发的，是后来加的；已按栏目名称读作{called}{each.form.title}，"
                "和其他表一起审核（公式不恢复）。请核对要不要报这一张。"
            )
        elif each.reading is Reading.BLANK:
            message = f"工作表“{each.sheet}”是后来加的{each.form.title}，没有填写，没有审核；不用就请删去。"
        else:
            severity = Severity.WARNING
            message = (
                f"工作表“{each.sheet}”也是{called}{each.form.title}，和“{each.home}”重复，审核的是“{each.home}”；"
                f"请删去多余的一张{'，如果是另一个项目，请改正项目名称' if each.name else ''}。"
            )
        yield Finding(
            "form-added",
            severity,
            each.sheet,
            "",
            "",
            "工作表",
            each.name or None,
            None,
            message,
            "下发的表式",
        )


def template_outdated(filing: Filing) -> Iterator[Finding]:
    """The workbook was issued from the definitions that are in force."""
    stamp = filing.stamp
    if stamp is None or not filing.forms or not filing.outdated:
        return
    forms = filing.issued
    yield Finding(
        "template-outdated",
        Severity.WARNING,
        filing.forms[0].sheet,
        "",
        "",
        "表式版本",
        f"{stamp.version}（{stamp.fingerprint}）",
        f"{forms[0].standard.version}（{joint_fingerprint(forms)}）",
        "这张表是用另一版表式下发的，得分已按现行标准重新计算；如标准有变化，请重新下发。",
        "",
    )
