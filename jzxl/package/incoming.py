"""Taking a file from outside into memory, however it is then read."""

from __future__ import annotations

import os
from pathlib import Path

from jzxl.errors import UnreadableFileError, reason_of
from jzxl.package.limits import DEFAULT_LIMITS, Limits
from jzxl.paths import NotRegularError, open_regular


def read_incoming(source: Path | bytes, file: str, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The bytes of a file, unless it is too large.

    Args:
        file: what messages call it.

    Raises:
        UnreadableFileError: it cannot be opened, is no file of the ordinary kind, or has more bytes than the limit.
    """
    if isinstance(source, bytes):
        _require_size(len(source), file, limits)
        return source
    try:
        with open_regular(source) as stream:
            told = os.fstat(stream.fileno()).st_size
            _require_size(told, file, limits)
            content = stream.read(told + 1) or b""
            # Some files tell no size, and some grow.
            if len(content) > told:
                content += stream.read(limits.file_bytes - told) or b""
                _require_size(len(content), file, limits)
            return content
    except NotRegularError:
        raise UnreadableFileError(
            f"{file} 不是普通文件（是管道、设备一类），没有读；请核对路径，或请单位重新发来。"
        ) from None
    except OSError as error:
        reason = reason_of(error)
        raise UnreadableFileError(
            f"{file} 打不开({reason})；请检查路径和权限，或先在 Excel 中关闭该文件。"
        ) from None


def _require_size(size: int, file: str, limits: Limits) -> None:
    if size > limits.file_bytes:
        raise UnreadableFileError(
            f"{file} 有 {size} 字节，超过上限 {limits.file_bytes} 字节；"
            "请删去多余的图片和工作表后另存再试，确实要这么大时用 --max-size 放宽。"
        )
