"""A generated round with known truth: a roster, what comes back of it, and what is wrong with each file.

The generator knows what is wrong because it has planted it; nothing here asks the checker.
"""
