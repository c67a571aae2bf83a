"""Taking a file from outside into memory, however it is then read."""

from __future__ import annotations

from pathlib import Path

from jzxl.errors import UnreadableFileError, reason_of
from jzxl.package.limits import DEFAULT_LIMITS, Limits


def read_incoming(source: Path | bytes, file: str, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The bytes of a file, unless it is too large.

    Args:
        file: what messages call it.

    Raises:
        UnreadableFileError: it cannot be opened, or has more bytes than the limit.
    """
    try:
        size = source.stat().st_size if isinstance(source, Path) else len(source)
        if size > limits.file_bytes:
            raise UnreadableFileError(
                f"{file} 有 {size} 字节，超过上限 {limits.file_bytes} 字节；"
                "请删去多余的图片和工作表后另存再试，确实要这么大时用 --max-size 放宽。"
            )
        return source.read_bytes() if isinstance(source, Path) else source
    except OSError as error:
        reason = reason_of(error)
        raise UnreadableFileError(
            f"{file} 打不开({reason})；请检查路径和权限，或先在 Excel 中关闭该文件。"
        ) from None
