"""Official sheets as clerks type them: generated in many layouts, with the truth beside them.

Written from the official form alone; nothing here knows how sheets are read.
"""
