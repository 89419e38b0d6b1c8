"""Reads the two journals, and judges what can be judged from one of them alone."""

from dataclasses import dataclass, field
from pathlib import Path

from bysak.bevaring.uttrekk.kontroll_addml import Arkivuttrekk
from bysak.bevaring.uttrekk.kontroll_lytter import XmlLytter
from bysak.bevaring.uttrekk.kontroll_register import Register
from bysak.bevaring.uttrekk.rapport import Rapport
from bysak.noark.hendelser import XmlFeil, les_xml

_GREINER = frozenset(
    ["journalhode", "arkivskaper", "journalregistrering", "klasse", "saksmappe", "journalpost", "korrespondansepart"]
)
FLEST_PARTER = 50
STJERNER = "*****"
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
    def hodesti(self) -> str:
        """Where its head is, like XPath."""
        return f"/{self.navn}/journalhode"

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
        self.sak: dict[str, str] = {}
        self.parter: list[tuple[str, bool]] = []
        self.part: dict[str, str] = {}
        self.postlinje = 0
        self.forrige = (0, 0)

    def sti(self, navn: str = "") -> str:
        gren = [g for g in self.gren if g not in ("journalregistrering", navn)]
        nr = f"/{self.journal.navn}/journalregistrering[{self.journal.poster + 1}]"
        if "journalhode" in gren or not self.gren:
            nr = f"/{self.journal.navn}"
        return "/".join([nr, *gren, *([navn] if navn and navn != self.journal.navn else [])])

    def element_start(self, navn: str, attributter: dict[str, str], linje: int) -> None:
        if navn not in _GREINER:
            return
        self.gren.append(navn)
        if navn == "journalregistrering":
            self.sak = {}
        elif navn == "journalpost":
            self.post, self.postlinje, self.parter = {}, linje, []
        elif navn == "journalhode":
            self.journal.hodelinje = linje
        elif navn == "korrespondansepart":
            self.part = {}

    def element_slutt(self, navn: str, tekst: str | None, linje: int) -> None:
        if not self.gren:
            return
        inne = self.gren[-1]
        if inne == navn:
            self.gren.pop()
            if navn == "journalpost":
                self._ferdig()
            elif navn == "korrespondansepart" and len(self.parter) < FLEST_PARTER:
                navnet = self.part.get("korrespondansepartNavn", "")
                self.parter.append((navnet, "skjermingMetadata" in self.part))
        elif tekst and inne in ("journalhode", "journalpost", "saksmappe", "korrespondansepart"):
            verdier = {"journalhode": self.journal.hode, "journalpost": self.post, "saksmappe": self.sak}
            hos = verdier.get(inne, self.part)
            if len(hos) < 100:
                hos.setdefault(navn, tekst[:200])

    def _legg(self, id_: str, tittel: str) -> None:
        post, offentlig = self.post, self.journal.navn == "offentligJournal"
        felt = ("journalaar", "journalsekvensnummer", "journalpostnummer")
        sakstittel = self.sak.get("offentligTittel" if offentlig else "tittel", "")
        hjemlet = "tilgangsrestriksjon" in post or "skjermingshjemmel" in post
        self.reg.legg(
            "journalpost",
            self.journal.navn,
            id_,
            *(post.get(navn, "") for navn in felt),
            post.get("journaldato", "")[:10],
            tittel,
            post.get("referanseAvskrivesAvJournalpost", ""),
            self.sak.get("saksaar", ""),
            self.sak.get("sakssekvensnummer", ""),
            sakstittel,
            "\n".join(navn for navn, _ in self.parter),
            "\n".join(navn for navn, skjermet in self.parter if skjermet and navn),
            int(hjemlet or STJERNER in tittel),
            self.postlinje,
        )

    def _ferdig(self) -> None:
        post, journal = self.post, self.journal
        journal.poster += 1
        id_ = post.get("systemID", "")
        tittel = post.get("offentligTittel" if journal.navn == "offentligJournal" else "tittel", "")
        self._legg(id_, tittel)
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
        self.rapport.meld(kode, tekst, self.fil, self.postlinje, id_, poststi(id_))


def poststi(id_: str) -> str:
    """Say which entry of a journal, like XPath."""
    return f"//journalpost[systemID='{id_}']" if id_ else ""


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
    oppgitt = uttrekk.antall.get((navn, "journalregistrering"))
    if oppgitt is not None and oppgitt != journal.poster:
        tekst = f"arkivuttrekk.xml oppgir {oppgitt} poster; {journal.fil} har {journal.poster}."
        uttrekk.meld(rapport, "antall-journalregistreringer", tekst, f"{navn}/journalregistrering")
    return journal


def _hodet(journal: Journal, rapport: Rapport) -> None:
    mangler = [felt for felt in _HODE if not journal.hode.get(felt)]
    if mangler:
        tekst = f"Journalhodet mangler {', '.join(mangler)}."
        rapport.meld("journalhode-mangler", tekst, journal.fil, journal.hodelinje, sti=journal.hodesti)
        return
    if journal.hode["journalStartDato"] > journal.hode["journalSluttDato"]:
        tekst = "Journalen slutter før den begynner."
        rapport.meld("journal-periode", tekst, journal.fil, journal.hodelinje, sti=journal.hodesti)
    if journal.antall is not None and journal.antall != journal.poster:
        tekst = f"antallJournalposter er {journal.antall}, men journalen har {journal.poster} poster."
        rapport.meld("journal-antall", tekst, journal.fil, journal.hodelinje, sti=journal.hodesti)
