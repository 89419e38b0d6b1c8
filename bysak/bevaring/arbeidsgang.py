"""What the worker does with an ordered deposit: write it, control it, leave the report beside it, and pack it."""

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from bysak.bevaring.models import Uttrekk, Uttrekkssteg
from bysak.bevaring.pakking import pakk_uttrekk, pakkefil, pakkemappe
from bysak.bevaring.uttrekk.kontroll import kontroller
from bysak.bevaring.uttrekk.pakke import PakkeFeil
from bysak.bevaring.uttrekk.produksjon import PULS_HVERT, Melding, noter_kontroll, produser_uttrekk
from bysak.bevaring.uttrekk.rapport import Rapport, som_html, som_json
from bysak.bevaring.uttrekk.skriver import Avbrutt
from bysak.bevaring.uttrekk.steg import STEG
from bysak.kjerne.arbeid import Aktoer, arbeid
from bysak.kjerne.datamappe import filaas, filaas_uten_aa_vente
from bysak.kjerne.kalender import naa
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, krev

# The steps that follow when all files are written.
ETTER = ("kontroll", "pakke")


def uttrekksmappe() -> Path:
    """Where deposits that were ordered from a page lie, with their locks and reports."""
    mappe = Path(settings.BYSAK_DATA) / "uttrekk"
    mappe.mkdir(mode=0o700, parents=True, exist_ok=True)
    return mappe


def rapportfil(uttrekk_id: UUID, slag: str = "json") -> Path:
    """The report of the control, as `json` or `html`; it is there when the control is done."""
    return uttrekksmappe() / f"{uttrekk_id}-kontroll.{slag}"


def er_i_arbeid(uttrekk_id: UUID) -> bool:
    """Is somebody making it now? The lock goes with its process, so a crash is not taken for work."""
    with filaas_uten_aa_vente(_laas(uttrekk_id)) as ledig:
        return not ledig


