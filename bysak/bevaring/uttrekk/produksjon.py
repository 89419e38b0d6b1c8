"""Ordering a deposit and making it, step by step: what is done stays done, and it can be stopped and taken up again."""

import errno
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from bysak.bevaring.models import Uttrekk, Uttrekksfunn, Uttrekkssteg
from bysak.bevaring.uttrekk.skriver import Avbrutt, sha256
from bysak.bevaring.uttrekk.steg import STEG, Oppdrag, Stegsvar
from bysak.bevaring.uttrekk.utvalg import Utvalg, hindre_for_uttrekk
from bysak.kjerne.arbeid import Aktoer, arbeid, gjeldende_virksomhet
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.noark.katalog.deklarasjon import Utgave
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, krev

PULS_HVERT = 2.0
# What the writing tells and cannot be a fault of: whose the schemas are, what the format has no place for.
MERKNADER = ("skjema", "referanse_utenfor", "uten_plass")
Melding = Callable[[str, int], None]


def bestill_uttrekk(
    utvalg: Utvalg, mappe: Path, *, av: Aktoer, utgave: Utgave = Utgave.V2023, avtale: str = "", pakkes: bool = False
) -> Uttrekk:
    """Order a deposit in the open virksomhet; an unfinished one in the same folder is taken up again.

    mappe: absolute path of a folder that is empty or does not exist. pakkes: it becomes a DIAS package too, under
    the submission agreement `avtale`. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    sist = (
        Uttrekk.objects.filter(mappe=str(mappe), arkivdeler=list(utvalg.arkivdeler), fram_til=utvalg.fram_til)
        .exclude(status=Uttrekk.Status.SLETTET)
        .first()
    )
    ufullstendig = None if sist is None or sist.helt_ferdig else sist
    ingen([*hindre_for_uttrekk(utvalg), *([] if ufullstendig else _mappehindre(mappe))])
    if ufullstendig is not None:
        ufullstendig.skal_stoppe = False
        ufullstendig.save(update_fields=["skal_stoppe"])
        return ufullstendig
    uttrekk = Uttrekk.objects.create(
        arkivdeler=list(utvalg.arkivdeler), fram_til=utvalg.fram_til, mappe=str(mappe), utgave=utgave.value,
        avtale=avtale.strip(), skal_pakkes=pakkes,
    )  # fmt: skip
    for nr, navn in enumerate(STEG):
        Uttrekkssteg.objects.create(uttrekk=uttrekk, nr=nr, navn=navn)
    return uttrekk


def _mappehindre(mappe: Path) -> list[Hinder]:
    if not mappe.is_absolute():
        return [Hinder("uttrekk.mappe", _("Mappen må være en full sti."), felt="mappe")]
    if mappe.exists() and (not mappe.is_dir() or any(mappe.iterdir())):
        return [Hinder("uttrekk.mappe", _("Mappen er ikke tom. Velg en ny eller tøm den."), felt="mappe")]
    return []


def stopp_uttrekk(uttrekk: Uttrekk, *, av: Aktoer) -> None:
    """Ask a deposit to stop: at the next piece of a file, or the next document. Nothing half is left.

    Raises `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    Uttrekk.objects.filter(pk=uttrekk.pk, virksomhet_id=gjeldende_virksomhet()).update(skal_stoppe=True)


def produser_uttrekk(uttrekk_id: UUID, virksomhet_id: int, *, av: Aktoer, melding: Melding | None = None) -> Uttrekk:
    """Make an ordered deposit, or what remains of it. Call it outside an arbeid; it opens one per step.

    melding: told the name of the step and how many pieces it has done. The row says how it ended: `ferdig`, `stoppet`
    or `feilet` with the reason; files that were gone or changed are its `funn`.
    """
    with arbeid(som=av, i=virksomhet_id, verb="produser uttrekk"):
        krev(av, Rett.LESE)
        uttrekk = Uttrekk.objects.get(pk=uttrekk_id)
        virksomhet = Virksomhet.objects.get(pk=virksomhet_id)
    si = melding or (lambda _steg, _antall: None)
    oppdrag = Oppdrag(uttrekk, virksomhet, av, {})
    _sett(oppdrag, status=Uttrekk.Status.PAAGAAR, feil="")
    try:
        oppdrag.mappe.mkdir(parents=True, exist_ok=True)
        for navn in STEG:
            _ett_steg(oppdrag, navn, si)
        _ferdig(oppdrag)
    except Avbrutt:
        _sett(oppdrag, status=Uttrekk.Status.STOPPET)
    except OSError as feil:
        _sett(oppdrag, status=Uttrekk.Status.FEILET, feil=_skrivefeil(oppdrag.mappe, feil)[:500])
    return oppdrag.uttrekk


def _skrivefeil(mappe: Path, feil: OSError) -> str:
    if feil.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return _("Det er ikke plass til uttrekket i %(mappe)s. Rydd plass og start det på nytt; det fortsetter.") % {
            "mappe": mappe
        }
    return _("Kan ikke skrive til %(mappe)s (%(feil)s). Rett det og start uttrekket på nytt; det fortsetter.") % {
        "mappe": mappe,
        "feil": feil.strerror,
    }


def _ett_steg(oppdrag: Oppdrag, navn: str, si: Melding) -> None:
    with arbeid(som=oppdrag.av, i=oppdrag.virksomhet, verb="produser uttrekk"):
        steg = Uttrekkssteg.objects.get(uttrekk=oppdrag.uttrekk, navn=navn)
        if Uttrekk.objects.values_list("skal_stoppe", flat=True).get(pk=oppdrag.uttrekk.pk):
            raise Avbrutt
        steg.startet_tid = naa()
        steg.save(update_fields=["startet_tid"])
    if steg.ferdig_tid is not None and _staar(oppdrag.mappe, steg.filer) and navn != "dokumenter":
        oppdrag.foer[navn] = Stegsvar(steg.filer, steg.resultat)
        return
    svar = STEG[navn](oppdrag, _puls(oppdrag, steg, si))
    oppdrag.foer[navn] = svar
    with arbeid(som=oppdrag.av, i=oppdrag.virksomhet, verb="produser uttrekk"):
        Uttrekksfunn.objects.filter(uttrekk=oppdrag.uttrekk, steg=navn).delete()
        for f in svar.funn:
            Uttrekksfunn.objects.create(
                uttrekk=oppdrag.uttrekk, steg=navn, kode=f.kode, tekst=f.tekst, fil=f.sti, objekt_id=f.objekt_id
            )
        steg.filer, steg.resultat, steg.ferdig_tid = svar.filer, svar.resultat, naa()
        steg.save(update_fields=["filer", "resultat", "ferdig_tid"])


def _staar(mappe: Path, filer: dict[str, str]) -> bool:
    return all((mappe / navn).is_file() and sha256(mappe / navn) == sum_ for navn, sum_ in filer.items())


def _puls(oppdrag: Oppdrag, steg: Uttrekkssteg, si: Melding) -> Callable[[int], None]:
    """Tell how far it has come, and look for the wish to stop, now and then: also within a large file."""
    sist = time.monotonic()

    def puls(antall: int) -> None:
        nonlocal sist
        if time.monotonic() - sist < PULS_HVERT:
            return
        sist = time.monotonic()
        si(steg.navn, antall)
        # A thread has a connection and an arbeid of its own: this one's may be in the middle of a COPY.
        with ThreadPoolExecutor(1) as traad:
            if traad.submit(_noter, oppdrag, steg, antall).result():
                raise Avbrutt

    return puls


def _noter(oppdrag: Oppdrag, steg: Uttrekkssteg, antall: int) -> bool:
    """Note how far a step has come; should it stop?"""
    try:
        with arbeid(som=oppdrag.av, i=oppdrag.virksomhet, verb="produser uttrekk"):
            Uttrekkssteg.objects.filter(pk=steg.pk).update(gjort=antall)
            return Uttrekk.objects.values_list("skal_stoppe", flat=True).get(pk=oppdrag.uttrekk.pk)
    finally:
        connection.close()


def _ferdig(oppdrag: Oppdrag) -> None:
    struktur, dokumenter = oppdrag.foer["arkivstruktur"].resultat, oppdrag.foer["dokumenter"].resultat
    topp = sum(f.stat().st_size for f in oppdrag.mappe.iterdir() if f.is_file())
    _sett(
        oppdrag,
        status=Uttrekk.Status.FERDIG,
        ferdig_tid=naa(),
        antall_mapper=struktur["mappe"],
        antall_registreringer=struktur["registrering"],
        antall_dokumentfiler=dokumenter["filer"],
        byte=topp + dokumenter["byte"],
        sjekksum=oppdrag.foer["arkivuttrekk"].filer["arkivuttrekk.xml"],
    )
    oppdrag.filliste.unlink(missing_ok=True)


def _sett(oppdrag: Oppdrag, **felt: object) -> None:
    with arbeid(som=oppdrag.av, i=oppdrag.virksomhet, verb="produser uttrekk"):
        for navn, verdi in felt.items():
            setattr(oppdrag.uttrekk, navn, verdi)
        oppdrag.uttrekk.save(update_fields=list(felt))


def egne_funn(uttrekk: Uttrekk) -> list[str]:
    """What the writing itself found, as sentences. Remarks (`MERKNADER`) are not faults."""
    funn = Uttrekksfunn.objects.filter(uttrekk=uttrekk).exclude(kode__in=MERKNADER)
    return [f"{f.fil}: {f.tekst}" for f in funn]


def noter_kontroll(uttrekk: Uttrekk, virksomhet: Virksomhet, antall: int, *, av: Aktoer) -> None:
    """Note how much was found, by the control and by the writing itself. Call it outside an arbeid."""
    with arbeid(som=av, i=virksomhet, verb="kontroller uttrekk"):
        uttrekk.antall_funn = antall + len(egne_funn(uttrekk))
        uttrekk.save(update_fields=["antall_funn"])
