"""External modules: their logins and periods, and where each may read and write (krav 4.1.1-4.1.17)."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bysak.arkivstruktur.models import Arkivdel, Klasse, Objektrettighet
from bysak.arkivstruktur.modulrettigheter import gi_modul_rett, trekk_modul_rett
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import Abonnement, Bruker, Integrasjon, Rolle, Rolletildeling, Utlevering
from bysak.organisasjon.tilgang import Rett
from bysak.web.doer import Forespoersel
from bysak.web.forvaltning.felter import dato, en_av
from bysak.web.forvaltning.ramme import Handling, Skjema, adresse, forvaltning, side, skjema_av, utfoer

HER = "forvaltning_moduler"
_GITT_OPP = Q(utleveringer__tilstand=Utlevering.Tilstand.STANSET)


@forvaltning("se moduler", Rett.ADMINISTRERE)
def modulene(request: Forespoersel) -> HttpResponse:
    """The modules with a role here, their periods, and the units they may reach."""
    roller = Rolletildeling.objects.filter(rolle=Rolle.MODUL).select_related("bruker")
    retter = Objektrettighet.objects.select_related("modul", "arkivdel", "klasse", "mappe").order_by("fra_dato")
    abonnementer = Abonnement.objects.select_related("integrasjon")
    kontekst = {
        "roller": roller.order_by("bruker__navn", "fra_dato"), "retter": retter, "i_dag": i_dag(),
        "klienter": Integrasjon.objects.select_related("bruker", "eier").order_by("avsluttet_dato", "navn"),
        "abonnementer": abonnementer.annotate(gitt_opp=Count("utleveringer", filter=_GITT_OPP)),
    }  # fmt: skip
    return side(request, "forvaltning/moduler.html", HER, kontekst)


class NyRett(Skjema):
    """Where a module may read or write, and how long."""

    skrive = forms.BooleanField(label=gettext_lazy("Kan også endre"), required=False)
    fra = dato(gettext_lazy("Fra og med"), maa=True)
    til_dato = dato(gettext_lazy("Til og med"))


@forvaltning("gi modulrett", Rett.ADMINISTRERE)
def ny_rett(request: Forespoersel) -> HttpResponse:
    """Let a module reach an arkivdel or a klasse, and all below it, for a time (krav 4.1.14, 4.1.15)."""
    skjema = skjema_av(request, NyRett)
    moduler = Bruker.objects.filter(er_modul=True, is_active=True, pk__in=Rolletildeling.objects.values("bruker_id"))
    skjema.fields = {
        "modul": en_av(moduler, _("Integrasjon"), maa=False, tom=_("Alle, også de som kommer")),
        "arkivdel": en_av(Arkivdel.objects.all(), _("Arkivdel"), maa=False),
        "klasse": en_av(Klasse.objects.all(), _("Eller klasse"), maa=False, tom=_("Hele arkivdelen")),
    } | skjema.fields

    def gjoer(data: dict[str, Any]) -> str:
        hva = data.pop("klasse") or data.pop("arkivdel")
        til = data.pop("til_dato")
        valgt = {navn: data[navn] for navn in ("modul", "skrive", "fra")}
        gi_modul_rett(hva, av=request.aktoer, til=til, **valgt)
        return _("Retten til %(hva)s er gitt.") % {"hva": hva}

    if request.method == "POST" and skjema.is_valid() and not _hva(skjema.cleaned_data):
        skjema.add_error("arkivdel", _("Velg en arkivdel eller en klasse."))
    return utfoer(request, Handling(HER, _("Ny rett"), _("Gi retten"), adresse(request, HER)), skjema, gjoer)


def _hva(data: dict[str, Any]) -> bool:
    return bool(data.get("klasse") or data.get("arkivdel"))


@forvaltning("trekk modulrett", Rett.ADMINISTRERE)
def trekk(request: Forespoersel, rett: UUID) -> HttpResponse:
    """Take a module's right away at once; the log has when it was there."""
    den = get_object_or_404(Objektrettighet.objects.select_related("modul"), pk=rett)
    navn = den.modul.navn if den.modul else _("alle integrasjoner")

    def gjoer(_data: dict[str, Any]) -> str:
        trekk_modul_rett(den, av=request.aktoer)
        return _("Retten er trukket fra %(navn)s.") % {"navn": navn}

    tittel, til = _("Trekk retten fra %(navn)s") % {"navn": navn}, adresse(request, HER)
    handling = Handling(HER, tittel, _("Trekk retten"), til, _("Den slutter å gjelde med en gang."))
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)
