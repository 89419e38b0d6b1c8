"""Setting up a mailbox: where it is, how we log in, which folder is read and where what is received is moved.

LESMEG: all but `proev` need an open arbeid in the virksomhet that has it. Passwords and tokens are locked before they
meet the database, and are never shown again.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bysak.kjerne.arbeid import Aktoer, arbeid, gjeldende_virksomhet, laas
from bysak.kjerne.hemmeligheter import lukk
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.klienter.imap import ImapFeil, Innboks
from bysak.klienter.oauth2 import PAA_DENNE_MASKINEN, er_trygg
from bysak.mottak.kanaler.postkasse import koble_til, les, uten_mappe
from bysak.mottak.models import Innlogging, Postkasse, Sikring
from bysak.organisasjon.tilgang import Rett, krev, prosessaktoer

HEMMELIGE = ("hemmelighet", "fornyelse")


@dataclass(frozen=True)
class Oppsett:
    """What the administrator fills in. hemmelighet and fornyelse: empty keeps what is there."""

    navn: str
    vert: str
    bruker: str
    port: int = 993
    sikring: str = Sikring.TLS
    innlogging: str = Innlogging.PASSORD
    hemmelighet: str = ""
    fornyelse: str = ""
    tokenadresse: str = ""
    klient_id: str = ""
    omfang: str = ""
    mappe: str = "INBOX"
    ferdigmappe: str = "Arkivert"


@dataclass(frozen=True)
class Proeve:
    """How a try went, in sentences."""

    gikk: bool
    setninger: list[str] = field(default_factory=list)


def hindre_for_postkasse(oppsett: Oppsett, kasse: Postkasse | None = None) -> Iterator[Hinder]:
    """What stops a mailbox from being set up like this; kasse: the one that is changed."""
    for felt, setning in (
        ("navn", _("Skriv et navn dere kjenner den igjen på.")),
        ("vert", _("Skriv navnet på tjeneren, for eksempel imap.bydel.example.")),
        ("bruker", _("Skriv brukernavnet, som oftest e-postadressen.")),
        ("mappe", _("Skriv hvilken mappe som skal leses. Innboksen heter INBOX.")),
        ("ferdigmappe", _("Skriv hvilken mappe det som er mottatt, flyttes til.")),
    ):
        if er_blank(getattr(oppsett, felt)):
            yield Hinder(f"postkasse.{felt}", setning, felt=felt)
    if not 0 < oppsett.port < 65536:
        yield Hinder("postkasse.port", _("Porten er et tall fra 1 til 65535. Den vanlige er 993."), felt="port")
    if oppsett.mappe == oppsett.ferdigmappe:
        setning = _("Det som er mottatt, må flyttes til en annen mappe enn den som leses.")
        yield Hinder("postkasse.samme_mappe", setning, felt="ferdigmappe")
    if oppsett.sikring == Sikring.INGEN and oppsett.vert not in PAA_DENNE_MASKINEN:
        setning = _("Uten kryptering kan bare en tjener på samme maskin brukes. Velg TLS eller STARTTLS.")
        yield Hinder("postkasse.sikring", setning, felt="sikring")
    yield from _innloggingen(oppsett, kasse)
    andre = Postkasse.objects.filter(
        virksomhet_id=gjeldende_virksomhet(), vert=oppsett.vert, port=oppsett.port, bruker=oppsett.bruker,
        mappe=oppsett.mappe,
    )  # fmt: skip
    if (andre.exclude(pk=kasse.pk) if kasse else andre).exists():
        yield Hinder("postkasse.finnes", _("Denne mappen i postkassen er alt satt opp her."), felt="mappe")


def _innloggingen(oppsett: Oppsett, kasse: Postkasse | None) -> Iterator[Hinder]:
    samme = kasse is not None and kasse.innlogging == oppsett.innlogging
    if not oppsett.hemmelighet and oppsett.innlogging != Innlogging.FORNYELSE and not samme:
        yield Hinder("postkasse.hemmelighet", _("Skriv passordet eller programmets hemmelighet."), felt="hemmelighet")
    if oppsett.innlogging == Innlogging.PASSORD:
        return
    if oppsett.innlogging == Innlogging.FORNYELSE and not oppsett.fornyelse and not samme:
        yield Hinder("postkasse.fornyelse", _("Lim inn fornyelsestokenet."), felt="fornyelse")
    if not er_trygg(oppsett.tokenadresse):
        setning = _("Adressen tokenet hentes fra, må begynne med https://.")
        yield Hinder("postkasse.tokenadresse", setning, felt="tokenadresse")
    if er_blank(oppsett.klient_id):
        yield Hinder("postkasse.klient_id", _("Skriv klient-ID-en programmet har."), felt="klient_id")


def opprett_postkasse(*, oppsett: Oppsett, av: Aktoer) -> Postkasse:
    """Set up a mailbox. Nothing is fetched before it is started. Raises `Hindret`."""
    krev(av, Rett.ADMINISTRERE)
    ingen(hindre_for_postkasse(oppsett))
    kasse = Postkasse(virksomhet_id=gjeldende_virksomhet(), hemmelighet=lukk(""))
    _fyll(kasse, oppsett)
    kasse.save()
    return kasse


def endre_postkasse(kasse: Postkasse, oppsett: Oppsett, *, av: Aktoer) -> Postkasse:
    """Set it up differently; the next look is at once. Raises `Hindret`."""
    krev(av, Rett.ADMINISTRERE)
    kasse = laas(kasse)
    ingen(hindre_for_postkasse(oppsett, kasse))
    if oppsett.mappe != kasse.mappe or oppsett.vert != kasse.vert or oppsett.bruker != kasse.bruker:
        # The numbering belongs to the folder it was read from.
        kasse.uidvalidity = None
    _fyll(kasse, oppsett)
    kasse.neste_tid, kasse.feil, kasse.feil_siden, kasse.forsoek = naa(), "", None, 0
    kasse.save()
    return kasse


def _fyll(kasse: Postkasse, oppsett: Oppsett) -> None:
    for navn, verdi in asdict(oppsett).items():
        if navn not in HEMMELIGE:
            setattr(kasse, navn, rens(verdi) if isinstance(verdi, str) else verdi)
        elif verdi:
            setattr(kasse, navn, lukk(verdi))


def start_lesing(kasse: Postkasse, *, av: Aktoer) -> Postkasse:
    """Read it from now on."""
    return _sett_aktiv(kasse, av, aktiv=True)


def stans_lesing(kasse: Postkasse, *, av: Aktoer) -> Postkasse:
    """Read it no more until it is started again; what comes, waits in the mailbox."""
    return _sett_aktiv(kasse, av, aktiv=False)


def _sett_aktiv(kasse: Postkasse, av: Aktoer, *, aktiv: bool) -> Postkasse:
    krev(av, Rett.ADMINISTRERE)
    kasse = laas(kasse)
    kasse.aktiv, kasse.neste_tid, kasse.feil, kasse.feil_siden, kasse.forsoek = aktiv, naa(), "", None, 0
    if aktiv and kasse.hentet_tid is None:
        # What lies there from before comes in now, and is measured from now.
        kasse.sett_til = naa()
    kasse.save(update_fields=["aktiv", "neste_tid", "feil", "feil_siden", "forsoek", "sett_til"])
    return kasse


def les_naa(kasse: Postkasse, *, av: Aktoer) -> None:
    """Make it this mailbox's turn at once."""
    krev(av, Rett.MOTTA, Rett.ADMINISTRERE)
    Postkasse.objects.filter(pk=kasse.pk).update(neste_tid=naa())


