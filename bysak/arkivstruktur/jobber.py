"""Background jobs of the archive core: the text of registered files, for search."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from bysak.arkivstruktur.models import Dokumentobjekt, Dokumenttekst
from bysak.arkivstruktur.soek import laer_nye_ord
from bysak.kjerne import forhaandsvisning, lager
from bysak.kjerne.arbeid import arbeid
from bysak.klienter import epost
from bysak.organisasjon.tilgang import Rett, krev, prosessaktoer

EPOST = "message/rfc822"


@app.task(name="arkivstruktur.trekk_ut_tekst", queue="tekst", retry=RetryStrategy(max_attempts=3, wait=5))
def trekk_ut_tekst(*, virksomhet_id: int, dokumentobjekt_id: str) -> None:
    """Read the text out of a registered file, so that search finds it. May be run again; the last reading counts."""
    som = prosessaktoer("jobb")
    with arbeid(som=som, leser=[virksomhet_id]):
        objekt = Dokumentobjekt.objects.select_related("virksomhet").get(pk=UUID(dokumentobjekt_id))
    tekst, feil = _les(objekt)
    with arbeid(som=som, i=virksomhet_id, verb="trekk ut tekst"):
        krev(som, Rett.LESE)
        Dokumenttekst.objects.update_or_create(
            dokumentobjekt=objekt,
            defaults={"tekst": tekst, "feil": feil},
            create_defaults={"virksomhet_id": virksomhet_id, "tekst": tekst, "feil": feil},
        )


@app.periodic(cron="*/1 * * * *")
@app.task(name="arkivstruktur.laer_ord", queue="tekst")
def laer_ord(timestamp: int) -> None:
    """Every minute: search learns the words that were written since last time, and takes compounds apart."""
    som = prosessaktoer("jobb")
    with arbeid(som=som, leser=list(som.virksomheter)[:1]):
        laer_nye_ord()


def _les(objekt: Dokumentobjekt) -> tuple[str, str]:
    """The text, or why there is none. A mail gives its own words; its attachments are documents of their own."""
    try:
        with lager.aapne(objekt.virksomhet.kode, objekt.sjekksum) as fil:
            innhold = fil.read()
        if objekt.mime_type == EPOST:
            lest = epost.les(innhold)
            return f"{lest.emne}\n{lest.tekst}".replace("\0", ""), ""
        return forhaandsvisning.tekst_av(innhold, objekt.mime_type), ""
    except (forhaandsvisning.KanIkkeVises, lager.LagerFeil) as feil:
        return "", str(feil)[:300]
