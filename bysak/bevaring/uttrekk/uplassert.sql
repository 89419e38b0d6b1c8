-- What annex 2 wants in a deposit and the published schema has no room for, as XML by our documented schema
-- (bysak-metadata.xsd): written in virksomhetsspesifikkeMetadata of the nearest unit that has one, which is mappe,
-- registrering or part (krav 6.4.25, 6.4.31-6.4.35). Units above a mappe have none: `_uten_plass` says what they lose.
-- Each `_uplassert_<unit>` is the view of the unit with one column more: "_uplassert", the XML (of a unit that has no
-- place for it, what stands inside the element). `hvilken` is the attributes that say which child.

create function uttrekk.v(navn text, verdi text) returns text language sql immutable
as $$ select '<verdi navn="' || navn || '">' || uttrekk.x(verdi) || '</verdi>' $$;

create function uttrekk.uplassert(enhet text, hvilken text, innhold text) returns text language sql immutable
as $$ select '<uplassert xmlns="https://bysak.example/noark/metadata/1" enhet="' || enhet || '"' || hvilken || '>'
             || nullif(innhold, '') || '</uplassert>' $$;

create function uttrekk.endret(dato timestamptz, av text) returns text language sql stable
as $$ select concat(uttrekk.v('endretDato', uttrekk.tid(dato)), uttrekk.v('endretAv', uttrekk.t(av))) $$;

create view uttrekk._uplassert_part with (security_invoker) as select p.*,
  uttrekk.uplassert('part', '', concat(uttrekk.v('systemID', p."_orden"::text),
    uttrekk.v('personID', uttrekk.t(p."_person_id")), uttrekk.v('organisasjonsID', uttrekk.t(p."_organisasjons_id"))))
    as "_uplassert"
from uttrekk.part p;

create view uttrekk._uplassert_identifikator with (security_invoker) as select i.mappe_id, i.registrering_id,
  string_agg(uttrekk.uplassert(i.art, ' nr="' || i.nr || '"', concat(
    uttrekk.v('kommunenummer', uttrekk.t(i.kommunenummer)), uttrekk.v('gaardsnummer', i.gaardsnummer::text),
    uttrekk.v('bruksnummer', i.bruksnummer::text), uttrekk.v('festenummer', i.festenummer::text),
    uttrekk.v('seksjonsnummer', i.seksjonsnummer::text), uttrekk.v('bygningsnummer', i.bygningsnummer::text),
    uttrekk.v('endringsloepenummer', i.endringsloepenummer::text), uttrekk.v('landkode', uttrekk.t(i.landkode)),
    uttrekk.v('fylkesnummer', uttrekk.t(i.fylkesnummer)),
    uttrekk.v('planidentifikasjon', uttrekk.t(i.planidentifikasjon)),
    uttrekk.v('koordinatsystem', uttrekk.t(i.koordinatsystem)), uttrekk.v('x', uttrekk.t(i.x)),
    uttrekk.v('y', uttrekk.t(i.y)), uttrekk.v('z', uttrekk.t(i.z)), uttrekk.v('personID', uttrekk.t(i.person_id)),
    uttrekk.v('organisasjonsID', uttrekk.t(i.organisasjons_id)))), '' order by i.nr) as xml
from (select n.*, row_number() over (partition by n.mappe_id, n.registrering_id order by n.system_id) as nr
      from arkivstruktur_nasjonalidentifikator n) i
group by i.mappe_id, i.registrering_id;

create view uttrekk._uplassert_presedens with (security_invoker) as select p.mappe_id, p.registrering_id,
  string_agg(uttrekk.uplassert('presedens', ' nr="' || p.nr || '"', concat(
    uttrekk.endret(p.endret_dato, p.endret_av), uttrekk.felt(p.virksomhetsspesifikke_metadata))), '' order by p.nr) as xml
from (select x.*, row_number() over (partition by x.mappe_id, x.registrering_id order by x.system_id) as nr
      from arkivstruktur_presedens x) p
group by p.mappe_id, p.registrering_id;

-- Own decisions that are no kassasjon in a deposit (see the view): without them the unit would take what is decided
-- above it when the deposit is read, and what is kept would be disposed of (krav 6.1.2).
create view uttrekk._bevares with (security_invoker) as
select k.arkivdel_id, k.klasse_id, k.mappe_id, k.registrering_id, k.dokumentbeskrivelse_id, k.kassasjonsvedtak,
  k.kassasjonshjemmel, k.bevaringstid, k.kassasjonsdato
