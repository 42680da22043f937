"""Keep the catalogues: python -m translations.tool --update | --compile | --check | ..."""

from __future__ import annotations

import argparse
import sys

from translations.layout import DOMAINS, stale


def main(arguments: list[str] | None = None) -> int:
    """Do what the options ask for, in the order they are listed; 0 when all is well."""
    parser = argparse.ArgumentParser(prog="python -m translations.tool", description=__doc__)
    parser.add_argument("--extract", action="store_true", help="write the templates only")
    parser.add_argument("--update", action="store_true", help="templates and catalogues")
    parser.add_argument("--compile", action="store_true", help="make the stale .mo files")
    parser.add_argument("--missing", metavar="LANGUAGE", help="list the texts it lacks")
    parser.add_argument("--check", action="store_true", help="up to date, complete, sound")
    options = parser.parse_args(arguments)
    if options.extract or options.update:
        _renew(update=options.update)
    if options.compile and (found := list(stale())):
        from translations.catalogues import compile_catalogues

        compile_catalogues(found)
    if options.missing:
        _list_missing(options.missing)
    return _check() if options.check else 0


def _renew(*, update: bool) -> None:
    from translations import catalogues

    for domain in DOMAINS:
        if update:
            catalogues.update(domain)
        else:
            catalogues.write_template(domain)


def _list_missing(language: str) -> None:
    from translations.catalogues import untranslated

    for domain in DOMAINS:
        if language in domain.languages:
            _say(*(f"{domain.name}: {text}" for text in untranslated(domain, language)))


def _check() -> int:
    from translations.catalogues import read
    from translations.checks import coverage, findings

    for domain in DOMAINS:
        found = (f"{code} {coverage(read(domain.path(code), code)):.0%}" for code in domain.drafts)
        _say(f"{domain.name}: drafts cover {', '.join(found)}")
    faults = findings()
    _say(*(faults or ["catalogues: complete and up to date"]))
    return int(bool(faults))


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
