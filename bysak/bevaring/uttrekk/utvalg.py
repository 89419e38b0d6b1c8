"""What goes into a deposit, and what stands in the way of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bysak.arkivstruktur.koder import Arkivdelstatus
from bysak.arkivstruktur.models import Arkivdel, Mappe
from bysak.kjerne.hinder import Hinder

PER_GRUPPE = 50


@dataclass(frozen=True)
class Utvalg:
    """The arkivdeler of a deposit, and the last day of closing when not all of them is taken.

    `mapper` is SQL for the ids of the mapper that are taken: every writer of the deposit uses the same one.
    """

    arkivdeler: tuple[UUID, ...]
    fram_til: date | None = None

    @property
    def arkivdelliste(self) -> str:
        """The arkivdeler as an SQL array."""
        return "array[" + ", ".join(f"'{UUID(str(a))}'" for a in self.arkivdeler) + "]::uuid[]"

    @property
    def mapper(self) -> str:
        """SQL: the ids of all mapper in the deposit, undermapper too."""
        alle = f"select u.system_id from arkivstruktur_mappe u where u.arkivdel_id = any ({self.arkivdelliste})"
        if self.fram_til is None:
            return alle
        return (
            f"{alle} and (u.avsluttet_dato at time zone 'Europe/Oslo')::date <= '{self.fram_til.isoformat()}'"
            " and u.system_id not in (select h.mappe_id from uttrekk._hinder h"
            f" where h.arkivdel_id = any ({self.arkivdelliste}))"
        )

    def med(self, alias: str) -> str:
        """SQL: is a row with the columns `_arkivdel` and `_mappe` in the deposit? Without a date it needs no list."""
        i_arkivdelen = f'{alias}."_arkivdel" = any ({self.arkivdelliste})'
        return i_arkivdelen if self.fram_til is None else f'{i_arkivdelen} and {alias}."_mappe" in ({self.mapper})'


def lukkede_arkivdeler() -> list[Arkivdel]:
    """The closed arkivdeler of the open virksomhet, the newest first."""
    return list(Arkivdel.objects.filter(arkivdelstatus=Arkivdelstatus.AVSLUTTET).order_by("-avsluttet_dato"))


def utvalg_fram_til(dag: date) -> Utvalg:
    """Everything that is closed up to and including a day, over all arkivdeler that have something closed."""
    deler = (
        Mappe.objects.filter(avsluttet_dato__date__lte=dag)
        .order_by("arkivdel_id")
        .values_list("arkivdel_id", flat=True)
        .distinct()
    )
    return Utvalg(tuple(deler), dag)


def hindre_for_uttrekk(utvalg: Utvalg) -> Iterator[Hinder]:
    """What stands in the way, grouped by reason with counts; the first of each group can be opened (`objekt`).

    With a date nothing but an empty choice stops: what is not ready is left out, and reported as a `varsel`.
    """
    deler = list(Arkivdel.objects.filter(pk__in=utvalg.arkivdeler))
    if not deler:
        yield Hinder("uttrekk.tomt", _("Det finnes ikke noe avsluttet innhold å ta uttrekk av."))
        return
    if len({d.arkiv_id for d in deler}) > 1:
        yield Hinder("uttrekk.flere_arkiv", _("Arkivdelene hører til flere arkiv. Lag ett uttrekk for hvert arkiv."))
    if utvalg.fram_til is None:
        for arkivdel in deler:
            if arkivdel.arkivdelstatus != Arkivdelstatus.AVSLUTTET:
                yield Hinder("uttrekk.arkivdel", _("Arkivdelen er ikke avsluttet."), arkivdel)
    nivaa: Any = "stopp" if utvalg.fram_til is None else "varsel"
    for gruppe in hindergrupper(utvalg):
        yield Hinder(f"uttrekk.{gruppe.kode}", gruppe.tekst, gruppe.objekter, nivaa=nivaa)


@dataclass(frozen=True)
class Hindergruppe:
    """All units that stand in the way for one reason: how many, and the first of them as (mappe, unit, name)."""

    kode: str
    antall: int
    objekter: tuple[tuple[UUID, UUID, str], ...]

    @property
    def tekst(self) -> str:
        """The reason with its count, as a sentence."""
        return _grunn(self.kode, self.antall)


def hindergrupper(utvalg: Utvalg) -> list[Hindergruppe]:
    """Group what is not ready by reason, so that a person can work it down."""
    grupper = []
    with connection.cursor() as peker:
        peker.execute(
            "select h.kode, count(*) from uttrekk._hinder h where h.arkivdel_id = any (%s) group by 1 order by 1",
            [list(utvalg.arkivdeler)],
        )
        for kode, antall in peker.fetchall():
            peker.execute(
                "select h.mappe_id, h.objekt_id, h.navn from uttrekk._hinder h"
                " where h.arkivdel_id = any (%s) and h.kode = %s order by h.navn limit %s",
                [list(utvalg.arkivdeler), kode, PER_GRUPPE],
            )
            grupper.append(Hindergruppe(kode, antall, tuple(peker.fetchall())))
    return grupper


def _grunn(kode: str, n: int) -> str:
    tekster = {
        "aapen": ngettext("%(n)s sak er ikke avsluttet.", "%(n)s saker er ikke avsluttet.", n),
        "uten_avslutter": ngettext(
            "%(n)s sak mangler navnet på den som avsluttet den.",
            "%(n)s saker mangler navnet på den som avsluttet dem.",
            n,
        ),
        "status": ngettext(
            "%(n)s sak er avsluttet, men har status «Under behandling».",
            "%(n)s saker er avsluttet, men har status «Under behandling».",
            n,
        ),
        "uten_klasse": ngettext("%(n)s sak mangler klasse.", "%(n)s saker mangler klasse.", n),
        "ikke_arkivert": ngettext("%(n)s journalpost er ikke arkivert.", "%(n)s journalposter er ikke arkivert.", n),
        "uten_part": ngettext(
            "%(n)s journalpost mangler avsender eller mottaker.",
            "%(n)s journalposter mangler avsender eller mottaker.",
            n,
        ),
        "under_redigering": ngettext("%(n)s dokument er ikke ferdigstilt.", "%(n)s dokumenter er ikke ferdigstilt.", n),
    }
    return tekster[kode] % {"n": n}


def ider(rader: Iterable[Any]) -> tuple[UUID, ...]:
    """The ids of rows."""
    return tuple(rad.pk for rad in rader)