from arkivstruktur_kassasjon k where k.kassasjonsvedtak = 'B'
  or (k.dokumentbeskrivelse_id is not null and (k.kassasjonsdato is null or k.bevaringstid is null));

-- An arkivdel or a klasse has no place: where it keeps what one that decides after it does not, what lies right in it
-- takes its decision.
create view uttrekk._uplassert_kassasjon with (security_invoker) as
select x.mappe_id, x.registrering_id, x.dokumentbeskrivelse_id, concat(
  uttrekk.v('kassasjonsvedtak', uttrekk."Kassasjonsvedtak"(x.kassasjonsvedtak)),
  uttrekk.v('kassasjonshjemmel', uttrekk.t(x.kassasjonshjemmel)), uttrekk.v('bevaringstid', x.bevaringstid::text),
  uttrekk.v('kassasjonsdato', x.kassasjonsdato::text)) as xml
from (
  select b.mappe_id, b.registrering_id, b.dokumentbeskrivelse_id, b.kassasjonsvedtak, b.kassasjonshjemmel,
    b.bevaringstid, b.kassasjonsdato from uttrekk._bevares b
  union all select m.system_id, null, null, b.kassasjonsvedtak, b.kassasjonshjemmel, b.bevaringstid, b.kassasjonsdato
  from arkivstruktur_mappe m
  cross join lateral (select o.n, v.* from uttrekk._opp o join uttrekk._vedtak v on v.id = o.id
                      where o.mappe_id = m.system_id order by o.n limit 1) b
  where (select exists (select 1 from uttrekk._bevares k where k.arkivdel_id is not null or k.klasse_id is not null))
    and m.forelder_id is null and b.kassasjonsvedtak = 'B' and not b.paa_mappe
    and exists (select 1 from uttrekk._opp o join uttrekk._vedtak v on v.id = o.id
                where o.mappe_id = m.system_id and o.n > b.n and v.kassasjonsvedtak <> 'B')
  union all select null, r.system_id, null, b.kassasjonsvedtak, b.kassasjonshjemmel, b.bevaringstid, b.kassasjonsdato
  from arkivstruktur_registrering r join uttrekk._registreringskassasjon b on b.registrering_id = r.system_id
  where r.mappe_id is null and b.kassasjonsvedtak = 'B'
    and not exists (select 1 from arkivstruktur_kassasjon k where k.registrering_id = r.system_id)) x;

-- A presedens is written on a saksmappe and a journalpost alone, and nothing may be said of one that is not written.
-- `case when (select exists …)`: a table that most archives have nothing in is asked once, not for every unit.
create view uttrekk._uplassert_mappe with (security_invoker) as select m.*,
  concat(uttrekk.uplassert('mappe', '', concat(uttrekk.endret(m."_endret_dato", m."_endret_av"),
      case when (select exists (select 1 from uttrekk._utelatt)) then
        (select string_agg(uttrekk.v(u.element, u.maal_id::text), '' order by u.element, u.maal_id)
         from uttrekk._utelatt u where u.mappe_id = m."_mappe") end,
      case when (select exists (select 1 from uttrekk._bevares)) then
        (select k.xml from uttrekk._uplassert_kassasjon k where k.mappe_id = m."_mappe") end)),
    case when (select exists (select 1 from arkivstruktur_nasjonalidentifikator)) then
      (select i.xml from uttrekk._uplassert_identifikator i where i.mappe_id = m."_mappe") end,
    case when m."_type" = 'saksmappe' and (select exists (select 1 from arkivstruktur_presedens)) then
      (select p.xml from uttrekk._uplassert_presedens p where p.mappe_id = m."_mappe") end) as "_uplassert"
from uttrekk.mappe m;

create view uttrekk._uplassert_registrering with (security_invoker) as select r.*,
  concat(uttrekk.uplassert('registrering', '', concat(uttrekk.endret(r."_endret_dato", r."_endret_av"),
      case when (select exists (select 1 from uttrekk._utelatt)) then
        (select string_agg(uttrekk.v(u.element, u.maal_id::text), '' order by u.element, u.maal_id)
         from uttrekk._utelatt u where u.registrering_id = r."_registrering") end,
      case when (select exists (select 1 from uttrekk._bevares)) then
        (select k.xml from uttrekk._uplassert_kassasjon k where k.registrering_id = r."_registrering") end)),
    case when (select exists (select 1 from arkivstruktur_nasjonalidentifikator)) then
      (select i.xml from uttrekk._uplassert_identifikator i where i.registrering_id = r."_registrering") end,
    case when r."_type" = 'journalpost' and (select exists (select 1 from arkivstruktur_presedens)) then
      (select p.xml from uttrekk._uplassert_presedens p where p.registrering_id = r."_registrering") end) as "_uplassert"
