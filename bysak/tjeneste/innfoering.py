"""Onboarding: a new bydel gets its units, archive, classification, addresses and rights from the common template."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bysak.arkivstruktur.formater import standardformater
from bysak.arkivstruktur.models import Arkiv, Arkivdel, Arkivformat, Arkivskaper, Klasse, Klassifikasjonssystem
from bysak.kjerne.arbeid import Aktoer, arbeid, hold, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag
from bysak.kjerne.tekstvask import rens
from bysak.organisasjon.models import (
    AdministrativEnhet,
    Bruker,
    Epostadresse,
    Rolle,
    Rolletildeling,
    Virksomhet,
)
from bysak.organisasjon.tilgang import Rett, gyldig_rolle, kan, klasse_for

ENHETER = ("Bydelsdirektør", "Helse og mestring", "Oppvekst", "Samfunn og nærmiljø", "Virksomhetsstyring")
MAL = "bydel-2026"
# klasseID, title, access code, never on the internet (offlf § 9 femte ledd)
KLASSER: tuple[tuple[str, str, str | None, bool], ...] = (
    ("0", "Ledelse og styring", None, False),
    ("000", "Organisering og planer", None, False),
    ("010", "Bydelsutvalg og råd", None, False),
    ("1", "Personal", None, False),
    ("100", "Ansettelser", None, False),
    ("110", "Personalmapper", "P", False),
    ("2", "Nærmiljø og fysisk miljø", None, False),
    ("200", "Trafikk og skolevei", None, False),
    ("210", "Park, idrett og friluftsliv", None, False),
    ("220", "Høringer og planinnspill", None, False),
    ("3", "Oppvekst", None, False),
    ("300", "Barnehage", None, False),
    ("310", "Skolemiljø og fritid", None, False),
    ("320", "Barnevern, enkeltsaker", "KL", True),
    ("4", "Helse og mestring", None, False),
    ("400", "Hjemmetjeneste", "KL", False),
    ("410", "Sosiale tjenester, enkeltsaker", "KL", True),
    ("420", "Frivillighet og tilskudd", None, False),
    ("5", "Økonomi og anskaffelser", None, False),
    ("500", "Regnskap og gebyr", None, False),
    ("510", "Anskaffelser og avtaler", None, False),
)
FRA_FOERST = date(2020, 1, 1)
TJENESTEROLLER = (Rolle.ARKIVAR, Rolle.KVALITETSSIKRER, Rolle.SYSTEMFORVALTER)


_NEKTET = gettext_lazy("Bare systemforvaltere i arkivtjenesten kan opprette virksomheter.")
_UTSTYRSLAAS = 20_260_102
NAVN_MAKS = 120
_KODE = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")


def hindre_for_virksomhet(kode: str, navn: str, epostadresser: Sequence[str] = ()) -> Iterator[Hinder]:
    """What stops a new virksomhet: a code, a name or an address that is missing, wrong or taken."""
    if not _KODE.fullmatch(kode):
        yield Hinder("virksomhet.kode", _("Koden må være små bokstaver a–z, tall og bindestrek."), felt="kode")
    if not rens(navn):
        yield Hinder("virksomhet.navn", _("Navn mangler."), felt="navn")
    elif len(rens(navn)) > NAVN_MAKS:
        yield Hinder("virksomhet.langt_navn", _("Navnet er for langt. Kort det ned til 120 tegn."), felt="navn")
    if Virksomhet.objects.filter(kode=kode).exists():
        yield Hinder("virksomhet.finnes", _("Koden %(kode)s er i bruk.") % {"kode": kode}, felt="kode")
    elif Virksomhet.objects.filter(navn=rens(navn)).exists():
        yield Hinder("virksomhet.navn_finnes", _("Navnet er i bruk."), felt="navn")
    if _KODE.fullmatch(kode):
        yield from hindre_for_adresser(kode, epostadresser)


def hindre_for_adresser(kode: str, epostadresser: Sequence[str]) -> Iterator[Hinder]:
    """What stops mail addresses: not an address, or another virksomhet's."""
    for adresse in epostadresser:
        try:
            validate_email(adresse)
        except ValidationError:
            yield Hinder(
                "virksomhet.adresse", _("%(adresse)s er ikke en e-postadresse.") % {"adresse": adresse}, felt="epost"
            )
    if Epostadresse.objects.filter(adresse__in=epostadresser).exclude(virksomhet__kode=kode).exists():
        yield Hinder("virksomhet.adresse_i_bruk", _("E-postadressen hører til en annen virksomhet."), felt="epost")


