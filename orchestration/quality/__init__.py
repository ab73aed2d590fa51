"""The audit: what is checked, how the checks are run, and whether a candidate may be published."""
