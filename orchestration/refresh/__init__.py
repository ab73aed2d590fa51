"""The nightly refresh: what is new, the steps in their order, and the one lock."""
