"""The registers: units, plans, targets, campaigns and thresholds, those of the project and those of a user's folder.

A folder (`MOTCUA_REGISTERS_DIR`) is laid over the registers of the project row by row: a row with a new key is added,
one with a known key takes the place of the row that had it (docs/decisions/0006-registers.md).
"""
