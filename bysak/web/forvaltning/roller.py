"""Roles of one person in a virksomhet: given for a period, narrowed, lent, ended (krav 4.5.29, 4.5.30)."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import Bruker, Rolle, Rolletildeling
from bysak.organisasjon.rettigheter import retter_i
from bysak.organisasjon.roller import (
    avslutt_rolle,
    begrens_rolle,
    deleger,
    hindre_for_delegering,
    hindre_for_rolleslutt,
    tildel_rolle,
)
from bysak.organisasjon.tilgang import Rett
from bysak.web.doer import Forespoersel
from bysak.web.forvaltning.felter import dato, en_person, enhet, koder
from bysak.web.forvaltning.folk import HER, personen, roller_for
from bysak.web.forvaltning.ramme import Handling, Skjema, adresse, folk_her, forvaltning, skjema_av, utfoer


class NyRolle(Skjema):
    """A role for a period, in a unit or all of the virksomhet."""

    rolle = forms.ChoiceField(label=gettext_lazy("Rolle"))
    fra = dato(gettext_lazy("Fra og med"), maa=True)
    til_dato = dato(gettext_lazy("Til og med"), hjelp=gettext_lazy("Tom: til den avsluttes."))

    def __init__(self, *args: Any, modul: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rolle"].choices = roller_for(modul)  # type: ignore[attr-defined]
        self.fields |= {"enhet": enhet(), "tilgangskoder": koder()}


@forvaltning("tildel rolle", Rett.ADMINISTRERE)
def ny_rolle(request: Forespoersel, person: UUID) -> HttpResponse:
    """Give one who works here another role. What stops it depends on what is chosen, and stands by the field."""
    den = personen(person)

    def gjoer(data: dict[str, Any]) -> str:
        rolle = tildel_rolle(
            den, Rolle(data["rolle"]), av=request.aktoer, enhet=data["enhet"], fra=data["fra"], til=data["til_dato"],
            tilgangskoder=data["tilgangskoder"], tjenesteyter=_yter(den),
        )  # fmt: skip
        return _("%(navn)s er nå %(rolle)s.") % {"navn": den.navn, "rolle": _(rolle.get_rolle_display()).lower()}

    handling = Handling(HER, _("Ny rolle for %(navn)s") % {"navn": den.navn}, _("Gi rollen"), _til(request, den.pk))
    return utfoer(request, handling, skjema_av(request, NyRolle, modul=den.er_modul), gjoer)


def _yter(den: Bruker) -> Any:
    """The same employer as in the role the person has had here: the archive service's people go on serving."""
    siste = Rolletildeling.objects.filter(bruker=den).select_related("tjenesteyter").order_by("-fra_dato").first()
    return siste.tjenesteyter if siste else None


def _til(request: Forespoersel, person_id: Any) -> str:
    return adresse(request, "forvaltning_person", person=person_id)


def _rollen(rolle: UUID) -> Rolletildeling:
    alle = Rolletildeling.objects.filter(bruker__er_system=False).select_related("bruker", "enhet")
    return get_object_or_404(alle, pk=rolle)


def _navn(r: Rolletildeling) -> dict[str, str]:
    return {"navn": r.bruker.navn, "rolle": _(r.get_rolle_display()).lower()}


class Rolleslutt(Skjema):
    """The last day that a role holds."""

    siste_dag = dato(gettext_lazy("Siste dag"), hjelp=gettext_lazy("Tom: rollen slutter med en gang."))


@forvaltning("avslutt rolle", Rett.ADMINISTRERE)
def avslutt(request: Forespoersel, rolle: UUID) -> HttpResponse:
    """End a role, now or after a day to come; what is lent of it ends too (krav 4.5.30)."""
    r = _rollen(rolle)

    def gjoer(data: dict[str, Any]) -> str:
        avslutt_rolle(r, av=request.aktoer, siste_dag=data["siste_dag"])
        return _("Rollen som %(rolle)s er avsluttet for %(navn)s.") % _navn(r)

    hva = _("Det som er delegert fra rollen, slutter samtidig.")
    foer = tuple(hindre_for_rolleslutt(r, i_dag()))
    tittel = _("Avslutt rollen som %(rolle)s for %(navn)s") % _navn(r)
    handling = Handling(HER, tittel, _("Avslutt rollen"), _til(request, r.bruker_id), hva, foer)
    return utfoer(request, handling, skjema_av(request, Rolleslutt), gjoer)


class Begrensning(Skjema):
    """Which rights of a role are withheld."""

    uten = forms.MultipleChoiceField(
        label=gettext_lazy("Uten retten til å"), required=False, widget=forms.CheckboxSelectMultiple
    )


@forvaltning("begrens rolle", Rett.ADMINISTRERE)
def begrens(request: Forespoersel, rolle: UUID) -> HttpResponse:
    """Withhold rights of a role from one person: it can only narrow (krav 4.5.5, 4.5.7)."""
    r = _rollen(rolle)
    skjema = skjema_av(request, Begrensning, initial={"uten": r.uten_retter})
    retter = [rett for rett in retter_i(r.rolle) if rett != Rett.LESE]
    skjema.fields["uten"].choices = [(rett.value, _(rett.value)) for rett in retter]  # type: ignore[attr-defined]

    def gjoer(data: dict[str, Any]) -> str:
        begrens_rolle(r, uten=[Rett(verdi) for verdi in data["uten"]], av=request.aktoer)
        return _("Rollen som %(rolle)s er endret for %(navn)s.") % _navn(r)

    hva = _("Det som krysses av, får personen ikke gjøre, selv om rollen gir rett til det.")
    tittel = _("Begrens rollen som %(rolle)s for %(navn)s") % _navn(r)
    handling = Handling(HER, tittel, _("Lagre"), _til(request, r.bruker_id), hva)
    return utfoer(request, handling, skjema, gjoer)


class Delegering(Skjema):
    """To whom one's own role is lent, and how long."""

    fra = dato(gettext_lazy("Fra og med"), maa=True)
    siste_dag = dato(gettext_lazy("Til og med"), maa=True)


@forvaltning("deleger", Rett.LESE)
def deleger_rolle(request: Forespoersel, rolle: UUID) -> HttpResponse:
    """Lend one's own role to a colleague for a time (krav 4.5.30)."""
    r = get_object_or_404(Rolletildeling.objects.select_related("bruker"), pk=rolle, bruker_id=request.aktoer.bruker_id)
    skjema = skjema_av(request, Delegering)
    skjema.fields = {"til": en_person([b for b in folk_her() if b != r.bruker], _("Til"))} | skjema.fields

    def gjoer(data: dict[str, Any]) -> str:
        deleger(r, av=request.aktoer, **data)
        return _("%(navn)s har rollen i perioden.") % {"navn": data["til"].navn}

    hva = _("Den du velger, får samme enhet, klarering og begrensninger som du har, til perioden er over.")
    alle = hindre_for_delegering(r, til=r.bruker, fra=i_dag(), siste_dag=r.til_dato or i_dag(), av=request.aktoer)
    foer = [h for h in alle if not h.felt and h.kode != "rolle.finnes"]
    tittel, til = _("Deleger rollen som %(rolle)s") % _navn(r), adresse(request, "mine_roller")
    handling = Handling("mine_roller", tittel, _("Deleger"), til, hva, foer, forvalter=False)
    return utfoer(request, handling, skjema, gjoer)
