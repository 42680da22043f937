"""Random forms: groups, repeats in repeats, counted repeats, conditions, calculations, filtered
lists, actions and indexes. Each expression reads only what stands before it in the form, or the
row before, so that every form has exactly one state for given answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from xml.sax.saxutils import quoteattr

_MAX_DEPTH = 3
_KINDS = ("int", "int", "text", "select", "multi", "filtered", "calculate", "calculate", "copy")
_LIST = "".join(
    f"<item><name>{name}</name><label>{name}</label><k>{at % 3}</k><n>{at}</n></item>"
    for at, name in enumerate("abcdefghijklmnopqrst")
)
_TEXTS = (
    '<itext><translation lang="Deutsch (de)"><text id="t"><value>Frage {out}</value></text>'
    '</translation><translation lang="English (en)"><text id="t"><value>Question {out}</value>'
    "</text></translation></itext>"
)


@dataclass(frozen=True)
class Leaf:
    """A question or calculation made so far; *repeats* are the paths of the repeats around it."""

    path: str
    kind: str
    repeats: tuple[str, ...]


@dataclass
class RandomForm:
    """A form being written; *chance* decides everything."""

    chance: Random
    leaves: list[Leaf] = field(default_factory=list)
    binds: list[str] = field(default_factory=list)
    repeats: list[str] = field(default_factory=list)
    made: int = 0

    def xml(self) -> str:
        """The whole form."""
        instance, body = self._items("/data", (), 0, most=6)
        shown = [leaf for leaf in self.leaves if not leaf.repeats]
        texts = _TEXTS.format(out=f'<output value="{shown[0].path}"/>' if shown else "")
        return (
            '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
            'xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Random</h:title><model>'
            f'{texts}<instance><data id="random" version="1">{instance}</data></instance>'
            f'<instance id="list"><root>{_LIST}</root></instance>{"".join(self.binds)}'
            f"</model></h:head><h:body>{body}</h:body></h:html>"
        )

    def _items(
        self, path: str, repeats: tuple[str, ...], depth: int, *, most: int
    ) -> tuple[str, str]:
        instance, body = [], []
        for _ in range(self.chance.randint(2, most)):
            make = self._leaf
            if depth < _MAX_DEPTH:
                make = self.chance.choice((self._leaf, self._leaf, self._group, self._repeat))
            inner, shown = make(path, repeats, depth)
            instance.append(inner)
            body.append(shown)
        return "".join(instance), "".join(body)

    def _name(self, start: str) -> str:
        self.made += 1
        return f"{start}{self.made}"

    def _group(self, path: str, repeats: tuple[str, ...], depth: int) -> tuple[str, str]:
        name = self._name("g")
        self._bind(f"{path}/{name}", repeats, relevant=0.4, readonly=0.1)
        inner, body = self._items(f"{path}/{name}", repeats, depth + 1, most=3)
        return f"<{name}>{inner}</{name}>", f'<group ref="{path}/{name}">{body}</group>'

    def _repeat(self, path: str, repeats: tuple[str, ...], depth: int) -> tuple[str, str]:
        name = self._name("r")
        own = f"{path}/{name}"
        counts = [leaf for leaf in self._near(repeats) if leaf.kind == "int"]
        self._bind(own, repeats, relevant=0.3, readonly=0.0)
        count = ""
        if counts and self.chance.random() < 0.4:
            count = f' jr:count="{self.chance.choice(counts).path}"'
        inner, body = self._items(own, (*repeats, own), depth + 1, most=4)
        self.repeats.append(own)
        template = f'<{name} jr:template="">{inner}</{name}>'
        instances = f"<{name}>{inner}</{name}>" * self.chance.randint(0, 2)
        return template + instances, f'<repeat nodeset="{own}"{count}>{body}</repeat>'

    def _leaf(self, path: str, repeats: tuple[str, ...], depth: int) -> tuple[str, str]:
        kind = self.chance.choice(_KINDS)
        name = self._name("q")
        own = f"{path}/{name}"
        self._bind(own, repeats, kind=kind, relevant=0.3, required=0.2, readonly=0.05)
        body = self._control(own, kind, repeats)
        self.leaves.append(Leaf(own, kind, repeats))
        default = "2" if kind == "int" and self.chance.random() < 0.3 else ""
        return f"<{name}>{default}</{name}>", body

    def _control(self, own: str, kind: str, repeats: tuple[str, ...]) -> str:
        label = "<label ref=\"jr:itext('t')\"/>"
        if kind == "calculate":
            return ""
        if kind in ("select", "multi"):
            items = "".join(f"<item><label>{v}</label><value>{v}</value></item>" for v in "abc")
            tag = "select1" if kind == "select" else "select"
            return f'<{tag} ref="{own}">{label}{items}</{tag}>'
        if kind == "filtered":
            nodeset = quoteattr(f"instance('list')/root/item[{self._filter(repeats)}]")
            return (
                f'<select1 ref="{own}">{label}<itemset nodeset={nodeset}>'
                '<value ref="name"/><label ref="label"/></itemset></select1>'
            )
        return f'<input ref="{own}">{label}{self._action(own, kind, repeats)}</input>'

    def _filter(self, repeats: tuple[str, ...]) -> str:
        near = self._near(repeats)
        if not near:
            return "n < 5"
        path = self.chance.choice(near).path
        return self.chance.choice(
            (f"k = {path}", f"k = {path} and n > 3", f"n > {path} or k = {path}")
        )

    def _action(self, own: str, kind: str, repeats: tuple[str, ...]) -> str:
        """A value set when this one changes, or when a row is new; only ever of a plain text."""
        targets = [one.path for one in self._near(repeats) if one.kind == "copy"]
        written = ""
        if kind == "int" and targets and self.chance.random() < 0.5:
            target = self.chance.choice(targets)
            written = (
                f'<setvalue event="xforms-value-changed" ref="{target}" '
                f"value=\"concat({own}, '!')\"/>"
            )
        if kind == "copy" and repeats:
            written += (
                f'<setvalue event="odk-instance-first-load odk-new-repeat" ref="{own}" '
                f'value="position(..)"/>'
            )
        return written

    def _near(self, repeats: tuple[str, ...]) -> list[Leaf]:
        """The leaves that have exactly one value as seen from inside *repeats*."""
        return [one for one in self.leaves if one.repeats == repeats[: len(one.repeats)]]

    def _bind(
        self,
        path: str,
        repeats: tuple[str, ...],
        *,
        kind: str = "",
        relevant: float,
        required: float = 0.0,
        readonly: float,
    ) -> None:
        written = {"nodeset": path}
        if kind == "int":
            written["type"] = "int"
        if kind == "calculate":
            written["calculate"] = self._expression(path, repeats)
        elif kind == "int" and self.chance.random() < 0.4:
            written["constraint"] = f". < 4 or {self._condition(path, repeats)}"
        for name, share in (("relevant", relevant), ("required", required), ("readonly", readonly)):
            if self.chance.random() < share:
                written[name] = self._condition(path, repeats)
        self.binds.append("<bind " + " ".join(f"{k}={quoteattr(v)}" for k, v in written.items()))
        self.binds[-1] += "/>"

    def _condition(self, path: str, repeats: tuple[str, ...]) -> str:
        value = self._value(path, repeats)
        return self.chance.choice(
            (f"{value} != '3'", f"{value} = 2", f"not({value} > 1)", f"selected({value}, 'a')")
        )

    def _expression(self, path: str, repeats: tuple[str, ...]) -> str:
        one, other = self._value(path, repeats), self._value(path, repeats)
        return self.chance.choice(
            (
                f"coalesce({one}, 0) + 1",
                f"if({one} > 2, {other}, 'x')",
                f"concat({one}, {other})",
                f"number({one}) * 2",
                f"string-length({one}) + string-length({other})",
                f"{one} = {other}",
            )
        )

    def _value(self, path: str, repeats: tuple[str, ...]) -> str:
        """An expression that has one value at *path*."""
        choices = [leaf for leaf in self.leaves if leaf.path != path]
        if repeats and path.rpartition("/")[0] == repeats[-1] and self.chance.random() < 0.25:
            return self._about_rows(path, repeats)
        if self.repeats and self.chance.random() < 0.15:
            outside = [one for one in self.repeats if one not in repeats]
            if outside:
                return f"count({self.chance.choice(outside)})"
        if not choices:
            return self.chance.choice(("1", "'a'"))
        leaf = self.chance.choice(choices)
        if leaf.repeats == repeats[: len(leaf.repeats)]:
            return leaf.path if self.chance.random() < 0.5 else _relative(path, leaf.path)
        return self._over_rows(leaf, repeats)

    def _about_rows(self, path: str, repeats: tuple[str, ...]) -> str:
        mates = [one.path for one in self.leaves if one.path.rpartition("/")[0] == repeats[-1]]
        before = self.chance.choice([*mates, path])
        return self.chance.choice(
            (
                "position(..)",
                f"indexed-repeat({before}, {repeats[-1]}, position(..) - 1)",
                f"../preceding-sibling::*[1]/{before.rpartition('/')[2]}",
            )
        )

    def _over_rows(self, leaf: Leaf, repeats: tuple[str, ...]) -> str:
        steps = [one for one in leaf.repeats if one not in repeats]
        indexes = ", ".join(f"{one}, {self.chance.randint(1, 2)}" for one in steps)
        return self.chance.choice(
            (
                f"sum({leaf.path})",
                f"count-non-empty({leaf.path})",
                f"join(' ', {leaf.path})",
                f"max({leaf.path})",
                f"indexed-repeat({leaf.path}, {indexes})",
                f"string({_picked(leaf)})",
            )
        )


def _picked(leaf: Leaf) -> str:
    """The path with the first row of each repeat."""
    path = leaf.path
    for repeat in reversed(leaf.repeats):
        path = f"{path[: len(repeat)]}[1]{path[len(repeat) :]}"
    return path


def _relative(start: str, target: str) -> str:
    """The path from *start* to *target* with ``..``."""
    here, there = start.split("/")[1:], target.split("/")[1:]
    shared = 0
    for one, other in zip(here[:-1], there[:-1], strict=False):
        if one != other:
            break
        shared += 1
    return "/".join([".."] * (len(here) - shared) + there[shared:])
