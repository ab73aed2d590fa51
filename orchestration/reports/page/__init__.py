"""The parts of the scoreboard page, in the order a figure passes them: source, plans, periods, board, view
and payload."""
