"""The reports that plans ask for by the calendar: which are due on a day, and their dated folders."""
