"""Noark's code lists (code + the text that a deposit carries), the status machines, and what freezes when."""

from django.db.models import TextChoices

from bysak.arkivstruktur import dokumentregler
from bysak.arkivstruktur.regler import Frys, Lukket, Varig


class Arkivstatus(TextChoices):
    """M050."""

    OPPRETTET = "O", "Opprettet"
    AVSLUTTET = "A", "Avsluttet"


class Arkivdelstatus(TextChoices):
    """M051."""

    AKTIV = "A", "Aktiv periode"
    OVERLAPPING = "O", "Overlappingsperiode"
    AVSLUTTET = "P", "Avsluttet periode"
    UAKTUELLE = "U", "Uaktuelle mapper"


class Saksstatus(TextChoices):
    """M052."""

    UNDER_BEHANDLING = "B", "Under behandling"
    AVSLUTTET = "A", "Avsluttet"
    UTGAAR = "U", "Utgår"


class Journalstatus(TextChoices):
    """M053."""

    MIDLERTIDIG = "M", "Midlertidig registrert"
    SAKSBEHANDLER = "S", "Registrert av saksbehandler"
    RESERVERT = "R", "Reservert dokument"
    FERDIGSTILT = "F", "Ferdigstilt fra saksbehandler"
    GODKJENT = "G", "Godkjent av leder"
    EKSPEDERT = "E", "Ekspedert"
    JOURNALFOERT = "J", "Journalført"
    ARKIVERT = "A", "Arkivert"
    UTGAAR = "U", "Utgår"


class Journalposttype(TextChoices):
    """M082."""

    INNGAAENDE = "I", "Inngående dokument"
    UTGAAENDE = "U", "Utgående dokument"
    NOTAT_OPPFOELGING = "N", "Organinternt dokument for oppfølging"
    NOTAT = "X", "Organinternt dokument uten oppfølging"
    SAKSFRAMLEGG = "S", "Saksframlegg"


class Dokumentstatus(TextChoices):
    """M054."""

    REDIGERES = "B", "Dokumentet er under redigering"
    FERDIGSTILT = "F", "Dokumentet er ferdigstilt"


class Korrespondanseparttype(TextChoices):
    """M087."""

    AVSENDER = "EA", "Avsender"
    MOTTAKER = "EM", "Mottaker"
    KOPIMOTTAKER = "EK", "Kopimottaker"
    GRUPPEMOTTAKER = "GM", "Gruppemottaker"
    INTERN_AVSENDER = "IA", "Intern avsender"
    INTERN_MOTTAKER = "IM", "Intern mottaker"
    INTERN_KOPIMOTTAKER = "IK", "Intern kopimottaker"
    MEDAVSENDER = "IS", "Medavsender"


class Avskrivningsmaate(TextChoices):
    """M619; BN and SA are needed by krav 3.4.5 and 3.4.8 and come from the tjenestegrensesnitt."""

    BREV = "BU", "Besvart med brev"
    EPOST = "BE", "Besvart med e-post"
    TELEFON = "TLF", "Besvart på telefon"
    ETTERRETNING = "TE", "Tatt til etterretning"
    ORIENTERING = "TO", "Tatt til orientering"
    NOTAT = "BN", "Besvart med notat"
    SAK_AVSLUTTET = "SA", "Saken ble avsluttet"


class TilknyttetSom(TextChoices):
    """M217."""

    HOVEDDOKUMENT = "H", "Hoveddokument"
    VEDLEGG = "V", "Vedlegg"


class Variantformat(TextChoices):
    """M700."""

    PRODUKSJON = "P", "Produksjonsformat"
    ARKIV = "A", "Arkivformat"
    SLADDET = "O", "Dokument hvor deler av innholdet er skjermet"


class Dokumentmedium(TextChoices):
    """M300."""

    FYSISK = "F", "Fysisk arkiv"
    ELEKTRONISK = "E", "Elektronisk arkiv"
    BLANDET = "B", "Blandet fysisk og elektronisk arkiv"


class SkjermingMetadata(TextChoices):
    """M502."""

    KLASSE_ID = "KID", "Skjerming klasseID"
    KLASSE_TITTEL = "TKL", "Skjerming tittel klasse"
    MAPPE_FOERSTE_LINJE = "TM1", "Skjerming tittel mappe - unntatt første linje"
    MAPPE_ORD = "TMO", "Skjerming tittel mappe - utvalgte ord"
    PART = "NPS", "Skjerming navn part i sak"
    REGISTRERING_FOERSTE_LINJE = "TR1", "Skjerming tittel registrering - unntatt første linje"
    REGISTRERING_ORD = "TRO", "Skjerming tittel registrering - utvalgte ord"
    AVSENDER = "NA", "Skjerming navn avsender"
    MOTTAKER = "NM", "Skjerming navn mottaker"
    DOKUMENT = "TD", "Skjerming tittel dokumentbeskrivelse"
    MERKNAD = "MT", "Skjerming merknadstekst"
    MIDLERTIDIG = "M", "Midlertidig skjerming"


