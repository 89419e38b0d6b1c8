"""People of a virksomhet: who they are, which roles they have had, and their login."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.koblinger import koblingene
from bysak.organisasjon.models import Bruker, Rolle, Rolletildeling, Virksomhet
from bysak.organisasjon.rettigheter import aktive_perioder, navnehistorikk, rettigheter_til
from bysak.organisasjon.sesjoner import aapne, med_ord
from bysak.organisasjon.tilgang import Rett, kan
from bysak.saksbehandling.models import Fravaer
from bysak.saksbehandling.overlevering import aapne_parter, aapne_saker
from bysak.tjeneste.brukere import ansett, staar_aapent
from bysak.web.doer import Forespoersel, innlogget, mine_virksomheter, virksomhet_i_adressen
from bysak.web.forvaltning.felter import tekst
from bysak.web.forvaltning.ramme import (
    Handling,
    Skjema,
    adresse,
    bekreft,
    forvaltning,
    krev_en,
    side,
    skjema_av,
    utfoer,
)

HER = "forvaltning_folk"
RETTER = (Rett.ADMINISTRERE, Rett.FORDELE)


def personen(person: UUID) -> Bruker:
    """A person who has, or has had, a role in the open virksomhet. Raises Http404."""
    if not Rolletildeling.objects.filter(bruker_id=person, bruker__er_system=False).exists():
        raise Http404
    return get_object_or_404(Bruker, pk=person)


@forvaltning("se folk", *RETTER)
def folk(request: Forespoersel) -> HttpResponse:
    """Everybody with a role here, or who has had one, with the roles and their periods (krav 4.5.29)."""
    roller = Rolletildeling.objects.filter(bruker__er_system=False, bruker__er_modul=False)
    hvem = request.GET.get("hvem", "").strip()
    if hvem:
        roller = roller.filter(bruker__navn__icontains=hvem)
    per_person: dict[Bruker, list[Rolletildeling]] = {}
    for r in roller.select_related("bruker", "enhet", "tjenesteyter").order_by("bruker__navn", "fra_dato"):
        per_person.setdefault(r.bruker, []).append(r)
    borte = set(
        Fravaer.objects.filter(fra_dato__lte=i_dag(), til_dato__gte=i_dag()).values_list("bruker_id", flat=True)
    )
    kontekst = {"rader": list(per_person.items()), "hvem": hvem, "i_dag": i_dag(), "borte": borte}
    return side(request, "forvaltning/folk.html", HER, kontekst | {"forvalter": kan(request.aktoer, Rett.ADMINISTRERE)})


@innlogget
def person(request: Forespoersel, bydel: str, person: UUID) -> HttpResponse:
    """One person: roles and rights, what stands open, absence, and what the log says of name and login."""
    request.virksomhet = virksomhet_i_adressen(request, bydel)
    av, hvor = request.aktoer, request.virksomhet.pk
    krev_en(av, RETTER, hvor)
    with arbeid(som=av, leser=[request.virksomhet]):
        den = personen(person)
        fravaer = Fravaer.objects.filter(bruker=den).select_related("stedfortreder").order_by("-fra_dato")
        kontekst: dict[str, Any] = {
            "den": den, "rettigheter": rettigheter_til(den), "saker": aapne_saker(den).count(),
            "poster": aapne_parter(den).count(), "fravaer": list(fravaer[:20]), "i_dag": i_dag(),
        }  # fmt: skip
    forvalter = kan(av, Rett.ADMINISTRERE, hvor)
    kontekst |= {"forvalter": forvalter, "fordeler": kan(av, Rett.FORDELE, hvor), "aapent": [], "historikk": None}
    if forvalter:
        kontekst |= {"aapent": staar_aapent(den, av=av), "historikk": _historikk(request, den)}
    return side(request, "forvaltning/person.html", HER, kontekst | _innlogging(den, forvalter))


def _innlogging(den: Bruker, vises: bool) -> dict[str, Any]:
    """Where a person is logged in, and at which providers known; for those who administer."""
    return {
        "innlogginger": [(s, med_ord(s)) for s in aapne(den)] if vises else [],
        "koblinger": koblingene(den) if vises else [],
        "kan_kobles": vises and any(o.koblet for o in settings.BYSAK_LEVERANDOERER),
    }


def _historikk(request: Forespoersel, den: Bruker) -> dict[str, Any] | None:
    """Names and active periods, which the archive service's log holds: for those who administer there."""
    tjeneste = tjenesten()
    if not kan(request.aktoer, Rett.ADMINISTRERE, tjeneste.pk):
        return None
    with arbeid(som=request.aktoer, leser=[tjeneste]):
        return {"navn": navnehistorikk(den), "perioder": aktive_perioder(den)}


def tjenesten() -> Virksomhet:
    """The archive service, which has the people's logins."""
    return Virksomhet.objects.get(er_arkivtjeneste=True)


class NyPerson(Skjema):
    """A new person, with the same role in each virksomhet that is chosen."""

    navn = tekst(gettext_lazy("Navn"))
    brukernavn = tekst(gettext_lazy("Brukernavn"), hjelp=gettext_lazy("Små bokstaver og tall. Brukes aldri om igjen."))
    epost = forms.EmailField(label=gettext_lazy("E-post"), required=False)
    passord = forms.CharField(label=gettext_lazy("Første passord"), strip=False, widget=forms.PasswordInput)
    rolle = forms.ChoiceField(label=gettext_lazy("Rolle"))
    virksomhet = forms.ModelMultipleChoiceField(
        Virksomhet.objects.none(), label=gettext_lazy("Virksomheter"), widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Arbeidsgiveren er arkivtjenesten når den er krysset av, ellers bydelen."),
    )  # fmt: skip


@innlogget
def ny_person(request: Forespoersel, bydel: str) -> HttpResponse:
    """Make a person with a first role: all of it, or nothing (krav 4.3.1, 4.4.1)."""
    request.virksomhet = virksomhet_i_adressen(request, bydel)
    av = request.aktoer
    krev_en(av, [Rett.ADMINISTRERE], request.virksomhet.pk)
    bekreft(request)
    mine = [v for v in mine_virksomheter(request) if kan(av, Rett.ADMINISTRERE, v.pk)]
    skjema = skjema_av(request, NyPerson, initial={"virksomhet": [request.virksomhet.pk]})
    rollefelt, hvor = skjema.fields["rolle"], skjema.fields["virksomhet"]
    rollefelt.choices = roller_for(request.GET.get("modul") == "ja")  # type: ignore[attr-defined]
    hvor.queryset = Virksomhet.objects.filter(pk__in=[v.pk for v in mine])  # type: ignore[attr-defined]

    def gjoer(data: dict[str, Any]) -> str:
        valgte = sorted(data.pop("virksomhet"), key=lambda v: not v.er_arkivtjeneste)
        den = ansett(**data | {"rolle": Rolle(data["rolle"])}, virksomheter=valgte, av=av)
        return _("%(navn)s er lagt til.") % {"navn": den.navn}

    til = adresse(request, HER)
    return utfoer(request, Handling(HER, _("Ny person"), _("Legg til"), til), skjema, gjoer)


def roller_for(er_modul: bool) -> list[tuple[str, str]]:
    """The roles that a person, or an external module, can be given, to choose among."""
    if er_modul:
        return [(Rolle.MODUL.value, _(str(Rolle.MODUL.label)))]
    roller = [(r.value, _(str(r.label))) for r in Rolle if r not in (Rolle.MODUL, Rolle.PROSESS)]
    return [("", _("Velg")), *roller]
