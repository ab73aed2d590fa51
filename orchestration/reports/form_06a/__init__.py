"""Biểu II.06a/VPCP/KSTT: who is on it, what is counted, and the sheet as the form prints it."""
