"""Templates: standard ones, Byarkivet's for all, and each virksomhet's own; the closest with a code goes first.

LESMEG: inside an open arbeid, but for `les` and `feil_i_fil`, which read files and start a process.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Prefetch
from django.utils.translation import gettext as _

from bysak.kjerne import lager
from bysak.kjerne.arbeid import Aktoer, gjeldende_virksomhet, laas
from bysak.kjerne.filformat import Ubrukelig, flett
from bysak.kjerne.hinder import Hinder, KanalFeil, ingen
from bysak.kjerne.models import ny_id
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.organisasjon.tilgang import Rett, krev
from bysak.saksbehandling.flettefelt import EKSEMPEL, naermeste
from bysak.saksbehandling.models import Dokumentmal, Malbruk, Malslag, Malversjon
from bysak.saksbehandling.startmaler import STARTMALER, startmal

MAKS_BYTES = 10 * 1024 * 1024
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Mal:
    """A template as one sees it from a virksomhet. opphav: whose it is, `standard`, `felles` or `egen`.

    lagret: the code of the virksomhet whose store has the file, and its SHA-256; empty for a standard one.
    """

    kode: str
    navn: str
    beskrivelse: str
    slag: str
    opphav: str = "standard"
    aktiv: bool = True
    lagret: tuple[str, str] = ("", "")
    versjoner: tuple[Malversjon, ...] = ()

    @property
    def slagnavn(self) -> str:
        """What it makes, in words."""
        return _(Malslag(self.slag).label)


def alle_maler(virksomhet_id: int) -> list[Mal]:
    """Those of a virksomhet, also those that may not be chosen: its own first, then by name."""
    funnet = {kode: Mal(kode, str(s.navn), str(s.beskrivelse), s.slag) for kode, s in STARTMALER.items()}
    rader = Dokumentmal.objects.select_related("virksomhet").prefetch_related(
        Prefetch("versjoner", Malversjon.objects.order_by("-nummer"))
    )
    # What the archive service has set comes before what the virksomhet has, which then goes over it.
    for rad in sorted(rader, key=lambda r: r.virksomhet_id == virksomhet_id):
        if rad.virksomhet_id == virksomhet_id or rad.virksomhet.er_arkivtjeneste:
            opphav = "egen" if rad.virksomhet_id == virksomhet_id else "felles"
            funnet[rad.kode] = _malen(rad, opphav, funnet.get(rad.kode))
    return sorted(funnet.values(), key=lambda m: (("egen", "felles", "standard").index(m.opphav), m.navn))


def _malen(rad: Dokumentmal, opphav: str, bak: Mal | None) -> Mal:
    """A row as a template; one without a file is only a choice about the one behind it."""
    versjoner = tuple(rad.versjoner.all())
    if bak and not versjoner:
        return Mal(**{**vars(bak), "aktiv": rad.aktiv})
    hvor = (rad.virksomhet.kode, versjoner[0].sha256) if versjoner else ("", "")
    return Mal(rad.kode, rad.navn, rad.beskrivelse, rad.slag, opphav, rad.aktiv, hvor, versjoner)


def valgbare(av: Aktoer, virksomhet_id: int) -> list[Mal]:
    """Those that may be written from: what this person used last first."""
    brukt = dict(
        Malbruk.objects.filter(virksomhet_id=virksomhet_id, bruker_id=av.bruker_id).values_list("kode", "sist")
    )
    maler = [m for m in alle_maler(virksomhet_id) if m.aktiv]
    return sorted(maler, key=lambda m: brukt[m.kode].timestamp() if m.kode in brukt else 0, reverse=True)


def les(mal: Mal) -> bytes:
    """The file of a template. Outside an arbeid. Raises LagerFeil."""
    kode, sha256 = mal.lagret
    if not sha256:
        return startmal(mal.kode)
    with lager.aapne(kode, sha256) as fil:
        return fil.read()


def proevebrev(mal: Mal) -> bytes:
    """The template with the examples of the table. Outside an arbeid. Raises Ubrukelig, KanalFeil or LagerFeil."""
    return flett(les(mal), EKSEMPEL, {"title": EKSEMPEL["tittel"], "author": EKSEMPEL["saksbehandler"]})[0]


def feil_i_fil(innhold: bytes) -> Iterator[Hinder]:
    """What stops a file from being a template: each in a sentence that says what to do in Word. Outside an arbeid."""
    try:
        _brev, ukjente = flett(innhold, EKSEMPEL, {})
    except Ubrukelig as nei:
        yield Hinder(f"mal.{nei.kode}", _setning(nei), felt="fil")
        return
    except KanalFeil:
        yield Hinder("mal.krevende", _("Filen er for krevende til å brukes som mal. Gjør den enklere."), felt="fil")
        return
    for felt in ukjente:
        ment = naermeste(felt)
        hjelp = _("Mente du «%(felt)s»?") % {"felt": ment} if ment else _("Velg et felt fra listen.")
        tekst = " ".join((_("Malen har feltet «%(felt)s», som ikke finnes.") % {"felt": felt}, hjelp))
        yield Hinder("mal.ukjent_felt", tekst, felt="fil")


def _setning(nei: Ubrukelig) -> str:
    setninger = {
        "ikke_word": _("Filen er ikke et Word-dokument. Lagre den som .docx i Word eller LibreOffice, og prøv igjen."),
        "laast": _("Filen er beskyttet med passord. Fjern passordet i Word, og prøv igjen."),
        "stor": _("Filen er for stor når den pakkes ut. Gjør bildene mindre, og prøv igjen."),
        "makro": _("Filen har makroer eller innebygde objekter (%(hva)s). Lagre den som .docx uten dem."),
        "utenfra": _("Filen henter noe utenfra (%(hva)s). Sett bilder inn i filen, og fjern koblingene i Word."),
        "feltkode": _("Filen har Word-feltet %(hva)s, som ikke kan brukes i maler. Bruk et flettefelt i stedet."),
        "uttrykk": _("Malen bruker «%(hva)s». Bare felt som {{ tittel }} og {%% if hjemmel %%} kan brukes."),
        "skrivefeil": _("Et felt er skrevet feil. Se etter krøllparenteser som ikke går opp, som i {{ tittel }}."),
    }  # fmt: skip
    setning = setninger[nei.kode]
    return setning % {"hva": nei.hva} if "%(" in setning else setning


def hindre_for_mal(navn: str, slag: str) -> Iterator[Hinder]:
    """What is wrong with what is said of a template: no name, no kind."""
    if er_blank(navn):
        yield Hinder("mal.uten_navn", _("Skriv hva malen heter."), felt="navn")
    if slag not in Malslag.values:
        yield Hinder("mal.slag", _("Velg hva malen brukes til."), felt="slag")


def sett_mal(
    *,
    navn: str,
    beskrivelse: str,
    slag: str,
    av: Aktoer,
    kode: str = "",
    fil: lager.Lagret | None = None,
    filnavn: str = "",
    bak: Mal | None = None,
) -> Dokumentmal:
    """Make a template, or change one by its code; a file is its next version. In the archive service it is for all.

    fil: passed by `feil_i_fil`, and in this virksomhet's store. bak: the one that it goes in front of here.
    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    finnes = Dokumentmal.objects.filter(virksomhet_id=gjeldende_virksomhet(), kode=kode).first() if kode else None
    ingen([*hindre_for_mal(navn, slag), *_uten_fil(fil, finnes)])
    mal = laas(finnes) if finnes else Dokumentmal(kode=kode or (bak.kode if bak else f"egen-{ny_id().hex[-12:]}"))
    mal.navn, mal.beskrivelse, mal.slag, mal.aktiv = rens(navn), rens(beskrivelse), slag, True
    mal.save()
    if fil:
        nummer = (mal.versjoner.aggregate(n=Max("nummer"))["n"] or 0) + 1
        Malversjon.objects.create(
            mal=mal, nummer=nummer, sha256=fil.sha256, filstoerrelse=fil.stoerrelse, filnavn=filnavn[-250:]
        )
    return mal


def _uten_fil(fil: lager.Lagret | None, finnes: Any) -> Iterator[Hinder]:
    if fil is None and not (finnes and finnes.versjoner.exists()):
        yield Hinder("mal.uten_fil", _("Velg Word-filen som skal være mal."), felt="fil")


def veksle_mal(mal: Mal, *, aktiv: bool, av: Aktoer) -> None:
    """Let a template be chosen here, or not; letters that are written are as they were. Raises `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    Dokumentmal.objects.update_or_create(
        virksomhet_id=gjeldende_virksomhet(), kode=mal.kode,
        defaults={"aktiv": aktiv}, create_defaults={"aktiv": aktiv, "navn": mal.navn, "slag": mal.slag},
    )  # fmt: skip
