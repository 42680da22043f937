"""Fields of records that an answer can also go to: what ``bind::fm:maps_to`` of a form may name."""

FORM_TARGETS = frozenset(
    {
        "person.family_name",
        "person.given_names",
        "person.call_name",
        "person.native_name",
        "person.birth_date",
        "person.birth_precision",
        "person.gender",
        "person.citizenships",
        "person.languages",
        "person.spoken",
        "person.first_language",
        "person.interpreter_wish",
        "person.phone",
        "person.phone_note",
        "person.email",
        "person.address",
        "case.opened_on",
        "case.module",
        "case.next_step",
        "case.urgent",
        "visit.arrived_at",
        "visit.left_at",
        "visit.outcome",
        "visit.reason",
        "visit.language",
        "visit.next_step",
        "visit.next_visit_on",
    }
)
"""``kind.field``; ``person.spoken`` is how well the language of the same group is spoken."""
