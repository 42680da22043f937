"""Form files made to harm: each is to be refused quickly and in little memory."""

from __future__ import annotations

import itertools
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.unit.library.xls_files import label, number, write_raw
from tests.unit.library.xlsx_files import sheet_xml, with_parts

SHEET = "xl/worksheets/sheet1.xml"
HEAD = "| survey |\n| | type | name | label | calculation | constraint |\n"
LINK = 0o120777 << 16


def _markdown(rows: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(HEAD + rows, encoding="utf-8")


def _bytes(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def _sheet(rows: str) -> Callable[[Path], object]:
    return lambda path: with_parts(path, {SHEET: sheet_xml(rows)})


def xform(
    model: str = "", instance: str = "<data id='x'><a/></data>", body: str = "", start: str = ""
) -> bytes:
    """An XForm around what is given."""
    return (
        f"{start}<h:html xmlns='http://www.w3.org/2002/xforms'"
        " xmlns:h='http://www.w3.org/1999/xhtml' xmlns:jr='http://openrosa.org/javarosa'>"
        f"<h:head><h:title>x</h:title><model><instance>{instance}</instance>{model}</model>"
        f"</h:head><h:body>{body}</h:body></h:html>"
    ).encode()


def _zip(*entries: tuple[str, bytes, int]) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("form.md", HEAD + "| | text | a | A | | |\n")
            for name, data, attributes in entries:
                entry = zipfile.ZipInfo(name)
                entry.external_attr = attributes
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, data)

    return make


def _lying_zip(path: Path) -> None:
    """A part that claims 100 bytes and unpacks to 60 MB."""
    with_parts(path, {SHEET: b"<worksheet>" + bytes(60 * 1024 * 1024)})
    data = bytearray(path.read_bytes())
    size = struct.pack("<I", 60 * 1024 * 1024 + 11)
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = struct.pack("<I", 100)
    path.write_bytes(data)


def _wide_xls(path: Path) -> None:
    """Two cells; laid out as a table they are 7.6 million."""
    write_raw(path, {"survey": [label(0, 0, "type"), number(29_999, 255, 1.0)]})


def _looping_xls(path: Path) -> None:
    """A compound file whose sector table points to itself."""
    write_raw(path, {"survey": [label(0, 0, "type")]})
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, 512 + 4 * 2, 2)
    path.write_bytes(data)


def _laughs(depth: int) -> bytes:
    names = [f"l{n}" for n in range(depth)]
    lines = [f'<!ENTITY {names[0]} "hahaha">']
    for before, after in itertools.pairwise(names):
        lines.append(f'<!ENTITY {after} "{f"&{before};" * 10}">')
    start = f"<?xml version='1.0'?><!DOCTYPE h [{''.join(lines)}]>"
    return xform(instance=f"<data id='x'>&{names[-1]};</data>", start=start)


def _quadratic() -> bytes:
    start = f"<?xml version='1.0'?><!DOCTYPE h [<!ENTITY a \"{'a' * 100_000}\">]>"
    return xform(instance=f"<data id='x'>{'&a;' * 20_000}</data>", start=start)


def _outside(kind: str) -> bytes:
    start = f"<?xml version='1.0'?><!DOCTYPE h [<!ENTITY {kind} SYSTEM 'file:///etc/passwd'>]>"
    return xform(instance="<data id='x'>&e;</data>", start=start)


def _circle(length: int) -> str:
    rows = (f"| | calculate | c{n} | | ${{c{(n + 1) % length}}} + 1 | |\n" for n in range(length))
    return "".join(rows)


def _itext(texts: int, languages: int) -> bytes:
    one = "".join(f"<text id='/data/q{n}:label'><value>x</value></text>" for n in range(texts))
    every = "".join(f"<translation lang='l{n}'>{one}</translation>" for n in range(languages))
    return xform(model=f"<itext>{every}</itext>")


def _wild(fields: int, expression: str) -> bytes:
    record = "".join(f"<q{n}/>" for n in range(fields))
    binds = "".join(f"<bind nodeset='/data/q{n}' calculate='{expression}'/>" for n in range(fields))
    return xform(model=binds, instance=f"<data id='x'>{record}</data>")


def _doubling(rows: int, twice: str) -> str:
    """Calculations that each hold the one before twice; *twice* names it ``{c}``."""
    first = "| | calculate | c0 | | 'aaaaaaaaaa' | |\n"
    return first + "".join(
        f"| | calculate | c{n} | | {twice.format(c=f'${{c{n - 1}}}')} | |\n" for n in range(1, rows)
    )


def _many_long_texts(rows: int) -> str:
    """As long as one text may be, again and again."""
    return _doubling(14, "concat({c}, {c})") + "".join(
        f"| | calculate | t{n} | | translate(${{c13}}, 'a', 'b') | |\n" for n in range(rows)
    )


