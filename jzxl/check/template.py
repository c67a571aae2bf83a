"""Which standard and which version of it a workbook answers."""

from __future__ import annotations

from collections.abc import Iterator

from jzxl.check.finding import Finding, Severity
from jzxl.issue.stamp import joint_fingerprint
from jzxl.read.filing import Filing


def wrong_standard(filing: Filing) -> Iterator[Finding]:
    """The workbook is of a standard that is known here."""
    if filing.issued:
        return
    stamp = filing.stamp
    if stamp is None:
        message = "这个工作簿不是下发的自评表（里面没有表式标记，也没有各栏的名称）；请用下发的表填报，或确认没有报错文件。"
        stated = None
    else:
        message = (
            f"这个工作簿是按“{stamp.standard}”标准下发的，这里没有这个标准或其中的表（{stamp.form}）；"
            "请核对是不是报错了文件，或用 --templates 指定它的表式文件夹。"
        )
        stated = f"{stamp.standard}/{stamp.form}"
    yield Finding("wrong-standard", Severity.ERROR, "", "", "", "表式", stated, None, message, "")


def form_not_found(filing: Filing) -> Iterator[Finding]:
    """Every form that was issued came back."""
    for form in filing.lost:
        yield Finding(
            code="field-not-found",
            severity=Severity.ERROR,
            sheet="",
            cell="",
            name="",
            item=form.title,
            stated=None,
            expected=None,
            message=f"找不到下发的“{form.title}”，它的工作表可能被删除了；请从下发的表重新填报这一张。",
            basis="下发的表式",
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
