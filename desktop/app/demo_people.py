"""Invented people, houses and sentences for the demo agency. Nobody here exists."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Family name, given name, call name, name in own script, languages, country, year."""

    family: str
    given: str
    call: str
    native: str
    languages: tuple[str, ...]
    country: str
    born: int
    gender: str


@dataclass(frozen=True, slots=True)
class DemoHouse:
    """A house with its floors and the number of rooms on each."""

    name: str
    kind: str
    address: str
    floors: int
    rooms: int


HOUSES = (
    DemoHouse("Haus 3", "gu", "Florian-Geyer-Straße 0, Dresden", 3, 7),
    DemoHouse("Haus am Hang", "gu", "Hangweg 0, Dresden", 2, 8),
)

PEOPLE = (
    DemoPerson("Tesfay", "Selam", "Selam", "ሰላም ተስፋይ", ("ti", "en"), "er", 1994, "f"),
    DemoPerson("Al-Khatib", "Mahmoud", "Mahmoud", "محمود الخطيب", ("ar",), "sy", 1987, "m"),
    DemoPerson("Kovalenko", "Oksana", "Oksana", "Оксана Коваленко", ("uk", "ru"), "ua", 1979, "f"),
    DemoPerson("Rodríguez", "María José", "Majo", "", ("es",), "ve", 1991, "f"),
    DemoPerson("Rahimi", "Farid", "Farid", "فرید رحیمی", ("fa", "ps"), "af", 1983, "m"),
    DemoPerson("Haddad", "Rana", "Rana", "رنا حداد", ("ar", "en"), "sy", 1996, "f"),
    DemoPerson("Gebremedhin", "Yonas", "Yonas", "ዮናስ ገብረመድህን", ("ti",), "er", 1990, "m"),
    DemoPerson("Shevchuk", "Andrii", "Andrij", "Андрій Шевчук", ("uk",), "ua", 1968, "m"),
    DemoPerson("Pérez", "Luis", "Luis", "", ("es",), "ve", 1985, "m"),
    DemoPerson("Yılmaz", "Zeynep", "Zeynep", "", ("tr", "ku"), "tr", 1998, "f"),
    DemoPerson("Ibrahim", "Amina", "Amina", "أمينة إبراهيم", ("ar",), "iq", 1975, "f"),
    DemoPerson("Okbay", "Abrehet", "Abrehet", "ኣብረሀት ዑቕባይ", ("ti", "ar"), "er", 1988, "f"),
    DemoPerson("Melnyk", "Halyna", "Halyna", "Галина Мельник", ("uk", "ru"), "ua", 1951, "f"),
    DemoPerson("González", "Ana", "Ana", "", ("es",), "ve", 2001, "f"),
    DemoPerson("Noori", "Zahra", "Zahra", "زهرا نوری", ("fa",), "af", 1993, "f"),
    DemoPerson("Saleh", "Omar", "Omar", "عمر صالح", ("ar", "en"), "sy", 1999, "m"),
    DemoPerson("Petrow", "Ilja", "Ilja", "Илья Петров", ("ru",), "ru", 1982, "m"),
    DemoPerson("Beridze", "Nino", "Nino", "ნინო ბერიძე", ("ka", "ru"), "ge", 1992, "f"),
    DemoPerson("Hagos", "Mehari", "Mehari", "መሓሪ ሓጎስ", ("ti",), "er", 2003, "m"),
    DemoPerson("Darwish", "Layla", "Layla", "ليلى درويش", ("ar",), "sy", 1980, "f"),
)
"""Twenty families; the demo makes two cases of each name, with another given name."""

SECOND_NAMES = (
    "Miriam", "Yusuf", "Iryna", "Carlos", "Nadia", "Samir", "Lemlem", "Taras", "Elena", "Deniz",
    "Huda", "Kidane", "Petro", "José", "Reza", "Dalia", "Vera", "Giorgi", "Senait", "Karim",
)  # fmt: skip

CHILDREN = {
    "ti": (("Rahel", "f"), ("Natnael", "m")),
    "ar": (("Yara", "f"), ("Adam", "m")),
    "uk": (("Sofiia", "f"), ("Danylo", "m")),
    "es": (("Lucía", "f"), ("Mateo", "m")),
    "fa": (("Parwana", "f"), ("Milad", "m")),
    "tr": (("Elif", "f"), ("Can", "m")),
    "ru": (("Alisa", "f"), ("Maxim", "m")),
    "ka": (("Mariam", "f"), ("Luka", "m")),
}
"""Names and genders of children by the first language of the family."""

SEEN = (
    "Zimmer ist hell und aufgeräumt, Fenster lässt sich nicht schließen.",
    "Drei Briefe liegen ungeöffnet auf dem Tisch, einer ist gelb.",
    "Kind war nicht in der Kita, hustet seit zwei Tagen.",
    "Die Heizung bleibt kalt, Hausmeister ist informiert.",
    "Unterlagen liegen sortiert in der Mappe bereit.",
)
SAID = (
    "Möchte so bald wie möglich arbeiten, am liebsten wieder in der Werkstatt.",
    "Schläft schlecht, weil es nachts auf dem Flur laut ist.",
    "Hat den Brief vom Jobcenter nicht verstanden.",
    "Sucht einen Deutschkurs mit Kinderbetreuung am Vormittag.",
    "Wünscht sich eine eigene Wohnung in der Nähe der Schule.",
)
VIEW = (
    "Braucht Begleitung beim ersten Termin, danach allein.",
    "Frist im Blick behalten, Beratungsstelle heute anrufen.",
    "Gute Grundlage für einen Integrationskurs.",
    "Belastet, aber klar in den nächsten Schritten.",
    "Kontakt zur Schule aufnehmen.",
)
NEXT_STEPS = (
    "Antrag auf Kitaplatz gemeinsam ausfüllen",
    "Termin beim Jobcenter begleiten",
    "Zeugnis zur Übersetzung geben",
    "Brief vom Sozialamt klären",
    "Integrationskurs: Plätze mit Kinderbetreuung erfragen",
    "Wohnberechtigungsschein beantragen",
)
REASONS = ("Post klären", "Termin", "Rundgang", "Wohnung", "Kita-Anmeldung")
