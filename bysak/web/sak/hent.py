"""Finding what an address names. What the person may not see is not found, exactly as what does not exist."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import Http404
from django.utils.translation import gettext as _

from bysak.arkivstruktur.historikk import flyttet_fra
from bysak.arkivstruktur.koder import Variantformat
from bysak.arkivstruktur.models import (
    Dokumentobjekt,
    Journalpost,
    Korrespondansepart,
    Merknad,
    Redigering,
    Saksmappe,
)
from bysak.journal.models import Vurdering
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder
from bysak.organisasjon.tilgang import ser, synlig_q
from bysak.saksbehandling.models import Besvarelse
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


def _postene(request: Forespoersel, aar: int, nr: int, postnr: int) -> QuerySet[Journalpost]:
    av = request.aktoer
    return Journalpost.objects.filter(
        synlig_q(av) & synlig_q(av, "mappe__"),
        mappe__saksaar=aar,
        mappe__sakssekvensnummer=nr,
        journalpostnummer=postnr,
    ).order_by("opprettet_dato")


def postens_id(request: Forespoersel, aar: int, nr: int, postnr: int) -> UUID:
    """The id of the entry with this number, in a case that the person sees too. Raises Http404."""
    funnet = _postene(request, aar, nr, postnr).values_list("pk", flat=True).first()
    if funnet is None:
        raise Http404
    return funnet


def flyttet_post(request: Forespoersel, aar: int, nr: int, postnr: int) -> Journalpost | None:
    """The entry that had this number before it was moved, where it is now; None for those who may not see it there."""
    flyttet = flyttet_fra(f"{aar}/{nr}-{postnr}")
    synlig = synlig_q(request.aktoer) & synlig_q(request.aktoer, "mappe__")
    if flyttet is None:
        return None
    return Journalpost.objects.filter(synlig, pk=flyttet).select_related("mappe").first()


def posten(request: Forespoersel, aar: int, nr: int, postnr: int) -> Journalpost:
    """The entry with this number, in a case that the person sees too, with what its pages show.

    On it are `forrige` and `neste`, the numbers beside it in the case of those that the person sees, and
    `har_merknader`, whether there are remarks to ask for; `svar_skrives`, whether it answers, or is being answered.
    Raises Http404.
    """
    parter = Korrespondansepart.objects.select_related("administrativ_enhet", "saksbehandler").order_by("system_id")
    i_saken = Journalpost.objects.filter(synlig_q(request.aktoer), mappe_id=OuterRef("mappe_id"))
    foer = i_saken.filter(journalpostnummer__lt=OuterRef("journalpostnummer")).order_by("-journalpostnummer")
    etter = i_saken.filter(journalpostnummer__gt=OuterRef("journalpostnummer")).order_by("journalpostnummer")
    svar = Q(registrering_id=OuterRef("pk")) | Q(til_registrering_id=OuterRef("pk"))
    funnet = (
        _postene(request, aar, nr, postnr)
        .annotate(forrige=Subquery(foer.values("journalpostnummer")[:1]))
        .annotate(neste=Subquery(etter.values("journalpostnummer")[:1]))
        .annotate(har_merknader=Exists(Merknad.objects.filter(registrering_id=OuterRef("pk"))))
        .annotate(svar_skrives=Exists(Besvarelse.objects.filter(svar)))
        .select_related("mappe__klasse", "mappe__administrativ_enhet", "mappe__saksansvarlig", "mappe__skjerming")
        .select_related("virksomhet", "skjerming")
        .prefetch_related("vurderinger", Prefetch("korrespondanseparter", queryset=parter))
        .first()
    )
    if funnet is None:
        raise Http404
    return funnet


def filene(registrering_id: UUID) -> list[Dokumentobjekt]:
    """Every file of an entry: main document first, newest version first, what shows less of it last."""
    return list(
        Dokumentobjekt.objects.filter(dokumentbeskrivelse__koblinger__registrering_id=registrering_id)
        .select_related("dokumentbeskrivelse", "konverteringsfeil")
        .annotate(
            sladdet=Q(variantformat=Variantformat.SLADDET),
            # Few documents ever were: the page asks who has one only when it may find an answer.
            utlaant=Exists(Redigering.objects.filter(dokumentbeskrivelse=OuterRef("dokumentbeskrivelse"))),
        )
        .order_by("dokumentbeskrivelse__koblinger__dokumentnummer", "-versjonsnummer", "sladdet", "variantformat")
        .distinct()
    )


def vurderingers_ider(poster: Iterable[UUID]) -> list[str]:
    """The ids of the assessments of these entries, for the log: the archive core does not know that they exist."""
    return [str(i) for i in Vurdering.objects.filter(registrering_id__in=list(poster)).values_list("pk", flat=True)]


def uten_skjermede(av: Aktoer, hindre: Iterable[Hinder]) -> list[Hinder]:
    """The list as this person may read it: what concerns something screened is one sentence without numbers.

    It stops the act, so that there is something cannot be hidden; what it is can.
    """
    alle = list(hindre)
    synlige = [h for h in alle if not hasattr(h.objekt, "tilgangsklasse_id") or ser(av, h.objekt)]
    if len(synlige) < len(alle):
        skjermet = _("Noe i saken er skjermet for deg. Den som har tilgang, må behandle det først.")
        synlige.append(Hinder("skjermet", skjermet))
    return synlige


def feil_per_felt(hindre: Iterable[Hinder]) -> dict[str, str]:
    """The first sentence about each field, ready for the form."""
    feil: dict[str, str] = {}
    for h in hindre:
        if h.felt and h.nivaa == "stopp":
            feil.setdefault(h.felt, h.tekst)
    return feil
