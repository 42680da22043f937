"""The form engine: expressions, model, sessions."""
