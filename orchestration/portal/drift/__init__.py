"""What differs between an export and its contract: columns, codes, types; noted, proposed, never guessed."""
