"""What people choose when they are asked for a password: the beginning of every guesser's list."""

from __future__ import annotations

from typing import Final

_PASSWORDS = """
passwort password hallo schatz ficken geheim test start login admin willkommen welcome letmein
master dragon monkey shadow sunshine princess football baseball superman batman iloveyou trustno
freedom whatever computer internet starwars michael jordan killer hunter secret summer winter
fruehling sommer herbst freitag montag januar februar april oktober november dezember liebe
ichliebedich schatzi mausi hase hasi baerchen engel sonnenschein blume schalke bayern dortmund
borussia fussball werder hamburg berlin dresden leipzig muenchen koeln deutschland germany
frankfurt stuttgart arschloch scheisse mama papa mutter vater familie kinder oma opa katze hund
mausemaus prinzessin sternchen schnucki daniel andreas thomas stefan sabine nicole sandra julia
christian alexander sebastian tobias matthias markus martin peter frank wolfgang michaela petra
anna maria lena laura sarah lisa jessica jennifer melanie nadine katrin susanne claudia andrea
fallmappe beratung migration caritas diakonie awo drk jobcenter verein buero arbeit sozial
sozialarbeit integration asyl fluechtling heim unterkunft laptop server windows office excel
outlook google facebook samsung iphone android microsoft apple amazon paypal ebay hello baby
love angel lovely flower cookie cheese coffee banana orange purple silver golden ginger pepper
chocolate butterfly diamond jasmine matrix mustang ferrari porsche mercedes audi yamaha harley
soccer hockey tennis golf basketball rangers yankees eagles dallas chicago london paris texas
changeme default guest user root system temp demo qwertz qwerty asdf yxcv zaq access pass word
money happy lucky peace jesus church heaven gott blessed forever friends family sunday monday
""".split()  # noqa: SIM905 - read as a text

_WORDS = """
the and for you are with this that have from they will would there their what about which when
make like time just know take people into year your good some could them other than then look
only come over think also back after work first well even want because these give most house
water mother father world school still night light city small large every found between name
should home page book story river music green black white stone horse dog cat bird tree
ein eine der die das und ist nicht ich wir ihr mein dein sein kein mit von auf aus bei nach
haben werden koennen muessen sollen wollen machen gehen kommen sehen geben neu alt gut gross
klein schoen immer heute morgen gestern jahr tag woche monat stadt strasse schule freund
freundin lieb leben welt zeit haus auto wasser brot bier wein kaffee musik buch spiel
""".split()  # noqa: SIM905 - read as a text

COMMON: Final = {word: rank for rank, word in enumerate(dict.fromkeys(_PASSWORDS), 1)}
"""Favourites by rank, small letters, umlauts written out."""
WORDS: Final = frozenset(_WORDS)
"""Everyday words that are no favourites by themselves."""
ROWS: Final = (
    "1234567890ß", "qwertzuiopü", "asdfghjklöä", "yxcvbnm,.-", "qwertyuiop", "zxcvbnm",
    "1qay2wsx3edc4rfv5tgb6zhn7ujm", "abcdefghijklmnopqrstuvwxyz",
)  # fmt: skip
"""Keys side by side, German and English; also read backwards."""
LOOKALIKES: Final = str.maketrans("013457@$!", "oieastasi")
"""Digits and signs put for letters: every guesser tries them."""