def _many_long_arguments(count: int) -> str:
    """One call whose arguments are endless together; each is made anew."""
    one = "translate(${c13},'a','b')"
    calls = f"concat({','.join([one] * count)})"
    return _doubling(14, "concat({c}, {c})") + f"| | calculate | t | | {calls} | |\n"


def _nested(levels: int, count: str) -> str:
    """Repeats in repeats, each with as many rows as *count* says."""
    begin = "".join(
        f"| | begin_repeat | r{n} | R | | | {count} |\n| | text | q{n} | Q | | | |\n"
        for n in range(levels)
    )
    return begin + "| | end_repeat | | | | | |\n" * levels


def _counted(rows: str) -> Callable[[Path], object]:
    head = HEAD.replace("constraint |", "constraint | repeat_count |")
    return lambda path: path.write_text(head + rows, encoding="utf-8")


def _long_defaults(path: Path) -> None:
    """A short repeat whose rows each begin with a long text."""
    path.write_bytes(
        xform(
            instance=f"<data id='x'><r><a>{'a' * 900_000}</a></r></data>",
            body="<repeat nodeset='/data/r' jr:count='1000' xmlns='http://www.w3.org/2002/xforms'>"
            "<input ref='/data/r/a'/></repeat>",
        )
    )


def _siblings_of_siblings() -> bytes:
    steps = "/following-sibling::*" * 3
    record = "".join(f"<q{n}/>" for n in range(15_000))
    bind = f"<bind nodeset='/data/q0' calculate='count(/data/*{steps})'/>"
    return xform(model=bind, instance=f"<data id='x'>{record}</data>")


def _lists_without_end(path: Path) -> None:
    """A filtered list of 9,000 for every one of a thousand rows."""
    lists = "".join(f"<item><name>c{n}</name></item>" for n in range(9_000))
    picked = "instance('l')/root/item[name != current()/../b]"
    path.write_bytes(
        xform(
            model=f"<instance id='l'><root>{lists}</root></instance>",
            instance="<data id='x'><r><a/><b/></r></data>",
            body="<repeat nodeset='/data/r' jr:count='1000'><select1 ref='/data/r/a'>"
            f'<itemset nodeset="{picked}"><value ref="name"/></itemset></select1></repeat>',
        )
    )


def _long_lists(path: Path) -> None:
    """300 questions over a list of 9,000: pairs by the million."""
    rows = "".join(f"| | select_one l | q{n} | Q |\n" for n in range(300))
    lists = "".join(f"| | l | c{n} | C |\n" for n in range(9_000))
    head = "| | list_name | name | label |\n"
    path.write_text(f"| survey |\n| | type | name | label |\n{rows}| choices |\n{head}{lists}")


