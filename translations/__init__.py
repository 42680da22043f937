"""Catalogues (gettext) and the tool that keeps them; not part of the running program."""
