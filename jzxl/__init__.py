"""jzxl: issue, re-evaluate and correct the budget self-evaluation workbooks of a finance bureau.

The way through is one line of functions, each with one input type and one output type::

    templates/*.toml -> Form -> issue -> workbook -> (filled by a department) -> read -> Filing
        -> evaluate -> check -> findings -> correct -> corrected copy
"""

__version__ = "0.1.0"
