"""A form being filled: its tree, what depends on what, and re-evaluation after each answer."""
