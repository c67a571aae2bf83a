"""Why a file stands for nobody in the summary, in words."""

from __future__ import annotations

from collections.abc import Mapping

from jzxl.campaign.model import Return, Standing
from jzxl.campaign.senders import NAMED_AFTER_ANOTHER
from jzxl.gather import is_archive
from jzxl.result import UNREADABLE


def why_not_counted(each: Return) -> str:
    """A phrase of which the file is the subject; empty where it counts."""
    match each.standing:
        case Standing.COUNTED:
            return ""
        case Standing.UNREADABLE:
            return "是没有打开的压缩包" if is_archive(each.result.file) else "读不出来"
        case Standing.OTHER_YEAR:
            return f"是 {each.result.year} 年度的"
        case Standing.OTHER_UNIT:
            return f"里面填的是“{each.result.unit}”的"
        case Standing.BLANK:
            return "是没有填的空表"
        case Standing.NO_FORM:
            return "没有认出自评表"
        case Standing.UNKNOWN:
            return "不知道是哪个单位的"
        case Standing.REPLACED:
            return "同一单位另有一份为准"


def reason_and_way_out(each: Return, newest: Mapping[int, str]) -> str:
    """Sentences for the bureau.

    Args:
        newest: the file that counts of each department, by the department's row of the roster.
    """
    phrase = why_not_counted(each)
    match each.standing:
        case Standing.UNREADABLE:
            return f"{phrase}：{'；'.join(finding.message for finding in each.result.findings)}"
        case Standing.UNKNOWN:
            said = [finding.message for finding in each.result.findings if finding.code == "unit-unknown"]
            who = f"花名册上没有“{each.unit}”" if each.unit else "没有填单位"
            way_out = "请核对，知道了就把单位名称写进文件名，再审核一次。"
            return said[0] if said else f"{who}，{phrase}；{way_out}"
        case Standing.OTHER_UNIT:
            said = [
                finding.message for finding in each.result.findings if finding.code == NAMED_AFTER_ANOTHER
            ]
            return said[0] if said else f"{phrase}。"
        case Standing.REPLACED:
            if each.result.status == UNREADABLE:
                return each.result.findings[0].message
            file = newest.get(each.department.row) if each.department is not None else None
            return f"同一单位以“{file}”为准。" if file is not None else f"{phrase}。"
        case Standing.BLANK:
            return f"{phrase}，请催报。"
        case _:
            return f"{phrase}。"
