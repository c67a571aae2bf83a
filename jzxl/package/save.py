"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from jzxl.errors import UsageError, reason_of


def save_whole(data: bytes, path: Path) -> None:
    """Write ``data`` to a temporary file beside ``path``, then rename it into place.

    :raises UsageError: the folder is missing or not writable, the disk is full, the target is locked
    """
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".tmp", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        # mkstemp makes files that only the owner can read; the result is an ordinary file.
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
        temporary = None
    except OSError as error:
        reason = reason_of(error)
        raise UsageError(
            f"{path} 写不进去({reason})；请确认文件夹存在、可写且磁盘有空间，并先关闭正在打开该文件的程序。"
        ) from None
    finally:
        if temporary is not None:
            with suppress(OSError):
                Path(temporary).unlink()
