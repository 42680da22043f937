"""Model -> program: every expression parsed, contextualised, analysed and compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desktop.domain.errors import ErrorCode, KnownError
from desktop.forms.engine.contextual import contextualize
from desktop.forms.engine.program import Unit, Work, make_unit
from desktop.forms.engine.quoted_paths import unquote_questions
from desktop.forms.engine.reads import ReadFinder, Reads
from desktop.forms.model.controls import Itemset
from desktop.forms.model.elements import ElementDef
from desktop.forms.model.itext import Itext
from desktop.forms.model.text_source import Output, TextSource
from desktop.forms.xpath.ast import Call, Expression, Literal
from desktop.forms.xpath.calls import calls
from desktop.forms.xpath.compile import Compiler
from desktop.forms.xpath.context import Closure
from desktop.forms.xpath.errors import XPathError
from desktop.forms.xpath.functions import FUNCTIONS
from desktop.forms.xpath.independence import is_independent
from desktop.forms.xpath.nodes import Node
from desktop.forms.xpath.parser import parse
from desktop.forms.xpath.patterns import UnsafePatternError, longest_text

_LIST_NAME = re.compile(r"instance\(\s*['\"]([^'\"]+)['\"]\s*\)")
_SHOWN = 2_000
"""Characters of a faulty expression that are passed on."""
_LABEL_COLUMN = re.compile(r"jr:itext\(\s*([\w.-]+)\s*\)")


@dataclass(frozen=True, slots=True)
class Compiled:
    """An expression ready to run at nodes of one element."""

    run: Closure
    reads: Reads


class ExpressionCache:
    """Compiles expressions for elements, each pair once; those that mean the same everywhere
    outside repeats once for all."""

    def __init__(self, root: ElementDef, names: Mapping[str, str], primary_id: str = "") -> None:
        """*primary_id* is the id of the form's own instance, if it has one."""
        own = rf"instance\(\s*(['\"]){re.escape(primary_id)}\1\s*\)(?=/)"
        self._own_instance = re.compile(own) if primary_id else None
        self._compiler = Compiler(names)
        self._finder = ReadFinder(root)
        self._compiled: dict[tuple[str, str], Compiled] = {}
        self.doubtful: list[tuple[str, str]] = []
        """Unknown functions in branches that may never be taken, as (function, path)."""

    def get(self, expression: str, element: ElementDef) -> Compiled:
        """KnownError FORM_INVALID (facts: node, reason, position, expression) for bad syntax."""
        found = self._compiled.get((element.path, expression))
        if found is None:
            try:
                found = self._compile(expression, element)
            except XPathError as error:
                raise KnownError(
                    ErrorCode.FORM_INVALID,
                    node=element.path,
                    reason=error.reason,
                    position=error.position,
                    expression=expression[:_SHOWN],
                ) from error
            except RecursionError as error:
                # Thousands of terms in a row: deeper than the tree can be walked.
                raise KnownError(
                    ErrorCode.FORM_INVALID, node=element.path, reason="nested too deeply"
                ) from error
        return found

    def _compile(self, expression: str, element: ElementDef) -> Compiled:
        written = expression
        if self._own_instance is not None:
            written = self._own_instance.sub("", expression)
        tree = parse(written)
        if "choice-name" in expression:
            tree = unquote_questions(tree)
        is_anywhere = (
            "current(" not in expression and is_independent(tree) and not element.repeats()
        )
        key = ("" if is_anywhere else element.path, expression)
        found = self._compiled.get(key)
        if found is None:
            tree = contextualize(tree, element)
            self._check_calls(tree, element)
            found = Compiled(self._compiler.compile(tree), self._finder.find(tree, element))
            self._compiled[key] = found
        self._compiled[element.path, expression] = found
        return found

    def _check_calls(self, tree: Expression, element: ElementDef) -> None:
        """An unknown function is an error, or a warning where it may never be reached."""
        for call, is_certain in calls(tree):
            function = FUNCTIONS.get(call.name)
            if function is not None and function.accepts(len(call.arguments)):
                _check_pattern(call, element)
                continue
            if is_certain:
                raise KnownError(
                    ErrorCode.FORM_INVALID,
                    node=element.path,
                    reason="unknown-function" if function is None else "wrong-arguments",
                    function=call.name,
                )
            self.doubtful.append((call.name, element.path))


