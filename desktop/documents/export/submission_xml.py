"""A finished form as an OpenRosa submission (ODK XForms specification, instance and metadata)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from desktop.documents.export.submission import Submission
from desktop.forms.definition import FormDefinition
from desktop.forms.model.elements import ElementDef
from desktop.forms.session import FormSession
from desktop.forms.stored import stored_path
from desktop.forms.xmltree import parse_xml
from desktop.forms.xpath.nodes import Node, NodeKind

_XFORMS = "http://www.w3.org/2002/xforms"
_ID, _OLD_ID = "instanceID", "deprecatedID"
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_RETURN = {"\r": "&#13;"}
_LINES = {**_RETURN, "\n": "&#10;", "\t": "&#9;"}


def own_namespaces(xform: str | bytes) -> Mapping[str, str]:
    """Generic path -> default namespace, where the primary instance of a form declares one.

    Read anew from the form's text, because forms are loaded by names as written.
    """
    node = parse_xml(xform)
    for local in ("html", "head", "model", "instance", ""):
        found = (one for one in node.children if one.kind is NodeKind.ELEMENT)
        node = next((one for one in found if not local or one.local == local), node)
    return dict(_declared(node, "", _XFORMS))


def _declared(node: Node, above: str, inherited: str) -> Iterator[tuple[str, str]]:
    path = f"{above}/{node.name}"
    if ":" not in node.name and node.uri != inherited:
        inherited = node.uri
        yield path, inherited
    for child in node.children:
        if child.kind is NodeKind.ELEMENT:
            yield from _declared(child, path, inherited)


def relevant_paths(session: FormSession) -> frozenset[str]:
    """The stored paths of all that is relevant in a record: what is empty and still asked."""
    return frozenset(stored_path(node) for node in session.nodes() if node.relevant)


def submission_xml(
    submission: Submission,
    definition: FormDefinition,
    *,
    relevant: Collection[str],
    sealed: Collection[str],
    namespaces: Mapping[str, str] | None = None,
    files: Mapping[str, str] | None = None,
) -> bytes:
    """The document, UTF-8.

    What is stored is written as it stands; of what is empty only *relevant* (stored paths).
    *sealed* (generic paths) is left out. ``instanceID`` is that of the submission; one that was
    changed since it was finished names the one before in ``deprecatedID``. *namespaces* as given
    by ``own_namespaces``. *files* are the names of attachments by stored path, where they differ
    from the answer.
    """
    writer = _Writer(submission, relevant, sealed, namespaces or {}, files or {})
    return writer.document(definition).encode()


@dataclass(frozen=True, slots=True)
class _Writer:
    submission: Submission
    relevant: Collection[str]
    sealed: Collection[str]
    namespaces: Mapping[str, str]
    files: Mapping[str, str]

    def document(self, definition: FormDefinition) -> str:
        root = definition.root
        held = {f"xmlns:{prefix}": uri for prefix, uri in sorted(_prefixes(root))}
        held |= {one.name: one.text for one in root.template.attributes}
        held |= {"id": definition.form_id}
        if version := self.submission.form_version or definition.version:
            held |= {"version": version}
        pairs = "".join(f" {name}={quoteattr(text)}" for name, text in held.items())
        attributes = self._attributes(root, root.path) + pairs
        content = "".join(self._children(root, root.path, _keys(self.submission.answers)))
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<{root.name}{attributes}>{content}</{root.name}>\n"
        )

    def _children(
        self, element: ElementDef, path: str, keys: Mapping[str, list[str]]
    ) -> Iterator[str]:
        for child in element.children:
            if child.path in self.sealed:
                continue
            below = f"{path}/{child.name}"
            if child.is_repeat:
                for key in keys.get(below, ()):
                    yield self._group(child, f"{below}[{key}]", keys)
            elif child.children:
                yield self._group(child, below, keys)
            else:
                yield self._leaf(child, below)

    def _group(self, element: ElementDef, path: str, keys: Mapping[str, list[str]]) -> str:
        content = "".join(self._children(element, path, keys))
        if not content and path not in self.relevant and not element.is_repeat:
            return ""
        return f"<{element.name}{self._attributes(element, path)}>{content}</{element.name}>"

    def _leaf(self, element: ElementDef, path: str) -> str:
        attributes = self._attributes(element, path)
        if _is_meta(element, _ID):
            return self._identity(element, attributes)
        if _is_meta(element, _OLD_ID):
            return ""
        if path not in self.submission.answers and path not in self.relevant:
            return ""
        text = self.files.get(path) or self.submission.answers.get(path, "")
        return _element(element.name, text, attributes)

    def _attributes(self, element: ElementDef, path: str) -> str:
        own = self.namespaces.get(element.path)
        declared = "" if own is None else f" xmlns={quoteattr(own)}"
        held = ((one.name, f"{path}/@{one.name}") for one in element.attributes)
        return declared + "".join(
            f" {name}={quoteattr(_fit(self.submission.answers[at]), _LINES)}"
            for name, at in held
            if at in self.submission.answers and f"{element.path}/@{name}" not in self.sealed
        )

    def _identity(self, element: ElementDef, attributes: str) -> str:
        own = _element(element.name, self.submission.instance, attributes)
        if not self.submission.previous:
            return own
        old = element.name.replace(_ID, _OLD_ID)
        return own + _element(old, self.submission.previous, attributes)


def _element(name: str, text: str, attributes: str = "") -> str:
    if not text:
        return f"<{name}{attributes}/>"
    return f"<{name}{attributes}>{escape(_fit(text), _RETURN)}</{name}>"


def _fit(text: str) -> str:
    """Without the characters XML 1.0 cannot hold at all (2.2); each becomes U+FFFD."""
    return _UNFIT.sub("\ufffd", text)


def _is_meta(element: ElementDef, name: str) -> bool:
    """Whether it is that element of the record's own ``meta`` (not of one in a repeat)."""
    parent = element.parent
    return (
        element.name.rpartition(":")[2] == name
        and parent is not None
        and parent.name.rpartition(":")[2] == "meta"
        and parent.depth == 2
    )


def _keys(answers: Mapping[str, str]) -> dict[str, list[str]]:
    """Stored path of each repeat, without key -> the keys of its instances in order."""
    found: dict[str, set[str]] = {}
    for path in answers:
        at = path.find("[")
        while at >= 0:
            end = path.index("]", at)
            found.setdefault(path[:at], set()).add(path[at + 1 : end])
            at = path.find("[", end)
    return {path: sorted(keys) for path, keys in found.items()}


def _prefixes(root: ElementDef) -> set[tuple[str, str]]:
    """The prefixes that names in the record are written with, and their namespaces."""
    names = [(element.name, element.key) for element in root.walk()]
    names += [(one.name, one.key) for one in root.template.attributes]
    return {
        (name.partition(":")[0], key[1:].partition("}")[0])
        for name, key in names
        if ":" in name and key.startswith("{")
    }
