"""Background jobs of the archive core: the text of registered files, their formats, copies in arkivformat."""

from dataclasses import replace
from uuid import UUID

import structlog
from django.core.exceptions import PermissionDenied
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from bysak.arkivstruktur import formater, konvertering
from bysak.arkivstruktur.models import Dokumentobjekt, Dokumenttekst, Redigering
from bysak.arkivstruktur.redigering import avslutt_redigering, legg_til_side, rydd_mellomversjoner
from bysak.arkivstruktur.soek import laer_nye_ord
from bysak.kjerne import filformat, forhaandsvisning, lager
from bysak.kjerne.arbeid import Aktoer, arbeid
from bysak.kjerne.hinder import Hindret, KanalFeil
from bysak.kjerne.kalender import naa
from bysak.klienter import epost
from bysak.klienter.epostbrev import brevhode, som_brev
from bysak.klienter.epostslag import Slag
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, aktoer_for, krev, prosessaktoer

logg = structlog.get_logger("bysak.arkivstruktur")

EPOST = ("message/rfc822", "application/vnd.ms-outlook")
PER_RUNDE = 25
STOERST = 200 * 1024 * 1024


@app.task(name="arkivstruktur.trekk_ut_tekst", queue="tekst", retry=RetryStrategy(max_attempts=3, wait=5))
def trekk_ut_tekst(*, virksomhet_id: int, dokumentobjekt_id: str) -> None:
    """Read the text out of a registered file, so that search finds it. May be run again; the last reading counts."""
    som = prosessaktoer("jobb")
    with arbeid(som=som, leser=[virksomhet_id]):
        objekt = Dokumentobjekt.objects.select_related("virksomhet").get(pk=UUID(dokumentobjekt_id))
    tekst, feil = _les(objekt)
    with arbeid(som=som, i=virksomhet_id, verb="trekk ut tekst"):
        krev(som, Rett.LESE)
        # A scan without words may have been read by another program meanwhile.
        if tekst or not Dokumenttekst.objects.filter(dokumentobjekt=objekt).exclude(tekst="").exists():
            sett_tekst(objekt, tekst, feil)


def sett_tekst(objekt: Dokumentobjekt, tekst: str, feil: str = "") -> None:
    """Write the text that search finds a file by. Inside an arbeid."""
    Dokumenttekst.objects.update_or_create(
        dokumentobjekt=objekt,
        defaults={"tekst": tekst, "feil": feil},
        create_defaults={"virksomhet_id": objekt.virksomhet_id, "tekst": tekst, "feil": feil},
    )


@app.periodic(cron="*/1 * * * *")
@app.task(name="arkivstruktur.laer_ord", queue="tekst")
def laer_ord(timestamp: int) -> None:
    """Every minute: search learns the words that were written since last time, and takes compounds apart."""
    som = prosessaktoer("jobb")
    with arbeid(som=som, leser=list(som.virksomheter)[:1]):
        laer_nye_ord()


@app.periodic(cron="* * * * *")
@app.task(name="arkivstruktur.gjoer_opp_redigeringer", queue="tekst", pass_context=False)
def gjoer_opp_redigeringer(timestamp: int) -> None:
    """Every minute: documents on loan to programs that are silent come back, with what was saved as a version."""
    som = prosessaktoer("jobb")
    with arbeid(som=som, leser=som.virksomheter):
        utloepte = list(Redigering.objects.filter(avsluttet=None, utloeper__lt=naa()).select_related("bruker"))
    for redigering in utloepte:
        gjoer_opp(redigering, Redigering.Slutt.UTLOEPT)


def gjoer_opp(redigering: Redigering, slutt: Redigering.Slutt) -> None:
    """End a loan as the person who has it; what that person may no longer archive is laid aside. Outside an arbeid."""
    hvor: int = redigering.virksomhet_id  # type: ignore[assignment]
    av = aktoer_for(redigering.bruker, sterk=redigering.sterk)
    try:
        with arbeid(som=av, i=hvor, verb="avslutt redigering"):
            if objekt := avslutt_redigering(redigering, slutt=slutt, av=av):
                trekk_ut_tekst.defer(virksomhet_id=hvor, dokumentobjekt_id=str(objekt.pk))
    except (Hindret, PermissionDenied) as feil:
        logg.info("redigering lagt til side", redigering=str(redigering.pk), grunn=type(feil).__name__)
        som = prosessaktoer("jobb")
        with arbeid(som=som, i=hvor, verb="legg redigering til side"):
            legg_til_side(redigering, av=som)


@app.periodic(cron="17 3 * * *")
@app.task(name="arkivstruktur.rydd_mellomversjoner", queue="tekst", pass_context=False)
def rydd(timestamp: int) -> None:
    """Every night: savings that have been versions for a fortnight are let go of."""
    som = prosessaktoer("jobb")
    for virksomhet in Virksomhet.objects.filter(avsluttet_dato__isnull=True):
        with arbeid(som=som, i=virksomhet, verb="rydd mellomversjoner"):
            rydd_mellomversjoner(av=som)


def _les(objekt: Dokumentobjekt) -> tuple[str, str]:
    """The text, or why there is none. A mail gives its own words; its attachments are documents of their own."""
    try:
        with lager.aapne(objekt.virksomhet.kode, objekt.sjekksum) as fil:
            innhold = fil.read()
        if objekt.mime_type in EPOST:
            lest = epost.les(innhold)
            return f"{lest.emne}\n{lest.tekst}".replace("\0", ""), ""
        return forhaandsvisning.tekst_av(innhold, objekt.mime_type), ""
    except (forhaandsvisning.KanIkkeVises, lager.LagerFeil) as feil:
        return "", str(feil)[:300]


