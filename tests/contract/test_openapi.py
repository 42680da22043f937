"""openapi.json says what the server does: same routes, same schemas, and real answers fit."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import msgspec
import pytest
import urllib3
from starlette.routing import Route

from protocol import cbor, messages
from protocol.messages import (
    CBOR,
    JSON,
    PROBLEM_JSON,
    PurgeRequest,
    PushRequest,
    RosterPost,
    SessionRequest,
)
from server.limits import Limits
from server.openapi import FILE, build
from tests.unit.server.conftest import Office

DOCUMENT: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
OPERATIONS = [(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with ExitStack() as stack:
        yield Office(tmp_path_factory.mktemp("described"), stack, Limits())


def test_the_file_is_built_from_the_messages() -> None:
    assert build() == DOCUMENT, "run: python -m server.openapi"


def test_described_routes_and_real_routes_are_the_same(office: Office) -> None:
    real = {
        (route.path, method.lower())
        for route in office.server.app.routes
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD"
    }
    assert real == set(OPERATIONS)


def test_every_reference_leads_somewhere() -> None:
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', FILE.read_text(encoding="utf-8")):
        target: Any = DOCUMENT
        for part in reference.split("/"):
            target = target[part]
        assert target


def test_every_path_parameter_is_described() -> None:
    for path, method in OPERATIONS:
        described = DOCUMENT["paths"][path][method]["parameters"]
        names = {one["name"] for one in described if one["in"] == "path"}
        assert names == set(re.findall(r"{(\w+)}", path))


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Whether a decoded answer follows the part of JSON Schema that our file uses."""
    if "$ref" in schema:
        return fits(value, DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    if "anyOf" in schema:
        return any(fits(value, one) for one in schema["anyOf"])
    if "enum" in schema:
        return value in schema["enum"]
    return CHECKS[schema["type"]](value, schema)


def object_fits(value: Any, schema: dict[str, Any]) -> bool:
    if not isinstance(value, dict) or not set(schema.get("required", ())) <= set(value):
        return False
    named = schema.get("properties", {})
    others = schema.get("additionalProperties", {} if not named else None)
    for name, one in value.items():
        expected = named.get(name, others)
        if expected is None or (expected and not fits(one, expected)):
            return False
    return True


def array_fits(value: Any, schema: dict[str, Any]) -> bool:
    return isinstance(value, list) and all(fits(one, schema["items"]) for one in value)


def string_fits(value: Any, schema: dict[str, Any]) -> bool:
    if schema.get("format") == "binary":
        return isinstance(value, bytes)
    return isinstance(value, str) and re.search(schema.get("pattern", ""), value) is not None


def integer_fits(value: Any, schema: dict[str, Any]) -> bool:
    low, high = schema.get("minimum", value), schema.get("maximum", value)
    return type(value) is int and low <= value <= high


CHECKS: dict[str, Callable[[Any, dict[str, Any]], bool]] = {
    "object": object_fits,
    "array": array_fits,
    "string": string_fits,
    "integer": integer_fits,
    "boolean": lambda value, _: type(value) is bool,
    "null": lambda value, _: value is None,
}


def requests(office: Office) -> list[tuple[str, str, bytes | None, bool]]:
    """Requests (method, path, body, with session) that meet as many answers as possible."""
    chain = office.agency.chain(office.anna)
    sealed = chain.many(2)
    sent = tuple(messages.SentSet(one.head, one.body) for one in sealed)
    push = messages.to_cbor(PushRequest(sent[:1]))
    mixed = messages.to_cbor(PushRequest((*sent[:1], messages.SentSet(b"junk", b""), *sent[1:])))
    office.agency.enrol()
    after, new = office.agency.collect()
    post = messages.to_cbor(RosterPost(after, tuple(new)))
    conflicting = messages.to_cbor(RosterPost(after - 1, tuple(new)))
    forged = messages.to_cbor(RosterPost(after + 2, (new[0][:-1] + b"\0",)))
    stream = messages.changes_path(chain.stream.hex())
    own = messages.to_cbor(PurgeRequest(office.anna.id, (1,)))
    foreign = messages.to_cbor(PurgeRequest(office.bela.id, (1,)))
    session = messages.to_json(SessionRequest(office.anna.device_id))
    wrong = messages.to_json(SessionRequest(office.anna.device_id, "0" * 64, b"\0" * 64))
    return [
        ("post", messages.SESSION, session, False),
        ("post", messages.SESSION, wrong, False),
        ("post", messages.SESSION, b"{", False),
        ("post", messages.SESSION, b" " * 70_000, False),
        ("post", messages.PUSH, push, True),
        ("post", messages.PUSH, mixed, True),
        ("post", messages.PUSH, push, False),
        ("post", messages.PUSH, b"junk", True),
        ("get", messages.HEADS, None, True),
        ("get", messages.HEADS + "?since=x", None, True),
        ("get", messages.HEADS, None, False),
        ("get", stream, None, True),
        ("get", stream + "?after=1&max_bytes=10", None, True),
        ("get", messages.changes_path("f" * 32), None, True),
        ("get", messages.changes_path("f"), None, True),
        ("post", messages.purge_path(chain.stream.hex()), own, True),
        ("post", messages.purge_path(chain.stream.hex()), foreign, True),
        ("post", messages.purge_path(chain.stream.hex()), own, False),
        ("post", messages.purge_path(chain.stream.hex()), b"junk", True),
        ("get", messages.ROSTER, None, True),
        ("get", messages.ROSTER, None, False),
        ("post", messages.ROSTER, post, True),
        ("post", messages.ROSTER, post, False),
        ("post", messages.ROSTER, conflicting, True),
        ("post", messages.ROSTER, forged, True),
        ("post", messages.ROSTER, b"junk", True),
        ("get", messages.HEALTH, None, False),
        ("get", messages.OPENAPI, None, False),
    ]


def test_real_answers_are_as_described(office: Office) -> None:
    client = office.client(office.anna)
    client.open_session()
    seen: set[tuple[str, str, str]] = set()
    with urllib3.PoolManager(retries=False) as pool:
        for method, target, body, with_session in requests(office):
            headers = {"Authorization": f"Bearer {client._token}"} if with_session else {}
            answer = pool.request(
                method.upper(), office.server.url + target, body=body, headers=headers
            )
            path = re.sub(r"/streams/[^/]+/", "/streams/{stream}/", target.split("?")[0])
            described = DOCUMENT["paths"][path][method]["responses"]
            assert str(answer.status) in described, (method, target, answer.status, answer.data)
            seen.add((method, path, str(answer.status)))
            check_answer(described[str(answer.status)], answer)
    assert {(method, path, "200") for path, method in OPERATIONS} <= seen
    assert {status for _, _, status in seen} >= {"200", "400", "401", "404", "409", "413"}


def check_answer(described: dict[str, Any], answer: urllib3.BaseHTTPResponse) -> None:
    media = answer.headers["content-type"].split(";")[0]
    assert media in described["content"]
    for header in described["headers"]:
        assert header in answer.headers
    if media == CBOR:
        value = cbor.decode(answer.data, limit=len(answer.data), where="answer")
    else:
        assert media in {JSON, PROBLEM_JSON}
        value = msgspec.json.decode(answer.data)
    assert fits(value, described["content"][media]["schema"]), value
