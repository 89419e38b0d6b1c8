"""Reads the two journals, compares them with each other and with arkivstruktur.xml."""

from dataclasses import dataclass, field
from pathlib import Path

from bysak.bevaring.uttrekk.kontroll_addml import FIL as ADDML
from bysak.bevaring.uttrekk.kontroll_addml import Arkivuttrekk
from bysak.bevaring.uttrekk.kontroll_lytter import XmlLytter
from bysak.bevaring.uttrekk.kontroll_register import Register
from bysak.bevaring.uttrekk.rapport import Rapport
from bysak.noark.hendelser import XmlFeil, les_xml

JOURNALER = ("loependeJournal", "offentligJournal")
_GREINER = frozenset(
    ["journalhode", "arkivskaper", "journalregistrering", "klasse", "saksmappe", "journalpost", "korrespondansepart"]
)
_HODE = ("journalStartDato", "journalSluttDato", "antallJournalposter")


@dataclass(slots=True)
class Journal:
    """What one journal says about itself, and what it holds."""

    navn: str
    hode: dict[str, str] = field(default_factory=dict)
    hodelinje: int = 0
    poster: int = 0
    hel: bool = False

    @property
    def fil(self) -> str:
        """The name of its file."""
        return f"{self.navn}.xml"

    @property
    def antall(self) -> int | None:
        """The number of entries it says it has."""
        tekst = self.hode.get("antallJournalposter", "")
        return int(tekst) if tekst.isascii() and tekst.isdigit() and len(tekst) < 12 else None


class _Leser(XmlLytter):
    def __init__(self, rapport: Rapport, reg: Register, uttrekk: Arkivuttrekk, journal: Journal) -> None:
        eldre = uttrekk.versjon.startswith(("3", "4"))
        super().__init__(rapport, journal.fil, journal.navn, eldre=eldre)
        self.reg, self.uttrekk, self.journal = reg, uttrekk, journal
        self.gren: list[str] = []
        self.post: dict[str, str] = {}
        self.postlinje = self.parter = 0
        self.forrige = (0, 0)

    def element_start(self, navn: str, attributter: dict[str, str], linje: int) -> None:
        if navn not in _GREINER:
            return
        self.gren.append(navn)
        if navn == "journalpost":
            self.post, self.postlinje, self.parter = {}, linje, 0
        elif navn == "journalhode":
            self.journal.hodelinje = linje
        elif navn == "korrespondansepart":
            self.parter += 1

    def element_slutt(self, navn: str, tekst: str | None, linje: int) -> None:
        if self.gren and self.gren[-1] == navn:
            self.gren.pop()
            if navn == "journalpost":
                self._ferdig()
        elif tekst and self.gren and self.gren[-1] == "journalhode":
            self.journal.hode.setdefault(navn, tekst[:200])
        elif tekst and self.gren and self.gren[-1] == "journalpost" and len(self.post) < 100:
            self.post.setdefault(navn, tekst[:200])

    def _ferdig(self) -> None:
        post, journal = self.post, self.journal
        journal.poster += 1
        id_ = post.get("systemID", "")
        felt = ("journalaar", "journalsekvensnummer", "journalpostnummer", "journaldato")
        tittel = post.get("offentligTittel" if journal.navn == "offentligJournal" else "tittel", "")
        avskrives_av = post.get("referanseAvskrivesAvJournalpost", "")
        verdier = [post.get(navn, "") for navn in felt]
        verdier[3] = verdier[3][:10]
        self.reg.legg("journalpost", journal.navn, id_, *verdier, tittel, avskrives_av, self.postlinje)
        if not self.parter:
            self._meld("journal-part-mangler", "Journalposten har ingen korrespondansepart.", id_)
        if journal.navn == "offentligJournal" and not tittel:
            self._meld("journal-offentlig-tittel", "Journalposten har ingen offentlig tittel.", id_)
        self._dato(post.get("journaldato", "")[:10], id_)
        self._sortering(post, id_)

    def _dato(self, dato: str, id_: str) -> None:
        hode = self.journal.hode
        start, slutt = hode.get("journalStartDato", "")[:10], hode.get("journalSluttDato", "")[:10]
        if dato and ((start and dato < start) or (slutt and dato > slutt)):
            tekst = f"Journaldato {dato} er utenfor journalens periode {start}–{slutt}."
            self._meld("journaldato-utenfor-periode", tekst, id_)
        elif dato and (dato < self.uttrekk.start or (self.uttrekk.slutt and dato > self.uttrekk.slutt)):
            tekst = f"Journaldato {dato} er utenfor arkivperioden {self.uttrekk.start}–{self.uttrekk.slutt}."
            self._meld("journaldato-utenfor-periode", tekst, id_)

    def _sortering(self, post: dict[str, str], id_: str) -> None:
        aar, sekvens = post.get("journalaar", ""), post.get("journalsekvensnummer", "")
        if not (aar.isascii() and sekvens.isascii() and aar.isdigit() and sekvens.isdigit()):
            return
        denne = (int(aar), int(sekvens))
        if denne < self.forrige:
            tekst = f"Post {sekvens}/{aar} står etter {self.forrige[1]}/{self.forrige[0]}."
            self._meld("journal-sortering", tekst, id_)
        self.forrige = denne

    def _meld(self, kode: str, tekst: str, id_: str) -> None:
        self.rapport.meld(kode, tekst, self.fil, self.postlinje, id_)


