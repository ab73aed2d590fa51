"""Verifying: every hash worked out again, from the archived files to the last publication; the first that differs."""
