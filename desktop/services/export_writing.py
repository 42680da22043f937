"""One export being written into a folder, in the shape a person has chosen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.documents.export.central import CentralLayout
from desktop.documents.export.csv_writing import CsvFiles
from desktop.documents.export.entity_lists import EntityLists
from desktop.documents.export.files import create
from desktop.documents.export.kobo import KoboLayout
from desktop.documents.export.labels import Labels
from desktop.documents.export.layout import Layout
from desktop.documents.export.records import RecordReader, generic
from desktop.documents.export.signature_svg import signature_files, signature_svg
from desktop.documents.export.submission import Submission
from desktop.documents.export.submission_xml import own_namespaces, relevant_paths, submission_xml
from desktop.documents.export.tables import form_tables, known_paths
from desktop.documents.export.xlsx_writing import XlsxBook
from desktop.i18n.languages import language
from desktop.services.export_records import FinishedForms, Found, session_of
from desktop.services.export_spec import ExportFormat, ExportSpec
from desktop.services.form_names import file_name_of

if TYPE_CHECKING:
    from desktop.forms.definition import FormDefinition

MEDIA = "media"


@dataclass(slots=True)
class Written:
    """What stands in the folder so far; see ``ExportReport``."""

    files: list[str] = field(default_factory=list)
    records: int = 0
    rows: int = 0
    unplaced: int = 0
    shortened: int = 0


class ExportWriter:
    """*definitions* give for each version of the answers the form that is here, the leading one
    first; *xform* the text of one. *sealed* are the generic paths that stay here. *stepped* is
    called after each record.
    """

    def __init__(
        self,
        folder: Path,
        spec: ExportSpec,
        definitions: Mapping[str, FormDefinition],
        xform: Callable[[str], str | None],
        forms: FinishedForms,
        sealed: Collection[str],
        stepped: Callable[[], object],
    ) -> None:
        self._folder, self._spec, self._forms, self._stepped = folder, spec, forms, stepped
        self._definitions, self._xform = definitions, xform
        self._namespaces: dict[str, Mapping[str, str]] = {}
        self._all: Sequence[FormDefinition] = tuple(dict.fromkeys(definitions.values()))
        self._sealed = sealed
        self.written = Written()

    def write(self, found: Iterable[Found]) -> Written:
        """Write them all; raises OSError, and what *found* raises."""
        if self._spec.format is ExportFormat.XML:
            for one in found:
                self._document(one)
        elif self._spec.format is ExportFormat.ENTITIES_CSV:
            self._entities(found)
        else:
            self._tables(found)
        return self.written

    def _tables(self, found: Iterable[Found]) -> None:
        notes = self._spec.format is ExportFormat.CENTRAL_CSV
        tables = form_tables(self._all, notes=notes, sealed=self._sealed)
        reader = RecordReader(tables, known_paths(self._all))
        form_id, originals = file_name_of(self._spec.form_id), self._spec.originals
        declined = self._spec.declined
        layout: Layout
        if self._spec.format is ExportFormat.CENTRAL_CSV:
            layout = CentralLayout(form_id, tables, reader, originals=originals, declined=declined)
        else:
            labels = Labels(self._spec.language)
            layout = KoboLayout(
                form_id, tables, reader, labels, originals=originals, declined=declined
            )
        with self._output(layout) as output:
            for one in found:
                submission = self._submission(one)
                for row in layout.rows(submission):
                    output.write(row)
                    self.written.rows += 1
                if self._spec.signatures:
                    self._signatures(submission, f"{MEDIA}/{submission.uuid}")
                self._count()
        self.written.unplaced = reader.unplaced
        if isinstance(output, XlsxBook):
            self.written.shortened = output.shortened

    def _output(self, layout: Layout) -> CsvFiles | XlsxBook:
        if self._spec.format is not ExportFormat.XLSX:
            files = CsvFiles(self._folder, layout, bom=self._spec.bom)
            self.written.files += files.names
            return files
        name = f"{file_name_of(self._spec.form_id)}.xlsx"
        self.written.files.append(name)
        rtl = bool(self._spec.language) and language(self._spec.language).is_rtl
        return XlsxBook(self._folder / name, layout, rtl=rtl)

    def _document(self, one: Found) -> None:
        submission, definition = self._submission(one), self._definition(one)
        files = signature_files(submission) if self._spec.signatures else {}
        document = submission_xml(
            submission,
            definition,
            relevant=relevant_paths(session_of(one[0], definition)),
            sealed=self._sealed,
            namespaces=self._names(definition.version),
            files=files,
        )
        (self._folder / submission.uuid).mkdir(mode=0o700)
        self._file(f"{submission.uuid}/submission.xml", document)
        if self._spec.signatures:
            self._signatures(submission, submission.uuid)
        self.written.rows += 1
        self._count()

    def _names(self, version: str) -> Mapping[str, str]:
        """The namespaces the form declares, read once."""
        if version not in self._namespaces:
            text = self._xform(version)
            self._namespaces[version] = own_namespaces(text) if text else {}
        return self._namespaces[version]

    def _entities(self, found: Iterable[Found]) -> None:
        lists = EntityLists(self._all, self._sealed)
        for one in found:
            lists.enter(session_of(one[0], self._definition(one)).entities())
            self._count()
        with CsvFiles(self._folder, lists, bom=self._spec.bom) as output:
            self.written.files += output.names
            for row in lists.rows():
                output.write(row)
                self.written.rows += 1

    def _signatures(self, submission: Submission, folder: str) -> None:
        for path, name in signature_files(submission).items():
            (self._folder / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file(f"{folder}/{name}", signature_svg(submission.signatures[path]))

    def _file(self, name: str, content: bytes) -> None:
        with create(self._folder / name) as file:
            file.write(content)
        self.written.files.append(name)

    def _submission(self, one: Found) -> Submission:
        """Without signatures under protected questions."""
        submission = self._forms.submission(one)
        kept = {
            path: signature
            for path, signature in submission.signatures.items()
            if generic(path) not in self._sealed
        }
        return replace(submission, signatures=kept)

    def _definition(self, one: Found) -> FormDefinition:
        return self._definitions[one[0].form_version]

    def _count(self) -> None:
        self.written.records += 1
        self._stepped()
