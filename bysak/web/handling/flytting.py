"""Acts that move: entries to another case, a case split in two, two made one (standard section 3.2)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from bysak.arkivstruktur.flytting import Flyttet, del_sak, flytt, hindre_for_flytting, slaa_sammen
from bysak.arkivstruktur.koder import Journalstatus
from bysak.arkivstruktur.models import Journalpost, Saksmappe
from bysak.kjerne.hinder import Hinder
from bysak.organisasjon.tilgang import synlig_q
from bysak.web.doer import Forespoersel
from bysak.web.handling.finn import saken_med_nummer
from bysak.web.handling.skjema import GRUNN, Felt, Ferdig, Skjema, grunnfelt
from bysak.web.sak.adresser import postens_url, sakens_url


def _bundet(poster: Sequence[Journalpost]) -> list[Hinder]:
    """The avskrivninger that hold the entries, wherever they are going (krav 3.2.39)."""
    if not poster:
        return []
    hindre = hindre_for_flytting(poster, poster[0].mappe, "-")
    return [h for h in hindre if h.kode == "flytt.avskrivning"]


def _kvittert(flyttet: Sequence[Flyttet], sak: Saksmappe) -> str:
    """What moved where, and what to write on the paper (krav 3.2.42)."""
    nye = ", ".join(f.post.registrerings_id for f in flyttet)
    tekst = _("Flyttet til sak %(sak)s: %(nr)s.") % {"sak": sak.mappe_id, "nr": nye}
    return " ".join([tekst, *(p for f in flyttet for p in f.paaminnelser)])


def _maalfelt() -> Felt:
    return Felt("til", _("Til sak"), hjelp=_("Skriv saksnummeret, som 2026/123."), klasse="k3", paakrevd=True)


def en_post(request: Forespoersel, jp: Journalpost) -> Skjema:
    """Move one entry; what it is tied to must go with it, or be untied first."""

    def gjoer() -> Ferdig:
        til = saken_med_nummer(request, request.POST.get("til", ""), "til")
        flyttet = flytt([jp], til=til, grunn=request.POST.get(GRUNN, ""), av=request.aktoer)
        return Ferdig(_kvittert(flyttet, til), postens_url(request, Journalpost.objects.get(pk=jp.pk)))

    felt = [_maalfelt(), grunnfelt(_("Hvorfor flyttes den?"))]
    forklaring = _("Posten får neste nummer i den nye saken. Løpenummeret i journalen står.")
    return Skjema(_("Flytt"), gjoer, felt, _bundet([jp]), forklaring)


def _poster(request: Forespoersel, sak: Saksmappe) -> list[Journalpost]:
    alle = Journalpost.objects.filter(synlig_q(request.aktoer), mappe_id=sak.pk)
    return list(alle.exclude(journalstatus=Journalstatus.UTGAAR).order_by("journalpostnummer"))


def _valgfelt(request: Forespoersel, poster: Sequence[Journalpost]) -> Felt:
    """Tick boxes; those ticked in the list of the case come ticked."""
    return Felt(
        "poster", _("Journalposter"), "flere", request.GET.getlist("poster"),
        [(p.journalpostnummer, f"{p.journalpostnummer} {p.tittel}") for p in poster], klasse="k12",
    )  # fmt: skip


def _valgte(request: Forespoersel, poster: Sequence[Journalpost]) -> list[Journalpost]:
    nummer = set(request.POST.getlist("poster") or request.GET.getlist("poster"))
    return [p for p in poster if str(p.journalpostnummer) in nummer]


def flere_poster(request: Forespoersel, sak: Saksmappe) -> Skjema:
    """Move several entries at once, all or none."""
    poster = _poster(request, sak)

    def gjoer() -> Ferdig:
        til = saken_med_nummer(request, request.POST.get("til", ""), "til")
        flyttet = flytt(_valgte(request, poster), til=til, grunn=request.POST.get(GRUNN, ""), av=request.aktoer)
        return Ferdig(_kvittert(flyttet, til), sakens_url(request, til))

    felt = [_valgfelt(request, poster), _maalfelt(), grunnfelt(_("Hvorfor flyttes de?"))]
    return Skjema(_("Flytt de valgte"), gjoer, felt, _bundet(_valgte(request, poster)))


def del_i_to(request: Forespoersel, sak: Saksmappe) -> Skjema:
    """Split: some of the entries go to a new case with the same klasse, unit and responsible person."""
    poster = _poster(request, sak)

    def gjoer() -> Ferdig:
        tittel, grunn = request.POST.get("tittel", ""), request.POST.get(GRUNN, "")
        ny, flyttet = del_sak(sak, poster=_valgte(request, poster), tittel=tittel, grunn=grunn, av=request.aktoer)
        return Ferdig(_kvittert(flyttet, ny), sakens_url(request, ny))

    felt = [
        _valgfelt(request, poster),
        Felt("tittel", _("Tittel på den nye saken"), klasse="k8", paakrevd=True),
        grunnfelt(_("Hvorfor deles saken?")),
    ]
    forklaring = _("De valgte journalpostene flyttes til en ny sak med samme klasse, enhet og ansvarlig.")
    return Skjema(_("Del saken"), gjoer, felt, _bundet(_valgte(request, poster)), forklaring)


def slaa_sammen_med(request: Forespoersel, sak: Saksmappe) -> Skjema:
    """Merge: everything here moves to another case, and this one goes out of use and says where it went."""

    def gjoer() -> Ferdig:
        til = saken_med_nummer(request, request.POST.get("til", ""), "til")
        flyttet = slaa_sammen(sak, til=til, grunn=request.POST.get(GRUNN, ""), av=request.aktoer)
        return Ferdig(_kvittert(flyttet, til), sakens_url(request, til))

    felt = [_maalfelt(), grunnfelt(_("Hvorfor slås de sammen?"))]
    forklaring = _("Alle journalpostene flyttes. %(nr)s blir satt til utgår og viser til den andre saken.")
    return Skjema(_("Slå sammen"), gjoer, felt, forklaring=forklaring % {"nr": sak.mappe_id})
