"""Files for people: the scoreboard page, the workbook and form 06a.

A report reads a publication and nothing else; it computes no figure of its own, it only rounds and words
them.
"""
