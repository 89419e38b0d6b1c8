-- What annex 2 wants in a deposit and the published schema has no room for, as XML by our documented schema
-- (bysak-metadata.xsd): written in virksomhetsspesifikkeMetadata of the nearest unit that has one, which is mappe,
-- registrering or part (krav 6.4.25, 6.4.31-6.4.35). Units above a mappe have none: `_uten_plass` says what they lose.
-- Each `_uplassert_<unit>` gives one row per unit: "_id" and the XML. `hvilken` is the attributes that say which child.

create function uttrekk.v(navn text, verdi text) returns text language sql immutable
as $$ select '<verdi navn="' || navn || '">' || uttrekk.x(verdi) || '</verdi>' $$;

create function uttrekk.uplassert(enhet text, hvilken text, innhold text) returns text language sql immutable
as $$ select '<uplassert xmlns="https://bysak.example/noark/metadata/1" enhet="' || enhet || '"' || hvilken || '>'
             || nullif(innhold, '') || '</uplassert>' $$;

create function uttrekk.endret(dato timestamptz, av text) returns text language sql stable
as $$ select concat(uttrekk.v('endretDato', uttrekk.tid(dato)), uttrekk.v('endretAv', uttrekk.t(av))) $$;

create view uttrekk._uplassert_part with (security_invoker) as select p.system_id as "_id",
  uttrekk.uplassert('part', '', concat(uttrekk.v('systemID', p.system_id::text),
    uttrekk.v('personID', uttrekk.t(p.person_id)), uttrekk.v('organisasjonsID', uttrekk.t(p.organisasjons_id)))) as xml
from arkivstruktur_part p;

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

-- `case when (select exists …)`: a table that most archives have nothing in is asked once, not for every unit.
create view uttrekk._uplassert_mappe with (security_invoker) as select m.system_id as "_id",
  concat(uttrekk.uplassert('mappe', '', concat(uttrekk.endret(m.endret_dato, m.endret_av),
      case when (select exists (select 1 from uttrekk._utelatt)) then
        (select string_agg(uttrekk.v(u.element, u.maal_id::text), '' order by u.element, u.maal_id)
         from uttrekk._utelatt u where u.mappe_id = m.system_id) end)),
    case when (select exists (select 1 from arkivstruktur_nasjonalidentifikator)) then
      (select i.xml from uttrekk._uplassert_identifikator i where i.mappe_id = m.system_id) end,
    case when (select exists (select 1 from arkivstruktur_presedens)) then
      (select p.xml from uttrekk._uplassert_presedens p where p.mappe_id = m.system_id) end) as xml
from arkivstruktur_mappe m;

create view uttrekk._uplassert_korrespondansepart with (security_invoker) as select p.registrering_id,
  string_agg(uttrekk.uplassert('korrespondansepart', ' nr="' || p.nr || '"', concat(
    uttrekk.v('systemID', p.system_id::text), uttrekk.v('personID', uttrekk.t(p.person_id)),
    uttrekk.v('organisasjonsID', uttrekk.t(p.organisasjons_id)), uttrekk.felt(p.virksomhetsspesifikke_metadata))),
    '' order by p.nr) as xml
from (select x.*, row_number() over (partition by x.registrering_id order by x.system_id) as nr
      from arkivstruktur_korrespondansepart x) p
group by p.registrering_id;

create view uttrekk._uplassert_avskrivning with (security_invoker) as select a.registrering_id,
  string_agg(uttrekk.uplassert('avskrivning', ' nr="' || a.nr || '"',
    uttrekk.v('referanseAvskrivesAvKorrespondansepart', a.korrespondansepart_id::text)), '' order by a.nr) as xml
from (select x.*, row_number() over (partition by x.registrering_id order by x.system_id) as nr
      from arkivstruktur_avskrivning x) a
group by a.registrering_id;

create view uttrekk._uplassert_konvertering with (security_invoker) as select k.dokumentobjekt_id,
  array_agg(nullif(concat(
    uttrekk.v('konvertertFraSjekksum', uttrekk.t(k.konvertert_fra_sjekksum)),
    uttrekk.v('konvertertFraSjekksumAlgoritme', uttrekk.t(k.konvertert_fra_sjekksum_algoritme)),
    uttrekk.v('konvertertTilSjekksum', uttrekk.t(k.konvertert_til_sjekksum)),
    uttrekk.v('konvertertTilSjekksumAlgoritme', uttrekk.t(k.konvertert_til_sjekksum_algoritme))), '')
    order by k.system_id) as xml