def les_journal(navn: str, mappe: Path, rapport: Rapport, reg: Register, uttrekk: Arkivuttrekk) -> Journal:
    """Read one journal into the register, and judge what can be judged from it alone."""
    journal = Journal(navn)
    try:
        with (mappe / journal.fil).open("rb") as kilde:
            les_xml(kilde, _Leser(rapport, reg, uttrekk, journal))
        journal.hel = True
    except XmlFeil as feil:
        rapport.meld(feil.kode, feil.tekst, journal.fil, feil.linje)
        return journal
    except OSError as feil:
        rapport.meld("fil-uleselig", f"{journal.fil} kan ikke leses: {feil.strerror}.", journal.fil)
        return journal
    _hodet(journal, rapport)
    oppgitt = uttrekk.antall.get((navn, "journalregistrering"), uttrekk.antall.get((navn, "registrering")))
    if oppgitt is not None and oppgitt != journal.poster:
        tekst = f"arkivuttrekk.xml oppgir {oppgitt} poster; {journal.fil} har {journal.poster}."
        rapport.meld("antall-journalregistreringer", tekst, ADDML, uttrekk.linje(f"{navn}/journalregistrering"))
    return journal


def _hodet(journal: Journal, rapport: Rapport) -> None:
    mangler = [felt for felt in _HODE if not journal.hode.get(felt)]
    if mangler:
        tekst = f"Journalhodet mangler {', '.join(mangler)}."
        rapport.meld("journalhode-mangler", tekst, journal.fil, journal.hodelinje)
        return
    if journal.hode["journalStartDato"] > journal.hode["journalSluttDato"]:
        rapport.meld("journal-periode", "Journalen slutter før den begynner.", journal.fil, journal.hodelinje)
    if journal.antall is not None and journal.antall != journal.poster:
        tekst = f"antallJournalposter er {journal.antall}, men journalen har {journal.poster} poster."
        rapport.meld("journal-antall", tekst, journal.fil, journal.hodelinje)


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
            _poster_mot_strukturen(rapport, reg, journal)
            if uttrekk.skarpt:
                _skarpt(rapport, reg, journal)


def _mot_hverandre(rapport: Rapport, reg: Register, loepende: Journal, offentlig: Journal) -> None:
    if loepende.antall != offentlig.antall:
        tekst = f"Journalene oppgir ulikt antall poster: {loepende.antall} og {offentlig.antall}."
        rapport.meld("journal-antall-ulikt", tekst, offentlig.fil, offentlig.hodelinje)
    for felt in ("journalStartDato", "journalSluttDato"):
        en, to = loepende.hode.get(felt, ""), offentlig.hode.get(felt, "")
        if en != to:
            tekst = f"Journalene har ulik {felt}: {en or 'ingen'} og {to or 'ingen'}."
            rapport.meld("journal-periode-ulik", tekst, offentlig.fil, offentlig.hodelinje)
    for har, mangler in ((loepende, offentlig), (offentlig, loepende)):
        for id_, linje in reg.spoer(
            "select id, linje from journalpost j where journal = ? and not exists"
            " (select 1 from journalpost k where k.id = j.id and k.journal = ?) order by linje",
            har.navn,
            mangler.navn,
        ):
            tekst = f"Journalposten står i {har.fil}, men ikke i {mangler.fil}."
            rapport.meld("journal-ulike-poster", tekst, har.fil, linje, id_)


