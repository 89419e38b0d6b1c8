"""The service levels: the versions that all share, and the days that this bydel closes early."""

import re
from datetime import date, time
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bysak.kjerne.kalender import i_dag
from bysak.mottak.models import Aarsak, Bydelsdag, Kanal, Teller
from bysak.mottak.servicenivaa import (
    NyttNivaa,
    fjern_bydelsdag,
    gjeldende_naa,
    hindre_for_fjerning,
    nivaaene,
    ny_bydelsdag,
    nytt_nivaa,
    regn_paa_nytt,
)
from bysak.organisasjon.tilgang import Rett, kan
from bysak.web.doer import Forespoersel
from bysak.web.forvaltning.felter import dato, tekst
from bysak.web.forvaltning.ramme import Handling, Skjema, adresse, forvaltning, side, skjema_av, utfoer

HER = "forvaltning_servicenivaa"
EIERNAVN = {
    "holder": gettext_lazy("Den som hadde den"),
    "byarkivet": gettext_lazy("Byarkivet"),
    "bydel": gettext_lazy("Bydelen"),
    "avsender": gettext_lazy("Den som sendte den hit"),
    "leverandoer": gettext_lazy("Leverandør"),
}
_DATO = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?$")


@forvaltning("se servicenivå", Rett.ADMINISTRERE, Rett.MOTTA)
def nivaaet(request: Forespoersel) -> HttpResponse:
    """The level in force, the versions before and after it, and this bydel's own days."""
    assert request.virksomhet
    gjelder = gjeldende_naa()
    kontekst = {
        "gjelder": gjelder,
        "versjoner": nivaaene()[::-1],
        "ansvar": [(_aarsak(a), EIERNAVN[gjelder.ansvar.get(a, "holder")]) for a in ["", *Aarsak.values]],
        "stille": [(_(Kanal(k).label), v) for k, v in gjelder.stille.items()],
        "dager": Bydelsdag.objects.all(),
        "kan_endre": kan(request.aktoer, Rett.ADMINISTRERE),
        "idag": i_dag(),
    }
    return side(request, "forvaltning/servicenivaa.html", HER, kontekst)


def _aarsak(kode: str) -> str:
    return _(Aarsak(kode).label) if kode else _("Ikke forklart")


class _Klokkeslett(forms.TimeInput):
    input_type = "time"


def _tid(ledetekst: Any, *, maa: bool = True, hjelp: Any = "") -> forms.TimeField:
    return forms.TimeField(
        label=ledetekst, required=maa, help_text=hjelp, widget=_Klokkeslett(format="%H:%M"), input_formats=["%H:%M"]
    )


