"""The service levels as data: which versions there are, a new version, the days that a bydel closes early.

The levels are the installation's: only the archive service makes a version, from a later day, and none is ever changed.
A bydel sets nothing but its own short and closed days. What has come in keeps the due time it was given.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from bysak.kjerne import kalender
from bysak.kjerne.arbeid import Aktoer, gjeldende, gjeldende_virksomhet, i_arbeid, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import helligdag, i_dag, naa
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.mottak.models import Aarsak, Bydelsdag, Innkomst, Kanal, Servicenivaa
from bysak.mottak.servicefrist import (
    SISTE,
    TELLER,
    Frist,
    KortDag,
    Servicefrist,
    frist_for,
    gjeldende_regel,
    publiseringsfrist,
)
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, krev

# Who a reason may point at: fixed, the one that sent it on, or the one that had it.
EIERE = ("byarkivet", "bydel", "leverandoer", "avsender", "holder")
# What the stored version of a due time gets when the bydel's own days were part of it.
EGNE_DAGER = "+"
_TIDLIGST, _SENEST = time(6), time(22)


@dataclass(frozen=True)
class NyttNivaa:
    """A new version, as it is asked for. None and empty: as before."""

    gjelder_fra: date
    grunn: str
    skjaering: time = time(12)
    slutt: time = time(15, 45)
    kjernetid_fra: time = time(9)
    kjernetid_til: time = time(15)
    publisering: time = time(12)
    teller: str = SISTE
    korte_dager: list[dict[str, str]] = field(default_factory=list)
    stengte_dager: list[date] = field(default_factory=list)
    ansvar: dict[str, str] = field(default_factory=dict)
    stille: dict[str, dict[str, float]] = field(default_factory=dict)


def nivaaene() -> list[Servicenivaa]:
    """Every version, oldest first; read once per unit of work. Also outside an arbeid: they are no secret."""
    if not i_arbeid():
        return list(Servicenivaa.objects.all())
    lager = gjeldende().lager
    if "servicenivaa" not in lager:
        lager["servicenivaa"] = list(Servicenivaa.objects.all())
    rader: list[Servicenivaa] = lager["servicenivaa"]
    return rader


def regler() -> list[Servicefrist]:
    """The versions as rules."""
    return [som_regel(nivaa) for nivaa in nivaaene()]


def gjeldende_naa(tid: datetime | None = None) -> Servicenivaa:
    """The version in force at a moment; now when not given."""
    gjelder = gjeldende_regel(tid or naa(), regler())
    return next(n for n in nivaaene() if str(n.nummer) == gjelder.versjon)


def regel_for(tid: datetime, virksomhet_id: int | None = None) -> Servicefrist:
    """The rule in force at a moment, with the bydel's own days when it is told which one. Then inside an arbeid."""
    regel = gjeldende_regel(tid, regler())
    return regel if virksomhet_id is None else _med_egne_dager(regel, virksomhet_id)


def regel_med_nummer(merke: str, virksomhet_id: int) -> Servicefrist:
    """The rule that a stored due time was reckoned by. Inside an arbeid. Raises StopIteration for one never made."""
    regel = next(r for r in regler() if r.versjon == merke.removesuffix(EGNE_DAGER))
    return _med_egne_dager(regel, virksomhet_id)


def frist_naa(mottatt: datetime, virksomhet_id: int) -> Frist:
    """The due time of what is received, with the version that gave it. Inside an arbeid that reads the virksomhet."""
    return frist_for(mottatt, regel_for(mottatt, virksomhet_id))


def publiseringsfristen(journaldato: date, virksomhet_id: int) -> Frist:
    """When the public journal of a day must be out, by the levels of that day and the bydel's own days."""
    regel = regel_for(datetime.combine(journaldato, time(0), kalender.OSLO), virksomhet_id)
    return publiseringsfrist(journaldato, regel)


def som_regel(nivaa: Servicenivaa) -> Servicefrist:
    """A stored version as the pure functions want it."""
    return Servicefrist(
        str(nivaa.nummer),
        nivaa.gjelder_fra,
        skjaering=nivaa.skjaering,
        slutt=nivaa.slutt,
        korte_dager=tuple(map(_kort_dag, nivaa.korte_dager)),
        stengte_dager=frozenset(map(date.fromisoformat, nivaa.stengte_dager)),
        kjernetid=(nivaa.kjernetid_fra, nivaa.kjernetid_til),
        publisering=nivaa.publisering,
        teller=nivaa.teller,
        ansvar=nivaa.ansvar,
    )


def _kort_dag(rad: dict[str, str]) -> KortDag:
    maaned, _strek, dag = rad.get("dag", "").partition("-")
    fast = (int(maaned), int(dag)) if dag else None
    return KortDag(rad["navn"], time.fromisoformat(rad["slutt"]), fast, rad.get("foer", ""))


