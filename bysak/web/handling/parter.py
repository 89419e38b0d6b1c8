"""Who takes part: parties of a case or an entry, and the senders and recipients of an entry."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Korrespondanseparttype
from bysak.arkivstruktur.korrespondanse import (
    endre_korrespondansepart,
    er_laast,
    fjern_korrespondansepart,
    legg_til_korrespondansepart,
)
from bysak.arkivstruktur.models import Journalpost, Korrespondansepart, Part, Skjerming
from bysak.arkivstruktur.opprettelse import NyPart
from bysak.arkivstruktur.parter import endre_part, fjern_part, ny_part, skjerm_part
from bysak.kjerne.hinder import Hinder
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import Tilgangskode
from bysak.organisasjon.tilgang import Rett, kan
from bysak.web.doer import Forespoersel
from bysak.web.handling.skjema import Felt, Ferdig, Rad, Skjema, pekt
from bysak.web.handling.tilknytning import Enhet, siden

TEKSTFELT = ("navn", "rolle", "epostadresse", "kontaktperson", "postnummer", "poststed")


def parter(request: Forespoersel, enhet: Enhet) -> Skjema:
    """Parties: add, change, screen, remove (krav 2.8.9-2.8.11)."""
    alle = {p.pk: p for p in enhet.parter.order_by("navn")}
    valgt = alle.get(pekt(request.POST) or pekt(request.GET))  # type: ignore[arg-type]
    her = siden(request, enhet, "parter")
    if valgt and (request.POST.get("hva") or request.GET.get("gjoer")) == "skjerm":
        return _skjerming(request, valgt, her)

    def gjoer() -> Ferdig:
        data = request.POST
        felt: dict[str, Any] = {n: data.get(n, "") for n in TEKSTFELT} | {"er_person": data.get("er_person") == "ja"}
        if valgt:
            endre_part(valgt, av=request.aktoer, **felt)
            return Ferdig(_("Parten er endret."), her)
        ny_part(enhet, av=request.aktoer, **felt)
        return Ferdig(_("Parten er lagt til."), her)

    def fjern(pk: UUID) -> Ferdig:
        fjern_part(alle[pk], av=request.aktoer)
        return Ferdig(_("Parten er fjernet."), her)

    return Skjema(
        _("Lagre parten") if valgt else _("Legg til part"), gjoer, _partfelt(valgt),
        rader=[_partrad(request, p) for p in alle.values()], radgjoer={"fjern": fjern},
        skjult={"rad": str(valgt.pk)} if valgt else {},
    )  # fmt: skip


def _partfelt(p: Part | None) -> list[Felt]:
    def naa(navn: str) -> Any:
        return getattr(p, navn) if p else ""

    return [
        Felt("navn", _("Navn"), verdi=naa("navn"), paakrevd=True),
        Felt(
            "rolle",
            _("Rolle"),
            verdi=naa("rolle"),
            hjelp=_("For eksempel søker, klager eller fullmektig."),
            paakrevd=True,
        ),
        Felt("epostadresse", _("E-post"), verdi=naa("epostadresse")),
        Felt("kontaktperson", _("Kontaktperson"), verdi=naa("kontaktperson")),
        Felt("postnummer", _("Postnummer"), verdi=naa("postnummer"), klasse="k3"),
        Felt("poststed", _("Poststed"), verdi=naa("poststed"), klasse="k3"),
        Felt("er_person", _("Er en privatperson"), "kryss", bool(p and p.er_person)),
    ]


def _partrad(request: Forespoersel, p: Part) -> Rad:
    lenker = [(_("Endre"), "")]
    if kan(request.aktoer, Rett.VURDERE):
        lenker.append((_("Skjerm"), "&gjoer=skjerm"))
    return Rad(
        p.pk, p.navn, " · ".join(filter(None, [p.rolle, p.epostadresse])), ikon="person" if p.er_person else "gruppe",
        merke=_(p.get_skjermes_display()) if p.skjermes else "", lenker=lenker, knapper=[(_("Fjern"), "fjern")],
    )  # fmt: skip


def _skjerming(request: Forespoersel, part: Part, her: str) -> Skjema:
    """Hide a party's name, or all of it, from the public (krav 2.8.11)."""
    koder = Tilgangskode.objects.filter(Q(utgaatt_dato__isnull=True) | Q(utgaatt_dato__gt=i_dag()))
    hjemler = Skjerming.objects.exclude(skjermingshjemmel="").values_list("skjermingshjemmel", flat=True)

    def gjoer() -> Ferdig:
        data = request.POST
        skjerm_part(
            part, skjermes=data.get("skjermes", ""), kode=data.get("kode", ""), hjemmel=data.get("hjemmel", ""),
            av=request.aktoer,
        )  # fmt: skip
        return Ferdig(_("Parten er skjermet for publikum."), her)

    brukt = ", ".join(hjemler.distinct().order_by("skjermingshjemmel")[:3])
    felt = [
        Felt("skjermes", _("Hva skjermes?"), "velg", part.skjermes or "N",
             [(k, _(t)) for k, t in Part.Skjermes.choices], klasse="k4"),
        Felt("kode", _("Tilgangskode"), "velg", "", [(k.kode, str(k)) for k in koder], tom=_("Velg"), klasse="k4",
             paakrevd=True),
        Felt("hjemmel", _("Hjemmel"), klasse="k8", hjelp=_("I bruk: %(hjemler)s") % {"hjemler": brukt} if brukt else "",
             paakrevd=True),
    ]  # fmt: skip
    skjult = {"rad": str(part.pk), "hva": "skjerm"}
    return Skjema(_("Skjerm parten"), gjoer, felt, forklaring=f"{part.navn}, {part.rolle}", skjult=skjult)


