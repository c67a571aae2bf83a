"""Errors that a person can act on.

Every message is Chinese, names the file, the place in it and the way out, and is fit to be
printed as it is.  Anything else that reaches the user as an exception is a defect of jzxl.
"""

from __future__ import annotations

import errno


class JzxlError(Exception):
    """Base of all errors meant for the user; ``str(error)`` is the Chinese message."""


class UsageError(JzxlError):
    """The call itself cannot be carried out: a wrong option, an unknown standard, no such folder."""


class DefinitionError(JzxlError):
    """A form definition is wrong; each problem names file, table and key, and says what is allowed.

    Args:
        problems: one or more; the message is the first, and how many more there are.
    """

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        more = len(self.problems) - 1
        return self.problems[0] + (f"（另有 {more} 处，用 jzxl forms --check 查看）" if more else "")


class UnreadableFileError(JzxlError):
    """A file from outside cannot be read: not a workbook, damaged, encrypted, or over a limit."""


class PatchError(JzxlError):
    """A workbook can be read, but its corrected copy cannot be written without losing something."""


_REASONS = {
    errno.ENOENT: "找不到",
    errno.EISDIR: "这是文件夹",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EEXIST: "已经有同名的文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "这个位置是只读的",
    errno.ENOSPC: "磁盘满了",
    errno.EFBIG: "文件太大",
    errno.ENAMETOOLONG: "名称太长",
    errno.ELOOP: "快捷方式（链接）绕成了一圈",
    errno.EBUSY: "正被其他程序使用",
}


def reason_of(error: OSError) -> str:
    """Why the system refused, in Chinese; its own words where it is nothing that is met."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
