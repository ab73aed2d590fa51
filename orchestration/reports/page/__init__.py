"""The parts of the scoreboard page, in the order a figure passes them: source, plans, periods, scope, rounding,
scores, board, targets, then blocks and payload for the script, and view for the page that needs none."""
