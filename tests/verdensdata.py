"""The invented facts of the world."""

from dataclasses import dataclass

BYDELER = (
    ("alna", "Bydel Alna"),
    ("bjerke", "Bydel Bjerke"),
    ("frogner", "Bydel Frogner"),
    ("gamle-oslo", "Bydel Gamle Oslo"),
    ("grorud", "Bydel Grorud"),
    ("grunerlokka", "Bydel Grünerløkka"),
    ("nordre-aker", "Bydel Nordre Aker"),
    ("nordstrand", "Bydel Nordstrand"),
    ("sagene", "Bydel Sagene"),
    ("st-hanshaugen", "Bydel St. Hanshaugen"),
    ("stovner", "Bydel Stovner"),
    ("sondre-nordstrand", "Bydel Søndre Nordstrand"),
    ("ullern", "Bydel Ullern"),
    ("vestre-aker", "Bydel Vestre Aker"),
    ("ostensjo", "Bydel Østensjø"),
)

TJENESTEFOLK = (
    ("kari", "Kari Tveitmo", "arkivar"),
    ("even", "Even Solhaugen", "kvalitetssikrer"),
    ("siv", "Siv Ramnefjell", "systemforvalter"),
    ("marius", "Marius Ellingvåg", "arkivar"),
)

# user name, name, role, unit, access codes
FOLK: dict[str, list[tuple[str, str, str, str, tuple[str, ...]]]] = {
    "frogner": [
        ("nora", "Nora Vestlid", "leder", "", ("UO", "P", "KL")),
        ("ola", "Ola Myrstad", "saksbehandler", "Oppvekst", ("UO",)),
        ("ingvild", "Ingvild Sletthaug", "saksbehandler", "Helse og mestring", ("UO", "KL")),
        ("maja", "Maja Kvernmo", "arkivansvarlig", "Virksomhetsstyring", ("UO",)),
    ],
    "sagene": [
        ("henrik", "Henrik Ødemark", "leder", "", ("UO", "P", "KL")),
        ("lise", "Lise Furuhaug", "saksbehandler", "Samfunn og nærmiljø", ("UO",)),
        ("tone", "Tone Bergseth", "arkivansvarlig", "Virksomhetsstyring", ("UO",)),
    ],
}


@dataclass(frozen=True)
class Saksmal:
    """A kind of case: title, klasse, places, and its letters (type, title, other party, natural person?)."""

    tittel: str
    klasse: str
    steder: tuple[str, ...]
    poster: tuple[tuple[str, str, str, bool], ...]


SAKER = (
    Saksmal(
        "Trafikksikring ved {sted} skole",
        "200",
        ("Almelia", "Kvernbekken", "Solvangen"),
        (
            ("I", "Innspill til trafikksikring ved skolen", "FAU ved Almelia skole", False),
            ("U", "Svar på innspill om trafikksikring", "FAU ved Almelia skole", False),
            ("X", "Notat etter befaring langs skoleveien", "Samfunn og nærmiljø", False),
        ),
    ),
    Saksmal(
        "Redusert foreldrebetaling i barnehage 2026",
        "300",
        ("Trollskogen", "Maurtua"),
        (
            ("I", "Søknad om redusert foreldrebetaling fra Ebba Lønnfjell", "Ebba Lønnfjell", True),
            ("U", "Vedtak om redusert foreldrebetaling", "Ebba Lønnfjell", True),
            ("I", "Klage på vedtak om redusert foreldrebetaling", "Ebba Lønnfjell", True),
        ),
    ),
    Saksmal(
        "Tilskudd til frivillige organisasjoner, {sted}",
        "420",
        ("høst", "vår"),
        (
            ("I", "Søknad om tilskudd til nabolagskafé", "Lekkestua velforening", False),
            ("N", "Vurdering av søknader om tilskudd", "Helse og mestring", False),
            ("U", "Tilsagn om tilskudd", "Lekkestua velforening", False),
        ),
    ),
    Saksmal(
        "Klientmappe hjemmetjeneste {sted}",
        "400",
        ("A-114", "B-207"),
        (
            ("I", "Søknad om hjemmetjenester", "Alv Stenmyra", True),
            ("U", "Vedtak om hjemmetjenester", "Alv Stenmyra", True),
        ),
    ),
    Saksmal(
        "Planforslag i {sted} på høring",
        "220",
        ("Kvernparken", "Tårnkvartalet"),
        (
            ("I", "Varsel om oppstart av detaljregulering", "Byplankontoret", False),
            ("U", "Uttalelse til planforslaget", "Byplankontoret", False),
            ("S", "Saksframlegg til bydelsutvalget om planforslaget", "Samfunn og nærmiljø", False),
        ),
    ),
    Saksmal(
        "Ansettelse av miljøarbeider, {sted}",
        "100",
        ("fritidsklubben", "ungdomshuset"),
        (
            ("I", "Søknad på stilling som miljøarbeider", "Jakob Brekkestø", True),
            ("U", "Orientering om utvidet søkerliste", "Jakob Brekkestø", True),
        ),
    ),
    Saksmal(
        "Barnevernssak {sted}",
        "320",
        ("2026-11", "2026-12"),
        (("I", "Bekymringsmelding", "Helsestasjonen", False),),
    ),
    Saksmal(
        "Drift av park og lekeplass i {sted}",
        "210",
        ("Solbakken", "Rosenhagen"),
        (
            ("I", "Melding om ødelagt lekeapparat", "Runa Tjelmeland", True),
            ("U", "Svar om utbedring av lekeapparat", "Runa Tjelmeland", True),
            ("I", "Takk for rask utbedring", "Runa Tjelmeland", True),
        ),
    ),
    Saksmal(
        "Rammeavtale om renhold, {sted}",
        "510",
        ("bydelshuset", "fritidsklubbene"),
        (
            ("U", "Invitasjon til konkurranse om renhold", "Flere leverandører", False),
            ("I", "Tilbud på renhold", "Blankt Renhold AS", False),
        ),
    ),
    Saksmal(
        "Skolemiljø ved {sted} skole",
        "310",
        ("Kvernbekken", "Solvangen"),
        (
            ("I", "Bekymring for skolemiljøet på 6. trinn", "Signe Hovdenak", True),
            ("U", "Foreløpig svar", "Signe Hovdenak", True),
        ),
    ),
)

