"""The model of an official form, loading it from its definition, and its formulas.

Knows nothing of Excel files.
"""
