"""What the worker does with an ordered deposit: write it, control it, and leave the report beside it."""

from pathlib import Path
from uuid import UUID

from django.conf import settings

from bysak.bevaring.models import Uttrekk
from bysak.bevaring.uttrekk.kontroll import kontroller
from bysak.bevaring.uttrekk.produksjon import noter_kontroll, produser_uttrekk
from bysak.bevaring.uttrekk.rapport import Rapport, som_html, som_json
from bysak.kjerne.arbeid import Aktoer, arbeid
from bysak.kjerne.datamappe import filaas, filaas_uten_aa_vente
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, krev


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


def lag_og_kontroller(uttrekk_id: UUID, virksomhet_id: int, *, av: Aktoer) -> Uttrekk:
    """Make what remains of an ordered deposit, then control it. Call it outside an arbeid.

    The row says how it ended; `antall_funn` stays empty until the control has read the whole deposit.
    Raises `PermissionDenied`.
    """
    with filaas(_laas(uttrekk_id)):
        with arbeid(som=av, i=virksomhet_id, verb="produser uttrekk"):
            krev(av, Rett.LESE)
            uttrekk = Uttrekk.objects.get(pk=uttrekk_id)
            virksomhet = Virksomhet.objects.get(pk=virksomhet_id)
        if uttrekk.status != Uttrekk.Status.FERDIG:
            uttrekk = produser_uttrekk(uttrekk_id, virksomhet_id, av=av)
        if uttrekk.status == Uttrekk.Status.FERDIG and uttrekk.antall_funn is None:
            rapport = kontroller(Path(uttrekk.mappe))
            _skriv_rapport(uttrekk_id, rapport)
            noter_kontroll(uttrekk, virksomhet, rapport.antall_feil, av=av)
    return uttrekk


def _laas(uttrekk_id: UUID) -> Path:
    return uttrekksmappe() / f"{uttrekk_id}.laas"


def _skriv_rapport(uttrekk_id: UUID, rapport: Rapport) -> None:
    for slag, tekst in (("json", som_json(rapport)), ("html", som_html(rapport))):
        maal = rapportfil(uttrekk_id, slag)
        delvis = maal.with_name(f"{maal.name}.delvis")
        delvis.write_text(tekst, encoding="utf-8")
        delvis.replace(maal)