# The addresses that the same people write from in POST, so that the queue can suggest their cases.
ADRESSER = {
    "Ebba Lønnfjell": "ebba.lonnfjell@post.example",
    "FAU ved Almelia skole": "fau@almelia.example",
    "Blankt Renhold AS": "anbud@blanktrenhold.example",
    "Runa Tjelmeland": "runa@post.example",
    "Byplankontoret": "post@byplan.example",
    "Signe Hovdenak": "signe@post.example",
}

# bydel code, sender, subject ({…}: the number of the newest open case whose title begins so), text, attachments
POST: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    (
        "sagene",
        "Velforeningen Kvernveien <styret@kvernveien.example>",
        "Purring: manglende snømåking på gangveien",
        "Hei,\n\nVi viser til brev fra januar og har ikke fått svar.\n\nHilsen styret",
        (),
    ),
    (
        "frogner",
        "Ebba Lønnfjell <ebba.lonnfjell@post.example>",
        "Klage på vedtak om redusert foreldrebetaling",
        "Hei,\n\nJeg klager på vedtaket. Lønnsslipper for september er vedlagt.\n\nMed vennlig hilsen\nEbba Lønnfjell",
        ("Klage", "Lønnsslipper september"),
    ),
    (
        "frogner",
        "FAU Almelia skole <fau@almelia.example>",
        "Sak {Trafikksikring}: innspill fra foreldrene",
        "Hei,\n\nVedlagt ligger innspill fra foreldrene om krysset ved porten.\n\nHilsen FAU",
        ("Innspill",),
    ),
    (
        "grunerlokka",
        "Blankt Renhold AS <anbud@blanktrenhold.example>",
        "Tilbud på renhold i bydelshuset",
        "Vedlagt følger vårt tilbud.\n\nBlankt Renhold AS",
        ("Tilbud", "Prisskjema"),
    ),
    (
        "alna",
        "Runa Tjelmeland <runa@post.example>",
        "Ødelagt huske på lekeplassen i Rosenhagen",
        "Hei! Husken på lekeplassen er ødelagt, og noen kan skade seg.\n\nRuna",
        (),
    ),
    (
        "ostensjo",
        "Byplankontoret <post@byplan.example>",
        "Høring av planprogram for Tårnkvartalet",
        "Planprogrammet ligger vedlagt. Frist for uttalelse er om seks uker.",
        ("Planprogram",),
    ),
    (
        "ukjent",
        "Signe Hovdenak <signe@post.example>",
        "Til rett mottaker: spørsmål om støykrav",
        "Jeg vet ikke hvem som skal ha denne. Kan dere sende den videre?",
        (),
    ),
)

# The newest journal day of three bydeler: ready lines, findings that a person must decide, and one not yet assessed.
FERSKE = (
    Saksmal(
        "Støy fra uteservering i Kvernparken",
        "220",
        ("",),
        (
            ("I", "Klage på støy fra uteservering", "Kvernparken borettslag", False),
            ("I", "Merknad fra Runa Tjelmeland om åpningstider", "Runa Tjelmeland", True),
            ("U", "Orientering om åpningstider", "Kvernparken borettslag", False),
        ),
    ),
    Saksmal(
        "Sommerjobb for ungdom 2027",
        "420",
        ("",),
        (
            ("I", "Søknad om midler til sommerjobber", "Lekkestua velforening", False),
            ("N", "Vurdering av søknad om midler", "Oppvekst", False),
            ("I", "Bekreftelse for deltaker 01819910088", "Lekkestua velforening", False),
            ("I", "Spørsmål om reiseutgifter", "Jakob Brekkestø", True),
        ),
    ),
)