def mottakere(request: Forespoersel, jp: Journalpost) -> Skjema:
    """Senders and recipients; locked with the entry, but an address may be corrected later (krav 3.2.23, 3.2.24)."""
    alle = {p.pk: p for p in jp.korrespondanseparter.order_by("system_id")}
    valgt = alle.get(pekt(request.POST) or pekt(request.GET))  # type: ignore[arg-type]
    her = siden(request, jp, "mottakere")

    def gjoer() -> Ferdig:
        data = request.POST
        navn, type, epost = data.get("navn", ""), data.get("type", ""), data.get("epostadresse", "")
        person = data.get("er_person") == "ja"
        if valgt:
            felt: dict[str, Any] = {"epostadresse": epost, "er_person": person}
            felt |= {} if er_laast(jp) else {"navn": navn, "korrespondanseparttype": type}
            endre_korrespondansepart(valgt, av=request.aktoer, **felt)
            return Ferdig(_("%(navn)s er endret.") % {"navn": valgt.navn}, her)
        legg_til_korrespondansepart(jp, part=NyPart(type, navn, person, epost), av=request.aktoer)
        return Ferdig(_("%(navn)s er lagt til.") % {"navn": navn.strip()}, her)

    def fjern(pk: UUID) -> Ferdig:
        fjern_korrespondansepart(alle[pk], av=request.aktoer)
        return Ferdig(_("%(navn)s er fjernet.") % {"navn": alle[pk].navn}, her)

    laast = er_laast(jp)
    sperre = Hinder("kpart.laast", _("Partene er låst fordi journalposten er ekspedert eller arkivert."), jp)
    rader = [_mottakerrad(p, laast) for p in alle.values()]
    return Skjema(
        _("Lagre") if valgt else _("Legg til"), gjoer, _mottakerfelt(valgt, laast and valgt is not None),
        foer=[sperre] if laast and not valgt else [], rader=rader, radgjoer={"fjern": fjern},
        skjult={"rad": str(valgt.pk)} if valgt else {},
    )  # fmt: skip


def _mottakerfelt(p: Korrespondansepart | None, laast: bool) -> list[Felt]:
    hvorfor = _("Låst fordi journalposten er ekspedert eller arkivert.") if laast else ""
    typer = [(k, _(t)) for k, t in Korrespondanseparttype.choices]
    return [
        Felt("type", _("Type"), "velg", p.korrespondanseparttype if p else "EM", typer, klasse="k4", laast=hvorfor),
        Felt("navn", _("Navn"), verdi=p.navn if p else "", klasse="k8", paakrevd=True, laast=hvorfor),
        Felt("epostadresse", _("E-post"), verdi=p.epostadresse if p else ""),
        Felt("er_person", _("Er en privatperson"), "kryss", bool(p and p.er_person)),
    ]


def _mottakerrad(p: Korrespondansepart, laast: bool) -> Rad:
    under = " · ".join(filter(None, [_(p.get_korrespondanseparttype_display()), p.epostadresse]))
    return Rad(
        p.pk, p.navn, under, ikon="person" if p.er_person or p.saksbehandler_id else "gruppe",
        merke=_("Skjermet") if p.skjermet else "", lenker=[(_("Endre"), "")],
        knapper=[] if laast else [(_("Fjern"), "fjern")],
    )  # fmt: skip
