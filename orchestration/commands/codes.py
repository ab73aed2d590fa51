"""Exit codes of the `motcua` command (interface.md, "Commands")."""

DONE, REFUSED, WRONG_USE, FAILED, BUSY = 0, 1, 2, 3, 4
"""Done; the gate said no; wrong use or bad configuration; failed; another refresh is running."""
