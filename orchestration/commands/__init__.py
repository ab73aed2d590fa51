"""The commands of `motcua`, one module a group; each imports what is heavy only when it runs."""
