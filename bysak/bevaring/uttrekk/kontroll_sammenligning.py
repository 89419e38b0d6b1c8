"""Compares the two journals with each other and with arkivstruktur.xml: the same entries, and nothing screened."""

from bysak.bevaring.uttrekk.kontroll_addml import Arkivuttrekk
from bysak.bevaring.uttrekk.kontroll_journaler import STJERNER, Journal, poststi
from bysak.bevaring.uttrekk.kontroll_register import Register
from bysak.bevaring.uttrekk.kontroll_regler import UGYLDIG
from bysak.bevaring.uttrekk.rapport import Rapport

STRUKTUR = "arkivstruktur.xml"
# An id that is used twice has a finding for that; what the second one says is then only a consequence.
_EN_GANG = "not exists (select 1 from journalpost k where k.id = j.id and k.journal = j.journal and k.rowid <> j.rowid)"


def kontroller_journaler(
    rapport: Rapport, reg: Register, uttrekk: Arkivuttrekk, journaler: list[Journal], *, strukturen: bool
) -> None:
    """Compare the journals with each other, and with arkivstruktur.xml when all of it was read (`strukturen`)."""
    hele = [journal for journal in journaler if journal.hel]
    if len(hele) == 2:
        _mot_hverandre(rapport, reg, *hele)
    for journal in hele:
        _dobbelt(rapport, reg, journal)
        if strukturen:
            _mot_strukturen(rapport, reg, journal, skarpt=uttrekk.skarpt)
            _avvik(rapport, reg, journal)
            _tekster(rapport, reg, journal)
            if uttrekk.skarpt:
                _skarpt(rapport, reg, journal)
            if journal.navn == "offentligJournal":
                _lekkasjer(rapport, reg, journal)
    if strukturen:
        _uten_skjerming(rapport, reg)


def _mot_hverandre(rapport: Rapport, reg: Register, loepende: Journal, offentlig: Journal) -> None:
    if None not in (loepende.antall, offentlig.antall) and loepende.antall != offentlig.antall:
        tekst = f"Journalene oppgir ulikt antall poster: {loepende.antall} og {offentlig.antall}."
        rapport.meld("journal-antall-ulikt", tekst, offentlig.fil, offentlig.hodelinje, sti=offentlig.hodesti)
    for felt in ("journalStartDato", "journalSluttDato"):
        en, to = loepende.hode.get(felt, ""), offentlig.hode.get(felt, "")
        if en and to and en != to:
            tekst = f"Journalene har ulik {felt}: {en} og {to}."
            rapport.meld("journal-periode-ulik", tekst, offentlig.fil, offentlig.hodelinje, sti=offentlig.hodesti)
    for har, mangler in ((loepende, offentlig), (offentlig, loepende)):
        for id_, linje in reg.spoer(
            "select id, linje from journalpost j where journal = ? and not exists"
            " (select 1 from journalpost k where k.id = j.id and k.journal = ?) order by linje",
            har.navn,
            mangler.navn,
        ):
            tekst = f"Journalposten står i {har.fil}, men ikke i {mangler.fil}."
            rapport.meld("journal-ulike-poster", tekst, har.fil, linje, id_, poststi(id_))


def _dobbelt(rapport: Rapport, reg: Register, journal: Journal) -> None:
    for id_, antall, linje in reg.spoer(
        "select id, count(*), max(linje) from journalpost where journal = ? group by id having count(*) > 1",
        journal.navn,
    ):
        tekst = f"Journalposten står {antall} ganger i {journal.fil}."
        rapport.meld("journalpost-dobbel", tekst, journal.fil, linje, id_, poststi(id_))