def proev(virksomhet_id: int, system_id: UUID, *, av: Aktoer) -> Proeve:
    """Connect as it is set up, and say what is there and what is wrong. Changes nothing; outside an arbeid."""
    with arbeid(som=av, i=virksomhet_id, verb="prøv postkasse"):
        krev(av, Rett.ADMINISTRERE)
    som = prosessaktoer("jobb")
    kasse = les(virksomhet_id, system_id, som)
    try:
        with koble_til(kasse, som) as innboks:
            return Proeve(*_sett_etter(innboks, kasse))
    except ImapFeil as feil:
        return Proeve(gikk=False, setninger=[feil.melding])


def _sett_etter(innboks: Innboks, kasse: Postkasse) -> tuple[bool, list[str]]:
    sett = [_("Innloggingen gikk bra.")]
    if not innboks.kan_flytte:
        return False, [*sett, _("Tjeneren kan verken MOVE eller UIDPLUS, så det som er mottatt, kan ikke flyttes.")]
    mapper = innboks.mapper()
    if kasse.mappe.upper() != "INBOX" and kasse.mappe not in mapper:
        return False, [*sett, uten_mappe(kasse.mappe, mapper)]
    antall = innboks.velg(kasse.mappe).antall
    ligger = ngettext("Det ligger %(n)d melding i «%(mappe)s».", "Det ligger %(n)d meldinger i «%(mappe)s».", antall)
    sett.append(ligger % {"n": antall, "mappe": kasse.mappe})
    if kasse.ferdigmappe not in mapper:
        sett.append(_("Mappen «%(mappe)s» finnes ikke ennå. Den lages når det trengs.") % {"mappe": kasse.ferdigmappe})
    if not innboks.kan_vente:
        sett.append(_("Tjeneren sier ikke fra selv når det kommer post. Det ses etter tre ganger i minuttet."))
    return True, sett
