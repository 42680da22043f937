"""XForm XML -> :class:`FormDefinition`. Everything that can be wrong with a form is found here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from desktop.domain.errors import ErrorCode, KnownError
from desktop.forms.definition import FormDefinition, FormWarning
from desktop.forms.engine.compiling import ExpressionCache, compile_units
from desktop.forms.engine.order import rank_units
from desktop.forms.engine.program import link
from desktop.forms.model.actions import SetValue, parse_actions
from desktop.forms.model.binds import NO_BIND, Bind, parse_bind
from desktop.forms.model.body import absolute, parse_body
from desktop.forms.model.controls import Control
from desktop.forms.model.elements import OPENROSA, ElementDef, build_elements, index_by_path
from desktop.forms.model.entity_defs import find_entities
from desktop.forms.model.instances import LAST_SAVED, load_instance
from desktop.forms.model.itext import parse_itext
from desktop.forms.xmltree import parse_xml
from desktop.forms.xpath.nodes import DeclaringNode, Node, NodeKind

_MAX_ID = 249
"""Characters that every program must support (OpenRosa metadata schema, "Form Identity")."""
_CLIMBS = re.compile(r"(?:^|[/\\])\.{1,2}(?:[/\\]|$)")
_XFORMS = "http://www.w3.org/2002/xforms"
_VERSION = re.compile(r"[A-Za-z0-9_.:+ ()-]{0,100}")
_NAMESPACES = {
    "jr": "http://openrosa.org/javarosa",
    "orx": OPENROSA,
    "odk": "http://www.opendatakit.org/xforms",
    "entities": "http://www.opendatakit.org/xforms/entities",
    "xml": "http://www.w3.org/XML/1998/namespace",
}


def load_form(xml: str | bytes, *, media: Mapping[str, bytes] | None = None) -> FormDefinition:
    """Load a form; *media* holds the files beside it by name.

    KnownError FORM_INVALID (facts: node, reason, position or line), FORM_CYCLE (fact: node, the
    path of the cycle) or FORM_TOO_LARGE. Pure; call it in any thread.
    """
    html = _child(parse_xml(xml, default_namespace=False), "html")
    head = _child(html, "head")
    model = _child(head, "model")
    body = next((child for child in html.children if child.local == "body"), None)
    primary = _primary_root(model)
    _ensure_instance_id(primary)
    root = build_elements(primary)
    by_path = index_by_path(root)
    ids = _bind_ids(model, root.path)
    controls = parse_body(body, root.path, ids)
    warnings = [*_bind_controls(controls, by_path), *_apply_binds(model, root, by_path)]
    by_path = index_by_path(root)
    itext = parse_itext(next((c for c in model.children if c.local == "itext"), None))
    instances = _instances(model, media or {}, warnings)
    primary_id = _child(model, "instance").attribute("id") or ""
    cache = ExpressionCache(root, _NAMESPACES, primary_id)
    program = link(compile_units(root, cache, itext, instances))
    rank_units(program, root)
    actions = parse_actions(model, body, root.path, ids)
    warnings.extend(_compile_actions(actions, by_path, cache, root))
    warnings.extend(
        FormWarning(f"unknown-function {name}()", node) for name, node in cache.doubtful
    )
    form_id, version = _identity(primary)
    return FormDefinition(
        form_id=form_id,
        version=version,
        title="".join(child.string_value() for child in head.children if child.local == "title"),
        pages="pages" in (_style(body)).split(),
        root=root,
        controls=controls,
        itext=itext,
        instances=instances,
        actions=actions,
        program=program,
        expressions=cache,
        by_path=by_path,
        warnings=tuple(warnings),
        entities=find_entities(root),
        last_saved_ids=_last_saved_ids(model),
        media=dict(media or {}),
    )


def _style(body: Node | None) -> str:
    return "" if body is None else body.attribute("class") or body.attribute("style") or ""


def _identity(primary: Node) -> tuple[str, str]:
    """Id and version; both are shown and name settings, so they hold nothing that misleads."""
    form_id = id_of(primary)
    version = primary.attribute("version") or _orx_version(primary)
    if not _is_id(form_id):
        raise KnownError(ErrorCode.FORM_INVALID, node="id", reason="not-an-id")
    if not _VERSION.fullmatch(version):
        raise KnownError(ErrorCode.FORM_INVALID, node="version", reason="not-a-version")
    return form_id, version


def id_of(primary: Node) -> str:
    """The id of a form, from the root element of its record: the attribute ``id``, else the
    element's own namespace (OpenRosa metadata schema, "Form Identity"); empty without both."""
    form_id = primary.attribute("id")
    if form_id or not isinstance(primary, DeclaringNode):
        return form_id or ""
    own = next((one.text for one in primary.namespaces if not one.name), "")
    return "" if own == _XFORMS else own


