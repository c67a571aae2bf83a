"""汇总.xlsx: the summary of a round."""

from __future__ import annotations

from jzxl.campaign.book import Book
from jzxl.campaign.figures import Figures
from jzxl.campaign.indicator_sheet import indicators_sheet
from jzxl.campaign.lists import findings_list_sheet, missing_sheet, set_aside_sheet
from jzxl.campaign.overview_sheet import overview_sheet
from jzxl.campaign.score_sheets import departments_sheet, projects_sheet

NAME = "汇总.xlsx"


def summary_book(figures: Figures) -> bytes:
    """The workbook; the same figures give the same bytes.

    It belongs into the folder of the corrected copies: its links lead to files beside it.
    """
    # First and last year only: the title is a page's header too, which takes no more than 255 characters.
    years = "—".join(str(year) for year in dict.fromkeys((*figures.years[:1], *figures.years[-1:])))
    book = Book(f"绩效自评审核汇总（{years} 年度）" if years else "绩效自评审核汇总")
    overview_sheet(book, figures)
    departments_sheet(book, figures)
    projects_sheet(book, figures)
    indicators_sheet(book, figures)
    findings_list_sheet(book, figures)
    missing_sheet(book, figures)
    set_aside_sheet(book, figures)
    return book.to_bytes()
