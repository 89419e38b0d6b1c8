"""What is kept of a reading: with the virksomhet, to be seen later, and as text beside the deposit (krav 6.3.6)."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from bysak.bevaring.models import Innlesing
from bysak.bevaring.uttrekk.kontroll_addml import les_arkivuttrekk
from bysak.bevaring.uttrekk.kontroll_skjema import les_skjemaer
from bysak.bevaring.uttrekk.rapport import Rapport
from bysak.bevaring.uttrekk.skjemaer import EGET_SKJEMA
from bysak.depot.inntak_funn import Inntak
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.kalender import OSLO
from bysak.organisasjon.models import Virksomhet

ARKIVUTTREKK = "arkivuttrekk.xml"


def egne_skjemaer(mappe: Path) -> tuple[dict[str, str], frozenset[str]]:
    """The schemas that a deposit has of its own, by file name, and the elements that they declare.

    Only those that are described in arkivuttrekk.xml, can be read, and are UTF-8: what has none is kept as text.
    """
    if not (mappe / ARKIVUTTREKK).is_file():
        return {}, frozenset()
    rapport = Rapport("")
    lest = les_skjemaer(mappe, rapport, les_arkivuttrekk(mappe / ARKIVUTTREKK, rapport), {})
    tekster: dict[str, str] = {}
    for navn in lest.egne.keys() - {EGET_SKJEMA}:
        try:
            tekster[navn] = lest.filer[navn].decode("utf-8")
        except UnicodeDecodeError:
            return {}, frozenset()
    return tekster, lest.frie if tekster else frozenset()


def noter(
    inntak: Inntak,
    mappe: Path,
    inn_i: Virksomhet,
    av: Aktoer,
    skjemaer: dict[str, str],
    kontrollfunn: Mapping[str, int],
) -> Innlesing:
    """Keep the receipt with the virksomhet. Run in the transaction of the reading."""
    return Innlesing.objects.create(
        virksomhet=inn_i,
        mappe=mappe.name[:500],
        lest_av=av.navn,
        antall=dict(inntak.antall),
        ikke_bevart=[post.som_data() for post in inntak.ikke_bevart],
        kontrollfunn=dict(kontrollfunn),
        nye_ider=inntak.nye_ider,
        skjemaer=skjemaer,
    )


def som_tekst(inntak: Inntak, virksomhet: Virksomhet) -> str:
    """Say what came in and what was not kept as it stood."""
    return "".join(f"{linje}\n" for linje in _linjer(inntak, virksomhet))


def skriv_ved_siden_av(uttrekket: Path, inntak: Inntak, virksomhet: Virksomhet) -> Path:
    """Write the receipt beside the folder or the package that was read; raises OSError when that is not possible."""
    uttrekket = uttrekket.resolve()
    fil = uttrekket.with_name(f"{uttrekket.name}-lest-inn-i-{virksomhet.kode}.txt")
    fil.write_text(som_tekst(inntak, virksomhet), encoding="utf-8")
    return fil


def _linjer(inntak: Inntak, virksomhet: Virksomhet) -> Iterator[str]:
    yield f"Lest inn i {virksomhet.navn}, som har koden {virksomhet.kode}:"
    if inntak.innlesing is not None:
        tid = inntak.innlesing.lest_tid.astimezone(OSLO)
        yield f"Uttrekket {inntak.innlesing.mappe}, {tid:%d.%m.%Y %H:%M}, av {inntak.innlesing.lest_av}."
    yield from (f"{navn:<28}{antall:>12}" for navn, antall in sorted(inntak.antall.items()))
    if inntak.nye_ider:
        yield "Identifikatorene var i bruk her; enhetene har fått nye, og de gamle står som kilde_id."
    if inntak.innlesing is not None and inntak.innlesing.kontrollfunn:
        yield "\nKontrollen fant før innlesingen:"
        yield from (f"  {kode}: {antall}" for kode, antall in inntak.innlesing.kontrollfunn.items())
    yield "\nIkke bevart slik det sto:" if inntak.ikke_bevart else "\nAlt er bevart slik det sto."
    yield from (f"  {post}" for post in inntak.ikke_bevart)