class SkjermingDokument(TextChoices):
    """M503."""

    HELE = "H", "Skjerming av hele dokumentet"
    DELER = "D", "Skjerming av deler av dokumentet"


class Kassasjonsvedtak(TextChoices):
    """M450."""

    BEVARES = "B", "Bevares"
    KASSERES = "K", "Kasseres"
    VURDERES = "G", "Vurderes senere"


class Slettingstype(TextChoices):
    """M089; SA comes from the tjenestegrensesnitt."""

    PRODUKSJONSFORMAT = "SP", "Sletting av produksjonsformat"
    TIDLIGERE_VERSJON = "SV", "Sletting av tidligere versjon"
    SLADDET = "SS", "Sletting av variant med sladdet informasjon"
    ALT = "SA", "Sletting av hele innholdet i arkivdelen"


class Presedensstatus(TextChoices):
    """M056."""

    GJELDENDE = "G", "Gjeldende"
    FORELDET = "F", "Foreldet"


class Graderingskode(TextChoices):
    """M506."""

    STRENGT_HEMMELIG = "SH", "Strengt hemmelig (sikkerhetsgrad)"
    HEMMELIG = "H", "Hemmelig (sikkerhetsgrad)"
    KONFIDENSIELT = "K", "Konfidensielt (sikkerhetsgrad)"
    BEGRENSET = "B", "Begrenset (sikkerhetsgrad)"
    FORTROLIG = "F", "Fortrolig (beskyttelsesgrad)"
    STRENGT_FORTROLIG = "SF", "Strengt fortrolig (beskyttelsesgrad)"


class SignaturVerifisert(TextChoices):
    """M508."""

    IKKE_VERIFISERT = "I", "Signatur påført, ikke verifisert"
    VERIFISERT = "V", "Signatur påført og verifisert"


class Flytstatus(TextChoices):
    """M663, with our own value for plain distribution."""

    GODKJENT = "G", "Godkjent"
    IKKE_GODKJENT = "I", "Ikke godkjent"
    TILBAKE = "S", "Sendt tilbake til saksbehandler med kommentarer"
    FORDELT = "F", "Fordelt"


# The standard fixes guards, not a transition graph (noark5-regler section 3): this one is Bysak's.
OVERGANGER: dict[type[TextChoices], dict[str, frozenset[str]]] = {
    Journalstatus: {
        "M": frozenset("SJU"),
        "S": frozenset("JFU"),
        "R": frozenset("FSU"),
        "F": frozenset("GEJRU"),
        "G": frozenset("EJFU"),
        "E": frozenset("JU"),
        "J": frozenset("AU"),
        "A": frozenset(),
        "U": frozenset(),
    },
    Saksstatus: {"B": frozenset("AU"), "A": frozenset("B"), "U": frozenset()},
    Dokumentstatus: {"B": frozenset("F"), "F": frozenset()},
}

ENDELIGE = ("E", "J", "A")  # statuses after which a unit once was final (krav 3.2.19)
EGENPRODUSERT = ("U", "N", "X", "S")


_MAPPE = "arkivstruktur_mappe"
_REG = "arkivstruktur_registrering"
_PART = "arkivstruktur_korrespondansepart"
_AVSKR = "arkivstruktur_avskrivning"
_FLYT = "arkivstruktur_dokumentflyt"
# Locked from the first moment, and yet an administrator may correct it with a reason (krav 2.9.3).
_ALLTID = "old.system_id is not null"
_KLASSE = "arkivstruktur_klasse"
_ARKIVDEL = "arkivstruktur_arkivdel"
_ARKIV = "arkivstruktur_arkiv"

# A step back needs the reason that the sealed statement carries, and is too late when the line is out.
_UTEN_GRUNN = "coalesce(vern.arbeid() ->> 'g', '') = ''"
_ER_UTE = "exists (select 1 from journal_publisertlinje p where p.registrering_id = old.system_id)"

# When the parties of an entry are locked (krav 3.2.23, 3.2.24), as SQL over a registrering.
_PARTER_LAAST = "({0}.arkivert_dato is not null or ({0}.journalposttype <> 'I' and {0}.journalstatus in ('E','J','A')))"
_PART_LAAST = f"exists (select 1 from {_REG} r where r.system_id = old.registrering_id and {_PARTER_LAAST.format('r')})"
_PARTENE = "Partene er låst fordi journalposten er ekspedert eller arkivert."

