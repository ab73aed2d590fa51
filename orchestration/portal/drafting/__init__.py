"""From a sample file to a proposal of a contract, for a person to complete."""