def opprett_virksomhet(
    kode: str,
    navn: str,
    *,
    av: Aktoer,
    epostadresser: Sequence[str] = (),
    enheter: Sequence[str] = ENHETER,
    kontakt_epost: str = "",
    kontakt_telefon: str = "",
    periode_start: date | None = None,
) -> Virksomhet:
    """Onboard a bydel in one act: everything it needs to receive its first letter today (oppdragskart A4).

    Opens its own two arbeid, first in the archive service, then in the new virksomhet, and can be run again
    after a crash between them. Raises `Hindret` or `PermissionDenied`.
    """
    tjeneste = Virksomhet.objects.get(er_arkivtjeneste=True)
    if not kan(av, Rett.ADMINISTRERE, tjeneste.pk):
        raise PermissionDenied(_NEKTET)
    postmottak = f"postmottak@{kode}.{settings.BYSAK_EPOSTDOMENE}"
    adresser = [a.strip().lower() for a in epostadresser] or [postmottak]
    with arbeid(som=av, i=tjeneste, verb="opprett_virksomhet"):
        laas(tjeneste)  # two at once would take the same number
        ny = Virksomhet.objects.filter(kode=kode, epostadresser__isnull=True, er_arkivtjeneste=False).first()
        if ny is None:
            ingen(hindre_for_virksomhet(kode, navn, adresser))
            ny = Virksomhet.objects.create(
                id=(Virksomhet.objects.aggregate(n=Max("id"))["n"] or 0) + 1,
                kode=kode,
                navn=rens(navn),
                kontakt_epost=kontakt_epost or postmottak,
                kontakt_telefon=kontakt_telefon,
            )
    utstyr_virksomhet(ny, av=av, enheter=enheter, periode_start=periode_start)
    with arbeid(som=av, i=tjeneste, verb="opprett_virksomhet"):
        ingen(hindre_for_adresser(kode, adresser))
        for adresse in adresser:
            Epostadresse.objects.get_or_create(adresse=adresse, defaults={"virksomhet": ny})
    return ny


def utstyr_virksomhet(
    virksomhet: Virksomhet,
    *,
    av: Aktoer,
    enheter: Sequence[str] = ENHETER,
    periode_start: date | None = None,
) -> None:
    """Fill a virksomhet from the template: units, archive, period, classes, the service's rights. Done once.

    Raises `PermissionDenied` for others than the archive service's administrators.
    """
    tjeneste = Virksomhet.objects.get(er_arkivtjeneste=True)
    if not kan(av, Rett.ADMINISTRERE, tjeneste.pk):
        raise PermissionDenied(_NEKTET)
    roller = _tjenestens_roller(av, tjeneste, virksomhet)
    with arbeid(som=av, i=virksomhet, verb="utstyr_virksomhet"):
        hold(_UTSTYRSLAAS, virksomhet.pk)  # two may finish the same half-made virksomhet
        if Arkiv.objects.exists():
            return
        klasse_for()
        for navn in dict.fromkeys(enheter):
            AdministrativEnhet.objects.create(navn=navn)
        if virksomhet.pk != tjeneste.pk:
            Rolletildeling.objects.bulk_create(roller)
        formater, regel = standardformater()
        Arkivformat.objects.bulk_create(formater)
        regel.save()
        _arkiv_av_mal(virksomhet, periode_start or i_dag().replace(month=1, day=1))


def _tjenestens_roller(av: Aktoer, tjeneste: Virksomhet, virksomhet: Virksomhet) -> list[Rolletildeling]:
    """The archive service's people and Bysak's processes serve every bydel, in the roles that they have today."""
    with arbeid(som=av, leser=[tjeneste]):
        folk = {
            (r.bruker_id, r.rolle): (sorted(r.tilgangskoder), r.til_dato)
            for r in Rolletildeling.objects.filter(
                gyldig_rolle(), rolle__in=TJENESTEROLLER, bruker__er_system=False, bruker__is_active=True
            ).order_by("fra_dato")
        }
    for bruker in Bruker.objects.filter(er_system=True):
        rolle = Rolle.SYSTEMFORVALTER if bruker.brukernavn == "bysak-kommando" else Rolle.PROSESS
        folk[bruker.pk, rolle] = ([], None)
    return [
        Rolletildeling(
            virksomhet=virksomhet,
            bruker_id=bruker_id,
            rolle=rolle,
            tilgangskoder=koder,
            tjenesteyter=tjeneste if rolle != Rolle.PROSESS else None,
            fra_dato=FRA_FOERST,
            til_dato=til,
        )
        for (bruker_id, rolle), (koder, til) in folk.items()
    ]


def _arkiv_av_mal(virksomhet: Virksomhet, start: date) -> None:
    arkiv = Arkiv.objects.create(tittel=f"{virksomhet.navn}, sakarkiv")
    Arkivskaper.objects.create(
        arkiv=arkiv,
        arkivskaper_id=virksomhet.organisasjonsnummer or virksomhet.kode,
        arkivskaper_navn=virksomhet.navn,
    )
    system = Klassifikasjonssystem.objects.create(
        tittel="Bydelenes klassifikasjon", klassifikasjonstype="Funksjonsbasert, hierarkisk", mal_id=MAL
    )
    foreldre: dict[str, Klasse] = {}
    for klasse_id, tittel, kode, aldri in KLASSER:
        foreldre[klasse_id] = Klasse.objects.create(
            klassifikasjonssystem=system,
            forelder=foreldre.get(klasse_id[0]) if len(klasse_id) > 1 else None,
            klasse_id=klasse_id,
            tittel=tittel,
            tilgangskode_id=kode,
            aldri_paa_nett=aldri,
        )
    Arkivdel.objects.create(
        arkiv=arkiv,
        tittel=f"Arkivperiode fra {start.year}",
        arkivperiode_start_dato=start,
        klassifikasjonssystem=system,
    )
