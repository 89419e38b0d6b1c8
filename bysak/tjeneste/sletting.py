"""Deleting a whole arkiv or arkivdel with all that is in it (krav 2.3.2, 2.3.5, 2.9.3).

For what should never have been, and for what has been handed over and may go. The administrator sees first how much it
is, says why, and repeats the number; every row stands in the log with what it held.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bysak.arkivstruktur.models import (
    Arkiv,
    Arkivdel,
    Dokumentbeskrivelse,
    Dokumentkobling,
    Dokumentobjekt,
    Mappe,
    Registrering,
)
from bysak.journal.models import Publisertlinje
from bysak.kjerne import lager
from bysak.kjerne.arbeid import Aktoer, arbeid, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Endring, Handling, Virksomhetseid
from bysak.kjerne.tekstvask import er_blank
from bysak.kjerne.vern import modeller
from bysak.mottak.models import Innkomst, InnkomstVedlegg
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, kan

Rader = dict[type[models.Model], set[Any]]
# Pointers that let go: the row that has them is something in itself. All other rows go with what they hang on.
SLIPPER = {
    (Innkomst, "registrering"),
    (Mappe, "forrige_moete"),
    (Mappe, "neste_moete"),
    (Arkivdel, "forloeper"),
}


@dataclass(frozen=True)
class Omfang:
    """How much a deletion takes: shown before, and repeated by the one who orders it."""

    arkivdeler: int
    saker: int
    registreringer: int
    dokumenter: int
    rader: int


def omfang(enhet: Arkiv | Arkivdel) -> Omfang:
    """Count what is in an arkiv or arkivdel. Inside an arbeid that reads its virksomhet."""
    rader = _alt_under(enhet)
    antall = {modell: len(ider) for modell, ider in rader.items()}
    return Omfang(
        antall.get(Arkivdel, 0),
        antall.get(Mappe, 0),
        antall.get(Registrering, 0),
        antall.get(Dokumentbeskrivelse, 0),
        sum(antall.values()),
    )


def hindre_for_sletting(enhet: Arkiv | Arkivdel, *, grunn: str, bekreftet: int) -> Iterator[Hinder]:
    """What stops a deletion: no reason, another number than what is there, or lines in the public journal."""
    if er_blank(grunn):
        yield Hinder("sletting.grunn", _("Skriv hvorfor det slettes."), felt="grunn")
    rader = _alt_under(enhet)
    antall = sum(map(len, rader.values()))
    if bekreftet != antall:
        yield Hinder(
            "sletting.antall",
            _("Det er %(n)s rader i dette. Skriv tallet for å bekrefte at alt skal slettes.") % {"n": antall},
            enhet,
            felt="bekreftet",
        )
    ute = Publisertlinje.objects.filter(
        registrering_id__in=rader.get(Registrering, ()), trukket_tid__isnull=True
    ).count()
    if ute:
        yield Hinder(
            "sletting.publisert",
            ngettext(
                "%(n)s innførsel står i den offentlige journalen. Trekk den først.",
                "%(n)s innførsler står i den offentlige journalen. Trekk dem først.",
                ute,
            )
            % {"n": ute},
            enhet,
        )


def slett(enhet: Arkiv | Arkivdel, *, grunn: str, bekreftet: int, av: Aktoer) -> Omfang:
    """Delete an arkiv or arkivdel and all below it: one act in the log, every row with its content (krav 2.3.2, 2.3.5).

    bekreftet: the number of rows that `omfang` showed. Opens its own arbeid, with the reason as the override that lets
    it pass what is final (krav 2.9.3). Raises `Hindret` or `PermissionDenied`.
    """
    hvor: int = enhet.virksomhet_id  # type: ignore[assignment]
    if not (kan(av, Rett.ADMINISTRERE, hvor) and kan(av, Rett.OVERSTYRE, hvor)):
        raise PermissionDenied(_("Bare systemforvaltere kan slette arkiv og arkivdeler."))
    virksomhet = Virksomhet.objects.get(pk=hvor)
    verb = f"slett_{enhet._meta.model_name}"
    with arbeid(som=av, i=virksomhet, verb=verb, grunn=grunn, overstyring=grunn):
        enhet = laas(enhet)
        ingen(hindre_for_sletting(enhet, grunn=grunn, bekreftet=bekreftet))
        tatt = omfang(enhet)
        rader = _alt_under(enhet)
        filer = _filene(rader)
        _slett_rader(rader)
        filer -= _i_bruk(filer)
    for sjekksum in filer:
        # Not one that came in again while this went on.
        lager.slett(virksomhet.kode, sjekksum, naa() - timedelta(minutes=1))
    return tatt


def _alt_under(enhet: Arkiv | Arkivdel) -> Rader:
    """Every row that hangs on this one, and the documents that hang on nothing else."""
    rader: Rader = {type(enhet): {enhet.pk}}
    _ta_med_barna(rader, {type(enhet): {enhet.pk}})
    poster = rader.get(Registrering, set())
    dokumenter = Dokumentbeskrivelse.objects.filter(koblinger__registrering_id__in=poster)
    andres = Dokumentkobling.objects.exclude(registrering_id__in=poster).values("dokumentbeskrivelse_id")
    egne = set(dokumenter.exclude(pk__in=andres).values_list("pk", flat=True))
    if egne:
        rader[Dokumentbeskrivelse] = egne
        _ta_med_barna(rader, {Dokumentbeskrivelse: egne})
    return rader


def _ta_med_barna(rader: Rader, nye: Rader) -> None:
    while nye:
        neste: Rader = {}
        for modell, felt, maal in _pekere():
            if maal in nye and (modell, felt) not in SLIPPER:
                funnet = set(modell._base_manager.filter(**{f"{felt}__in": nye[maal]}).values_list("pk", flat=True))
                funnet -= rader.get(modell, set())
                if funnet:
                    rader[modell] = rader.get(modell, set()) | funnet
                    neste[modell] = neste.get(modell, set()) | funnet
        nye = neste


def _pekere() -> Iterator[tuple[type[models.Model], str, type[models.Model]]]:
    """Every pointer between rows of one virksomhet: whose, by what name, at what. The log points at nothing."""
    for modell in modeller(Virksomhetseid):
        if modell in (Handling, Endring):
            continue
        for felt in modell._meta.local_fields:
            if isinstance(felt, models.ForeignKey):
                maal: type[models.Model] = felt.remote_field.model
                if issubclass(maal, Virksomhetseid):
                    yield modell, felt.name, maal._meta.concrete_model or maal


def _slett_rader(rader: Rader) -> None:
    for modell, felt, maal in _pekere():
        if maal in rader and ((modell, felt) in SLIPPER or modell is maal):
            modell._base_manager.filter(**{f"{felt}__in": rader[maal]}).update(**{felt: None})
    igjen = dict(rader)
    while igjen:
        # What nothing that is left points at goes first.
        pekt_paa = {maal for modell, _felt, maal in _pekere() if modell in igjen and modell is not maal}
        for modell in [m for m in igjen if m not in pekt_paa]:
            modell._base_manager.filter(pk__in=igjen.pop(modell)).delete()


def _filene(rader: Rader) -> set[str]:
    return set(Dokumentobjekt.objects.filter(pk__in=rader.get(Dokumentobjekt, ())).values_list("sjekksum", flat=True))


def _i_bruk(filer: set[str]) -> set[str]:
    """Which of these files something else in the virksomhet still is, or came as."""
    andre = Dokumentobjekt.objects.filter(sjekksum__in=filer).values_list("sjekksum", flat=True)
    innkomne = Innkomst.objects.filter(raa_sjekksum__in=filer).values_list("raa_sjekksum", flat=True)
    vedlegg = InnkomstVedlegg.objects.filter(sjekksum__in=filer).values_list("sjekksum", flat=True)
    return {*andre, *innkomne, *vedlegg}
