"""Marks texts for extraction into the catalogues; German is the source language."""


def N_(message: str) -> str:
    """Return *message* unchanged: the text is translated later, by the window that shows it."""
    return message