FRYST = (
    Frys(
        _MAPPE,
        ("system_id", "arkiv_id", "mappe_id", "opprettet_dato", "opprettet_av"),
        "true",
        "M001 M003",
        "Saksnummeret kan aldri endres.",
    ),
    Frys(
        _MAPPE,
        ("saksaar", "sakssekvensnummer"),
        "old.sakssekvensnummer is not null",  # a plain mappe gets its number when it becomes a case
        "M011 M012",
        "Saksnummeret kan aldri endres.",
        evig=True,
    ),
    Frys(
        _MAPPE,
        ("tittel", "dokumentmedium", "saksdato", "administrativ_enhet_id", "saksansvarlig_id", "klasse_id"),
        "old.avsluttet_dato is not null",
        "3.2.2 3.2.10",
        "Saken er avsluttet. Tittel, dato, enhet og ansvarlig er låst.",
    ),
    Frys(
        _MAPPE,
        ("art",),
        f"old.art = 'saksmappe' and exists (select 1 from {_REG} r where r.mappe_id = old.system_id"
        " and r.art = 'journalpost')",
        "2.5.2",
        "En sak med journalposter kan ikke bli en annen slags mappe.",
    ),
    Frys(_REG, ("system_id", "opprettet_dato", "opprettet_av"), "true", "M001 M600", "Opphavet kan ikke endres."),
    Frys(
        _REG,
        ("journalaar", "journalsekvensnummer", "arkiv_id"),
        "old.journalsekvensnummer is not null",
        "M013 M014",
        "Løpenummeret kan aldri endres.",
        evig=True,
    ),
    Frys(
        _REG,
        ("tittel", "dokumentmedium", "journalposttype", "journaldato", "dokumentets_dato", "arkivdel_id"),
        "old.arkivert_dato is not null",
        "3.2.14 3.2.23",
        "Journalposten er arkivert og låst.",
    ),
    Frys(
        _REG,
        ("journalstatus", "arkivert_dato", "arkivert_av"),
        "old.arkivert_dato is not null"
        f" and ({_UTEN_GRUNN} or new.arkivert_dato is not null or new.journalstatus not in ('', 'J'))",
        "3.2.13 3.2.18 M604 M605",
        "Journalposten er arkivert. Status og arkiveringsdato er låst.",
    ),
    Frys(
        _REG,
        ("foerst_endelig",),
        "old.foerst_endelig is not null",
        "3.2.19",
        "Når journalposten ble endelig første gang, kan ikke endres.",
    ),
    Frys(
        _REG,
        ("journalstatus",),
        "old.foerst_endelig is not null and new.journalstatus in ('M','S','R','F','G')"
        " and old.journalstatus not in ('M','S','R','F','G')"
        f" and ({_UTEN_GRUNN} or {_ER_UTE})",
        "3.2.19",
        "En journalpost som har vært endelig, blir ikke utkast igjen uten en grunn, og aldri etter publisering.",
    ),
    Frys(
        _REG,
        ("mottatt_dato",),
        "old.journalposttype = 'I' and old.journalstatus in ('J','A','U')",
        "3.2.22",
        "Mottattdato er låst når journalposten er journalført.",
    ),
    Frys(
        _REG,
        ("tittel", "journalposttype", "dokumentets_dato", "sendt_dato"),
        "old.journalposttype <> 'I' and old.journalstatus in ('E','J','A')",
        "3.2.24",
        "Dokumentet er ekspedert. Tittel, type og datoer er låst.",
    ),
    Frys(
        _PART,
        ("registrering_id", "navn", "korrespondanseparttype", "administrativ_enhet_id", "saksbehandler_id"),
        _PART_LAAST,
        "3.2.23 3.2.24",
        _PARTENE,
    ),
    Frys(_AVSKR, ("registrering_id", "avskrevet_av"), "true", "M617 M618", "En avskrivning kan ikke endres."),
    Frys(_AVSKR, ("avskrivningsdato", "avskrivningsmaate"), _ALLTID, "M617 M619", "En avskrivning kan ikke endres."),
    Frys(_FLYT, ("registrering_id", "flyt_fra"), "true", "M660 M665", "Dokumentflyten kan ikke endres."),
    Frys(_FLYT, ("flyt_til", "flyt_sendt_dato"), _ALLTID, "M660 M661", "Dokumentflyten kan ikke endres."),
    Frys(
        "arkivstruktur_merknad",
        ("mappe_id", "registrering_id", "dokumentbeskrivelse_id", "merknad_registrert_av"),
        "true",
        "M612",
        "Hvem som skrev merknaden og når, kan ikke endres.",
    ),
    Frys(
        "arkivstruktur_merknad", ("merknadsdato",), _ALLTID, "M611", "Hvem som skrev merknaden og når, kan ikke endres."
    ),
    Frys(_KLASSE, ("system_id", "klasse_id"), "true", "M002", "Klassens nummer kan aldri endres."),
    Frys(_ARKIVDEL, ("tittel",), "old.avsluttet_dato is not null", "M020", "Arkivdelen er avsluttet og låst."),
    Frys(_ARKIV, ("tittel",), "old.avsluttet_dato is not null", "M020", "Arkivet er avsluttet og låst."),
    *dokumentregler.FRYST,
)

