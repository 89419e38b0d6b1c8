"""«Hvem kan se dette» and «hvorfor ikke jeg», for a case, an entry, a document and a klasse (krav 4.5.34).

Both are computed from what the lists are computed from (`organisasjon.tilgang`), so they cannot say anything else.
"""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bysak.arkivstruktur.models import Dokumentbeskrivelse, Klasse, Mappe, Registrering
from bysak.arkivstruktur.modulrettigheter import naar, rekkevidde
from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.organisasjon.models import Bruker, Rolletildeling, Tilgangsklasse, Tilgangsmedlem
from bysak.organisasjon.tilgang import (
    Rett,
    er_modul,
    gyldig_rolle,
    gyldige_roller,
    klarert_q,
    klarerte,
    krev,
    krev_innsyn,
    synlig_q,
)
from bysak.organisasjon.tilgang import hvem_ser as hvem_ser_raden

Objekt = Mappe | Registrering | Dokumentbeskrivelse | Klasse


def dokument_q(av: Aktoer) -> Q:
    """The documents a person sees: those on an entry that is seen; for modules also those registered themselves."""
    q = synlig_q(av, "koblinger__registrering__")
    if er_modul(av):
        q |= klarert_q(av, "koblinger__registrering__") & Q(pk__in=_egne(av))
    return q


def _egne(modul: Aktoer) -> set[UUID]:
    return rekkevidde(modul)["dokumentbeskrivelse"]


def hvem_ser(objekt: Objekt) -> list[Bruker]:
    """Everyone who sees this, in the virksomhet of the open work: the same people for whom the lists show it."""
    if isinstance(objekt, Mappe | Registrering):
        return hvem_ser_raden(objekt)
    seere: set[Bruker] = set()
    if isinstance(objekt, Klasse):
        seere = {r.bruker for r in _roller_her().select_related("bruker")}
    else:
        for kobling in objekt.koblinger.select_related("registrering"):
            for bruker, den in klarerte(kobling.registrering):
                # As `dokument_q`: reached by itself or by the entry it is cleared for, never by another entry.
                if not er_modul(den) or naar(den, kobling.registrering) or objekt.pk in _egne(den):
                    seere.add(bruker)
    return sorted(seere, key=lambda b: b.navn)


def _roller_her() -> QuerySet[Rolletildeling]:
    return Rolletildeling.objects.filter(gyldig_rolle(), bruker__is_active=True, bruker__er_system=False)


def hvorfor_ikke(bruker: Bruker, objekt: Objekt) -> list[Hinder]:
    """What keeps this from a person: each clause that would have to change; empty when the person sees it.

    Says nothing of what is in it. One of them is enough to keep it away, and all are named.
    """
    return [] if bruker in hvem_ser(objekt) else list(_det_som_mangler(bruker, objekt))


def _det_som_mangler(bruker: Bruker, objekt: Objekt) -> Iterator[Hinder]:
    if not bruker.is_active:
        yield Hinder("innsyn.passiv", _("Brukeren er satt passiv."), bruker)
    her = Rolletildeling.objects.filter(gyldig_rolle(), bruker=bruker)
    if not her.exists():
        har_hatt = Rolletildeling.objects.filter(bruker=bruker).exists()
        yield Hinder(
            "innsyn.rolle",
            _("Rollen her gjelder ikke i dag.") if har_hatt else _("Har ingen rolle i virksomheten."),
            bruker,
        )
    if isinstance(objekt, Mappe | Registrering):
        yield from _klarering(bruker, objekt)
    elif isinstance(objekt, Dokumentbeskrivelse):
        poster = [k.registrering for k in objekt.koblinger.select_related("registrering")]
        if not poster:
            yield Hinder("innsyn.uten_post", _("Dokumentet hører ikke til noen journalpost."), objekt)
        grunner = {h.kode: h for post in poster for h in _klarering(bruker, post)}
        yield from grunner.values()