def _check_pattern(call: Call, element: ElementDef) -> None:
    """Refuse a pattern that could keep the program busy for ever."""
    if call.name != "regex" or not isinstance(pattern := call.arguments[1], Literal):
        return
    try:
        longest_text(pattern.value)
    except UnsafePatternError as error:
        raise KnownError(
            ErrorCode.FORM_INVALID, node=element.path, reason="unsafe-pattern"
        ) from error
    except (re.error, OverflowError, RecursionError):
        return  # false wherever it is asked, and nothing else


def compile_units(
    root: ElementDef, cache: ExpressionCache, itext: Itext, instances: Mapping[str, Node]
) -> Iterator[Unit]:
    """The units of every element."""
    for element in root.walk():
        yield from _bind_units(element, cache)
        yield from _control_units(element, cache, shown_expressions(element, itext, instances))


def _bind_units(element: ElementDef, cache: ExpressionCache) -> Iterator[Unit]:
    bind = element.bind
    written = {
        Work.RELEVANT: bind.relevant,
        Work.CALCULATE: bind.calculate,
        Work.REQUIRED: bind.required,
        Work.READONLY: bind.readonly,
    }
    for work, expression in written.items():
        if expression:
            compiled = cache.get(expression, element)
            yield make_unit(work, element, compiled.run, compiled.reads)
    if bind.constraint:
        compiled = cache.get(bind.constraint, element)
        yield make_unit(Work.VIOLATION, element, compiled.run, compiled.reads)
    elif bind.required:
        yield make_unit(Work.VIOLATION, element, None, Reads())


def _control_units(
    element: ElementDef, cache: ExpressionCache, shown: Iterator[str]
) -> Iterator[Unit]:
    control = element.control
    if control is None:
        return
    if control.count:
        compiled = cache.get(control.count, element)
        yield make_unit(Work.COUNT, element, compiled.run, compiled.reads)
    if control.itemset is not None:
        compiled = cache.get(control.itemset.nodeset, element)
        yield make_unit(Work.CHOICES, element, compiled.run, compiled.reads)
    reads = Reads()
    for expression in shown:
        compiled = cache.get(expression, element)
        for read in compiled.reads.all():
            reads.add(read)
    if reads.found:
        yield make_unit(Work.TEXT, element, None, reads)


def shown_expressions(
    element: ElementDef, itext: Itext, instances: Mapping[str, Node]
) -> Iterator[str]:
    """The expressions inside labels, hints, messages and choices, in every language."""
    control = element.control
    sources: list[TextSource | None] = [
        element.bind.constraint_message,
        element.bind.required_message,
    ]
    if control is not None:
        sources.extend(control.texts.values())
        sources.extend(item.label for item in control.items)
    text_ids = [source.itext_id for source in sources if source is not None and source.itext_id]
    if control is not None and control.itemset is not None:
        text_ids.extend(_listed_texts(control.itemset, instances))
    for source in sources:
        if source is not None:
            yield from source.outputs()
    for text_id in text_ids:
        for texts in itext.texts.values():
            for parts in texts.get(text_id, {}).values():
                yield from (part.expression for part in parts if isinstance(part, Output))


def _listed_texts(itemset: Itemset, instances: Mapping[str, Node]) -> Iterator[str]:
    """The text ids of all rows of the list an itemset names."""
    named = _LIST_NAME.search(itemset.nodeset)
    labelled = _LABEL_COLUMN.fullmatch(itemset.label)
    if named is None or labelled is None or named.group(1) not in instances:
        return
    for table in instances[named.group(1)].children:
        for row in table.children:
            for cell in row.named(labelled.group(1)):
                yield cell.string_value()
