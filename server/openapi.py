"""Builds ``openapi.json`` from the messages: ``python -m server.openapi`` writes it anew."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from protocol import messages
from protocol.limits import MAX_LONG_POLL_SECONDS, MAX_PUSH_BYTES
from protocol.messages import CBOR, JSON, PROBLEM_JSON

FILE = Path(__file__).with_name("openapi.json")
VERSION = "1"

_IN_JSON = (
    messages.SessionRequest,
    messages.SessionChallenge,
    messages.SessionToken,
    messages.HeadsResponse,
    messages.Health,
    messages.Problem,
)
_IN_CBOR = (
    messages.PushRequest,
    messages.PushResponse,
    messages.PurgeRequest,
    messages.PurgeResponse,
    messages.ChangesResponse,
    messages.RosterPost,
    messages.RosterResponse,
)
_REF = "#/components/schemas/{name}"

_ABOUT = (
    "Blind relay for signed, encrypted change sets. Bodies of application/cbor are deterministic "
    "CBOR (RFC 8949 section 4.2.1); their bytes are CBOR byte strings, not base64. Every answer "
    "carries the header Fallmappe-Server; an answer without it is not from this server."
)
_STATUS = {
    "304": "Nothing has changed (If-None-Match).",
    "400": "Malformed request.",
    "401": "No valid session: open a new one.",
    "403": "The device is revoked.",
    "404": "No such stream for this device.",
    "408": "The request did not arrive in time.",
    "409": "Entries of somebody else stand there (resync, fact length), or the chain is broken.",
    "413": "Too large; the fact limit says how much is allowed.",
    "422": "A signature does not hold.",
    "426": "Made by a newer version than this server knows.",
    "429": "Too many requests; see Retry-After.",
    "500": "A fault of the server.",
    "503": "The server has too much to do, or no room; see Retry-After.",
}
_EVERYWHERE = ("429", "500", "503")
_SESSION_NEEDED = ("401", "403")


def build() -> dict[str, Any]:
    """Return the OpenAPI 3.1 description of all routes."""
    schemas = {**_schemas(_IN_JSON), **_as_cbor(_schemas(_IN_CBOR))}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Fallmappe agency server", "version": VERSION, "description": _ABOUT},
        "paths": _paths(),
        "components": {
            "schemas": schemas,
            "headers": {
                "Server": _header("Protocol version of this server.", pattern="^[0-9]+$"),
                "RetryAfter": _header("Seconds to wait.", pattern="^[0-9]+$"),
                "ETag": _header("Cursor and roster length."),
            },
            "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}},
        },
    }


def _schemas(types: Iterable[type]) -> dict[str, Any]:
    return msgspec.json.schema_components(types, ref_template=_REF)[1]


def _as_cbor(schema: Any) -> Any:
    """Describe bytes as they stand in CBOR; msgspec describes them, and their length, in base64."""
    if isinstance(schema, list):
        return [_as_cbor(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("contentEncoding") == "base64":
        return {"type": "string", "format": "binary"}
    return {name: _as_cbor(one) for name, one in schema.items()}


def _paths() -> dict[str, Any]:
    number = {"type": "integer", "minimum": 0}
    stream = {
        "name": "stream",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    }
    wait = {"type": "integer", "minimum": 0, "maximum": MAX_LONG_POLL_SECONDS}
    size = {"type": "integer", "minimum": 0, "maximum": MAX_PUSH_BYTES}
    heads = _operation(
        "Streams that changed after a cursor; waits for news if asked to.",
        answers=_json("HeadsResponse"),
        query=[("since", number), ("wait", wait)],
        errors=("400",),
    )
    heads["responses"]["304"] = {"description": _STATUS["304"], "headers": _headers("ETag")}
    heads["responses"]["200"]["headers"] = _headers("ETag")
    changes = _operation(
        "Sets of one stream, in order of their numbers.",
        answers=_cbor("ChangesResponse"),
        query=[("after", number), ("max_bytes", size)],
        errors=("400", "404"),
    )
    changes["parameters"].insert(0, stream)
    purge = _operation(
        "Drop the bodies of sets that hold what was erased; their heads stay.",
        asks=_cbor("PurgeRequest"),
        answers=_cbor("PurgeResponse"),
        errors=("400", "404", "408", "413"),
    )
    purge["parameters"].insert(0, stream)
    return {
        messages.SESSION: {"post": _session()},
        messages.PUSH: {
            "post": _operation(
                "Store sets of many streams; one result per set, each durable when answered.",
                asks=_cbor("PushRequest"),
                answers=_cbor("PushResponse"),
                errors=("400", "408", "413"),
            )
        },
        messages.HEADS: {"get": heads},
        "/v1/streams/{stream}/changes": {"get": changes},
        "/v1/streams/{stream}/purge": {"post": purge},
        messages.ROSTER: {"get": _read_roster(number), "post": _write_roster()},
        messages.HEALTH: {
            "get": _operation(
                "Version and time of the server.", answers=_json("Health"), session=False
            )
        },
        messages.OPENAPI: {
            "get": _operation(
                "This description.",
                answers={JSON: {"schema": {"type": "object"}}},
                session=False,
            )
        },
    }


def _session() -> dict[str, Any]:
    either = [{"$ref": _REF.format(name=n)} for n in ("SessionChallenge", "SessionToken")]
    return _operation(
        "A challenge, or for a signed challenge a token.",
        asks=_json("SessionRequest"),
        answers={JSON: {"schema": {"anyOf": either}}},
        errors=("400", "401", "403", "408", "413"),
        session=False,
    )


def _read_roster(number: dict[str, Any]) -> dict[str, Any]:
    return _operation(
        "Signed roster entries, about 1 MiB at a time.",
        answers=_cbor("RosterResponse"),
        query=[("after", number)],
        errors=("400",),
    )


def _write_roster() -> dict[str, Any]:
    written = _operation(
        "Append signed entries. Entries that the root signed need no session.",
        asks=_cbor("RosterPost"),
        answers=_cbor("RosterResponse"),
        errors=("400", "401", "403", "408", "409", "413", "422", "426"),
        session=False,
    )
    return {**written, "security": [{"session": []}, {}]}


def _operation(
    summary: str,
    *,
    answers: dict[str, Any],
    asks: dict[str, Any] | None = None,
    query: list[tuple[str, dict[str, Any]]] | None = None,
    errors: tuple[str, ...] = (),
    session: bool = True,
) -> dict[str, Any]:
    codes = {*errors, *_EVERYWHERE, *(_SESSION_NEEDED if session else ())}
    described: dict[str, Any] = {
        "summary": summary,
        "security": [{"session": []}] if session else [],
        "parameters": [{"name": n, "in": "query", "schema": s} for n, s in query or ()],
        "responses": {
            "200": {"description": "Done.", "headers": _headers(), "content": answers},
            **{code: _error(code) for code in sorted(codes)},
        },
    }
    if asks is not None:
        described["requestBody"] = {"required": True, "content": asks}
    return described


def _error(code: str) -> dict[str, Any]:
    schema = {"$ref": _REF.format(name="Problem")}
    return {
        "description": _STATUS[code],
        "headers": _headers("RetryAfter") if code in {"429", "503"} else _headers(),
        "content": {PROBLEM_JSON: {"schema": schema}},
    }


def _headers(*more: str) -> dict[str, Any]:
    names = {"Server": messages.SERVER_HEADER, "RetryAfter": "Retry-After", "ETag": "ETag"}
    return {names[n]: {"$ref": f"#/components/headers/{n}"} for n in ("Server", *more)}


def _header(description: str, **schema: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string", **schema}}


def _json(name: str) -> dict[str, Any]:
    return {JSON: {"schema": {"$ref": _REF.format(name=name)}}}


def _cbor(name: str) -> dict[str, Any]:
    return {CBOR: {"schema": {"$ref": _REF.format(name=name)}}}


if __name__ == "__main__":
    FILE.write_text(json.dumps(build(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
