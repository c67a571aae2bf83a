"""Filing → Findings: plain functions in one list, one rule family a module.

Knows nothing of cells' colours, nor of files.
"""
