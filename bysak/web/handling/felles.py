"""What the forms of cases and of entries have in common: locked fields, papers lent, deletion past the rules."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from bysak.arkivstruktur.endring import hindre_for_utlaan, laan_ut, lever_tilbake
from bysak.arkivstruktur.frysing import hindre_for_overstyring, laaste_felt, overstyr
from bysak.arkivstruktur.koder import Dokumentmedium
from bysak.arkivstruktur.reservasjon import hindre_for_overstyrt_sletting, overstyr_sletting
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.web.doer import Forespoersel
from bysak.web.handling.skjema import Felt, Ferdig, Skjema, dato, grunnfelt, linjer, tid
from bysak.web.sak.adresser import sakens_url

VERSJON = "versjon"
# Lists are written one value per line, or with commas in a short field.
LISTER = ("oppbevaringssted", "forfatter")


def navnet(enhet: Any) -> str:
    """The number that people know a case or an entry by."""
    return str(getattr(enhet, "registrerings_id", "") or getattr(enhet, "mappe_id", ""))


def med_laas(enhet: Any, felt: Sequence[Felt]) -> list[Felt]:
    """The same fields, those that are locked now with the rule's own sentence."""
    laast = laaste_felt(enhet)

    def kolonnen(f: Felt) -> str:
        return str(enhet._meta.get_field(f.navn).column)

    return [replace(f, laast=_(laast[kolonnen(f)].melding)) if kolonnen(f) in laast else f for f in felt]


def mediumvalg() -> list[tuple[str, str]]:
    """The media of M300, for a select."""
    return [(kode, _(navn)) for kode, navn in Dokumentmedium.choices]


def verdier(request: Forespoersel, felt: Sequence[Felt]) -> dict[str, Any]:
    """What the form changes, typed as its fields; what is locked or stands as it was is left out.

    Raises `Hindret` for what cannot be read.
    """
    svar: dict[str, Any] = {}
    feil: list[Hinder] = []
    for f in felt:
        # A time to the minute is not a new time: a field that was not touched changes nothing.
        if f.laast or request.POST.get(f.navn, str(f.verdi)).replace("\r\n", "\n") == str(f.verdi):
            continue
        try:
            svar[f.navn] = _verdi(request, f)
        except Hindret as nei:
            feil += nei.hindre
    if feil:
        raise Hindret(feil)
    return svar


def _verdi(request: Forespoersel, f: Felt) -> Any:
    data = request.POST
    if f.slag == "dato":
        return dato(data, f.navn)
    if f.slag == "tid":
        return tid(data, f.navn)
    if f.slag == "kryss":
        return data.get(f.navn) == "ja"
    tekst = data.get(f.navn, "")
    if f.navn in LISTER:
        return linjer(tekst.replace(",", "\n"))
    return _tall(f.navn, tekst) if f.navn == "antall_vedlegg" else tekst


def _tall(navn: str, tekst: str) -> int | None:
    if not tekst.strip():
        return None
    if not tekst.strip().isdecimal() or len(tekst.strip()) > 4:
        raise Hindret([Hinder("skjema.tall", _("Skriv et helt tall, eller la feltet stå tomt."), felt=navn)])
    return int(tekst)


def versjonen(request: Forespoersel) -> int | None:
    """The version that the person looked at when the form was drawn."""
    skrevet = request.POST.get(VERSJON, "")
    return int(skrevet) if skrevet.isdecimal() and len(skrevet) < 9 else None


def overstyrt(request: Forespoersel, enhet: Any, felt: Sequence[Felt], hvem: dict[str, dict[str, Any]]) -> Skjema:
    """The administrator's form: what is locked, and the reason that passes the lock (krav 2.9.3)."""
    laaste = [replace(f, laast="", hjelp=f.laast) for f in med_laas(enhet, felt) if f.laast]

    def gjoer() -> Ferdig:
        svar = {n: hvem[n].get(v, getattr(enhet, n)) if n in hvem else v for n, v in verdier(request, laaste).items()}
        nye = {n: v for n, v in svar.items() if v != getattr(enhet, n)}
        overstyr(enhet, felt=nye, av=request.aktoer)
        return Ferdig(_("Det låste er endret, og grunnen står i loggen."))

    return Skjema(
        _("Endre det som er låst") if laaste else "", gjoer, [*laaste, grunnfelt(_("Hvorfor må det endres?"))],
        foer=[h for h in hindre_for_overstyring(enhet, {}) if h.felt],
        forklaring=_("Gammel og ny verdi og grunnen blir stående i loggen, med navnet ditt.") if laaste
        else _("Ingenting er låst nå. Bruk «Endre opplysninger»."),
    )  # fmt: skip


def slettet_med_makt(request: Forespoersel, enhet: Any) -> Skjema:
    """Deletion past chapter 3.2, by the administrator (krav 2.9.3)."""
    hjem = sakens_url(request, enhet.mappe) if hasattr(enhet, "registrerings_id") else "/saker"

    def gjoer() -> Ferdig:
        navn = navnet(enhet)
        overstyr_sletting(enhet, av=request.aktoer)
        return Ferdig(_("%(nr)s er slettet, og grunnen står i loggen.") % {"nr": navn}, hjem)

    foer = [h for h in hindre_for_overstyrt_sletting(enhet) if not h.felt]
    advarsel = _("Dette kan ikke angres. Det som sto her, finnes etterpå bare i endringsloggen.")
    felt = [grunnfelt(_("Hvorfor må det slettes?"))]
    return Skjema(_("Slett %(nr)s for godt") % {"nr": navnet(enhet)}, gjoer, felt, foer, advarsel)


def utlaan(request: Forespoersel, enhet: Any) -> Skjema:
    """Lend the paper, or take it back (M106, M309)."""
    if enhet.utlaant_til:

        def tilbake() -> Ferdig:
            lever_tilbake(enhet, av=request.aktoer)
            return Ferdig(_("Papiret er levert tilbake."))

        hvem = {"hvem": enhet.utlaant_til, "dato": f"{enhet.utlaant_dato:%d.%m.%Y}" if enhet.utlaant_dato else ""}
        return Skjema(_("Levert tilbake"), tilbake, forklaring=_("Lånt ut til %(hvem)s %(dato)s.") % hvem)

    def laan() -> Ferdig:
        til = request.POST.get("utlaant_til", "")
        laan_ut(enhet, til=til, dato=dato(request.POST, "utlaant_dato"), av=request.aktoer)
        return Ferdig(_("Papiret er lånt ut til %(hvem)s.") % {"hvem": til.strip()})

    felt = [
        Felt("utlaant_til", _("Hvem låner?"), paakrevd=True),
        Felt("utlaant_dato", _("Utlånt"), "dato", hjelp=_("Tomt betyr i dag."), klasse="k3"),
    ]
    return Skjema(_("Lån ut papiret"), laan, felt, [h for h in hindre_for_utlaan(enhet, "-") if not h.felt])