from uttrekk.registrering r;

-- What hangs on an entry, and has no place of its own for it: `uttrykk.py` makes the elements, and lifts them to the entry.
create view uttrekk._uplassert_korrespondansepart with (security_invoker) as select p.*,
  concat(uttrekk.v('systemID', p."_orden"::text), uttrekk.v('personID', uttrekk.t(p."_person_id")),
    uttrekk.v('organisasjonsID', uttrekk.t(p."_organisasjons_id")), uttrekk.felt(p."_egne")) as "_uplassert"
from uttrekk.korrespondansepart p;

create view uttrekk._uplassert_avskrivning with (security_invoker) as select a.*,
  uttrekk.v('referanseAvskrivesAvKorrespondansepart', a."_korrespondansepart"::text) as "_uplassert"
from uttrekk.avskrivning a;

create view uttrekk._uplassert_dokumentbeskrivelse with (security_invoker) as select d.*,
  concat(uttrekk.endret(d."_endret_dato", d."_endret_av"), case when (select exists (select 1 from uttrekk._utelatt)) then
    (select string_agg(uttrekk.v(u.element, u.maal_id::text), '' order by u.element, u.maal_id)
     from uttrekk._utelatt u where u.dokumentbeskrivelse_id = d."_dokumentbeskrivelse") end,
    case when (select exists (select 1 from uttrekk._bevares)) then
      (select k.xml from uttrekk._uplassert_kassasjon k where k.dokumentbeskrivelse_id = d."_dokumentbeskrivelse") end,
    uttrekk.felt(d."_egne")) as "_uplassert"
from uttrekk.dokumentbeskrivelse d;

create view uttrekk._uplassert_dokumentobjekt with (security_invoker) as select o.*,
  concat(uttrekk.endret(o."_endret_dato", o."_endret_av"), uttrekk.v('mimeType', uttrekk.t(o."_mime_type")),
    uttrekk.felt(o."_egne")) as "_uplassert"
from uttrekk._objekt o;

create view uttrekk._uplassert_konvertering with (security_invoker) as select k.*, concat(
    uttrekk.v('konvertertFraSjekksum', uttrekk.t(k."_fra_sjekksum")),
    uttrekk.v('konvertertFraSjekksumAlgoritme', uttrekk.t(k."_fra_algoritme")),
    uttrekk.v('konvertertTilSjekksum', uttrekk.t(k."_til_sjekksum")),
    uttrekk.v('konvertertTilSjekksumAlgoritme', uttrekk.t(k."_til_algoritme"))) as "_uplassert"
from uttrekk.konvertering k;

-- What has no room at all: the changes and the own fields of the units above a mappe, one row per unit.
create view uttrekk._uten_plass with (security_invoker) as
select x.* from (
  select a.system_id as id, 'arkiv' as enhet, a.endret_dato, a.virksomhetsspesifikke_metadata as egne,
    (select array_agg(d.system_id) from arkivstruktur_arkivdel d where d.arkiv_id = a.system_id) as arkivdeler
  from arkivstruktur_arkiv a
  union all select d.system_id, 'arkivdel', d.endret_dato, d.virksomhetsspesifikke_metadata, array[d.system_id]
  from arkivstruktur_arkivdel d
  union all select k.system_id, 'klassifikasjonssystem', k.endret_dato, k.virksomhetsspesifikke_metadata,
    (select array_agg(y.arkivdel_id) from uttrekk._system y where y.system_id = k.system_id)
  from arkivstruktur_klassifikasjonssystem k
  union all select k.system_id, 'klasse', k.endret_dato, k.virksomhetsspesifikke_metadata,
    (select array_agg(y.arkivdel_id) from uttrekk._system y where y.system_id = k.klassifikasjonssystem_id)
  from arkivstruktur_klasse k) x
where x.endret_dato is not null or x.egne <> '{}';