def _med_egne_dager(regel: Servicefrist, virksomhet_id: int) -> Servicefrist:
    lager = gjeldende().lager.setdefault("bydelsdager", {})
    if virksomhet_id not in lager:
        lager[virksomhet_id] = list(Bydelsdag.objects.filter(virksomhet_id=virksomhet_id))
    dager: list[Bydelsdag] = lager[virksomhet_id]
    if not dager:
        return regel
    return replace(
        regel,
        versjon=regel.versjon + EGNE_DAGER,
        korte_dager=regel.korte_dager + tuple(KortDag(d.grunn, d.slutt, dato=d.dato) for d in dager if d.slutt),
        stengte_dager=regel.stengte_dager | {d.dato for d in dager if d.slutt is None},
    )


def hindre_for_nytt_nivaa(ny: NyttNivaa) -> Iterator[Hinder]:
    """What stops a new version: another body asks, it changes what has been, its times make no sense, no reason."""
    tjeneste = Virksomhet.objects.get(er_arkivtjeneste=True)
    if gjeldende_virksomhet() != tjeneste.pk:
        yield Hinder("nivaa.sted", _("Servicenivåene er felles. Bare %(navn)s kan endre dem.") % {"navn": tjeneste})
    if ny.gjelder_fra <= i_dag():
        yield Hinder(
            "nivaa.dato",
            _("Nye nivåer gjelder tidligst fra i morgen, så det som alt er mottatt, ikke endres."),
            felt="gjelder_fra",
        )
    elif Servicenivaa.objects.filter(gjelder_fra__gte=ny.gjelder_fra).exists():
        yield Hinder(
            "nivaa.finnes",
            _("Det finnes alt en versjon som gjelder fra denne dagen eller senere. Velg en senere dag."),
            felt="gjelder_fra",
        )
    if er_blank(ny.grunn):
        yield Hinder("nivaa.grunn", _("Skriv hvorfor nivåene endres."), felt="grunn")
    if ny.teller not in TELLER:
        yield Hinder("nivaa.teller", _("Velg hvilket tidspunkt som teller, fra listen."), felt="teller")
    yield from _hindre_for_tidene(ny)
    yield from _hindre_for_dagene(ny)
    yield from _hindre_for_ansvar(ny)


def _hindre_for_tidene(ny: NyttNivaa) -> Iterator[Hinder]:
    for felt in ("skjaering", "slutt", "kjernetid_fra", "kjernetid_til", "publisering"):
        if not _TIDLIGST <= getattr(ny, felt) <= _SENEST:
            yield Hinder("nivaa.utenfor", _("Velg et klokkeslett mellom 06.00 og 22.00."), felt=felt)
    if ny.skjaering > ny.slutt:
        yield Hinder("nivaa.skjaering", _("Skjæringstiden kan ikke være etter at dagen er slutt."), felt="skjaering")
    if ny.kjernetid_fra >= ny.kjernetid_til:
        yield Hinder("nivaa.kjernetid", _("Kjernetiden må slutte etter at den begynner."), felt="kjernetid_til")
    if ny.kjernetid_til > ny.slutt:
        yield Hinder("nivaa.kjernetid", _("Kjernetiden kan ikke vare lenger enn dagen."), felt="kjernetid_til")


def _hindre_for_dagene(ny: NyttNivaa) -> Iterator[Hinder]:
    for rad in ny.korte_dager:
        slutt = time.fromisoformat(rad["slutt"])
        if not ny.kjernetid_fra < slutt <= ny.slutt:
            setning = _("«%(navn)s» må slutte etter at kjernetiden begynner og ikke senere enn en vanlig dag.")
            yield Hinder("nivaa.kort", setning % {"navn": rad["navn"]}, felt="korte_dager")
    for dag in ny.stengte_dager:
        if dag < ny.gjelder_fra or not kalender.er_arbeidsdag(dag):
            setning = _("%(dag)s er ikke en arbeidsdag som ligger i den nye perioden. Ta den ut.")
            yield Hinder("nivaa.stengt", setning % {"dag": f"{dag:%d.%m.%Y}"}, felt="stengte_dager")
    # Without a workday within reach there would be no due time.
    if len(ny.stengte_dager) > 60:
        yield Hinder("nivaa.mange", _("Høyst 60 stengte dager kan settes i en versjon."), felt="stengte_dager")


def _hindre_for_ansvar(ny: NyttNivaa) -> Iterator[Hinder]:
    if any(a not in {*Aarsak.values, ""} or e not in EIERE for a, e in ny.ansvar.items()):
        yield Hinder("nivaa.ansvar", _("Velg hvem som svarer for hver årsak, fra listen."), felt="ansvar")
    for kanal, grense in ny.stille.items():
        if kanal not in Kanal.values or not all(grense.get(n, 0) > 0 for n in ("timer", "ventet", "start")):
            yield Hinder("nivaa.stille", _("Grensene for stille kanaler må være tall over null."), felt="stille")