LUKKET = (
    Lukket(
        _REG,
        "mappe_id",
        _MAPPE,
        "f.avsluttet_dato is not null",
        "2.5.5 3.2.4",
        "Saken er avsluttet og tar ikke imot flere journalposter.",
        ut=True,
    ),
    Lukket(
        _REG,
        "mappe_id",
        _MAPPE,
        # What a deposit brings comes in as it was.
        "f.art <> 'saksmappe' and new.art = 'journalpost' and tg_op = 'UPDATE'",
        "2.5.2",
        "Journalposter kan bare ligge i en sak.",
    ),
    Lukket(_PART, "registrering_id", _REG, _PARTER_LAAST.format("f"), "3.2.23 3.2.24", _PARTENE),
    Lukket(
        _MAPPE,
        "arkivdel_id",
        _ARKIVDEL,
        # A closed case may be moved to the closed period where it belongs (krav 6.2.11).
        "f.arkivdelstatus <> 'A' and not (tg_op = 'UPDATE' and f.arkivdelstatus = 'P'"
        " and new.avsluttet_dato is not null)",
        "2.3.6 6.2.4",
        "Arkivdelen tar ikke imot nye saker.",
    ),
    Lukket(_MAPPE, "klasse_id", _KLASSE, "f.avsluttet_dato is not null", "2.4.5", "Klassen er avsluttet."),
    Lukket(
        _MAPPE,
        "klasse_id",
        _KLASSE,
        f"exists (select 1 from {_KLASSE} u where u.forelder_id = f.system_id)",
        "2.4.4",
        "Bare klasser på laveste nivå kan ha saker.",
    ),
    Lukket(_ARKIVDEL, "arkiv_id", _ARKIV, "f.avsluttet_dato is not null", "2.3.1", "Arkivet er avsluttet."),
    Lukket(
        _ARKIVDEL, "arkiv_id", _ARKIV, f"exists (select 1 from {_ARKIV} u where u.forelder_id = f.system_id)", "2.3.3",
        "Arkivet har underarkiv. Legg arkivdelen i et av dem.",
    ),
    Lukket(
        _ARKIV, "forelder_id", _ARKIV,
        f"f.avsluttet_dato is not null or exists (select 1 from {_ARKIVDEL} d where d.arkiv_id = f.system_id)", "2.3.3",
        "Arkivet over er avsluttet eller har arkivdeler.",
    ),
    Lukket(
        _KLASSE, "forelder_id", _KLASSE,
        f"f.avsluttet_dato is not null or exists (select 1 from {_MAPPE} m where m.klasse_id = f.system_id)", "2.4.4",
        "Klassen over er avsluttet eller har saker.",
    ),
    *dokumentregler.LUKKET,
)  # fmt: skip

VARIG = (
    Varig(_PART, _PART_LAAST, "3.2.23 3.2.24", _PARTENE),
    Varig(
        _AVSKR,
        f"{_UTEN_GRUNN} or exists (select 1 from {_REG} r where r.system_id = old.registrering_id"
        " and r.arkivert_dato is not null)",
        "M617",
        "En avskrivning oppheves bare med en grunn, og ikke når journalposten er arkivert. Den kan ikke slettes.",
    ),
    Varig(
        "arkivstruktur_presedens",
        "old.presedens_status = 'F' or old.presedens_godkjent_dato is not null",
        "2.8.18 2.8.19",
        "En presedens som har vært godkjent, kan ikke slettes. Sett den til foreldet.",
    ),
    Varig(_FLYT, "true", "M660", "Dokumentflyten kan ikke slettes."),
    Varig("arkivstruktur_nummerhull", "true", "M012 M014", "Forklaringen på et ledig nummer kan ikke slettes."),
    *dokumentregler.VARIG,
)

FORBEHOLDT = dokumentregler.FORBEHOLDT