FILES: dict[str, Callable[[Path], object]] = {
    "zip-bomb.xlsx": lambda path: with_parts(path, {"xl/a.bin": bytes(60 * 1024 * 1024)}),
    "zip-bomb-in-form-archive.zip": _zip(("big.csv", bytes(60 * 1024 * 1024), 0)),
    "zip-that-lies-about-sizes.xlsx": _lying_zip,
    "thousand-entries.xlsx": lambda path: with_parts(path, {f"x{n}": b"" for n in range(1000)}),
    "million-rows.xlsx": _sheet("<row/>" * 1_000_000),
    "million-rows-claimed.xlsx": _sheet('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
    "million-rows.md": _markdown("| | text | a | A | | |\n" * 1_000_000),
    "twenty-thousand-columns.xlsx": _sheet(f"<row>{'<c><v>1</v></c>' * 20_000}</row>"),
    "twenty-thousand-columns.md": _bytes(f"| survey |\n| {'| x ' * 20_000}|\n".encode()),
    "giant-cell.xlsx": _sheet(
        f"<row><c t='inlineStr'><is><t>{'a' * 30_000_000}</t></is></c></row>"
    ),
    "giant-cell.md": _markdown(f"| | text | a | {'a' * 4_000_000} | | |\n"),
    "cells-full-of-mentions.md": _markdown(
        "| | text | a | A | | |\n" + f"| | note | n | {'${a}' * 7_000} | | |\n" * 20
    ),
    "deep-groups.md": _markdown(
        "".join(f"| | begin_group | g{n} | G | | |\n" for n in range(3_000))
    ),
    "deep-elements.xlsx": _sheet("<a>" * 50_000),
    "deep-elements.xml": _bytes(xform(instance="<a>" * 300_000)),
    "bad-utf-8.md": _bytes(HEAD.encode() + b"| | text | a | \xff\xfe\xc3 | | |\n"),
    "bad-utf-8.xml": _bytes(b"<?xml version='1.0'?><h:html>\xff\xfe\xc3</h:html>"),
    "bad-utf-8-table.zip": lambda path: _with_table(path, b"name,label\n\xff\xfe,\xc3\n"),
    "million-rows-table.zip": lambda path: _with_table(path, b"n,l\n" + b"1,2\n" * 1_000_000),
    "half-a-character.xml": _bytes(xform()[:-3].decode().encode("utf-16")[:-1]),
    "entity-bomb.xml": _bytes(_laughs(12)),
    "entity-bomb.xlsx": lambda path: with_parts(path, {SHEET: _laughs(12)}),
    "quadratic-blow-up.xml": _bytes(_quadratic()),
    "external-entity.xml": _bytes(_outside("e")),
    "external-parameter-entity.xml": _bytes(_outside("% e")),
    "doctype.xml": _bytes(xform(start="<!DOCTYPE html SYSTEM 'http://127.0.0.1:9/x.dtd'>")),
    "huge-itext.xml": _bytes(_itext(2_000, 50)),
    "million-elements.xml": _bytes(xform(instance=f"<data id='x'>{'<a/>' * 1_000_000}</data>")),
    "thousand-attributes.xml": _bytes(
        xform(instance=f"<data id='x' {' '.join(f'a{n}=' + chr(39) * 2 for n in range(2000))}/>")
    ),
    "circle-of-two.md": _markdown(_circle(2)),
    "circle-of-thousand.md": _markdown(_circle(1_000)),
    "catastrophic-pattern.md": _markdown("| | text | a | A | | regex(., '^(a+)+$') |\n"),
    "endless-expression.md": _markdown(f"| | calculate | a | | {'(' * 9_000}1{')' * 9_000} | |\n"),
    "endless-sum.md": _markdown(f"| | calculate | a | | {'1+' * 10_000}1 | |\n"),
    "endless-dollars.md": _markdown(f"| | text | a | {'${' * 15_000} | | |\n"),
    "everything-about-everything.xml": _bytes(_wild(3_000, "count(//*)")),
    "all-fields-of-all-fields.xml": _bytes(_wild(12_000, "1 + count(/data/*)")),
    "all-fields-of-all-fields.md": _markdown(
        "".join(f"| | calculate | c{n} | | count(/data/*) | |\n" for n in range(2_500))
    ),
    "long-lists-everywhere.md": _long_lists,
    "doubling-26.md": _markdown(_doubling(26, "concat({c}, {c})")),
    "doubling-40.md": _markdown(_doubling(40, "concat({c}, {c})")),
    "doubling-by-join.md": _markdown(_doubling(40, "join({c}, {c}, {c}, {c})")),
    "doubling-by-choice.md": _markdown(_doubling(40, "if(true(), concat({c}, {c}, {c}), '')")),
    "doubling-by-translate.md": _markdown(
        _doubling(40, "translate(concat({c}, 'b', {c}), 'b', 'aa')")
    ),
    "doubling-then-a-number-of-rows.md": _counted(
        _doubling(40, "concat({c}, {c})")
        + "| | begin_repeat | r | R | | | string-length(${c39}) |\n"
        + "| | text | q | Q | | | |\n| | end_repeat | | | | | |\n"
    ),
    "many-long-texts.md": _markdown(_many_long_texts(2_000)),
    "many-long-arguments.md": _markdown(_many_long_arguments(1_000)),
    "rows-in-rows.md": _counted(_nested(2, "1000")),
    "rows-in-rows-six-deep.md": _counted(_nested(6, "20")),
    "rows-in-rows-by-text.md": _counted(_nested(3, "concat('9', '99')")),
    "rows-with-long-defaults.xml": _long_defaults,
    "siblings-of-siblings.xml": _bytes(_siblings_of_siblings()),
    "lists-without-end.xml": _lists_without_end,
    "wide-area.xls": _wide_xls,
    "sectors-in-a-circle.xls": _looping_xls,
    "sheets-without-end.xls": lambda path: write_raw(path, {f"s{n}": [] for n in range(200)}),
    "path-that-climbs.zip": _zip(("../../.bashrc", b"x", 0)),
    "absolute-path.zip": _zip(("/etc/cron.d/x", b"x", 0)),
    "windows-path.zip": _zip(("C:\\Windows\\x.csv", b"x", 0)),
    "symbolic-link.zip": _zip(("link.csv", b"/etc/passwd", LINK)),
    "same-name-twice.zip": _zip(("a/t.csv", b"x", 0), ("b/t.csv", b"y", 0)),
}
"""Name -> what writes the file."""


def _with_table(path: Path, table: bytes) -> None:
    form = HEAD + "| | select_one_from_file t.csv | a | A | | |\n"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("form.md", form)
        archive.writestr("form-media/t.csv", table)
