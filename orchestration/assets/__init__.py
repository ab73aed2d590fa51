"""Dagster's view of the refresh: thin assets in the order of the way of a row, one file a step.

Here stands what Dagster must know (keys, lineage, checks, triggers); what a step does stands in the package
of its noun. Of the other packages only the one that runs the job, `refresh`, knows this one.
"""
