"""Expressions and scoring rules: each formula once, as a tree, with its printers.

Knows nothing of workbooks, files or forms.
"""