class Nytt(Skjema):
    """All of a version; the fields start as the one in force."""

    gjelder_fra = dato(gettext_lazy("Gjelder fra"), maa=True, hjelp=gettext_lazy("Tidligst i morgen."))
    skjaering = _tid(
        gettext_lazy("Skjæringstid"), hjelp=gettext_lazy("Kommer det før dette, skal det bli ferdig samme dag.")
    )
    slutt = _tid(gettext_lazy("Arbeidsdagen slutter"))
    kjernetid_fra = _tid(gettext_lazy("Kjernetiden begynner"))
    kjernetid_til = _tid(gettext_lazy("Kjernetiden slutter"))
    publisering = _tid(gettext_lazy("Journalen skal ut innen"))
    teller = forms.ChoiceField(
        label=gettext_lazy("Tidspunktet som teller mot fristen"), choices=lambda: [(k, _(n)) for k, n in Teller.choices]
    )
    korte_dager = tekst(
        gettext_lazy("Korte dager"), maa=False, lang=True,
        hjelp=gettext_lazy(
            "Én på hver linje: «24.12. kl. 12.00 Julaften» eller «før Skjærtorsdag kl. 12.00 Onsdag før påske»."
        ),
    )  # fmt: skip
    stengte_dager = tekst(
        gettext_lazy("Stengte dager utenom helligdagene"),
        maa=False,
        hjelp=gettext_lazy("Datoer med mellomrom, som 27.12.2027."),
    )
    grunn = tekst(gettext_lazy("Hvorfor nivået endres"))

    def __init__(self, *args: Any, **valg: Any) -> None:
        super().__init__(*args, **valg)
        for kode in ["", *Aarsak.values]:
            navn = _("Hvem svarer: %(hva)s") % {"hva": _aarsak(kode)}
            self.fields[f"ansvar_{kode}"] = forms.ChoiceField(label=navn, choices=list(EIERNAVN.items()))
        for kode in gjeldende_naa().stille:
            felt = tekst(_("Stille kanal: %(navn)s") % {"navn": _(Kanal(kode).label)}, hjelp=_(
                "Tre tall: minste antall timer, hvor mange som skulle ha kommet, og antall i timen for en ny kanal."
            ))  # fmt: skip
            self.fields[f"stille_{kode}"] = felt

    def clean_korte_dager(self) -> list[dict[str, str]]:
        """The lines as data. Raises ValidationError for one that cannot be read."""
        return [_kort(linje) for linje in self.cleaned_data["korte_dager"].splitlines() if linje.strip()]

    def clean_stengte_dager(self) -> list[date]:
        """The dates."""
        return [_dag(ord_) for ord_ in self.cleaned_data["stengte_dager"].replace(",", " ").split()]

    def nivaa(self) -> NyttNivaa:
        """What is asked for, with the fields that belong together put together."""
        data = dict(self.cleaned_data)
        ansvar = {n.removeprefix("ansvar_"): data.pop(n) for n in list(data) if n.startswith("ansvar_")}
        stille = {n.removeprefix("stille_"): _tall(data.pop(n)) for n in list(data) if n.startswith("stille_")}
        return NyttNivaa(ansvar=ansvar, stille=stille, **data)


def _kort(linje: str) -> dict[str, str]:
    naar, _kl, resten = linje.strip().partition(" kl. ")
    klokka, _mellomrom, navn = resten.partition(" ")
    try:
        slutt = time.fromisoformat(klokka.replace(".", ":"))
    except ValueError:
        slutt = None
    treff = _DATO.match(naar)
    if slutt is None or not navn.strip() or not (treff or naar.startswith("før ")):
        raise forms.ValidationError(_("«%(linje)s» kan ikke leses. Skriv som i eksempelet.") % {"linje": linje.strip()})
    hva = {"dag": f"{int(treff[2]):02d}-{int(treff[1]):02d}"} if treff else {"foer": naar.removeprefix("før ").strip()}
    return {"navn": navn.strip(), "slutt": f"{slutt:%H:%M}", **hva}


def _dag(ord_: str) -> date:
    treff = _DATO.match(ord_)
    try:
        return date(int((treff or "")[3]), int((treff or "")[2]), int((treff or "")[1]))
    except (IndexError, TypeError, ValueError):
        raise forms.ValidationError(_("«%(ord)s» er ikke en dato. Skriv dd.mm.åååå.") % {"ord": ord_}) from None


def _tall(tekst_: str) -> dict[str, float]:
    try:
        timer, ventet, start = (float(t) for t in tekst_.replace(",", ".").replace(";", " ").split())
    except ValueError:
        timer = ventet = start = 0.0
    return {"timer": timer, "ventet": ventet, "start": start}


def _som_tekst(nivaa: Any) -> dict[str, Any]:
    korte = [
        f"{'før ' + k['foer'] if k.get('foer') else k['dag'][3:] + '.' + k['dag'][:2] + '.'}"
        f" kl. {k['slutt'].replace(':', '.')} {k['navn']}"
        for k in nivaa.korte_dager
    ]
    fremtid = [date.fromisoformat(d) for d in nivaa.stengte_dager if date.fromisoformat(d) > i_dag()]
    return (
        {
            n: getattr(nivaa, n)
            for n in ("skjaering", "slutt", "kjernetid_fra", "kjernetid_til", "publisering", "teller")
        }
        | {"korte_dager": "\n".join(korte), "stengte_dager": " ".join(f"{d:%d.%m.%Y}" for d in fremtid)}
        | {f"ansvar_{a}": e for a, e in nivaa.ansvar.items()}
        | {
            f"stille_{k}": f"{v['timer']:g} {v['ventet']:g} {v['start']:g}".replace(".", ",")
            for k, v in nivaa.stille.items()
        }
        | {"gjelder_fra": None}
    )


