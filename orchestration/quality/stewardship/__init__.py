"""What people decide about failed checks: the journal of decisions, and what follows from it for the gate."""
