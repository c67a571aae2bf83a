"""Findings → corrected copy: fills, notes, corrected values, and the findings sheet.

Knows nothing of how findings came about.
"""