def _klarering(bruker: Bruker, objekt: Mappe | Registrering) -> Iterator[Hinder]:
    """The clauses about clearance and reach; the two about having a role at all are told apart from them."""
    klasse = Tilgangsklasse.objects.get(pk=objekt.tilgangsklasse_id)
    her = list(Rolletildeling.objects.filter(gyldig_rolle(), bruker=bruker))
    navngitt = Tilgangsmedlem.objects.filter(klasse_id__in=[klasse.pk, objekt.ser_ogsaa_id], bruker=bruker).exists()
    med_kode = [r for r in her if klasse.kode_id in r.tilgangskoder]
    if klasse.art == Tilgangsklasse.Art.KODE and not navngitt:
        if not med_kode:
            yield Hinder(
                "innsyn.kode",
                _("Skjermet med tilgangskode %(kode)s, uten klarering for den.") % {"kode": klasse.kode_id},
                objekt,
            )
        elif klasse.enhet_id and all(r.enhet_id not in (None, klasse.enhet_id) for r in med_kode):
            yield Hinder("innsyn.enhet", _("Klareringen gjelder en annen enhet."), klasse.enhet)
    if klasse.art == Tilgangsklasse.Art.PERSONER and not navngitt:
        yield Hinder("innsyn.navn", _("Bare navngitte personer ser denne."), objekt)
    den = Aktoer(bruker.pk, bruker.navn)
    if bruker.er_modul and not naar(den, objekt):
        yield Hinder("innsyn.rekkevidde", _("Modulen er ikke registrert med rett til dette."), objekt)


def hindre_for_innsyn(sak: Mappe, bruker: Bruker) -> Iterator[Hinder]:
    """What stops letting one person see one case: no role here, a module, or the person sees it already."""
    if bruker.er_modul or not gyldige_roller(bruker).exists():
        yield Hinder("innsyn.uten_rolle", _("Velg en person som har en rolle her."), bruker, felt="bruker")
    elif bruker in hvem_ser(sak):
        yield Hinder("innsyn.ser", _("%(navn)s ser dette alt.") % {"navn": bruker.navn}, bruker, felt="bruker")


def gi_innsyn(sak: Mappe, *, bruker: Bruker, av: Aktoer) -> Mappe:
    """Let one person see one case and its entries, whatever it is screened with (krav 4.1.18, 4.5.23).

    It adds sight and no rights: what the person may do there, the role says. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE, Rett.FORDELE)
    sak = laas(sak)
    krev_innsyn(av, sak)
    ingen(hindre_for_innsyn(sak, bruker))
    klasse = sak.ser_ogsaa
    if klasse is None:
        navn = f"{sak.mappe_id} {sak.pk}"
        klasse, _ny = Tilgangsklasse.objects.get_or_create(art=Tilgangsklasse.Art.PERSONER, navn=navn)
        sak.ser_ogsaa = klasse
        sak.save(update_fields=["ser_ogsaa"])
    Tilgangsmedlem.objects.create(klasse=klasse, bruker=bruker)
    # An entry that is screened on its own stays so: it was not the case that hid it.
    sak.registreringer.filter(tilgangsklasse_id=sak.tilgangsklasse_id).update(ser_ogsaa=klasse)
    return sak


def hindre_for_innsynsslutt(sak: Mappe, bruker: Bruker) -> Iterator[Hinder]:
    """What stops taking such sight away: the person is not named on the case."""
    if not Tilgangsmedlem.objects.filter(klasse_id=sak.ser_ogsaa_id, bruker=bruker).exists():
        yield Hinder("innsyn.ikke_navngitt", _("%(navn)s er ikke navngitt på saken.") % {"navn": bruker.navn}, bruker)


def avslutt_innsyn(sak: Mappe, *, bruker: Bruker, av: Aktoer) -> Mappe:
    """Take away the sight that one person was given. Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE, Rett.FORDELE)
    sak = laas(sak)
    ingen(hindre_for_innsynsslutt(sak, bruker))
    Tilgangsmedlem.objects.filter(klasse_id=sak.ser_ogsaa_id, bruker=bruker).delete()
    return sak
