"""What must be true of a bydel whatever anybody did: counted afresh, never by asking the code under test."""

import json
from collections import defaultdict
from typing import Any

from django.db import connection, models

from bysak.arkivstruktur.innsyn import hvem_ser, hvorfor_ikke
from bysak.arkivstruktur.koder import FRYST
from bysak.arkivstruktur.models import Mappe, Nummerhull, Registrering
from bysak.arkivstruktur.soek import soek
from bysak.kjerne.arbeid import Aktoer, arbeid
from bysak.kjerne.models import Virksomhetseid
from bysak.kjerne.oeyeblikk import UTELATT, rader_slik
from bysak.kjerne.vern import ULOGGET, modeller, sitert
from bysak.organisasjon.models import Bruker, Virksomhet
from bysak.organisasjon.tilgang import ser, synlig_q

Bilde = dict[str, list[dict[str, Any]]]
LOGGET = {m._meta.db_table: m for m in modeller(Virksomhetseid) if m._meta.db_table not in ULOGGET}
# Rules about a step look at the new value too and say nothing of a row that stands still.
STILLE = [(nr, f) for nr, f in enumerate(FRYST) if "new." not in f.naar]


def _verdier(sql: str, verdier: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as peker:
        peker.execute(sql, verdier)
        return list(peker.fetchall())


def klokka() -> Any:
    """The database's time."""
    return _verdier("select clock_timestamp()")[0][0]


def bilde() -> Bilde:
    """Every row of every logged table, as the log writes it."""
    return {tabell: _rader(modell) for tabell, modell in LOGGET.items()}


def _rader(modell: type[models.Model]) -> list[dict[str, Any]]:
    pk = modell._meta.pk.column
    rader = _verdier(
        f'select to_jsonb(t) - %s::text[] from {sitert(modell._meta.db_table)} t order by t."{pk}"::text',
        [list(UTELATT)],
    )
    return [json.loads(r) if isinstance(r, str) else r for (r,) in rader]


def loggen_gir_bildet(da: Any, bildet: Bilde) -> None:
    """Rows of every logged table, rolled back through the log, are what they were."""
    for tabell, rader in bildet.items():
        assert rader_slik(LOGGET[tabell], da) == rader, tabell


def frosset() -> dict[tuple[int, str], Any]:
    """What each rule of the freeze matrix holds still now: (rule, row) to the values of its columns."""
    deler = " union all ".join(
        f'select {nr}, system_id::text, {_kolonner(f.kolonner)} from "{f.tabell}" old where {f.naar}'
        for nr, f in STILLE
    )
    return {(nr, pk): rad for nr, pk, rad in _verdier(deler)}


def _kolonner(kolonner: tuple[str, ...]) -> str:
    return "jsonb_build_object(" + ", ".join(f"'{k}', old.{k}" for k in kolonner) + ")::text"


def staar_stille(foer: dict[tuple[int, str], Any]) -> None:
    """Nothing that was frozen has another value; what is deleted is another rule's concern."""
    deler = " union all ".join(
        f'select {nr}, system_id::text, {_kolonner(f.kolonner)} from "{f.tabell}" old' for nr, f in STILLE
    )
    naa = {(nr, pk): rad for nr, pk, rad in _verdier(deler)}
    for (nr, pk), rad in foer.items():
        assert naa.get((nr, pk), rad) == rad, (FRYST[nr].tabell, pk, rad, naa[nr, pk])


def ingen_fremmede(virksomheter: list[Virksomhet]) -> None:
    """Under either role of the database, no table shows a row of another virksomhet than those being worked in."""
    lov = [v.pk for v in virksomheter]
    for modell in modeller(Virksomhetseid):
        tabell = sitert(modell._meta.db_table)
        andre = _verdier(f"select count(*) from {tabell} where virksomhet_id <> all (%s)", [lov])
        assert andre == [(0,)], tabell


def numrene_henger_sammen() -> None:
    """Every number of a series up to the last is in use once, or explained once."""
    for art, modell, aar, felt in (
        ("sak", Mappe, "saksaar", "sakssekvensnummer"),
        ("journal", Registrering, "journalaar", "journalsekvensnummer"),
    ):
        serier: dict[int, list[int]] = defaultdict(list)
        for aaret, nummer in modell._base_manager.filter(**{f"{felt}__isnull": False}).values_list(aar, felt):
            serier[aaret].append(nummer)
        for hull in Nummerhull.objects.filter(art=art):
            assert hull.grunn.strip(), "et hull uten forklaring"
            serier[hull.aar].append(hull.nummer)
        for aaret, numre in serier.items():
            assert sorted(numre) == list(range(1, len(numre) + 1)), (art, aaret, sorted(numre))
    doble = _verdier(
        "select mappe_id, journalpostnummer from arkivstruktur_registrering where mappe_id is not null"
        " group by 1, 2 having count(*) > 1"
    )
    assert not doble


def restansene_stemmer() -> None:
    """The flag on each letter is what its avskrivninger say (krav 3.4.1, 3.4.6)."""
    feil = _verdier(
        """
        select r.registrerings_id, r.restanse from arkivstruktur_registrering r where r.restanse is distinct from (
          coalesce(r.journalposttype in ('I', 'N') and r.journalstatus <> 'U', false)
          and not exists (select from arkivstruktur_avskrivning a
                          where a.registrering_id = r.system_id and a.korrespondansepart_id is null)
          and (not exists (select from arkivstruktur_avskrivning a where a.registrering_id = r.system_id)
               or exists (select from arkivstruktur_korrespondansepart p
                          where p.registrering_id = r.system_id and p.korrespondanseparttype = 'IM'
                          and not exists (select from arkivstruktur_avskrivning a
                                          where a.korrespondansepart_id = p.system_id))))"""
    )
    assert not feil, feil


def synet_er_ett(hvor: Virksomhet, folk: dict[str, Aktoer], antall: int) -> None:
    """List, single object, «hvem kan se», «hvorfor ikke» and search say the same of everyone and everything."""
    lister: dict[str, set[Any]] = {}
    funnet: dict[str, set[Any]] = {}
    som = folk["siv"]
    with arbeid(som=som, i=hvor):
        objekter: list[Any] = [
            *Mappe.objects.order_by("-pk")[:antall], *Registrering.objects.order_by("-pk")[: antall * 2]
        ]  # fmt: skip
        etter_syn = {o.pk: {b.pk for b in hvem_ser(o)} for o in objekter}
        brukere = {b.pk: b for b in Bruker.objects.filter(pk__in=[a.bruker_id for a in folk.values()])}
        uten_hinder = {
            o.pk: {pk for pk, bruker in brukere.items() if not hvorfor_ikke(bruker, o)} for o in objekter
        }  # fmt: skip
    for navn, den in folk.items():
        with arbeid(som=den, i=hvor):
            liste = {
                pk for m in (Mappe, Registrering) for pk in m.objects.filter(synlig_q(den)).values_list("pk", flat=True)
            }
            lister[navn] = liste
            for o in objekter:
                assert ser(den, o) == (o.pk in liste), (navn, o)
            funnet[navn] = {pk for o in objekter for pk in _treff(_nummer(o), den)}
            ord_ = {pk for ordet in {_ord(o) for o in objekter} for pk in _treff(ordet, den)}
            assert ord_ <= liste, (navn, "søket viser mer enn listen")
            assert {o.pk for o in objekter if o.pk in liste and _ord(o)} <= ord_, (navn, "søket viser mindre")
    for o in objekter:
        i_listen = {folk[n].bruker_id for n in folk if o.pk in lister[n]}
        mine = {a.bruker_id for a in folk.values()}
        assert i_listen == etter_syn[o.pk] & mine == uten_hinder[o.pk], (
            o,
            i_listen,
            etter_syn[o.pk],
            uten_hinder[o.pk],
        )
        if _nummer(o):
            assert i_listen == {folk[n].bruker_id for n in folk if o.pk in funnet[n]}, (o, "søk etter nummer")


def _nummer(o: Any) -> str:
    return str(o.mappe_id if isinstance(o, Mappe) else o.registrerings_id or "")


def _ord(o: Any) -> str:
    return max(o.tittel.split(), key=len, default="")


def _treff(tekst: str, den: Aktoer) -> set[Any]:
    if not tekst:
        return set()
    return {t.mappe.pk if t.mappe else t.registrering.pk for t in soek(tekst, av=den, grense=1000)}  # type: ignore[union-attr]
