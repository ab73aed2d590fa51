"""The workbook that a clerk sends on: a first sheet that says how to read it, one a plan, definitions, warnings."""
