"""Files for people: the scoreboard page, the workbook and form 06a.

A report reads a publication and nothing else; it computes no KPI of its own, it only rounds and words them.
Form 06a alone is counted here, from the published cases.
"""
