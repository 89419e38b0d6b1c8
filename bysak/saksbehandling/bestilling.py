"""Lists that are too long to be made while somebody waits: ordered here, made by a job of the workspace (web/bestilt).

Only the one who ordered a list sees it. It is made for the rights that the person had then; when they have changed it
is neither made nor handed out, and a new try is made with the rights of the day.
"""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.jobbprosess import TUNG
from bysak.kjerne.kalender import naa
from bysak.organisasjon.tilgang import Rett, krev
from bysak.organisasjon.varselvalg import Varselslag
from bysak.saksbehandling.models import Bestilling
from bysak.saksbehandling.varsling import varsle

JOBB = "web.lag_fil"
# How long a file is kept, how many of one person's are made at once, and how often one may take its process with it.
BEVARES, MAKS_UNDERVEIS, MAKS_FORSOEK = timedelta(days=7), 3, 3
STED = "/bestillinger"
_GAAR = (Bestilling.Tilstand.VENTER, Bestilling.Tilstand.LAGES)


def rettighetene(aktoer: Aktoer) -> str:
    """A mark of everything that decides what a person sees: the same mark is the same sight."""
    deler = (
        (r.virksomhet_id, r.rolle, str(r.enhet_id), sorted(r.tilgangskoder), r.tjenesteyter_id, sorted(r.uten_retter))
        for r in aktoer.roller
    )
    roller = sorted(map(repr, deler))
    return hashlib.sha256("\n".join(roller).encode()).hexdigest()


def filen(bestilling: Bestilling, ending: str = "") -> Path:
    """Where the file lies, or is being written; ending: what its name ends with while it is."""
    mappe = Path(settings.BYSAK_DATA) / "bestillinger"
    mappe.mkdir(mode=0o700, parents=True, exist_ok=True)
    return mappe / f"{bestilling.pk}.{bestilling.slag}{ending}"


def mine_bestillinger(av: Aktoer) -> QuerySet[Bestilling]:
    """What the person has ordered and not yet lost, the newest first. Inside an arbeid that reads."""
    return Bestilling.objects.filter(bruker_id=av.bruker_id)


def hindre_for_bestilling(av: Aktoer) -> Iterator[Hinder]:
    """What stops one more: enough of the person's are under way."""
    if mine_bestillinger(av).filter(tilstand__in=_GAAR).count() >= MAKS_UNDERVEIS:
        tekst = _("Du har alt tre filer som lages. Vent til en er ferdig, eller avbryt en, på «Mine bestillinger».")
        yield Hinder("bestilling.mange", tekst)


def bestill_fil(tittel: str, *, sti: str, valgt: str, sterk: bool, av: Aktoer) -> Bestilling:
    """Order a list as a file. sti: its page with the choices. valgt: the code of the virksomhet looked at, if one.

    sterk: logged in with more than a password. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.LESE)
    ingen(hindre_for_bestilling(av))
    bestilling = Bestilling.objects.create(
        bruker_id=av.bruker_id, tittel=tittel, sti=sti, valgt=valgt, sterk=sterk, rettigheter=rettighetene(av),
        spraak=get_language() or settings.LANGUAGE_CODE,
    )  # fmt: skip
    _gi_til_jobb(bestilling)
    return bestilling


def hindre_for_nytt_forsoek(bestilling: Bestilling) -> Iterator[Hinder]:
    """What stops another try: it has not ended."""
    if bestilling.gaar:
        yield Hinder("bestilling.gaar", _("Filen lages nå."), bestilling)


def lag_igjen(bestilling: Bestilling, *, sterk: bool, av: Aktoer) -> None:
    """Make it anew, with the rights that the person has now. Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.LESE)
    bestilling = laas(bestilling)
    ingen([*hindre_for_nytt_forsoek(bestilling), *hindre_for_bestilling(av)])
    bestilling.tilstand, bestilling.feil, bestilling.forsoek = Bestilling.Tilstand.VENTER, "", 0
    bestilling.gjort, bestilling.byte, bestilling.ferdig_dato = 0, 0, None
    bestilling.sterk, bestilling.rettigheter, bestilling.bestilt_dato = sterk, rettighetene(av), naa()
    bestilling.save()
    _gi_til_jobb(bestilling)


