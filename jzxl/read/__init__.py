"""Cells → Filing: which value belongs to which field, and what number it states.

Knows nothing of scores, and nothing of XML.
"""
