"""A walk of every verb, by whoever, over several bydeler, also at each other's objects; what must be true is true.

The short walk is the same each time. A longer one, which is another each time: GANG=60 (examples).
"""

import os
import random
from collections import Counter
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import Error
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from bysak.kjerne.arbeid import Aktoer, arbeid
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.models import Endring
from bysak.kjerne.vern import er_databasefeil_fra_vernet
from tests.saker import en_fil, en_sak, et_brev, koder
from tests.tilstand import sannhet
from tests.tilstand.handlinger_folk import AKTER, FOLK, Ingenting, Valg
from tests.verden import aktoer, virksomhet

BYDELER = ("frogner", "sagene", "alna")
VANLIGVIS = {
    "arkiv": {"": "kari"},
    "forvalter": {"": "siv"},
    "leder": {"frogner": "nora", "sagene": "henrik", "alna": "alna-leder"},
    "behandler": {"frogner": "ola", "sagene": "lise", "alna": "alna-sb1"},
}
GANGER = int(os.environ.get("GANG", "0"))
# What the rest needs is done more often than the rest.
OFTE = ("opprett_post", "opprett_post", "journalfoer", "journalfoer", "legg_ved", "avskriv", "fordel", "skjerm")
# What the walks did, to see that they get somewhere.
GJORT: Counter[str] = Counter()
STOPPET: Counter[str] = Counter()


class Gang(RuleBasedStateMachine):
    """Some bydeler, what has been remembered of them, and what somebody saw in one and tries in another."""

    def __init__(self) -> None:
        super().__init__()
        self.husket: list[tuple[str, Any, sannhet.Bilde]] = []
        self.steder = {kode: virksomhet(kode) for kode in BYDELER}
        self.fremmede: dict[str, dict[str, list[Any]]] = {}

    @initialize()
    def begynn(self) -> None:
        for kode in BYDELER[:2]:
            with self.i(kode, aktoer("kari")) as a:
                sak = en_sak(a.aktoer)
                for slag in ("I", "U"):
                    en_fil(et_brev(sak, a.aktoer, type=slag), a.aktoer, hoveddokument=True)
                self.husk(kode)
                self.fremmede[kode] = {
                    m.__name__: list(m._default_manager.order_by("-pk")[:3]) for m in sannhet.LOGGET.values()
                    if hasattr(m, "system_id") or m.__name__ == "Rolletildeling"
                }  # fmt: skip
                self.fremmede[kode]["Saksmappe"] = [sak]
                self.fremmede[kode]["Journalpost"] = list(sak.registreringer.all())

    def i(self, kode: str, hvem: Aktoer, **valg: Any) -> Any:
        return arbeid(som=hvem, i=self.steder[kode], verb="tilfeldig", **valg)

    def husk(self, kode: str) -> None:
        self.husket.append((kode, sannhet.klokka(), sannhet.bilde()))

    @rule(froe=st.integers(0, 2**32))
    def gjoer_noe(self, froe: int) -> None:
        """Twenty acts by one throw of the dice: hypothesis has little to hold on to inside a longer one."""
        terning = random.Random(froe)
        for _ in range(20):
            self.gjoer(
                kode=terning.choice((*BYDELER[:2] * 3, BYDELER[2])),
                navn=terning.choice((*sorted(AKTER), *OFTE * 2)),
                hvem=terning.choice(("",) * 24 + FOLK),
                fremmed=terning.random() < 0.1,
                tall=[terning.randrange(60) for _ in range(7)],
                overstyrer=terning.random() < 0.5,
            )

    def gjoer(self, kode: str, navn: str, hvem: str, fremmed: bool, tall: list[int], overstyrer: bool) -> None:
        som, forbered = AKTER[navn]
        vanlig = VANLIGVIS[som]
        den = aktoer(hvem or vanlig.get(kode, vanlig.get("", "kari")))
        borte = self.fremmede["sagene" if kode != "sagene" else "frogner"]
        valg = Valg(tall, borte, fremmed)
        with self.i(kode, aktoer("siv")):
            foer, siste = sannhet.frosset(), self._siste()
        overstyring = {"overstyring": "rettelse etter klage"} if overstyrer and navn.startswith("overstyr") else {}
        lyktes = self._forsoek(kode, navn, den, valg, forbered, overstyring, siste)
        with self.i(kode, aktoer("siv")):
            if not overstyring:
                sannhet.staar_stille(foer)
            sannhet.restansene_stemmer()
            if not lyktes:
                assert self._siste() == siste, f"{navn}: et nei skrev noe likevel"
            elif len(self.husket) < 5 and not tall[0] % 4:
                self.husk(kode)

    def _forsoek(
        self, kode: str, navn: str, den: Aktoer, valg: Valg, forbered: Any, overstyring: dict[str, str], siste: int
    ) -> bool:
        """The act, in the way a page does it: a no is caught inside the work, which then ends as if all was well."""
        tvilling: set[str] | None = None
        try:
            with self.i(kode, den, **overstyring):
                try:
                    hindre, verb = forbered(valg, den)
                    tvilling = None if hindre is None else koder(hindre)
                    verb()
                    assert not tvilling, f"{navn}: tvillingen sa {tvilling}, men det gikk"
                except Hindret as nei:
                    STOPPET[navn] += 1
                    if tvilling is not None and not valg.tok_fremmed:
                        _like(navn, koder(nei.hindre), tvilling)
                    return False
            GJORT[navn] += 1
            return True
        except (PermissionDenied, ObjectDoesNotExist, Ingenting):
            return False
        except Error as feil:
            # What the twin let through may only be stopped because it is another bydel's.
            if not er_databasefeil_fra_vernet(feil) or not (tvilling or valg.tok_fremmed):
                raise AssertionError(f"{navn}: databasen sa «{feil}», og tvillingen {tvilling}") from feil
            return False

    def _siste(self) -> int:
        return int(Endring.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)

    def teardown(self) -> None:
        if not self.fremmede:
            return
        folk = {navn: aktoer(navn) for navn in FOLK}
        for kode, sted in list(self.steder.items())[:2]:
            with self.i(kode, folk["siv"]):
                sannhet.ingen_fremmede([sted])
                sannhet.numrene_henger_sammen()
                for _kode, da, bildet in [h for h in self.husket if h[0] == kode]:
                    sannhet.loggen_gir_bildet(da, bildet)
            sannhet.synet_er_ett(sted, folk, antall=3)
        to = [self.steder[k] for k in BYDELER[:2]]
        with arbeid(som=folk["kari"], leser=to):
            sannhet.ingen_fremmede(to)


def _like(navn: str, verbet: set[str], tvillingen: set[str]) -> None:
    assert verbet == tvillingen, f"{navn}: verbet sa {verbet}, tvillingen {tvillingen}"


@pytest.mark.timeout(0 if GANGER else 120)
def test_ingen_rekke_av_handlinger_bryter_loeftene(egen_database):
    profil = settings(
        max_examples=GANGER or 2, stateful_step_count=8, derandomize=not GANGER, deadline=None,
        database=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )  # fmt: skip
    run_state_machine_as_test(Gang, settings=profil, _min_steps=7)
    assert len(GJORT) > 15, GJORT