def nytt_nivaa(ny: NyttNivaa, *, av: Aktoer) -> Servicenivaa:
    """Make a version that holds from a later day. The old one stays, and what it measured. Raises `Hindret`."""
    krev(av, Rett.ADMINISTRERE)
    siste = _hold_nivaaene()[-1]
    ingen(hindre_for_nytt_nivaa(ny))
    gjeldende().lager.pop("servicenivaa")
    verdier: dict[str, Any] = vars(ny) | {"stengte_dager": sorted(d.isoformat() for d in ny.stengte_dager)}
    verdier |= {"grunn": rens(ny.grunn), "ansvar": siste.ansvar | ny.ansvar, "stille": siste.stille | ny.stille}
    return Servicenivaa.objects.create(nummer=siste.nummer + 1, laget_av=av.navn, **verdier)


def _hold_nivaaene() -> list[Servicenivaa]:
    """Read anew, and held still where they can be written: two who make one at once wait for each other."""
    list(Servicenivaa.objects.select_for_update(no_key=True))
    gjeldende().lager.pop("servicenivaa", None)
    return nivaaene()


def hindre_for_bydelsdag(dato: date, slutt: time | None, grunn: str) -> Iterator[Hinder]:
    """What stops a bydel from closing early on a day: it is past or free, set before, the hour is odd, no reason."""
    if dato <= i_dag():
        yield Hinder("bydelsdag.dato", _("Velg en dag fra og med i morgen."), felt="dato")
    elif not kalender.er_arbeidsdag(dato):
        hva = helligdag(dato) or _("helg")
        yield Hinder("bydelsdag.fri", _("Dagen er alt fri: %(hva)s.") % {"hva": hva}, felt="dato")
    elif Bydelsdag.objects.filter(virksomhet_id=gjeldende_virksomhet(), dato=dato).exists():
        yield Hinder("bydelsdag.finnes", _("Dagen er alt satt. Fjern den først."), felt="dato")
    vanlig = regel_for(naa())
    if slutt is not None and not vanlig.kjernetid[0] < slutt < vanlig.slutt:
        yield Hinder(
            "bydelsdag.slutt", _("Velg et klokkeslett i arbeidstiden, eller la feltet stå tomt."), felt="slutt"
        )
    if er_blank(grunn):
        yield Hinder("bydelsdag.grunn", _("Skriv hva dagen er."), felt="grunn")


def ny_bydelsdag(dato: date, *, slutt: time | None, grunn: str, av: Aktoer) -> Bydelsdag:
    """Close early on a coming day, or all day when there is no hour. Raises `Hindret`."""
    krev(av, Rett.ADMINISTRERE)
    ingen(hindre_for_bydelsdag(dato, slutt, grunn))
    gjeldende().lager.pop("bydelsdager", None)
    return Bydelsdag.objects.create(dato=dato, slutt=slutt, grunn=rens(grunn)[:200], laget_av=av.navn)


def hindre_for_fjerning(dag: Bydelsdag) -> Iterator[Hinder]:
    """What stops a day from being taken away: due times have been reckoned by it."""
    if dag.dato <= i_dag():
        yield Hinder("bydelsdag.brukt", _("Dagen er brukt i frister og blir stående."), dag)


def fjern_bydelsdag(dag: Bydelsdag, *, av: Aktoer) -> None:
    """Take a coming day away again. Raises `Hindret`."""
    krev(av, Rett.ADMINISTRERE)
    dag = laas(dag)
    ingen(hindre_for_fjerning(dag))
    gjeldende().lager.pop("bydelsdager", None)
    dag.delete()


def hindre_for_omregning(grunn: str) -> Iterator[Hinder]:
    """What stops due times from being reckoned again: no reason is given."""
    if er_blank(grunn):
        yield Hinder("omregning.grunn", _("Skriv hvorfor fristene regnes på nytt. Det står i loggen."), felt="grunn")


def regn_paa_nytt(grunn: str, *, av: Aktoer) -> int:
    """Reckon the due times of all that waits in this virksomhet by the rule as it is now; returns how many changed.

    The one way that a stored due time changes; the log has the old one. Raises `Hindret`.
    """
    krev(av, Rett.ADMINISTRERE)
    ingen(hindre_for_omregning(grunn))
    her, endret = gjeldende_virksomhet(), 0
    for rad in Innkomst.objects.filter(virksomhet_id=her, utfall="").order_by("pk").select_for_update(no_key=True):
        frist = frist_naa(rad.mottatt_tid, her)
        if (rad.frist, rad.fristregel) != (frist.tid, frist.regelversjon):
            rad.frist, rad.fristregel = frist.tid, frist.regelversjon
            rad.save(update_fields=["frist", "fristregel"])
            endret += 1
    return endret
