"""How a form is named where not every character may stand: in settings and in file names."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote, unquote

_UNFIT = re.compile(r"[^A-Za-z0-9_.-]+")
_LONGEST = 100


def setting_name(beginning: str, form_id: str, version: str) -> str:
    """The setting about a version of a form: an id may hold slashes, a version does not."""
    return f"{beginning}{quote(form_id, safe='')}/{version}"


def form_of(beginning: str, setting: str) -> tuple[str, str]:
    """Form id and version of a name that ``setting_name`` made."""
    form_id, _, version = setting.removeprefix(beginning).partition("/")
    return unquote(form_id), version


def file_name_of(form_id: str) -> str:
    """The id where it can be part of a file's name; else what is left of it and a check sum, so
    that two forms never share a name."""
    plain = _UNFIT.sub("_", form_id)
    if plain == form_id and len(form_id) <= _LONGEST:
        return form_id
    check = hashlib.sha256(form_id.encode()).hexdigest()[:8]
    return f"{plain.strip('_.')[: _LONGEST - 40]}-{check}".lstrip("-")
