"""1296 short German words: for the recovery sheet and for passwords of random words.

Four to eight small letters without umlauts, told apart by their first four, so that four letters
are enough to type. The list is frozen: a printed sheet names its words. 6 x 6 x 6 x 6 of them, so
that four dice choose one.
"""

from __future__ import annotations

from typing import Final

_TEXT = """
abend abfahrt abflug abitur ablage abreise absatz abteil abzug acker adler adresse agentur
ahnung ahorn akte aktion album algebra alltag alpen altbau ameise ampel amsel analyse ananas
anbau anfang angebot anker anlage anmut annahme anorak anreise ansage anteil antrag antwort
anzug apfel apparat applaus april arbeit archiv arena armband aroma artikel arzt aspekt
asphalt aster atelier atem atlas atom attest audio aufzug auge august aula ausflug auster auto
avocado azur bach bagger bahnhof balkon ball bambus banane bank bargeld barke basar basis
bauer baum bazar beamer becher becken bedarf beere beet begriff bein beitrag belag beleg
benzin berater bereich berg bericht besuch beton bett beutel bezirk biber biene bier bild
binde bingo birke birne bitte blatt blech blende blick blinker blitz block blume bluse boden
bogen bohne boje bonbon boot botanik bowle boxring brezel brief brille brise bronze brosche
brot bruder brunnen buche budget buffet bummel bund burg busch bussard butter buzzer cafe
camping cartoon cello chef chemie chili chor chrom clown comic couch coupon cousin creme curry
dach dackel dame damm dampf dank datei dattel datum dauer daumen deck defekt deich delfin
delta demut depot design dessert deutsch dialog diamant dichter diele dienst digital diktat
dill ding dinkel diplom distel doktor dollar domino donner dorf dorsch dose drache draht
dreieck drossel drucker duft durst dusche dynamik ebbe echo ecke efeu eibe eiche eifer eile
eimer einband eingang einkauf eintrag eisen eiter elan elch elefant element elfe elster eltern
email empfang ende energie engel enkel ente entwurf enzian epoche erbse erfolg erker ernte
ersatz ertrag esel espe essen essig estrich etage etappe etikett etui eule euro examen fabel
fabrik fach fackel faden fagott fahne fahrrad falke falter familie fang farbe farn fasan faser
fass faust favorit fazit feder fegen feier feige feile feld felge fell fels fenchel fenster
ferien ferse fest fett feuer fichte fieber figur filiale film filter filz finale finger fink
firma fisch fitness flach flagge flamme flanke flasche flaum fleck fleiss flieder floh floss
flug flunder fluss flut fohlen folge folie forelle form fort foto foyer fracht frage frau
freitag freude friede frisch froh frosch frucht fuchs fuge funk furche futter gabel galaxie
galerie galopp gang gans garage garn garten gasherd gasse gast gaumen gazelle gebirge gecko
gedicht geduld gegend gehweg geier geige gelb geld gelenk gepard gerste gesang gesicht gewinn
geysir giebel giraffe gitarre gitter glanz glas glatt glaube gleis glied globus glocke glut
gold golf gondel gong graben grad gramm granit graphit gras grau greif griff grille grotte
grube gruppe gruss gummi gunst gurke gurt haar habicht hafen hagel hahn haken halle halm hals
hammer hamster hand hantel harfe harke hart harz hase haube haupt haus haut hebel hecht hecke
hefe heft heide heimat hektar helfer helium hell helm hemd hengst henkel herbst herd hering
herold herz hilfe himmel hinweis hirsch hirte hitze hobby hobel hocker holz honig hopfen horn
horst hose hotel huhn hummel humor hund hunger hupe husten hydrant igel iglu imbiss imker
impuls index ingwer inhalt insekt iris ironie jacht jacke jaguar jahr jasmin jaspis jazz jeans
jeep jogging joghurt joker journal jubel judo jugend juli jumbo juni jurist juwel kabel kabine
kachel kaffee kahn kajak kakao kaktus kalb kalk kamel kamin kamm kanal kanne kante kanu kappe
kapuze karotte karte kasse katalog kater katze kauz kegel kehle keks kelch keller kenner
keramik kerbe kern kerze kessel kette kiefer kies kind kinn kino kiosk kirsche kissen kiste
kittel kiwi klammer klang klappe klasse klavier klee kleid klemme klette klima klingel klippe
klotz kluft knabe knauf knick knie kniff knirps knochen knolle knopf knospe knoten koala koch
koffer kohl koje kokos kolibri komet kompass konzert kopf kopie koralle korb kordel kork korn
kosmos kosten krabbe kraft kragen krake kran krater kredit kreide krem kresse krimi krokus
krone krug kubus kuchen kugel kuli kultur kunde kunst kupfer kuppel kurbel kurier kurs kurve
kusine kutsche labor lachs lack laden lager lagune laken lama lamelle lampe land lappen larve
laser laterne latz laub lauch lauf laune lava lawine leben leder legende lehm leim leine
leiter lerche lernen leser libelle licht lied liege lift lila lilie linde lineal linie linse
lippe liter loch locke logik lohn lokal lorbeer lotse lotus luft luke lunge lupe luxus lyrik
magazin magen magnet mais majoran makrele malbuch malve mammut mandel mangel mann mantel mappe
marder marke marmor mast matrose matte mauer maurer maus mehl meise melodie menge mensa messer
metall meter metro miene miete mikado milch million mine minute minze mistel mittag mixer
modell modul mohair mohn mokka molch molke moment monat mond monitor montag moor moos morgen
mosaik motiv motor motte muffin mulde mund murmel muschel museum musik muskel muster mutter
mythos nabel nachbar nacken nadel nagel name nase nashorn nebel neffe neige nektar nelke nest
netz neubau nichte nickel niere nische niveau nomade nord norm note notiz nudel nugat nummer
nutzen nylon oase objekt obst ofen oktober olive omelett onkel opal oper optik orange orbit
orden ordner oregano organ orgel osten otter ozean paar pacht paddel paket palast palette
palme panda papagei papier pappel paprika parade parfum park partner pass pasta pauke pause
pedal pegel pelikan pendel perle person pfad pfahl pfau pfeffer pfeife pferd pflanze pflege
pflug pforte pfosten pfote pfund physik pianist pilger pilot pilz pinguin pinie pinsel pipette
pirol piste pixel pizza plakat plan platz plaza podest pokal polar pomelo pony popcorn portal
posaune post praxis preis presse prinz prisma probe projekt prosa puder pult pulver puma pumpe
punkt puppe purpur putz puzzle pyjama quader qualle quark quaste quelle quitte quiz rabatt
radar radio radler rahmen rakete rampe rand ranke ranzen raps rasen rast rathaus rauch raum
raupe raute rebe rechen reflex regal region reiher reim reis rekord relief remise rente reptil
rest rettich rezept riegel riemen riese riff rille rind ring rinne rippe ritze robe roboter
rock rodel roggen rohr rolle roman rose rosine rost route rubin rudel ruhe runde rune rutsche
saal saat sache safari saft sage sahne saison saite sakko salat salbe salon salto salz samen
samt sand sardine sattel satz saum sauna schach schere schiff schlaf schmuck schnee schrank
schuh schwan segel sehne seide seife seil seite sekunde senf senior senke sensor sessel show
sieb siedler siegel signal silbe sirup sitz skala skizze slalom smaragd socke soda sofa sohle
sohn soja solar sommer sonate sonde sonne sorbet sorte spange spargel spass spatz specht
speise spiegel spinat spirale spitze sport sprache sprosse spule spur stadt stahl stamm stand
stapel star staub steak stecker steg stein stelle stempel steppe stern stiefel stift stil
stimme stirn stock stoff stopp storch strand streik strich stroh strudel stube stufe stuhl
stunde sturm stute sumpf suppe symbol system szene tabelle tablett tafel takt tandem tango
tank tanne tante tanz tapete tapir tasche tasse taste taube taucher taufe tausch taxi team
teer teig teil telefon teller tennis teppich termin text theater thema thron thymian tiefe
tiegel tier tiger tinte tipp tisch titel toast toffee tomate tombola tonne topas topf torf
tour tower trage traum treppe trommel tropfen tube tuch tukan tulpe tundra tunnel turbine turm
turner tusche ufer ulme ultimo umfang umgang umhang umkehr umlaut umriss umweg umzug uniform
urenkel urlaub urwald vanille vase vater velo ventil veranda verein video vieh villa violine
vision vitamin vogel vorhang vorrat vorteil vulkan wache waffel wagen wahl wald walnuss
walross walze wand wange wanne wappen ware wasser watte weber wecker weide weile wein weite
weizen welle welpe welt wende werk wespe weste wette wiege wiese wille wimpel wind winkel
winter winzer wipfel wippe wirbel wirt wissen witz woche wolf wolke wolle wort wunder wunsch
wurf wurst wurzel yacht yoga zacke zahl zahn zander zauber zaun zebra zeder zeichen zeile zeit
zelle zelt zement zentrum zettel zeug ziege ziel zikade zimmer zimt zink zinn zipfel zirkus
zitrone zone zopf zucker zufall zukunft zunge zusatz zutat zweig zwiebel zyklus zylinder
"""

WORDS: Final = tuple(_TEXT.split())
"""In the order of the alphabet; a word's place is its digit."""