def _mot_strukturen(rapport: Rapport, reg: Register, journal: Journal, *, skarpt: bool) -> None:
    kode = "journalpost-ukjent" if skarpt else "journalpost-ukjent-mykt"
    for id_, linje in reg.spoer(
        "select id, linje from journalpost j where journal = ?"
        " and not exists (select 1 from post p where p.id = j.id) order by linje",
        journal.navn,
    ):
        rapport.meld(kode, "Journalposten finnes ikke i arkivstruktur.xml.", journal.fil, linje, id_, poststi(id_))
    for id_, maal, linje in reg.spoer(
        "select id, avskrives_av, linje from journalpost j where journal = ? and avskrives_av <> ''"
        " and not exists (select 1 from enhet e where e.id = j.avskrives_av and e.type = 'registrering')",
        journal.navn,
    ):
        tekst = f"Posten er avskrevet av {maal}, som ikke er i arkivstruktur.xml."
        rapport.meld("journal-avskrivning-brutt", tekst, journal.fil, linje, id_, poststi(id_))


def _avvik(rapport: Rapport, reg: Register, journal: Journal) -> None:
    felt = ("journalår", "sekvensnummer", "postnummer", "journaldato", "saksår", "saksnummer")
    par = (
        ("j.aar", "p.aar"),
        ("j.sekvens", "p.sekvens"),
        ("j.nummer", "p.nummer"),
        ("j.dato", "p.dato"),
        ("j.saksaar", "m.aar"),
        ("j.sakssekvens", "m.sekvens"),
    )
    ulike = " or ".join(f"({her} <> {der} and {her} <> '' and {der} not in ('', '{UGYLDIG}'))" for her, der in par)
    for id_, linje, *verdier in reg.spoer(
        f"select j.id, j.linje, {', '.join(her for her, _ in par)}, {', '.join(der for _, der in par)}"
        " from journalpost j join post p on p.id = j.id left join mappe m on m.id = p.mappe"
        f" where j.journal = ? and ({ulike}) and {_EN_GANG} order by j.linje",
        journal.navn,
    ):
        avvik = [
            f"{navn} {her} (arkivstruktur: {der})"
            for navn, her, der in zip(felt, verdier[: len(felt)], verdier[len(felt) :], strict=True)
            if her and der and her != der
        ]
        tekst = f"Posten avviker: {', '.join(avvik)}."
        rapport.meld("journalpost-avvik", tekst, journal.fil, linje, id_, poststi(id_))


def _tekster(rapport: Rapport, reg: Register, journal: Journal) -> None:
    """Titles and parts that are neither the unit's own nor screened."""
    for id_, linje, her, tittel, offentlig, parter, egne in reg.spoer(
        "select j.id, j.linje, j.tittel, p.tittel, p.offentlig, j.parter, p.parter"
        " from journalpost j join post p on p.id = j.id where j.journal = ?"
        " and ((j.tittel <> '' and j.tittel <> p.tittel) or (j.parter <> p.parter and p.parter <> ''))"
        f" and {_EN_GANG} order by j.linje",
        journal.navn,
    ):
        if her and "*" not in her and her not in (tittel, offentlig):
            tekst = f"Tittelen er «{her[:80]}»; i arkivstruktur.xml er den «{(tittel or offentlig)[:80]}»."
            rapport.meld("journalpost-tekst-avvik", tekst, journal.fil, linje, id_, f"{poststi(id_)}/tittel")
        # The public journal may name the unit instead of the person; the running one may not.
        sett = parter.split("\n") if journal.navn == "loependeJournal" and egne else []
        fremmede = [navn for navn in sett if navn and "*" not in navn and navn not in egne.split("\n")]
        if fremmede:
            tekst = f"«{fremmede[0][:80]}» er ikke en korrespondansepart i arkivstruktur.xml."
            rapport.meld(
                "journalpost-tekst-avvik", tekst, journal.fil, linje, id_, f"{poststi(id_)}/korrespondansepart"
            )


