"""The benchmark: ``python tests/bench``.  It prints a table and judges nothing; no test asserts a time."""
