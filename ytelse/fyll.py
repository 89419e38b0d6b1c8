"""The load: INSERT … SELECT as the owner with the triggers of the house off; keys and foreign keys stay on.

Everything follows from numbers and a hash, so that two loads give the same rows and the same plans.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connections, models

from bysak.arkivstruktur.models import (
    Avskrivning,
    Dokumentbeskrivelse,
    Dokumentkobling,
    Dokumentobjekt,
    Dokumenttekst,
    Korrespondansepart,
    Mappe,
    Merknad,
    Nummerserie,
    Registrering,
    Skjerming,
)
from bysak.journal.models import Vurdering
from bysak.kjerne.models import Endring, Handling
from bysak.mottak.models import Innkomst, InnkomstVedlegg
from ytelse import rader

EIER = "eier"
HER = Path(__file__).parent


def fyll(antall: int, tabeller: Sequence[rader.Tabell] = rader.TABELLER, *, bare: str = "", soek: bool = True) -> None:
    """Load `antall` entries with what belongs to them, the mail queue, and the search index unless `soek` is false.

    tabeller: others than those of a working day. bare: code of the one virksomhet that has them all.
    """
    with connections[EIER].cursor() as peker:
        # No parameters, so that several statements may follow each other in one string.
        peker.execute(f"set ytelse.antall = {int(antall)}; set ytelse.bare = '{bare}'; set work_mem = '64MB'")
        peker.execute((HER / "grunnlag.sql").read_text(encoding="utf-8"))
        with _uten_utloesere(peker):
            for modell, kilde, uttrykk in tabeller:
                peker.execute(_sett_inn(modell, kilde, uttrykk))
        if soek:
            _bygg_soek(peker)
    with connections[EIER].cursor() as peker:
        peker.execute("vacuum (analyze)")


def _bygg_soek(peker: Any) -> None:
    peker.execute("analyze; drop index vern.soekeindeks_ord; select vern.bygg_soek_for(null); select vern.laer_ord()")
    # As `vern_soek.sql` makes it; in one go after the load, not row by row.
    peker.execute("create index soekeindeks_ord on vern.soekeindeks using gin (ord) with (fastupdate = off)")


LASTET: tuple[type[models.Model], ...] = (
    Mappe, Registrering, Korrespondansepart, Dokumentbeskrivelse, Dokumentkobling, Dokumentobjekt, Dokumenttekst,
    Avskrivning, Skjerming, Vurdering, Merknad, Handling, Endring, Nummerserie, Innkomst, InnkomstVedlegg,
)  # fmt: skip


@contextmanager
def _uten_utloesere(peker: Any) -> Iterator[None]:
    for modell in LASTET:
        peker.execute(f"alter table {modell._meta.db_table} disable trigger user")
    yield
    for modell in LASTET:
        peker.execute(f"alter table {modell._meta.db_table} enable trigger user")


def _sett_inn(modell: type[models.Model], kilde: str, uttrykk: Mapping[str, str]) -> str:
    """The statement for one table: the expressions that are given, and the model's own defaults for the rest."""
    kolonner = {str(f.column): _standard(f) for f in modell._meta.local_concrete_fields if not f.null}
    kolonner = {navn: verdi for navn, verdi in kolonner.items() if verdi} | dict(uttrykk)
    return f"insert into {modell._meta.db_table} ({', '.join(kolonner)}) select {', '.join(kolonner.values())} {kilde}"


def _standard(felt: Any) -> str:
    if isinstance(felt, ArrayField):
        return "'{}'"
    if isinstance(felt, models.JSONField):
        return "'[]'" if felt.default is list else "'{}'"
    if felt.name == "opprettet_av":
        return "'Ytelse'"
    verdi = "" if felt.empty_strings_allowed and not felt.has_default() else felt.get_default()
    if verdi is None or felt.primary_key or felt.is_relation or isinstance(felt, models.DateTimeField):
        return ""
    return "'" + str(verdi).replace("'", "''") + "'"