def les_rapport(uttrekk_id: UUID) -> dict[str, Any] | None:
    """What the control left, or None when it is not there to be read."""
    try:
        return dict(json.loads(rapportfil(uttrekk_id).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def lag_og_kontroller(
    uttrekk_id: UUID, virksomhet_id: int, *, av: Aktoer, melding: Melding = lambda _steg, _antall: None
) -> Uttrekk:
    """Make what remains of an ordered deposit, control it, and pack it when that was asked. Call it outside an arbeid.

    The row says how it ended; `antall_funn` stays empty until the control has read the whole deposit, and
    `pakke_sjekksum` until the package is there. Raises `PermissionDenied`.
    """
    with filaas(_laas(uttrekk_id)):
        with arbeid(som=av, i=virksomhet_id, verb="produser uttrekk"):
            krev(av, Rett.LESE)
            uttrekk = Uttrekk.objects.get(pk=uttrekk_id)
            virksomhet = Virksomhet.objects.get(pk=virksomhet_id)
        if uttrekk.status not in (Uttrekk.Status.FERDIG, Uttrekk.Status.SLETTET):
            uttrekk = produser_uttrekk(uttrekk_id, virksomhet_id, av=av, melding=melding)
        if uttrekk.status == Uttrekk.Status.FERDIG and uttrekk.antall_funn is None:
            _kontroller(uttrekk, virksomhet, av, melding)
        if uttrekk.status == Uttrekk.Status.FERDIG and uttrekk.skal_pakkes and not uttrekk.pakke_sjekksum:
            _pakk(uttrekk, virksomhet, av, melding)
    return uttrekk


def fjern_filer(uttrekk_id: UUID, virksomhet_id: int, *, av: Aktoer) -> None:
    """Remove the files of a deleted deposit; the receipt, the list of files and the report stay. May be run again.

    Raises `PermissionDenied`.
    """
    with filaas(_laas(uttrekk_id)):
        with arbeid(som=av, i=virksomhet_id, verb="fjern filene i uttrekk"):
            krev(av, Rett.LESE)
            uttrekk = Uttrekk.objects.get(pk=uttrekk_id, status=Uttrekk.Status.SLETTET)
        if Path(uttrekk.mappe).exists():
            shutil.rmtree(uttrekk.mappe)
        pakkefil(uttrekk, ".tar").unlink(missing_ok=True)


def _kontroller(uttrekk: Uttrekk, virksomhet: Virksomhet, av: Aktoer, melding: Melding) -> None:
    steg = _begynn("kontroll", uttrekk, virksomhet, av)
    melding(steg.navn, 0)
    rapport = kontroller(Path(uttrekk.mappe))
    _skriv_rapport(uttrekk.pk, rapport)
    _ferdig(steg, virksomhet, av)
    noter_kontroll(uttrekk, virksomhet, rapport.antall_feil, av=av)


def _pakk(uttrekk: Uttrekk, virksomhet: Virksomhet, av: Aktoer, melding: Melding) -> None:
    """Pack it. What a crash left of an earlier try is removed first: a package is whole or not there."""
    steg = _begynn("pakke", uttrekk, virksomhet, av)
    shutil.rmtree(pakkemappe(uttrekk), ignore_errors=True)
    try:
        pakken = pakk_uttrekk(uttrekk, virksomhet, av=av, puls=_puls(steg, virksomhet, av, melding))
    except (PakkeFeil, Avbrutt) as feil:
        uttrekk.feil = (str(feil) or _("Pakkingen ble stanset."))[:500]
    else:
        uttrekk.pakke_byte, uttrekk.pakke_sjekksum = pakken.byte, pakken.sum
        _ferdig(steg, virksomhet, av)
    with arbeid(som=av, i=virksomhet, verb="pakk uttrekk"):
        uttrekk.save(update_fields=["feil", "pakke_byte", "pakke_sjekksum"])


def _begynn(navn: str, uttrekk: Uttrekk, virksomhet: Virksomhet, av: Aktoer) -> Uttrekkssteg:
    with arbeid(som=av, i=virksomhet, verb="produser uttrekk"):
        steg, _nytt = Uttrekkssteg.objects.update_or_create(
            uttrekk=uttrekk, navn=navn, defaults={"startet_tid": naa(), "ferdig_tid": None, "gjort": 0},
            create_defaults={"nr": len(STEG) + ETTER.index(navn), "startet_tid": naa()},
        )  # fmt: skip
    return steg


def _ferdig(steg: Uttrekkssteg, virksomhet: Virksomhet, av: Aktoer) -> None:
    with arbeid(som=av, i=virksomhet, verb="produser uttrekk"):
        steg.ferdig_tid = naa()
        steg.save(update_fields=["ferdig_tid"])


def _puls(steg: Uttrekkssteg, virksomhet: Virksomhet, av: Aktoer, melding: Melding) -> Callable[[int], None]:
    """Tell how many bytes are packed, and look for the wish to stop, now and then. Raises `Avbrutt`."""
    sist = time.monotonic()

    def puls(byte: int) -> None:
        nonlocal sist
        if time.monotonic() - sist < PULS_HVERT:
            return
        sist = time.monotonic()
        melding(steg.navn, byte)
        with arbeid(som=av, i=virksomhet, verb="pakk uttrekk"):
            Uttrekkssteg.objects.filter(pk=steg.pk).update(gjort=byte)
            if Uttrekk.objects.values_list("skal_stoppe", flat=True).get(pk=steg.uttrekk_id):
                raise Avbrutt

    return puls


def _laas(uttrekk_id: UUID) -> Path:
    return uttrekksmappe() / f"{uttrekk_id}.laas"


def _skriv_rapport(uttrekk_id: UUID, rapport: Rapport) -> None:
    for slag, tekst in (("json", som_json(rapport)), ("html", som_html(rapport))):
        maal = rapportfil(uttrekk_id, slag)
        delvis = maal.with_name(f"{maal.name}.delvis")
        delvis.write_text(tekst, encoding="utf-8")
        delvis.replace(maal)
