"""Onboarding: a new bydel gets its units, archive, classification, addresses and rights from the common template."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.utils.translation import gettext as _

from bysak.arkivstruktur.models import Arkiv, Arkivdel, Arkivskaper, Klasse, Klassifikasjonssystem
from bysak.kjerne.arbeid import Aktoer, arbeid
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
from bysak.organisasjon.tilgang import Rett, kan, klasse_for

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
TJENESTEROLLER = (Rolle.ARKIVAR, Rolle.KVALITETSSIKRER, Rolle.SYSTEMFORVALTER)


def hindre_for_virksomhet(kode: str, navn: str) -> Iterator[Hinder]:
    """What stops a new virksomhet: a code or name that is missing, wrong or taken."""
    if not kode or not all(t.isascii() and (t.isalnum() or t == "-") for t in kode) or kode != kode.lower():
        yield Hinder("virksomhet.kode", _("Koden må være små bokstaver a–z, tall og bindestrek."), felt="kode")
    if not rens(navn):
        yield Hinder("virksomhet.navn", _("Navn mangler."), felt="navn")
    if Virksomhet.objects.filter(kode=kode).exists():
        yield Hinder("virksomhet.finnes", _("Koden %(kode)s er i bruk.") % {"kode": kode}, felt="kode")
    elif Virksomhet.objects.filter(navn=rens(navn)).exists():
        yield Hinder("virksomhet.navn_finnes", _("Navnet er i bruk."), felt="navn")


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
        raise PermissionDenied(_("Bare systemforvaltere i arkivtjenesten kan opprette virksomheter."))
    halv = Virksomhet.objects.filter(kode=kode, epostadresser__isnull=True, er_arkivtjeneste=False).first()
    if halv is None:
        ingen(hindre_for_virksomhet(kode, navn))
        with arbeid(som=av, i=tjeneste, verb="opprett_virksomhet"):
            halv = Virksomhet.objects.create(
                id=(Virksomhet.objects.aggregate(n=Max("id"))["n"] or 0) + 1,
                kode=kode,
                navn=rens(navn),
                kontakt_epost=kontakt_epost or f"postmottak@{kode}.{settings.BYSAK_EPOSTDOMENE}",
                kontakt_telefon=kontakt_telefon,
            )
    utstyr_virksomhet(halv, av=av, enheter=enheter, periode_start=periode_start)
    adresser = [a.lower() for a in epostadresser] or [f"postmottak@{kode}.{settings.BYSAK_EPOSTDOMENE}"]
    with arbeid(som=av, i=tjeneste, verb="opprett_virksomhet"):
        for adresse in adresser:
            Epostadresse.objects.get_or_create(adresse=adresse, defaults={"virksomhet": halv})
    return halv


def utstyr_virksomhet(
    virksomhet: Virksomhet,
    *,
    av: Aktoer,
    enheter: Sequence[str] = ENHETER,
    periode_start: date | None = None,
) -> None:
    """Fill a virksomhet from the template: units, archive, period, classification, access class, the service's rights."""
    tjeneste = Virksomhet.objects.get(er_arkivtjeneste=True)
    roller = _tjenestens_roller(av, tjeneste)
    with arbeid(som=av, i=virksomhet, verb="utstyr_virksomhet"):
        if Arkiv.objects.exists():
            return
        klasse_for()
        for navn in enheter:
            AdministrativEnhet.objects.create(navn=navn)
        for bruker_id, rolle, koder in roller:
            if virksomhet.pk != tjeneste.pk:
                Rolletildeling.objects.create(
                    bruker_id=bruker_id,
                    rolle=rolle,
                    tilgangskoder=koder,
                    tjenesteyter=tjeneste if rolle != Rolle.PROSESS else None,
                    fra_dato=date(2020, 1, 1),
                )
        _arkiv_av_mal(virksomhet, periode_start or i_dag().replace(month=1, day=1))


def _tjenestens_roller(av: Aktoer, tjeneste: Virksomhet) -> list[tuple[object, str, list[str]]]:
    """The archive service's people and Bysak's processes serve every bydel; read where those rows live."""
    with arbeid(som=av, leser=[tjeneste]):
        folk = [
            (r.bruker_id, r.rolle, r.tilgangskoder)
            for r in Rolletildeling.objects.filter(rolle__in=TJENESTEROLLER, bruker__er_system=False)
        ]
    prosesser: list[tuple[object, str, list[str]]] = [
        (b.pk, Rolle.PROSESS, []) for b in Bruker.objects.filter(er_system=True).exclude(brukernavn="bysak-kommando")
    ]
    kommando = [(b.pk, Rolle.SYSTEMFORVALTER, []) for b in Bruker.objects.filter(brukernavn="bysak-kommando")]
    return [*folk, *prosesser, *kommando]


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
