"""Keep the shipped forms: python -m desktop.forms.library [--update | --check | ...] [FORM ...]."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from desktop.forms.library.plan import FORMS


def main(arguments: list[str] | None = None) -> int:
    """Do what the options ask for; without one, compile. 0 when all is well."""
    parser = argparse.ArgumentParser(prog="python -m desktop.forms.library", description=__doc__)
    parser.add_argument("forms", nargs="*", metavar="FORM", help="form ids; none means all")
    parser.add_argument("--update", action="store_true", help="bring the catalogues in step")
    parser.add_argument("--language", action="append", default=[], help="with --update, --check")
    parser.add_argument("--check", action="store_true", help="in step, complete, sound")
    parser.add_argument("--status", action="store_true", help="texts, drafts and gaps per language")
    parser.add_argument("--xlsform", metavar="DIR", type=Path, help="write complete .xlsx files")
    options = parser.parse_args(arguments)
    form_ids = tuple(options.forms or FORMS)
    if unknown := set(form_ids) - set(FORMS):
        parser.error(f"no such form: {', '.join(sorted(unknown))}")
    if options.check or options.status:
        return _look(form_ids, tuple(options.language), check=options.check)

    from desktop.forms.library import building

    if options.update:
        building.update_catalogues(form_ids, tuple(options.language))
    elif options.xlsform:
        _say(building.write_xlsx(form_ids, options.xlsform))
    else:
        _say(building.write_packages(form_ids))
    return 0


def _look(form_ids: tuple[str, ...], languages: tuple[str, ...], *, check: bool) -> int:
    from desktop.forms.library import checks

    if not check:
        print("\n".join(checks.status(form_ids)))
        return 0
    faults = list(checks.findings(form_ids, languages))
    print("\n".join(faults or ["forms: complete and up to date"]))
    return int(bool(faults))


def _say(paths: list[Path]) -> None:
    print("\n".join(f"{path.name}: {path.stat().st_size} bytes" for path in paths))


if __name__ == "__main__":
    sys.exit(main())
