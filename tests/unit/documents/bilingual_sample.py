"""A form with all that printed documents deal with, in German and Arabic."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from desktop.documents.client_copy import Given
from desktop.documents.model import Box, Document, Row, Words
from desktop.domain.companions import Companions
from desktop.forms.definition import FormDefinition
from desktop.forms.session import FormSession
from desktop.services.companions import stored_path_of
from tests.unit.forms.filling import begin, xlsform

BERLIN = ZoneInfo("Europe/Berlin")
SAID_AT = 1795340000000
"""22 November 2026, 10:33 in Berlin."""
LONG = "Rechtsbehelfsbelehrungsverzichtserklärungsvordruck"
TABLE = f"""
| survey | | | | | | | | | | |
| | type | name | label::Deutsch (de) | label::العربية (ar) | hint::Deutsch (de) \
| hint::العربية (ar) | relevant | appearance | bind::fm:legal | bind::fm:scope \
| bind::fm:translate | bind::fm:audience |
| | begin_group | start | Beginn | البداية | | | | | | | | |
| | note | rights | **Freiwillig.** Jederzeit widerrufbar. | طوعي. يمكن سحبه. | | | | | yes | | | |
| | date | born | Geburtsdatum | تاريخ الميلاد | | | | | | | | |
| | date | since | Seit | منذ | | | | month-year | | | | |
| | text | name | Name | الاسم | | | | | | | no | |
| | integer | rooms | Zimmer | الغرف | | | | | | | | |
| | select_one yn | flat | Wohnung? | شقة؟ | | | | | | | | |
| | select_multiple need | needs | Bedarf | الحاجة | Mehrere möglich | عدة خيارات | | | | | | |
| | text | words | In eigenen Worten | بكلماتك | | | | multiline | | | | |
| | text | ill | Krankheit | المرض | | | ${{flat}} = 'yes' | | | sealed | | |
| | text | view | Einschätzung | تقدير | | | | | | | | worker |
| | note | sum | Angaben: ${{rooms}} | ${{rooms}} | | | | | | | | |
| | begin_repeat | child | Kind | طفل | | | | | | | | |
| | text | called | Rufname | الاسم المتداول | | | | | | | no | |
| | end_repeat | | | | | | | | | | | |
| | text | gap | {LONG} | | | | | | | | | |
| | image | sign | Unterschrift | التوقيع | | | | signature | | | | |
| | end_group | | | | | | | | | | | |
| choices | | | |
| | list_name | name | label::Deutsch (de) | label::العربية (ar) |
| | yn | yes | ja | نعم |
| | yn | no | nein | لا |
| | need | work | Arbeit | العمل |
| | need | school | Schule | المدرسة |
| settings | | | | |
| | form_id | version | default_language | namespaces |
| | paper | 1 | Deutsch (de) | fm="urn:fallmappe:xforms" |
"""
DATA = "/data/start/"
_form: list[FormDefinition] = []


def paper_form() -> FormDefinition:
    """The form, converted once."""
    if not _form:
        _form.append(xlsform(TABLE))
    return _form[0]


def fresh() -> FormSession:
    """A filling without answers."""
    return begin(paper_form())


def given(answers: Mapping[str, str], companions: Companions | None = None) -> Given:
    """A filling with *answers* by name."""
    session = fresh()
    for name, value in answers.items():
        session.answer(DATA + name, value)
    return Given(
        session,
        companions or Companions(),
        lambda ref: stored_path_of(session, ref),
        SAID_AT,
        BERLIN,
    )


def said(row: Row, *, client: bool = False) -> list[str]:
    """The texts of one cell."""
    pieces = row.client if client else row.worker
    return [piece.text for piece in pieces if isinstance(piece, Words | Box)]


def row_of(document: Document, label: str) -> Row:
    """The row whose worker's cell begins with *label*."""
    return next(row for row in document.rows if said(row)[:1] == [label])
