"""A virksomhet to read a deposit into: its roles and formats, but no archive of the template's."""

from collections.abc import Iterator
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bysak.arkivstruktur.formater import standardformater
from bysak.arkivstruktur.models import Arkivformat
from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.organisasjon.models import Bruker, Rolle, Rolletildeling, Virksomhet
from bysak.organisasjon.tilgang import Rett, gyldig_rolle, kan

FRA_FOERST = date(2020, 1, 1)
ROLLER = (Rolle.ARKIVAR, Rolle.KVALITETSSIKRER, Rolle.SYSTEMFORVALTER)


def tom_virksomhet(kode: str, navn: str, *, av: Aktoer) -> Virksomhet:
    """Find the virksomhet with this code, or make one for what others have left: no archive, no address, no units.

    The archive service's people have the same roles in it as at home. Run by the database's owner. Raises
    `PermissionDenied`, and `Hindret` when the name belongs to another.
    """
    tjeneste = Virksomhet.objects.get(er_arkivtjeneste=True)
    if not kan(av, Rett.ADMINISTRERE, tjeneste.pk):
        raise PermissionDenied(_("Bare systemforvaltere i arkivtjenesten kan opprette virksomheter."))
    with transaction.atomic():
        laas(tjeneste)
        finnes = Virksomhet.objects.filter(kode=kode).first()
        if finnes is not None:
            return finnes
        ingen(hindre_for_navn(navn[:120]))
        nummer = (Virksomhet.objects.aggregate(n=Max("id"))["n"] or 0) + 1
        ny = Virksomhet.objects.create(id=nummer, kode=kode, navn=navn[:120])
        Rolletildeling.objects.bulk_create(_roller(ny, tjeneste))
        _gi_formater(ny)
    return ny


def _gi_formater(ny: Virksomhet) -> None:
    """The usual list of arkivformater (krav 2.7.9); the rule for conversion is the usual one as long as none is set."""
    formater, _regel = standardformater()
    for format in formater:
        format.virksomhet = ny
    Arkivformat.objects.bulk_create(formater)


def hindre_for_navn(navn: str) -> Iterator[Hinder]:
    """What stops a new virksomhet: its name is taken."""
    if Virksomhet.objects.filter(navn=navn).exists():
        tekst = _("Navnet %(navn)s er i bruk av en annen virksomhet. Oppgi et annet med --navn.") % {"navn": navn}
        yield Hinder("virksomhet.navn_finnes", tekst)


def _roller(ny: Virksomhet, tjeneste: Virksomhet) -> list[Rolletildeling]:
    hjemme = Rolletildeling.objects.filter(gyldig_rolle(), virksomhet=tjeneste, bruker__is_active=True)
    folk = hjemme.filter(rolle__in=ROLLER, bruker__er_system=False).order_by("fra_dato")
    roller = {
        (r.bruker_id, r.rolle): Rolletildeling(
            virksomhet=ny,
            bruker_id=r.bruker_id,
            rolle=r.rolle,
            tilgangskoder=sorted(r.tilgangskoder),
            tjenesteyter=tjeneste,
            fra_dato=FRA_FOERST,
            til_dato=r.til_dato,
        )
        for r in folk
    }
    for bruker in Bruker.objects.filter(er_system=True):
        rolle = Rolle.SYSTEMFORVALTER if bruker.brukernavn == "bysak-kommando" else Rolle.PROSESS
        tjenesteyter = tjeneste if rolle != Rolle.PROSESS else None
        roller[bruker.pk, rolle] = Rolletildeling(
            virksomhet=ny, bruker=bruker, rolle=rolle, tjenesteyter=tjenesteyter, fra_dato=FRA_FOERST
        )
    return list(roller.values())