@app.periodic(cron="* * * * *")
@app.task(
    name="arkivstruktur.stell_filene", queue="konvertering", lock="arkivstruktur.stell_filene", pass_context=False
)
def stell_alle_filene(timestamp: int) -> None:
    """Every minute: formats that nobody has looked at, and files that wait for a copy in arkivformat (krav 2.7.10)."""
    for virksomhet in Virksomhet.objects.filter(avsluttet_dato__isnull=True):
        stell_filene(virksomhet)


@app.task(
    name="arkivstruktur.stell_filene_naa", queue="konvertering", lock="arkivstruktur.stell_filene", pass_context=False
)
def stell_filene_naa(*, virksomhet_id: int) -> None:
    """The same for one virksomhet, at once: somebody has finished a document and wants to see it."""
    stell_filene(Virksomhet.objects.get(pk=virksomhet_id))


def stell_filene(virksomhet: Virksomhet, antall: int = PER_RUNDE) -> int:
    """Do a round in one virksomhet; returns how many files were looked at. May be run again at any time.

    Each file is read outside the database and written down in an arbeid of its own, so one that fails stops no other.
    """
    som = prosessaktoer("jobb")
    with arbeid(som=som, leser=[virksomhet]):
        ukjente = list(konvertering.uten_undersoekt_format()[:antall])
    for objekt in ukjente:
        _undersoek(objekt, virksomhet, som)
    with arbeid(som=som, i=virksomhet, verb="merk arkivformat"):
        konvertering.merk_nylig_godkjente(av=som)
    with arbeid(som=som, leser=[virksomhet]):
        venter = list(konvertering.ventende().exclude(konverteringsfeil__forbigaaende=False)[:antall])
    for objekt in venter:
        _konverter(objekt, virksomhet, som)
    return len(ukjente) + len(venter)


def _undersoek(objekt: Dokumentobjekt, virksomhet: Virksomhet, som: Aktoer) -> None:
    try:
        funnet = filformat.bestem(_innholdet(objekt, virksomhet), objekt.filnavn)
    except KanalFeil as feil:
        _noter(objekt, feil, virksomhet, som)
        return
    with arbeid(som=som, i=virksomhet, verb="fastslå format"):
        formater.fastslaa_format(objekt, format=funnet.pronom, detaljer=funnet.navn or "Ukjent for PRONOM", av=som)


def _konverter(objekt: Dokumentobjekt, virksomhet: Virksomhet, som: Aktoer) -> None:
    try:
        innhold, tittel = _innholdet(objekt, virksomhet), objekt.dokumentbeskrivelse.tittel
        if objekt.mime_type in EPOST:
            kopi = brevkopi(innhold, tittel)
        else:
            kopi = filformat.til_pdfa(innhold, objekt.filnavn, tittel)
        lagret = lager.lagre(virksomhet.kode, kopi.innhold)
    except (KanalFeil, lager.LagerFeil) as feil:
        _noter(objekt, feil, virksomhet, som)
        return
    try:
        with arbeid(som=som, i=virksomhet, verb="konverter til arkivformat"):
            konvertering.registrer_konvertering(objekt, lagret=lagret, kopi=kopi, av=som)
    except (Hindret, Dokumentobjekt.DoesNotExist) as feil:  # somebody did it, or took the file away, meanwhile
        logg.info("konvertering uteble", objekt=str(objekt.pk), grunn=str(feil))


def brevkopi(innhold: bytes, tittel: str) -> filformat.Arkivkopi:
    """A mail in arkivformat as it is shown, pictures and all; its plain text when it cannot be drawn whole.

    Raises KanalFeil when the text cannot be written either.
    """
    lest, merknad = epost.les(innhold), ""
    # An invitation is written out in the text only.
    if lest.html and not {Slag.INNKALLING, Slag.AVLYST}.intersection(lest.slag):
        bilder = {v.content_id.strip("<>"): v.innhold for v in lest.vedlegg if v.innebygd and v.content_id}
        try:
            return filformat.brev_til_pdfa(brevhode(lest), lest.html, bilder, tittel)
        except KanalFeil:
            merknad = "Teksten er gjengitt uten formatering og bilder. "
    kopi = filformat.til_pdfa(som_brev(lest).encode(), "e-post.txt", tittel)
    return replace(kopi, kommentar=(merknad + kopi.kommentar).strip())


def _noter(objekt: Dokumentobjekt, feil: Exception, virksomhet: Virksomhet, som: Aktoer) -> None:
    forbigaaende = feil.forbigaaende if isinstance(feil, KanalFeil) else isinstance(feil, lager.LagerFullt)
    with arbeid(som=som, i=virksomhet, verb="konverter til arkivformat"):
        konvertering.noter_konverteringsfeil(objekt, melding=str(feil), forbigaaende=forbigaaende, av=som)


def _innholdet(objekt: Dokumentobjekt, virksomhet: Virksomhet) -> bytes:
    if objekt.filstoerrelse > STOERST:
        raise KanalFeil(
            "Filen er for stor til å gjøres om her. Legg inn en kopi i arkivformat for hånd.", forbigaaende=False
        )
    try:
        with lager.aapne(virksomhet.kode, objekt.sjekksum) as fil:
            return fil.read()
    except lager.LagerFeil as feil:
        raise KanalFeil(str(feil), forbigaaende=False) from feil
