"""The number formats of a workbook's cell styles, read without the rest of the styles part."""

from __future__ import annotations

from jzxl.package.markup import DEEPEST, SHEET_NAMESPACES, MarkupError, feed, new_parser
from jzxl.package.values import whole_number

GENERAL = "General"
_DAY, _MONTH = 'm"月"d"日"', 'yyyy"年"m"月"'
_CLOCK, _SECONDS = '上午/下午h"时"mm"分"', '上午/下午h"时"mm"分"ss"秒"'
# ECMA-376 part 1, 18.8.30 (numFmt): formats that a file names by number only; 27 to 36 and 50 to 58 depend
# on the language and are those of zh-cn.
BUILTIN_FORMATS = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: _MONTH, 28: _DAY, 29: _DAY, 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 34: _CLOCK, 35: _SECONDS, 36: _MONTH, 37: "#,##0;-#,##0",
    38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;[Red]-#,##0.00", 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: _MONTH, 51: _DAY, 52: _MONTH, 53: _DAY,
    54: _DAY, 55: _CLOCK, 56: _SECONDS, 57: _MONTH, 58: _DAY,
}  # fmt: skip


def parse_number_formats(data: bytes, most: int) -> tuple[str, ...]:
    """The format of each cell style (index into ``cellXfs``), ``General`` where nothing defines it.

    :raises MarkupError: malformed, or more than ``most`` formats or styles
    """
    codes: dict[int, str] = {}
    used: list[int] = []
    path: list[str] = []
    parser = new_parser()

    def start(name: str, attrs: dict[str, str]) -> None:
        path.append(name)
        if len(path) > DEEPEST:
            raise MarkupError(f"元素嵌套超过 {DEEPEST} 层")
        # Directly below the root's children: the same names occur deeper, in differential formats.
        if len(path) != 3:
            return
        uri, _, local = name.rpartition(" ")
        if uri not in SHEET_NAMESPACES:
            return
        match path[1].removeprefix(f"{uri} "), local:
            case "cellXfs", "xf":
                used.append(whole_number(attrs.get("numFmtId")))
            case "numFmts", "numFmt":
                codes[whole_number(attrs.get("numFmtId"), -1)] = attrs.get("formatCode", GENERAL)
        if len(used) + len(codes) > most:
            raise MarkupError(f"格式超过 {most} 种")

    def end(_: str) -> None:
        path.pop()

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    feed(parser, data)
    # A file may redefine a number that has a meaning of its own; Excel then follows the file.
    return tuple(codes.get(number) or BUILTIN_FORMATS.get(number, GENERAL) for number in used)
