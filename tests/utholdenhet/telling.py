"""Both sides counted: what each source was told, against the items, their files, and the ledger's own words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bysak.kjerne import lager
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.kalender import i_dag
from bysak.mottak.models import Innkomst, Kanal, Skannbunke
from bysak.mottak.regnskap import regnskap
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import prosessaktoer
from tests.utholdenhet.kilder import Regning

_DAGER = timedelta(days=3)


@dataclass(frozen=True)
class Linje:
    """What became of one source's items. All but `tapt`, `doblet` and `uleste` may be anything."""

    kanal: str
    sendt: int
    igjen: int
    kvittert: int
    her: int
    tapt: int
    doblet: int
    uleste: int
    uten_svar_her: int
    uten_svar_borte: int

    @property
    def bra(self) -> bool:
        """Nothing lost, doubled, or left unread."""
        return not (self.tapt or self.doblet or self.uleste)


def tell(regninger: Sequence[Regning]) -> tuple[list[Linje], list[str]]:
    """A line for each source, and sentences on what is wrong beside them."""
    virksomheter = dict(Virksomhet.objects.values_list("pk", "kode"))
    with arbeid(som=prosessaktoer("jobb"), leser=list(virksomheter)):
        rader = list(Innkomst.objects.all())
        bunker = {str(b.pk): (virksomheter[b.virksomhet_id or 0], b.sjekksum) for b in Skannbunke.objects.all()}
        boker = regnskap(i_dag() - _DAGER, i_dag() + _DAGER)
    feil = _filer_som_mangler(rader, virksomheter)
    for bok in boker:
        feil += [f"Regnskapet: {k.kilde} har levert {k.levert}, her er {k.her}" for k in bok.ulike]
        feil += [] if bok.gaar_opp else [f"Regnskapet går ikke opp: {bok.kanal} {bok.dag}"]
    her: Counter[tuple[str, str, str]] = Counter()
    titler: Counter[tuple[str, str, str]] = Counter()
    uleste: Counter[tuple[str, str, str]] = Counter()
    numre: dict[tuple[str, str], str] = {}
    for rad in rader:
        kode = virksomheter[rad.virksomhet_id or 0]
        navn = (kode, rad.ekstern_id)
        if rad.kanal == Kanal.PAPIR:
            navn = bunker[rad.opphav["bunke"]]
        elif rad.kanal == Kanal.SKJEMA:
            navn = (kode, rad.opphav["melding"]["emne"])
            numre[navn] = rad.opphav["kvittering"]
        her[rad.kanal, *navn] += 1
        uleste[rad.kanal, *navn] += rad.lest_tid is None
        titler[rad.kanal, kode, rad.emne] += rad.kanal != Kanal.PAPIR
    doble_titler = {n for n, antall in titler.items() if antall > 1 and n[2]}
    linjer = [_linje(r, her, uleste, doble_titler) for r in regninger]
    kjente = {(_kanal(r), *navn) for r in regninger for navn in r.kvittert | r.uten_svar}
    for r in regninger:
        feil += [f"Kvittering {nr} hører ikke til {navn}" for navn, nr in r.nummer.items() if numre.get(navn) != nr]
    feil += [f"I Mottak, men aldri sendt: {navn}" for navn in sorted(set(her) - kjente)]
    return linjer, feil


def _linje(
    r: Regning, her: Counter[tuple[str, str, str]], uleste: Counter[tuple[str, str, str]],
    doble_titler: set[tuple[str, str, str]],
) -> Linje:  # fmt: skip
    kanal = _kanal(r)
    kvittert, uten_svar = [{(kanal, *navn) for navn in mengde} for mengde in (r.kvittert, r.uten_svar - r.kvittert)]
    return Linje(
        r.kanal, r.sendt, r.igjen, len(kvittert),
        her=sum(n in her for n in kvittert),
        tapt=sum(n not in her for n in kvittert),
        doblet=sum(her[n] > 1 for n in kvittert | uten_svar)
        + sum(tittel.startswith(f"{r.kanal.lower()}-") for _k, _v, tittel in doble_titler),
        uleste=sum(uleste[n] for n in kvittert | uten_svar),
        uten_svar_her=sum(n in her for n in uten_svar),
        uten_svar_borte=sum(n not in her for n in uten_svar),
    )  # fmt: skip


def _kanal(r: Regning) -> str:
    return {"SvarInn": Kanal.SVARINN, "papir": Kanal.PAPIR, "skjema": Kanal.SKJEMA}.get(r.kanal, Kanal.EPOST).value


def _filer_som_mangler(rader: Sequence[Innkomst], virksomheter: dict[int, str]) -> list[str]:
    """Items whose bytes are not in the store, or are not what they were."""
    feil: list[str] = []
    for rad in rader:
        kode = virksomheter[rad.virksomhet_id or 0]
        try:
            hel = lager.kontroller(kode, rad.raa_sjekksum)
        except lager.LagerFeil as grunn:
            hel, feil = False, [*feil, f"{kode} {rad.ekstern_id}: {grunn}"]
        if not hel:
            feil.append(f"{kode} {rad.ekstern_id}: filen er ikke hel")
    return feil
