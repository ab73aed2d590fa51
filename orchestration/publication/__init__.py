"""From the audited candidate to what readers open: building, the chain of manifests, and its verification."""