def _dobbelt(rapport: Rapport, reg: Register, journal: Journal) -> None:
    for id_, antall, linje in reg.spoer(
        "select id, count(*), max(linje) from journalpost where journal = ? group by id having count(*) > 1",
        journal.navn,
    ):
        tekst = f"Journalposten står {antall} ganger i {journal.fil}."
        rapport.meld("journalpost-dobbel", tekst, journal.fil, linje, id_)


def _mot_strukturen(rapport: Rapport, reg: Register, journal: Journal, *, skarpt: bool) -> None:
    kode = "journalpost-ukjent" if skarpt else "journalpost-ukjent-mykt"
    for id_, linje in reg.spoer(
        "select id, linje from journalpost j where journal = ?"
        " and not exists (select 1 from post p where p.id = j.id) order by linje",
        journal.navn,
    ):
        rapport.meld(kode, "Journalposten finnes ikke i arkivstruktur.xml.", journal.fil, linje, id_)
    for id_, maal, linje in reg.spoer(
        "select id, avskrives_av, linje from journalpost j where journal = ? and avskrives_av <> ''"
        " and not exists (select 1 from enhet e where e.id = j.avskrives_av and e.type = 'registrering')",
        journal.navn,
    ):
        tekst = f"Posten er avskrevet av {maal}, som ikke er i arkivstruktur.xml."
        rapport.meld("journal-avskrivning-brutt", tekst, journal.fil, linje, id_)


def _poster_mot_strukturen(rapport: Rapport, reg: Register, journal: Journal) -> None:
    felt = ("journalår", "sekvensnummer", "postnummer", "journaldato")
    for id_, linje, *verdier in reg.spoer(
        "select j.id, j.linje, j.aar, j.sekvens, j.nummer, j.dato, p.aar, p.sekvens, p.nummer, p.dato"
        " from journalpost j join post p on p.id = j.id where j.journal = ? and"
        " ((j.aar <> p.aar and j.aar <> '' and p.aar <> '')"
        "  or (j.sekvens <> p.sekvens and j.sekvens <> '' and p.sekvens <> '')"
        "  or (j.nummer <> p.nummer and j.nummer <> '' and p.nummer <> '')"
        "  or (j.dato <> p.dato and j.dato <> '' and p.dato <> '')) order by j.linje",
        journal.navn,
    ):
        ulike = [
            f"{navn} {her or 'mangler'} (arkivstruktur: {der or 'mangler'})"
            for navn, her, der in zip(felt, verdier[:4], verdier[4:], strict=True)
            if her != der
        ]
        rapport.meld("journalpost-avvik", f"Posten avviker: {', '.join(ulike)}.", journal.fil, linje, id_)
    if journal.navn != "offentligJournal":
        return
    for id_, linje in reg.spoer(
        "select j.id, j.linje from journalpost j join post p on p.id = j.id"
        " where j.journal = ? and p.skjermet = 1 and j.tittel <> '' and j.tittel = p.tittel order by j.linje",
        journal.navn,
    ):
        tekst = "Tittelen er skjermet i arkivstruktur.xml, men står uskjermet i den offentlige journalen."
        rapport.meld("journal-skjerming-lekker", tekst, journal.fil, linje, id_)


def _skarpt(rapport: Rapport, reg: Register, journal: Journal) -> None:
    antall = reg.en("select count(*) from post where dato <> ''")
    if journal.antall is not None and journal.antall != antall:
        tekst = f"{journal.fil} oppgir {journal.antall} poster; arkivstruktur.xml har {antall} journalposter."
        rapport.meld("journal-antall-struktur", tekst, journal.fil, journal.hodelinje)
    for felt, funksjon in (("journalStartDato", "min"), ("journalSluttDato", "max")):
        dato = reg.en(f"select {funksjon}(dato) from post where dato <> ''")
        oppgitt = journal.hode.get(felt, "")
        if dato and oppgitt and oppgitt[:10] != dato[:10]:
            hva = "første" if funksjon == "min" else "siste"
            tekst = f"{felt} er {oppgitt}, men {hva} journaldato i arkivstruktur.xml er {dato}."
            rapport.meld("journal-periode-struktur", tekst, journal.fil, journal.hodelinje)
    for id_, linje in reg.spoer(
        "select id, linje from post p where dato <> ''"
        " and not exists (select 1 from journalpost j where j.id = p.id and j.journal = ?) order by linje",
        journal.navn,
    ):
        tekst = f"Journalposten mangler i {journal.fil}."
        rapport.meld("journalpost-mangler-i-journal", tekst, "arkivstruktur.xml", linje, id_)