def avbryt(bestilling: Bestilling, *, av: Aktoer) -> None:
    """The person does not want it any more; one that has ended stays as it is. Raises `PermissionDenied`."""
    krev(av, Rett.LESE)
    mine_bestillinger(av).filter(pk=bestilling.pk, tilstand__in=_GAAR).update(tilstand=Bestilling.Tilstand.AVBRUTT)


def begynn(bestilling: Bestilling, *, av: Aktoer) -> bool:
    """The job begins, from the first row. False: nobody waits for it, or it has taken its process with it too often."""
    krev(av, Rett.LESE)
    bestilling = laas(bestilling)
    if not bestilling.gaar:
        return False
    if bestilling.forsoek >= MAKS_FORSOEK:
        noter_stans(bestilling, feil=_("Filen ble avbrutt flere ganger. Avgrens listen, eller prøv igjen."), av=av)
        return False
    bestilling.tilstand, bestilling.forsoek = Bestilling.Tilstand.LAGES, bestilling.forsoek + 1
    bestilling.gjort = 0
    bestilling.save(update_fields=["tilstand", "forsoek", "gjort"])
    return True


def noter_framdrift(bestilling: Bestilling, *, gjort: int, i_alt: int, av: Aktoer) -> bool:
    """How far it has come. False: the person does not want it any more."""
    krev(av, Rett.LESE)
    rader = Bestilling.objects.filter(pk=bestilling.pk, tilstand=Bestilling.Tilstand.LAGES)
    return bool(rader.update(gjort=gjort, i_alt=i_alt))


def noter_ferdig(bestilling: Bestilling, *, byte: int, antall: int, av: Aktoer) -> bool:
    """The file is there; tell the one who waits. False: the person gave it up in the last moment."""
    krev(av, Rett.LESE)
    rader = Bestilling.objects.filter(pk=bestilling.pk, tilstand=Bestilling.Tilstand.LAGES)
    if not rader.update(
        tilstand=Bestilling.Tilstand.FERDIG, byte=byte, gjort=antall, i_alt=antall, ferdig_dato=naa()
    ):  # fmt: skip
        return False
    emne = _("Filen du bestilte, er ferdig: %(liste)s") % {"liste": bestilling.tittel}
    varsle(bestilling.bruker, emne, STED, slag=Varselslag.BESTILT)
    return True


def noter_stans(bestilling: Bestilling, *, feil: str, av: Aktoer) -> None:
    """It could not be made; tell the one who waits. feil: a sentence that says why and what to do."""
    krev(av, Rett.LESE)
    Bestilling.objects.filter(pk=bestilling.pk).update(tilstand=Bestilling.Tilstand.FEILET, feil=feil)
    emne = _("Filen du bestilte, ble ikke ferdig: %(liste)s") % {"liste": bestilling.tittel}
    varsle(bestilling.bruker, emne, STED, slag=Varselslag.BESTILT)


def fjern_gamle(*, av: Aktoer) -> list[Path]:
    """Take away what has been kept long enough in the open virksomhet; answers with the files to remove."""
    krev(av, Rett.LESE)
    gamle = list(Bestilling.objects.filter(bestilt_dato__lt=naa() - BEVARES).exclude(tilstand__in=_GAAR))
    Bestilling.objects.filter(pk__in=[b.pk for b in gamle]).delete()
    return [filen(b) for b in gamle]


def _gi_til_jobb(bestilling: Bestilling) -> None:
    jobb = app.configure_task(JOBB, queue=TUNG, lock=JOBB)
    jobb.defer(virksomhet_id=bestilling.virksomhet_id, bestilling_id=str(bestilling.pk))
