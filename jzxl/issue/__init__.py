"""Form → workbook: written once with xlsxwriter, and patched for each recipient.

Knows nothing of reading what comes back.
"""
