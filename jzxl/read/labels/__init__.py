"""Reading official sheets that somebody typed: values are found by the labels beside them.

Nothing is guessed: a label that is not there, or a row of which it cannot be told what stands for
what, is said, and everything else is read.
"""