@forvaltning("nytt servicenivå", Rett.ADMINISTRERE)
def nytt(request: Forespoersel) -> HttpResponse:
    """Make a version, from the one in force."""
    skjema = skjema_av(request, Nytt, initial=_som_tekst(gjeldende_naa()))
    assert isinstance(skjema, Nytt)

    def gjoer(_data: dict[str, Any]) -> str:
        ny = nytt_nivaa(skjema.nivaa(), av=request.aktoer)
        return _("Versjon %(nr)s gjelder fra %(dag)s.") % {"nr": ny.nummer, "dag": f"{ny.gjelder_fra:%d.%m.%Y}"}

    forklaring = _("Det gjelder alle bydeler. Det som alt er mottatt, beholder fristen og versjonen det fikk.")
    handling = Handling(HER, _("Nytt servicenivå"), _("Lag ny versjon"), adresse(request, HER), forklaring)
    return utfoer(request, handling, skjema, gjoer)


class Dag(Skjema):
    """A day that this bydel closes early."""

    dato = dato(gettext_lazy("Dag"), maa=True)
    slutt = _tid(gettext_lazy("Stenger"), maa=False, hjelp=gettext_lazy("La stå tomt når det er stengt hele dagen."))
    grunn = tekst(gettext_lazy("Hva dagen er"))


@forvaltning("sett kort dag", Rett.ADMINISTRERE)
def ny_dag(request: Forespoersel) -> HttpResponse:
    """Close early, or all day."""

    def gjoer(data: dict[str, Any]) -> str:
        dag = ny_bydelsdag(data["dato"], slutt=data["slutt"], grunn=data["grunn"], av=request.aktoer)
        return _("%(dag)s er satt.") % {"dag": f"{dag.dato:%d.%m.%Y}"}

    forklaring = _("Det som mottas fra nå av, får frist etter dette. Det som alt ligger i mottaket, endres ikke.")
    handling = Handling(HER, _("Kort eller stengt dag"), _("Sett dagen"), adresse(request, HER), forklaring)
    return utfoer(request, handling, skjema_av(request, Dag, initial={"dato": None}), gjoer)


@forvaltning("fjern kort dag", Rett.ADMINISTRERE)
def fjern_dag(request: Forespoersel, dag: UUID) -> HttpResponse:
    """Take a coming day away again."""
    den = get_object_or_404(Bydelsdag, pk=dag)

    def gjoer(_data: dict[str, Any]) -> str:
        fjern_bydelsdag(den, av=request.aktoer)
        return _("%(dag)s er fjernet.") % {"dag": f"{den.dato:%d.%m.%Y}"}

    tittel = _("Fjern %(dag)s") % {"dag": f"{den.dato:%d.%m.%Y}"}
    foer = list(hindre_for_fjerning(den))
    handling = Handling(HER, tittel, _("Fjern dagen"), adresse(request, HER), den.grunn, foer)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


class Omregning(Skjema):
    """Why."""

    grunn = tekst(gettext_lazy("Hvorfor fristene regnes på nytt"))


@forvaltning("regn frister på nytt", Rett.ADMINISTRERE)
def regn(request: Forespoersel) -> HttpResponse:
    """Reckon the due times of what waits again, by the level as it is now."""

    def gjoer(data: dict[str, Any]) -> str:
        antall = regn_paa_nytt(data["grunn"], av=request.aktoer)
        return _("%(n)s frister er endret. Loggen har de gamle.") % {"n": antall}

    forklaring = _("Fristene endres bare her, og bare for det som venter i mottaket. Hver endring står i loggen.")
    handling = Handling(HER, _("Regn fristene på nytt"), _("Regn på nytt"), adresse(request, HER), forklaring)
    return utfoer(request, handling, skjema_av(request, Omregning), gjoer)
