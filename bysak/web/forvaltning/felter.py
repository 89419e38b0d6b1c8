"""The fields that the forms of administration are made of."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import AdministrativEnhet, Bruker, Tilgangskode

HELE, VELG = _("Hele virksomheten"), _("Velg")


class _Dato(forms.DateInput):
    input_type = "date"


def dato(ledetekst: Any, *, maa: bool = False, hjelp: Any = "") -> forms.DateField:
    """A day."""
    widget = _Dato(format="%Y-%m-%d")
    return forms.DateField(
        label=ledetekst, required=maa, help_text=hjelp, widget=widget, initial=i_dag if maa else None
    )


def tekst(ledetekst: Any, *, maa: bool = True, lang: bool = False, hjelp: Any = "") -> forms.CharField:
    """A line of text, or several; what is too long is the verb's to say in its own words."""
    widget = forms.Textarea() if lang else forms.TextInput()
    return forms.CharField(label=ledetekst, required=maa, help_text=hjelp, widget=widget, max_length=2000)


def en_av(rader: "QuerySet[Any]", ledetekst: Any, *, maa: bool = True, tom: Any = VELG) -> forms.ChoiceField:
    """One of these rows. For use inside an arbeid."""
    return forms.ModelChoiceField(rader, label=ledetekst, required=maa, empty_label=tom)


def en_person(folk: list[Bruker], ledetekst: Any, *, maa: bool = True, tom: Any = VELG) -> forms.ChoiceField:
    """One of these people."""
    return en_av(Bruker.objects.filter(pk__in=[b.pk for b in folk]), ledetekst, maa=maa, tom=tom)


def enhet(*, tom: Any = HELE) -> forms.ChoiceField:
    """An open unit of the virksomhet. For use inside an arbeid."""
    return en_av(AdministrativEnhet.objects.filter(avsluttet_dato__isnull=True), _("Enhet"), maa=False, tom=tom)


def flere(ledetekst: Any, valg: Any = (), *, hjelp: Any = "") -> forms.MultipleChoiceField:
    """None, one or several of these, as tick boxes."""
    return forms.MultipleChoiceField(
        label=ledetekst, choices=valg, required=False, help_text=hjelp, widget=forms.CheckboxSelectMultiple
    )


def koder() -> forms.MultipleChoiceField:
    """Access codes that somebody is cleared for."""
    i_bruk = Tilgangskode.objects.filter(utgaatt_dato__isnull=True)
    return flere(_("Klarert for"), [(k.kode, f"{k.kode} {k.navn}") for k in i_bruk])
