"""Make the pictures of README.zh-CN.md again: ``python tests/make_pictures.py`` (needs LibreOffice).

Each is a printed page of a sheet: of the filled sample, and of the corrected copy of a return.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from engines.libreoffice import to_png
from returns import ROOT, catalog

from jzxl.review import review_file

PICTURES = ROOT / "samples" / "pictures"
DPI = 72
# (picture, workbook, page): pages in the order of the sheets.
FILLED = ROOT / "samples" / "招商引资服务中心-2020.xlsx"
PAGES = {"填报说明": 1, "基础数据": 2, "自评表-第1页": 3, "自评表-第2页": 4, "校验": 5, "评分标准": 7}
# The sheets of the projects print as of page 5.
THREE = ROOT / "samples" / "returned" / "7-三张表.xlsx"
PROJECT_PAGES = {"项目表-第1页": 5, "项目表-第2页": 6, "项目表-第3页": 7}
RETURN = ROOT / "samples" / "returned" / "2-得分被改.xlsx"
COPY_PAGES = {"审核结果": 1, "审核稿": 4}


def main() -> None:
    """Write all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        _, copy = review_file(RETURN, catalog(), with_copy=True)
        if copy is None:
            raise SystemExit(f"no corrected copy of {RETURN}")
        copied = Path(folder) / "copy.xlsx"
        copied.write_bytes(copy)
        for workbook, pages in ((FILLED, PAGES), (THREE, PROJECT_PAGES), (copied, COPY_PAGES)):
            output = Path(folder) / workbook.stem
            output.mkdir()
            images = to_png(workbook, output, dpi=DPI)
            for name, page in pages.items():
                shutil.copyfile(images[page - 1], PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
