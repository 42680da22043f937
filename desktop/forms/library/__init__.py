"""The forms shipped with the program: XLSForm sources, their catalogues and compiled packages.

A source (``.md``) holds the questions in German and English; further languages stand in
``translations/<language>/LC_MESSAGES/<form id>.po``. ``python -m desktop.forms.library`` merges
both into the packages (``.xml``) and the index, which are all the program reads. The order of
columns and the codes are part of the record: a code in use is never renamed, it is retired in a
new version of the form.
"""

from __future__ import annotations

from desktop.forms.library.index import PACKAGES
from desktop.forms.library.shipped import FOLDER, ShippedForm

__all__ = ["FOLDER", "ShippedForm", "shipped_forms"]


def shipped_forms() -> list[ShippedForm]:
    """The forms of this version, in the order of their numbers; parses nothing."""
    return list(PACKAGES)
