"""Compile the sources of the shipped forms: python -m desktop.forms.library."""

from __future__ import annotations

from desktop.forms.library import shipped_forms
from desktop.forms.xlsform import compile_xlsform


def main() -> None:
    """Write each compiled package beside its source."""
    for form in shipped_forms():
        compiled = compile_xlsform(form.source.read_bytes(), ".md", form.form_id)
        target = form.source.with_suffix(".xml")
        target.write_bytes(compiled.xml)
        print(f"{target.name}: {len(compiled.xml)} bytes")


if __name__ == "__main__":
    main()