from arkivstruktur_konvertering k group by k.dokumentobjekt_id;

-- The documents of an entry, each with the id it has there, and what their files lack room for.
create view uttrekk._uplassert_dokument with (security_invoker) as select k.registrering_id,
  k.dokumentnummer as "_orden",
  uttrekk.uplassert('dokumentbeskrivelse', ' id="' ||
    case when f.foerst then d.system_id else uttrekk.ny_id(k.registrering_id, d.system_id) end || '"', concat(
    uttrekk.endret(d.endret_dato, d.endret_av), case when (select exists (select 1 from uttrekk._utelatt)) then
      (select string_agg(uttrekk.v(u.element, u.maal_id::text), '' order by u.element, u.maal_id)
       from uttrekk._utelatt u where u.dokumentbeskrivelse_id = d.system_id) end,
    uttrekk.felt(d.virksomhetsspesifikke_metadata))) as xml,
  (select string_agg(concat(
     uttrekk.uplassert('dokumentobjekt', ' id="' || i.id || '"', concat(uttrekk.endret(o.endret_dato, o.endret_av),
       uttrekk.v('mimeType', uttrekk.t(o.mime_type)), uttrekk.felt(o.virksomhetsspesifikke_metadata))),
     case when (select exists (select 1 from arkivstruktur_konvertering)) then
       (select string_agg(uttrekk.uplassert('konvertering', ' id="' || i.id || '" nr="' || u.nr || '"', u.x),
                          '' order by u.nr)
        from uttrekk._uplassert_konvertering c, unnest(c.xml) with ordinality u(x, nr)
        where c.dokumentobjekt_id = o.system_id) end), '' order by o.versjonsnummer, o.variantformat, o.system_id)
   from arkivstruktur_dokumentobjekt o cross join lateral (
     select case when f.foerst then o.system_id else uttrekk.ny_id(k.registrering_id, o.system_id) end as id) i
   where o.dokumentbeskrivelse_id = d.system_id and o.variantformat <> 'P') as filer
from uttrekk._kobling k join arkivstruktur_dokumentbeskrivelse d on d.system_id = k.dokumentbeskrivelse_id
cross join lateral (select k.foerst offset 0) f;

-- Of what was taken out (Utgår) the metadata go, the files do not.
create view uttrekk._uplassert_registrering with (security_invoker) as select r.system_id as "_id",
  concat(uttrekk.uplassert('registrering', '', concat(uttrekk.endret(r.endret_dato, r.endret_av),
      case when (select exists (select 1 from uttrekk._utelatt)) then
        (select string_agg(uttrekk.v(u.element, u.maal_id::text), '' order by u.element, u.maal_id)
         from uttrekk._utelatt u where u.registrering_id = r.system_id) end)),
    case when (select exists (select 1 from arkivstruktur_nasjonalidentifikator)) then
      (select i.xml from uttrekk._uplassert_identifikator i where i.registrering_id = r.system_id) end,
    case when (select exists (select 1 from arkivstruktur_presedens)) then
      (select p.xml from uttrekk._uplassert_presedens p where p.registrering_id = r.system_id) end,
    (select p.xml from uttrekk._uplassert_korrespondansepart p where p.registrering_id = r.system_id),
    case when (select exists (select 1 from arkivstruktur_avskrivning where korrespondansepart_id is not null)) then
      (select a.xml from uttrekk._uplassert_avskrivning a where a.registrering_id = r.system_id) end,
    (select string_agg(concat(d.xml, case when f.med_filer then d.filer end), '' order by d."_orden")
     from uttrekk._uplassert_dokument d where d.registrering_id = r.system_id)) as xml
from arkivstruktur_registrering r
cross join lateral (
  select r.journalstatus <> 'U' and (select m.saksstatus from arkivstruktur_mappe m
    where m.system_id = r.mappe_id) is distinct from 'U' as med_filer offset 0) f;

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