def _is_id(form_id: str) -> bool:
    """Whether a person can read it as it is: no control or direction characters, no way up."""
    is_plain = form_id.isprintable() and form_id == form_id.strip()
    return is_plain and 0 < len(form_id) <= _MAX_ID and not _CLIMBS.search(form_id)


def _orx_version(primary: Node) -> str:
    return primary.attribute(f"{{{OPENROSA}}}version") or ""


def _child(node: Node, local: str) -> Node:
    for child in node.children:
        if child.kind is NodeKind.ELEMENT and child.local == local:
            return child
    raise KnownError(ErrorCode.FORM_INVALID, reason="missing", node=local)


def _primary_root(model: Node) -> Node:
    instance = _child(model, "instance")
    for child in instance.children:
        if child.kind is NodeKind.ELEMENT:
            return child
    raise KnownError(ErrorCode.FORM_INVALID, reason="empty", node="instance")


def _ensure_instance_id(primary: Node) -> None:
    """Every record of a form has an ``instanceID`` (ODK XForms specification, "Metadata")."""
    metas = [child for child in primary.children if child.local == "meta"]
    if metas:
        meta = metas[0]
    else:
        meta = Node(NodeKind.ELEMENT, "orx:meta", f"{{{OPENROSA}}}meta")
        primary.append(meta)
    if not any(child.local == "instanceID" for child in meta.children):
        prefixed = meta.name.startswith("orx:")
        key = f"{{{OPENROSA}}}instanceID" if prefixed else "instanceID"
        meta.append(Node(NodeKind.ELEMENT, "orx:instanceID" if prefixed else "instanceID", key))


def _bind_controls(
    controls: tuple[Control, ...], by_path: dict[str, ElementDef]
) -> Iterator[FormWarning]:
    for control in controls:
        element = by_path.get(control.path)
        if element is not None:
            if element.control is None or control.kind != "group":
                element.control = control
            element.is_repeat = element.is_repeat or control.kind == "repeat"
        elif "~" not in control.path:
            yield FormWarning("unbound", control.path)
        yield from _bind_controls(control.children, by_path)


def _apply_binds(
    model: Node, root: ElementDef, by_path: dict[str, ElementDef]
) -> Iterator[FormWarning]:
    for node in model.children:
        if node.local != "bind" or node.kind is not NodeKind.ELEMENT:
            continue
        path = absolute(node.attribute("nodeset") or node.attribute("ref") or "", root.path)
        element = by_path.get(path)
        if element is None:
            yield FormWarning("unbound", path)
        else:
            element.bind = parse_bind(node)
    for element in root.walk():
        if element.name.rpartition(":")[2] == "instanceID" and element.bind is NO_BIND:
            element.bind = Bind(preload="uid")


def _compile_actions(
    actions: tuple[SetValue, ...],
    by_path: Mapping[str, ElementDef],
    cache: ExpressionCache,
    root: ElementDef,
) -> Iterator[FormWarning]:
    """Compile what actions evaluate now, so that a fault is found before anybody fills in."""
    for action in actions:
        target = by_path.get(action.target)
        if target is None:
            yield FormWarning("unbound", action.target)
            continue
        if action.expression:
            cache.get(action.expression, target)
        if action.picks:
            cache.get(action.picks, by_path.get(action.source, root))


def _bind_ids(model: Node, root_path: str) -> dict[str, str]:
    return {
        name: absolute(node.attribute("nodeset") or node.attribute("ref") or "", root_path)
        for node in model.children
        if node.local == "bind" and (name := node.attribute("id"))
    }


def _last_saved_ids(model: Node) -> frozenset[str]:
    return frozenset(
        node.attribute("id") or ""
        for node in model.children
        if node.local == "instance" and node.attribute("src") == LAST_SAVED
    )


def _instances(
    model: Node, media: Mapping[str, bytes], warnings: list[FormWarning]
) -> dict[str, Node]:
    loaded: dict[str, Node] = {}
    found = [one for one in model.children if one.local == "instance"]
    for node in found[1:]:
        instance_id = node.attribute("id") or ""
        if instance_id:
            loaded[instance_id], missing = load_instance(node, media)
            if missing:
                warnings.append(FormWarning("missing-file", missing))
    return loaded
