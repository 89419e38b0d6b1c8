"""Finding what an address names. What the person may not see is not found, exactly as what does not exist."""

from collections.abc import Iterable

from django.http import Http404

from bysak.arkivstruktur.models import Dokumentobjekt, Journalpost, Saksmappe
from bysak.kjerne.hinder import Hinder
from bysak.organisasjon.tilgang import synlig_q
from bysak.web.doer import Forespoersel


def saken(request: Forespoersel, aar: int, nr: int) -> Saksmappe:
    """The case with this number in the open virksomhet. Raises Http404."""
    funnet = (
        Saksmappe.objects.filter(synlig_q(request.aktoer), saksaar=aar, sakssekvensnummer=nr)
        .select_related("klasse", "administrativ_enhet", "saksansvarlig", "arkivdel", "virksomhet")
        .order_by("opprettet_dato")
        .first()
    )
    if funnet is None:
        raise Http404
    return funnet


def posten(request: Forespoersel, aar: int, nr: int, postnr: int) -> Journalpost:
    """The entry with this number in a case that the person sees too. Raises Http404."""
    av = request.aktoer
    funnet = (
        Journalpost.objects.filter(
            synlig_q(av) & synlig_q(av, "mappe__"),
            mappe__saksaar=aar,
            mappe__sakssekvensnummer=nr,
            journalpostnummer=postnr,
        )
        .select_related(
            "mappe__klasse",
            "mappe__administrativ_enhet",
            "mappe__saksansvarlig",
            "virksomhet",
            "skjerming",
            "mappe__skjerming",
        )
        .prefetch_related(
            "vurderinger", "korrespondanseparter__administrativ_enhet", "korrespondanseparter__saksbehandler"
        )
        .order_by("opprettet_dato")
        .first()
    )
    if funnet is None:
        raise Http404
    return funnet


def filene(jp: Journalpost) -> list[Dokumentobjekt]:
    """Every file of an entry: main document first, newest version first."""
    return list(
        Dokumentobjekt.objects.filter(dokumentbeskrivelse__koblinger__registrering_id=jp.pk)
        .select_related("dokumentbeskrivelse")
        .order_by("dokumentbeskrivelse__koblinger__dokumentnummer", "-versjonsnummer", "variantformat")
        .distinct()
    )


def feil_per_felt(hindre: Iterable[Hinder]) -> dict[str, str]:
    """The first sentence about each field, ready for the form."""
    feil: dict[str, str] = {}
    for h in hindre:
        if h.felt and h.nivaa == "stopp":
            feil.setdefault(h.felt, h.tekst)
    return feil
