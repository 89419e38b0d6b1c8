"""Who may do what: by login, by role, and on one thing, read or taken out as CSV (krav 4.5.32-4.5.34)."""

import csv
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from bysak.arkivstruktur.models import Objektrettighet
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import Bruker, Rolle, Rolletildeling
from bysak.organisasjon.rettigheter import har_rollen, retter_i, rettigheter_til
from bysak.organisasjon.tilgang import Rett
from bysak.web.doer import Forespoersel
from bysak.web.forvaltning.ramme import forvaltning, side

HER = "forvaltning_retter"
RETTER = (Rett.ADMINISTRERE, Rett.SE_LOGG)


@forvaltning("se rettigheter", *RETTER)
def retter(request: Forespoersel) -> HttpResponse:
    """The rights of each active login, or of each role with those who have it; the same as CSV."""
    etter_rolle = request.GET.get("etter") == "rolle"
    linjer = _per_rolle() if etter_rolle else _per_person()
    if request.GET.get("som") == "csv":
        return som_csv("rettigheter", [_("Navn"), _("Brukernavn"), _("Rolle"), _("Enhet"), _("Klarert for"),
            _("Fra"), _("Til"), _("Retter")], linjer)  # fmt: skip
    roller = [(r.label, retter_i(r)) for r in Rolle if r != Rolle.PROSESS] if etter_rolle else []
    kontekst = {"linjer": linjer, "etter_rolle": etter_rolle, "roller": roller, "moduler": _moduler()}
    return side(request, "forvaltning/retter.html", HER, kontekst)


def _per_person() -> list[list[Any]]:
    """Every role that holds, person by person (krav 4.5.32)."""
    med_rolle = Rolletildeling.objects.values("bruker_id")
    folk = Bruker.objects.filter(pk__in=med_rolle, er_system=False, is_active=True)
    return [_linje(x.tildeling, x.retter) for b in folk for x in rettigheter_til(b) if x.gjelder]


def _per_rolle() -> list[list[Any]]:
    """Those who have each role today (krav 4.5.33)."""
    return [
        _linje(t, tuple(rett for rett in retter_i(rolle) if rett not in t.uten_retter))
        for rolle in Rolle
        for t in har_rollen(rolle).filter(bruker__er_system=False)
    ]


def _linje(t: Rolletildeling, retter: Iterable[Rett]) -> list[Any]:
    enhet = t.enhet.navn if t.enhet else ""
    return [
        t.bruker.navn, t.bruker.brukernavn, _(t.get_rolle_display()), enhet, ", ".join(t.tilgangskoder),
        t.fra_dato, t.til_dato or "", ", ".join(_(rett.value) for rett in retter),
    ]  # fmt: skip


def _moduler() -> list[Objektrettighet]:
    """What external modules may reach; for people, what one thing shows stands on its page."""
    gjelder = Objektrettighet.objects.exclude(til_dato__lt=i_dag())
    return list(gjelder.select_related("modul", "arkivdel", "klasse").order_by("fra_dato"))


def som_csv(navn: str, hode: list[str], linjer: Iterable[Iterable[Any]]) -> HttpResponse:
    """A file that a spreadsheet opens. A text that would be read as a formula is made a text."""
    svar = HttpResponse(content_type="text/csv; charset=utf-8")
    svar.headers["Content-Disposition"] = f'attachment; filename="{navn}.csv"'
    svar.write("\ufeff")
    skriver = csv.writer(svar, delimiter=";")
    skriver.writerow(hode)
    for linje in linjer:
        skriver.writerow([f"'{v}" if str(v)[:1] in ("=", "+", "-", "@", "\t") else v for v in linje])
    return svar
