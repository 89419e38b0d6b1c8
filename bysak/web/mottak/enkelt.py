"""One item: what the list shows beside it, and its own page with every file readable."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer, arbeid
from bysak.kjerne.hinder import Hinder
from bysak.mottak import koe, virus
from bysak.mottak.forslag import kortforslag
from bysak.mottak.grunner import grunner
from bysak.mottak.innkomst import hent
from bysak.mottak.kjennetegn import foreslaatt, kjennetegn
from bysak.mottak.likhet import lignende, registrert_med_samme_fil
from bysak.mottak.models import Innkomst, Utfall
from bysak.mottak.sakforslag import Sakforslag, sakforslag
from bysak.mottak.svarpost import gjeldende_svar, tilstand
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, kan, krev
from bysak.web.doer import Forespoersel, innlogget, virksomhet_i_adressen
from bysak.web.jinja import tegn
from bysak.web.mottak.filer import dokumentet


@innlogget
def innkomst(request: Forespoersel, bydel: str, innkomst_id: UUID) -> HttpResponse:
    """The item alone, with the file that `?vis=` names."""
    return side(request, virksomhet_i_adressen(request, bydel), innkomst_id)


def side(
    request: Any, virksomhet: Virksomhet, innkomst_id: UUID, *, hindre: list[Hinder] | None = None, status: int = 200
) -> HttpResponse:
    """The item's page, also as the answer to an act that was stopped by `hindre`."""
    request.virksomhet = virksomhet
    with arbeid(som=request.aktoer, i=virksomhet, verb="les innkommet"):
        krev(request.aktoer, Rett.MOTTA)
        kontekst = opplysninger(request.aktoer, innkomst_id)
        kontekst["grunner"] = grunner(Utfall.IKKE_JOURNALPLIKTIG, virksomhet.pk)
    if kontekst["innkomst"] is None:
        raise Http404
    rad: Innkomst = kontekst["innkomst"]
    dokument = dokumentet(rad, request.GET, reverse("mottak_innkomst", args=_adresse(rad)))
    blokk = "dokument" if request.headers.get("HX-Target") == "dokument" else ""
    kontekst |= {"dokument": dokument, "hindre": hindre or []}
    return tegn(request, "mottak/enkelt.html", kontekst, blokk=blokk, status=status)


def hent_eller_404(innkomst_id: UUID) -> Innkomst:
    """The item in the open arbeid. Raises Http404, the same for what is not there and what is another's."""
    try:
        return hent(innkomst_id)
    except Innkomst.DoesNotExist as feil:
        raise Http404 from feil


def opplysninger(av: Aktoer, innkomst_id: UUID | None, rader: Sequence[Innkomst] = ()) -> dict[str, Any]:
    """What the pane beside the list and the item's own page show; `innkomst` is None when there is nothing to show.

    rader: the rows of the list, whose best cases are found in the same go.
    """
    funnet = _hent_om_den_finnes(innkomst_id) if innkomst_id else None
    saker = sakforslag([*(r for r in rader if r.pk != innkomst_id), *([funnet] if funnet else [])], av=av)
    forslagene = {"forslagene": {pk: funnede[0] for pk, funnede in saker.items() if funnede}}
    return forslagene | (_om(funnet, saker[funnet.pk], av) if funnet else {"innkomst": None})


def _hent_om_den_finnes(innkomst_id: UUID) -> Innkomst | None:
    try:
        return hent(innkomst_id)
    except Innkomst.DoesNotExist:
        return None


def _om(funnet: Innkomst, saker: list[Sakforslag], av: Aktoer) -> dict[str, Any]:
    i_koe = not funnet.er_ferdig
    svar = gjeldende_svar(funnet) if funnet.er_ferdig or funnet.gjenaapnet_tid else None
    return {
        "innkomst": funnet,
        "vedlegg": list(funnet.vedlegg.all()),
        "forslag": kortforslag(funnet, saker, av=av) if i_koe and funnet.lest_tid else None,
        "kjennetegn": kjennetegn(funnet),
        "bortlegging": foreslaatt(funnet) if i_koe else None,
        "tatt_av_andre": funnet.er_tatt() and funnet.tatt_av_id != av.bruker_id,
        "tatt_av_meg": funnet.er_tatt() and funnet.tatt_av_id == av.bruker_id,
        "lignende": lignende(funnet) if i_koe else [],
        "registrert_med": registrert_med_samme_fil(funnet, av=av) if i_koe else [],
        "virus": virus.siste_skann(funnet) if funnet.virus else None,
        "virus_sperret": virus.sperret(funnet),
        "virus_venter": virus.maa_skannes(funnet),
        "virusskanner": virus.er_satt_opp(),
        "kan_frigi": kan(av, Rett.KVALITETSSIKRE, funnet.virksomhet.pk),
        "mottakere": list(Virksomhet.objects.filter(avsluttet_dato=None).exclude(pk=funnet.virksomhet.pk)),
        "svar": svar,
        "svartilstand": tilstand(svar) if svar else "",
    }


def neste_i_koen(av: Aktoer, rad: Innkomst) -> UUID | None:
    """The item that a person comes to when this one is done. Opens its own arbeid."""
    with arbeid(som=av, leser=koe.virksomheter_for(av)):
        foer, etter = koe.naboer(av, rad)
    neste = etter or foer
    return neste.pk if neste else None


def _adresse(rad: Innkomst) -> list[object]:
    return [rad.virksomhet.kode, rad.pk]


def navn_paa(rad: Innkomst) -> str:
    """What an item is called in receipts."""
    return f"«{rad.emne}»" if rad.emne else _("meldingen uten emne")
