"""Rows as they stood at a moment: today's rows, rolled back through the change log (M680-M685)."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, models

from bysak.kjerne.vern import sitert

# What each row had that the log carries: bookkeeping of the row itself is left out there too (vern.logg).
UTELATT = ("versjon", "endret_dato", "endret_av")

_SQL = """
with naa as (
  select {pk}::text as id, to_jsonb(t) - %(utelatt)s::text[] as rad from {tabell} t where {hvor}),
flyttet as (
  select distinct e.objekt_id from kjerne_endring e join kjerne_handling h on h.id = e.handling_id
  where e.objekttype = %(type)s and h.tid > %(naar)s
    and ((e.element = any (%(felt)s) and e.tidligere = any (%(verdier)s::jsonb[]))
      or (e.element = '-' and {da_slettet}))),
kandidat as (select id from naa union select objekt_id from flyttet),
foerst as (
  select distinct on (e.objekt_id, e.element) e.objekt_id, e.element, e.tidligere, e.id as nr
  from kandidat k join kjerne_endring e on e.objekt_id = k.id and e.objekttype = %(type)s
  join kjerne_handling h on h.id = e.handling_id where h.tid > %(naar)s
  order by e.objekt_id, e.element, e.id),
grunn as (
  select k.id, coalesce(naa.rad, (select to_jsonb(t) - %(utelatt)s::text[] from {tabell} t where {pk}::text = k.id),
    (select tidligere from foerst f where f.objekt_id = k.id and f.element = '-')) as rad
  from kandidat k left join naa using (id)),
rullet as (
  select g.id, g.rad || coalesce((
      select jsonb_object_agg(element, coalesce(tidligere, 'null')) from foerst f
      where f.objekt_id = g.id and element not in ('+', '-')), '{{}}') as rad
  from grunn g
  -- Made after the moment, unless it had been there before and was taken away first.
  where not exists (select from foerst f where f.objekt_id = g.id and f.element = '+' and not exists (
    select from foerst d where d.objekt_id = g.id and d.element = '-' and d.nr < f.nr)))
select rad from rullet where {da} order by id"""


def rader_slik(
    modell: type[models.Model], naar: datetime, der: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """All rows of a logged table as they stood at a moment, with columns as in JSON, in order of their key.

    der: columns that had this value, or one of these, then, such as {"mappe_id": "…"}; rows that have left since are
    found as well. Only the virksomheter of the open arbeid; sight is for the caller to judge.
    """
    der = {k: [str(en) for en in (v if isinstance(v, list) else [v])] for k, v in (der or {}).items()}
    tabell = modell._meta.db_table
    pk = modell._meta.pk.column
    hvor, da, da_slettet = (
        " and ".join(f"{kolonne.format(felt)} = any (%(verdi_{felt})s::text[])" for felt in der) or "true"
        for kolonne in ('t."{}"::text', "rad ->> '{}'", "e.tidligere ->> '{}'")
    )
    verdier = {f"verdi_{felt}": en_av for felt, en_av in der.items()}
    with connection.cursor() as peker:
        peker.execute(
            _SQL.format(tabell=sitert(tabell), pk=f't."{pk}"', hvor=hvor, da=da, da_slettet=da_slettet),
            {
                "type": tabell, "naar": naar, "utelatt": list(UTELATT), "felt": list(der),
                "verdier": [json.dumps(v) for en_av in der.values() for v in en_av], **verdier,
            },
        )  # fmt: skip
        return [json.loads(rad) if isinstance(rad, str) else rad for (rad,) in peker.fetchall()]


def objekt_slik(modell: type[models.Model], pk: Any, naar: datetime) -> dict[str, Any] | None:
    """One row as it stood at a moment, or None if it was not there."""
    felt = str(modell._meta.pk.column)
    return next(iter(rader_slik(modell, naar, {felt: pk})), None)
