"""How much of a stranger's file we are willing to take in, all in one place."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds that the gate enforces; sizes in bytes, the rest are counts.

    A filled form of ours has about 900 cells, 30 members and 60 kB, so every bound leaves three
    orders of magnitude or so before an honest file meets it.
    """

    # A form with a few photographs pasted in stays below 20 MB; mail systems stop at 50 MB.
    file_bytes: int = 64 * 1024 * 1024
    # Every picture and printer setting is a member; the largest honest file seen had about 400.
    members: int = 4_000
    # Deflate can blow 1 kB up to 1 MB.  One member: a sheet formatted down to its last row takes 60 MB.
    member_bytes: int = 96 * 1024 * 1024
    # Whole file unpacked: bounds the memory one return can take in a batch.
    total_bytes: int = 256 * 1024 * 1024
    # A cell without content counts as one, one with content as two, a formula as four, four rows as one
    # (`sheet_weight`): each of these costs some 300 bytes and 3 microseconds, so this bounds the sheets at some
    # 150 MB and 2 s.  A sheet formatted over 1,000 rows and 256 columns has 256,000, one down to its last row
    # 262,000; twenty project forms come to 27,000.
    cells: int = 500_000
    # Tags, at half a microsecond or more each, whatever they are.
    tags: int = 5_000_000
    # Tags, and three attributes for one, of sheets and shared strings that are not written as Excel, WPS and
    # LibreOffice write them, at some 2 microseconds each; saved again by one of these they are read faster.
    odd_tags: int = 800_000
    # Entries in the shared string table, counted as <si>, and the bytes of its part; half a million numbers
    # written as texts take 12 MB.
    strings: int = 500_000
    strings_bytes: int = 16 * 1024 * 1024
    # Of all texts and formulas of the sheets, at up to four bytes each; a hundred project forms have 3 million.
    characters: int = 16_000_000
    # Custom properties: jzxl writes one for each figure that was known beforehand.
    properties: int = 20_000
    # Workbook parts are read as a tree of nodes at about 500 bytes each.
    nodes: int = 200_000
    # Excel itself allows 8,192 characters in a formula.
    formula_characters: int = 8_192
    # Expanding shared formulas multiplies text: 500,000 cells x 8,192 characters would be 4 GB.
    expanded_characters: int = 16_000_000
    # What is no .xlsx is read in a child process.  That takes 0.04 s for a form and 3 s for 500,000 cells,
    # so this is a hang, even on a slow machine.
    foreign_seconds: int = 20
    # calamine takes twice 32 bytes for each place, filled or not, of the rectangle in use: this is enough for
    # 10 million, not for a sheet of an .xls that is in use down to its very last cell (1.2 GB).
    foreign_memory: int = 1024 * 1024 * 1024
    # Of any kind; a form has five, a department with a hundred projects two hundred.
    sheets: int = 1_000
    # Files in a .zip from a mail; a province has some 10,000 units.
    archive_members: int = 20_000

    def for_files_of(self, megabytes: int) -> Limits:
        """The limits for files of another size at most; what may come out of one grows along.

        What bounds memory by counts (cells, texts) grows too, so a larger file may take more of it.
        """
        file_bytes = megabytes * 1024 * 1024
        if file_bytes <= self.file_bytes:
            return replace(self, file_bytes=file_bytes)
        times = -(-file_bytes // self.file_bytes)
        return replace(
            self,
            file_bytes=file_bytes,
            member_bytes=self.member_bytes * times,
            total_bytes=self.total_bytes * times,
            cells=self.cells * times,
            tags=self.tags * times,
            odd_tags=self.odd_tags * times,
            strings=self.strings * times,
            strings_bytes=self.strings_bytes * times,
            characters=self.characters * times,
            properties=self.properties * times,
            nodes=self.nodes * times,
        )


DEFAULT_LIMITS = Limits()
