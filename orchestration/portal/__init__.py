"""Everything that knows what a portal's export looks like: names, contracts, text, readers."""
