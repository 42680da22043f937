"""Values a form asks to be filled in by the program (``jr:preload``)."""

from __future__ import annotations

from desktop.forms.environment import Environment
from desktop.forms.model.binds import Bind
from desktop.forms.xpath.dates import iso_datetime


def preload_value(bind: Bind, environment: Environment) -> str | None:
    """The value at first load, None if the bind asks for nothing known."""
    local = environment.now().astimezone(environment.time_zone)
    match bind.preload.lower(), bind.preload_params.lower():
        case "uid", _:
            return f"uuid:{environment.uuid()}"
        case "date", "today":
            return local.date().isoformat()
        case "timestamp", "start":
            return iso_datetime(local)
        case (("property" | "context"), "username"):
            return environment.username
        case "property", "deviceid":
            return environment.deviceid
    return None


def is_end(bind: Bind) -> bool:
    """Whether the bind holds the moment the form is finished."""
    return bind.preload == "timestamp" and bind.preload_params == "end"