def _lekkasjer(rapport: Rapport, reg: Register, journal: Journal) -> None:
    """What is screened in arkivstruktur.xml, or in the running journal, and stands open in the public one."""

    def meld(hva: str, id_: str, linje: int, felt: str) -> None:
        tekst = f"{hva} er skjermet, men står uskjermet i den offentlige journalen."
        rapport.meld("journal-skjerming-lekker", tekst, journal.fil, linje, id_, f"{poststi(id_)}{felt}")

    for fra, felt, navn in (("p", "tittel", "Tittelen"), ("m", "sakstittel", "Sakens tittel")):
        for id_, linje in reg.spoer(
            "select j.id, j.linje from journalpost j join post p on p.id = j.id left join mappe m on m.id = p.mappe"
            f" where j.journal = ? and j.{felt} <> '' and j.{felt} = {fra}.tittel and ({fra}.skjermet = 3"
            f" or ({fra}.skjermet = 2 and {fra}.offentlig <> '' and {fra}.offentlig <> {fra}.tittel)) order by j.linje",
            journal.navn,
        ):
            meld(navn, id_, linje, "/offentligTittel" if fra == "p" else "/../saksmappe/offentligTittel")
    for id_, linje, parter, skjermede, alle in reg.spoer(
        "select o.id, o.linje, o.parter, coalesce(l.skjermede, ''), case p.skjermer_part when 1 then p.parter end"
        " from journalpost o join post p on p.id = o.id"
        " left join journalpost l on l.id = o.id and l.journal = 'loependeJournal'"
        " where o.journal = ? and (p.skjermer_part = 1 or l.skjermede <> '') order by o.linje",
        journal.navn,
    ):
        aapne = set(parter.split("\n"))
        if aapne & set(skjermede.split("\n")) - {""} or (alle and not skjermede and aapne == set(alle.split("\n"))):
            meld("En korrespondansepart", id_, linje, "/korrespondansepart")


def _uten_skjerming(rapport: Rapport, reg: Register) -> None:
    """What is treated as screened, although arkivstruktur.xml has no screening on it or above it."""
    for tabell, type_, ellers in (
        ("post", "registrering", "exists (select 1 from journalpost j where j.id = e.id and j.skjermet = 1)"),
        ("mappe", "mappe", "0"),
    ):
        for id_, linje in reg.spoer(
            f"select id, linje from {tabell} e where skjermet = 0 and (offentlig like ? or {ellers}) order by linje",
            f"%{STJERNER}%",
        ):
            tekst = "Den er skjermet i en journal eller i offentligTittel, men har ingen skjerming."
            rapport.meld("skjerming-mangler", tekst, STRUKTUR, linje, id_, f"//{type_}[systemID='{id_}']")


def _postens_sti(id_: str) -> str:
    return f"//registrering[systemID='{id_}']"


def _skarpt(rapport: Rapport, reg: Register, journal: Journal) -> None:
    antall = reg.en("select count(*) from post where dato <> ''")
    if journal.antall is not None and journal.antall != antall:
        tekst = f"{journal.fil} oppgir {journal.antall} poster; arkivstruktur.xml har {antall} journalposter."
        rapport.meld("journal-antall-struktur", tekst, journal.fil, journal.hodelinje, sti=journal.hodesti)
    ugyldig = reg.en("select 1 from post where dato = ?", UGYLDIG)  # then nobody knows which is first or last
    for felt, funksjon in (("journalStartDato", "min"), ("journalSluttDato", "max")):
        dato = None if ugyldig else reg.en(f"select {funksjon}(dato) from post where dato <> ''")
        oppgitt = journal.hode.get(felt, "")
        if dato and oppgitt and oppgitt[:10] != dato:
            hva = "første" if funksjon == "min" else "siste"
            tekst = f"{felt} er {oppgitt}, men {hva} journaldato i arkivstruktur.xml er {dato}."
            rapport.meld("journal-periode-struktur", tekst, journal.fil, journal.hodelinje, sti=journal.hodesti)
    for id_, linje in reg.spoer(
        "select id, linje from post p where dato <> ''"
        " and not exists (select 1 from journalpost j where j.id = p.id and j.journal = ?) order by linje",
        journal.navn,
    ):
        tekst = f"Journalposten mangler i {journal.fil}."
        rapport.meld("journalpost-mangler-i-journal", tekst, STRUKTUR, linje, id_, _postens_sti(id_))
