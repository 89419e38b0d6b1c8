-- Search: one row per object, no grants to anyone; reached through the functions at the end alone.
-- ord: the words (A title, B number and names, C titles of documents, D text of documents), and marks such as
-- «§type:I» for whatever else can be asked for. No text gives a word with a «§», so a mark cannot be forged.
do $$ begin
  -- An index of an older form is made anew, and filled at the end of this file. The form is a comment on the table.
  if obj_description(to_regclass('vern.soekeindeks')) is distinct from 'form 2' then
    drop table if exists vern.soekeindeks, vern.ordforraad;
    drop function if exists vern.soek(text, int[], int[], int, int), vern.soekesetning(smallint[], text);
    drop function if exists vern.soekesetning(smallint[], tsquery, text), vern.sortert(text);
    drop function if exists vern.merk_registrering_av_barn(), vern.merk_mappe_av_barn() cascade;
    drop function if exists vern.merk_registrering_av_tekst(), vern.merk_registrering_av_dokument() cascade;
    drop function if exists vern.ordets_leksemer(jsonb, boolean), vern.spoersmaal(jsonb, boolean), vern.tolket(jsonb);
  end if;
end $$;
create table if not exists vern.soekeindeks (
  virksomhet_id smallint not null,
  objekt_id uuid primary key,
  art text not null,
  klasse int not null,
  ser_ogsaa int,
  dato timestamptz not null,
  fasetter text[] not null,
  ord tsvector not null
);
comment on table vern.soekeindeks is 'form 2';
create index if not exists soekeindeks_ord on vern.soekeindeks using gin (ord) with (fastupdate = off);
create index if not exists soekeindeks_dato on vern.soekeindeks (dato desc, objekt_id desc);
create index if not exists soekeindeks_virksomhet on vern.soekeindeks (virksomhet_id, dato desc, objekt_id desc);

-- Marked once per object and transaction; the deferred trigger below rebuilds it at commit.
create table if not exists vern.soekekoe (objekt_id uuid primary key, art text not null);

-- All words that have been written: what a wildcard, a part of a compound and a misspelling are looked up in.
-- ledd: the stems that a compound is made of. kjent: stands in a title, and may be such a part itself.
create table if not exists vern.ordforraad (
  ord text primary key,
  stamme text not null,
  kjent boolean not null,
  ledd text[] not null default '{}'
);
create extension if not exists pg_trgm;
create index if not exists ordforraad_ord on vern.ordforraad using gin (ord gin_trgm_ops);
create index if not exists ordforraad_ledd on vern.ordforraad using gin (ledd);
create index if not exists ordforraad_stamme on vern.ordforraad (stamme);

-- Letters without accents; grovt: as who has no æ, ø and å writes, «Bygdoy», «Aerfugl», «Oedegaard».
create or replace function vern.skjelett(ord text, grovt boolean) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when grovt then translate(replace(replace(replace(o, 'ae', 'æ'), 'oe', 'ø'), 'aa', 'å'), 'æøå', 'aoa')
    else o end
  from translate(lower(ord), 'äöéèêëáàâãóòôõúùûüíìîïçñ', 'æøeeeeaaaaoooouuuuiiiicn') o $$;
create index if not exists ordforraad_skjelett on vern.ordforraad (vern.skjelett(ord, true));
-- Words met since the last round. Nothing is unique here: two who register at once must never wait for one another.
create table if not exists vern.nye_ord (ord text not null, kjent boolean not null);

create or replace function vern.merk_soek(art_ text, id_ uuid) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into vern.soekekoe (objekt_id, art) select id_, art_ where id_ is not null on conflict do nothing $$;

create or replace function vern.merk_mappe() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform vern.merk_soek('mappe', coalesce(new.system_id, old.system_id));
  -- The klasse of a case is searched for in its entries too.
  if tg_op = 'UPDATE' and new.klasse_id is distinct from old.klasse_id then
    perform vern.merk_soek('registrering', r.system_id)
    from arkivstruktur_registrering r where r.mappe_id = new.system_id;
  end if;
  return null;
end $$;

create or replace function vern.merk_registrering() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform vern.merk_soek('registrering', coalesce(new.system_id, old.system_id));
  return null;
end $$;

create or replace function vern.merk_av_barn() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  rad jsonb;
begin
  foreach rad in array array[to_jsonb(new), to_jsonb(old)] loop
    perform vern.merk_soek('registrering', (rad ->> 'registrering_id')::uuid);
    perform vern.merk_soek('mappe', (rad ->> 'mappe_id')::uuid);
  end loop;
  return null;
end $$;

create or replace function vern.merk_registrering_av_tekst() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform vern.merk_soek('registrering', k.registrering_id)
  from arkivstruktur_dokumentobjekt o join arkivstruktur_dokumentkobling k using (dokumentbeskrivelse_id)
  where o.system_id = new.dokumentobjekt_id;
  return null;
end $$;

create or replace function vern.merk_registrering_av_dokument() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform vern.merk_soek('registrering', k.registrering_id)
  from arkivstruktur_dokumentkobling k
  where k.dokumentbeskrivelse_id = (to_jsonb(new) ->> case tg_table_name
    when 'arkivstruktur_dokumentobjekt' then 'dokumentbeskrivelse_id' else 'system_id' end)::uuid;
  return null;
end $$;

-- The parser takes «støv/lukt» for the name of a file, «St.Olavs» for a server and 2023 in «2019-2023» for a negative
-- number: here words stand by themselves, and the year of a date beside it.
create or replace function vern.lesbar(tekst text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select regexp_replace(regexp_replace(regexp_replace(tekst,
    '([[:alpha:]][/.])(?=[[:alpha:]])', '\1 ', 'g'),
    '([[:alnum:]])[-‐‑–](?=\d)', '\1 ', 'g'),
    '(\m\d{1,2}\.\d{1,2}\.)(\d{4})\M', '\1\2 \2', 'g') $$;

-- A document can hold more different words than one search row (1 MB) takes: then its beginning is searched.
create or replace function vern.ord(tekst text) returns tsvector
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  alle tsvector;
begin
  alle := to_tsvector('norwegian', vern.lesbar(left(tekst, 500000)));
  if pg_column_size(alle) < 800000 then return alle; end if;
  return to_tsvector('norwegian', vern.lesbar(left(tekst, 80000)));
exception when program_limit_exceeded then
  return to_tsvector('norwegian', vern.lesbar(left(tekst, 80000)));
end $$;

-- A date is searched by day, month or year, so that any interval is some fifty marks (krav 5.1.4, 5.1.5).
create or replace function vern.datomerker(navn text, dato date) returns text[]
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when dato is null then '{}'::text[] else array[
    '§' || navn || ':' || to_char(dato, 'YYYY'), '§' || navn || ':' || to_char(dato, 'YYYY-MM'),
    '§' || navn || ':' || to_char(dato, 'YYYY-MM-DD')] end $$;

-- «gnr. 12, bnr. 34», «gnr/bnr 12/34», «gnr. 12, bnr. 34 og 35»: properties, however they are written.
create or replace function vern.eiendommer(tekst text) returns text[]
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg('§eiendom:' || t[1]::bigint || '/' || bruk::bigint), '{}')
  from regexp_matches(tekst,
    '\mg(?:nr|bnr|årdsnr|årdsnummer)[./ ]*(?:b(?:ruks)?nr[. ]*)?:?\s*(\d{1,6})[\s,./]+(?:(?:og )?b(?:nr|ruksnr|ruksnummer)[. :]*)?(\d{1,6}(?:(?:, ?\d{1,6})* og \d{1,6})?)',
    'gi') t, regexp_split_to_table(t[2], '\D+') bruk $$;

-- The row of each object, as it should stand in the index; tekst: what the vocabulary learns from.
create or replace view vern.soekerader as
select m.virksomhet_id, m.system_id as objekt_id, 'mappe' as art, m.tilgangsklasse_id as klasse,
  m.ser_ogsaa_id as ser_ogsaa, m.opprettet_dato as dato,
  array_remove(array['§alle', '§virksomhet:' || m.virksomhet_id, '§type:sak', '§saksstatus:' || m.saksstatus,
    '§enhet:' || m.administrativ_enhet_id, '§dato:' || extract(year from m.saksdato)], null) as fasetter,
  array_remove(array['§art:' || m.art, '§behandler:' || m.saksansvarlig_id, '§klasse:' || k.klasse_id,
    '§kode:' || s.tilgangsrestriksjon_id], null)
    || vern.datomerker('dato', m.saksdato) || vern.datomerker('opprettet', m.opprettet_dato::date)
    || vern.datomerker('avsluttet', m.avsluttet_dato::date) || vern.eiendommer(m.tittel)
    || i.eiendommer as merker,
  setweight(to_tsvector('norwegian', vern.lesbar(m.tittel)), 'A')
    || setweight(to_tsvector('simple', vern.lesbar(m.mappe_id || ' ' || coalesce(p.navn, ''))), 'B') as ord,
  concat_ws(' ', m.tittel, p.navn) as tittel, '' as tekst
from arkivstruktur_mappe m
left join arkivstruktur_klasse k on k.system_id = m.klasse_id
left join arkivstruktur_skjerming s on s.mappe_id = m.system_id
left join lateral (select string_agg(navn, ' ') as navn from arkivstruktur_part where mappe_id = m.system_id) p on true
left join lateral (
  select coalesce(array_agg('§eiendom:' || gaardsnummer || '/' || bruksnummer), '{}') as eiendommer
  from arkivstruktur_nasjonalidentifikator where mappe_id = m.system_id and art = 'matrikkelnummer') i on true
union all
select r.virksomhet_id, r.system_id, 'registrering', r.tilgangsklasse_id, r.ser_ogsaa_id, r.opprettet_dato,
  array_remove(array['§alle', '§virksomhet:' || r.virksomhet_id, '§type:' || nullif(r.journalposttype, ''),
    '§journalstatus:' || nullif(r.journalstatus, ''), '§enhet:' || r.administrativ_enhet_id,
    '§dato:' || extract(year from coalesce(r.journaldato, r.opprettet_dato::date))], null),
  array_remove(array['§art:' || r.art, '§behandler:' || r.saksbehandler_id, '§klasse:' || k.klasse_id,
    '§kode:' || s.tilgangsrestriksjon_id, case when r.restanse then '§ubesvart:ja' end], null)
    || vern.datomerker('dato', coalesce(r.journaldato, r.opprettet_dato::date))
    || vern.datomerker('opprettet', r.opprettet_dato::date) || vern.datomerker('dokumentdato', r.dokumentets_dato)
    || vern.datomerker('mottatt', r.mottatt_dato::date) || vern.datomerker('sendt', r.sendt_dato::date)
    || vern.datomerker('forfall', r.forfallsdato) || vern.eiendommer(r.tittel) || i.eiendommer || d.merker || f.merker,
  setweight(to_tsvector('norwegian', vern.lesbar(r.tittel)), 'A')
    || setweight(to_tsvector('simple', vern.lesbar(r.registrerings_id || ' ' || coalesce(p.navn, ''))), 'B')
    || setweight(to_tsvector('norwegian', vern.lesbar(d.titler)), 'C') || setweight(vern.ord(f.tekst), 'D'),
  concat_ws(' ', r.tittel, p.navn, d.titler), f.tekst
from arkivstruktur_registrering r
left join arkivstruktur_mappe m on m.system_id = r.mappe_id
left join arkivstruktur_klasse k on k.system_id = coalesce(r.klasse_id, m.klasse_id)
left join arkivstruktur_skjerming s on s.registrering_id = r.system_id
left join lateral (
  select string_agg(navn, ' ') as navn from arkivstruktur_korrespondansepart where registrering_id = r.system_id) p on true
left join lateral (
  select coalesce(array_agg('§eiendom:' || gaardsnummer || '/' || bruksnummer), '{}') as eiendommer
  from arkivstruktur_nasjonalidentifikator where registrering_id = r.system_id and art = 'matrikkelnummer') i on true
left join lateral (
  select coalesce(string_agg(b.tittel, ' '), '') as titler,
    coalesce(array_agg('§dokumenttype:' || lower(b.dokumenttype)) || array_agg('§dokumentstatus:' || b.dokumentstatus),
      '{}') as merker
  from arkivstruktur_dokumentkobling l
  join arkivstruktur_dokumentbeskrivelse b on b.system_id = l.dokumentbeskrivelse_id
  where l.registrering_id = r.system_id) d on true
left join lateral (
  select coalesce(string_agg(left(t.tekst, 500000), ' '), '') as tekst,
    coalesce(array_agg('§format:' || lower(o.format))
      || array_agg('§filtype:' || coalesce(lower(substring(o.filnavn from '\.(\w{1,8})$')), '')), '{}') as merker
  from arkivstruktur_dokumentkobling l
  join arkivstruktur_dokumentobjekt o using (dokumentbeskrivelse_id)
  left join arkivstruktur_dokumenttekst t on t.dokumentobjekt_id = o.system_id
  where l.registrering_id = r.system_id) f on true;

create or replace function vern.ord_i(tekst text, kjent_ boolean) returns table (ord text, kjent boolean)
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select distinct o, kjent_ from regexp_split_to_table(lower(tekst), '[^[:alpha:]]+') o where length(o) between 3 and 40 $$;

create or replace function vern.bygg_soek() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  rad record;
begin
  delete from vern.soekekoe where objekt_id = new.objekt_id;
  delete from vern.soekeindeks where objekt_id = new.objekt_id;
  select * into rad from vern.soekerader r where r.objekt_id = new.objekt_id and r.art = new.art;
  if not found then return null; end if;
  insert into vern.soekeindeks values (rad.virksomhet_id, rad.objekt_id, rad.art, rad.klasse, rad.ser_ogsaa, rad.dato,
    rad.fasetter, rad.ord || array_to_tsvector(rad.fasetter || rad.merker));
  insert into vern.nye_ord
  select n.* from (
    select * from vern.ord_i(rad.tittel, true) union all select * from vern.ord_i(rad.tekst, false)) n
  where not exists (select from vern.ordforraad f where f.ord = n.ord and (f.kjent or not n.kjent));
  return null;
end $$;

drop trigger if exists bygg_soek on vern.soekekoe;
create constraint trigger bygg_soek after insert on vern.soekekoe deferrable initially deferred
  for each row execute function vern.bygg_soek();

-- A whole virksomhet at once (null: everything): what the trigger makes of one object at a time.
create or replace function vern.bygg_soek_for(virksomhet smallint) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  insert into vern.soekeindeks
  select r.virksomhet_id, r.objekt_id, r.art, r.klasse, r.ser_ogsaa, r.dato, r.fasetter,
    r.ord || array_to_tsvector(r.fasetter || r.merker)
  from vern.soekerader r where virksomhet is null or r.virksomhet_id = virksomhet
  on conflict do nothing;
  insert into vern.nye_ord
  select n.ord, bool_or(n.kjent) from vern.soekerader r, lateral (
    select * from vern.ord_i(r.tittel, true) union all select * from vern.ord_i(r.tekst, false)) n
  where virksomhet is null or r.virksomhet_id = virksomhet group by n.ord $$;

-- The vocabulary takes in what was met since last time, and sees which words are made of two others: «ramme» +
-- «tillatelse», «parkering» + s + «gebyr». The longest last part wins. Returns the number of new words.
create or replace function vern.laer_ord() returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  nye text[];
begin
  lock table vern.ordforraad in share row exclusive mode;
  with tatt as (delete from vern.nye_ord returning ord, kjent), hver as (
    select ord, bool_or(kjent) and length(ord) > 3 as kjent from tatt group by ord), lagt as (
    insert into vern.ordforraad as f (ord, stamme, kjent)
    select ord, stamme[1], kjent from (select *, ts_lexize('norwegian_stem', ord) as stamme from hver) s
    where stamme <> '{}'  -- «med» and «til» are searched by nobody
    on conflict (ord) do update set kjent = true where excluded.kjent and not f.kjent returning ord)
  select array_agg(ord) into nye from lagt;
  if cardinality(nye) < 500 then
    -- A new word may be what an older one was made of. (After a load in bulk all are new.)
    select nye || coalesce(array_agg(f.ord), '{}') into nye from unnest(nye) n
    join vern.ordforraad f on cardinality(f.ledd) < 2 and length(f.ord) > length(n) + 2
      and (f.ord like n || '%' or f.ord like '%' || n)
    where length(n) > 3;
  end if;
  -- The last part may be inflected; a long one is a part also after what nobody has written by itself («skjenke-»).
  with hele as (select o.ord, o.stamme from vern.ordforraad o where o.ord = any (nye)), delt as (
    select distinct on (h.ord) h.ord, v.stamme as venstre, v.ledd as venstre_ledd,
      r.stamme as hoeyre, r.ledd as hoeyre_ledd
    from hele h cross join lateral generate_series(3, length(h.ord) - 3) n
    cross join unnest(array['', 's', 'e']) fuge
    join vern.ordforraad r on r.kjent and (r.ord = substr(h.ord, n + length(fuge) + 1)
      or length(h.stamme) > n + length(fuge) + 2 and r.stamme = substr(h.stamme, n + length(fuge) + 1))
    left join vern.ordforraad v on v.kjent and v.ord = left(h.ord, n)
    where substr(h.ord, n + 1, length(fuge)) = fuge and (v.ord is not null
      or fuge = '' and n > 3 and length(r.stamme) > 5
        and left(h.ord, n) not in ('fore', 'fram', 'frem', 'over', 'under', 'etter', 'tilbake', 'mellom', 'gjennom'))
    order by h.ord, v.ord is null, length(r.ord) desc, length(fuge))
  update vern.ordforraad f
  set ledd = array(select distinct l from unnest(array[d.venstre, d.hoeyre] || d.venstre_ledd || d.hoeyre_ledd) l
    where l is not null)
  from delt d where d.ord = f.ord;
  return coalesce(cardinality(nye), 0);
end $$;

-- One of these words, as the language of the index writes it; vekt: which part it must stand in («A»), «*» for its
-- beginning. Many at once, as one text: joined one by one they would be copied each time.
create or replace function vern.ett_av(ord text[], vekt text) returns tsquery
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select coalesce(string_agg(
    format('''%s''', replace(replace(o, '\', '\\'), '''', '''''')) || case vekt when '' then '' else ':' || vekt end, ' | '),
    '')::tsquery from unnest(ord) o $$;

create or replace function vern.med_vekt(q tsquery, vekt text) returns tsquery
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case vekt when '' then q
    else regexp_replace(q::text, '(''(?:[^'']|'''')*'')', '\1:' || vekt, 'g')::tsquery end $$;

-- One word of a question: its stem and the stem of that («vaktmesteren», «vaktmester»), the word as written (names are
-- not stemmed) and as others write its accents, and compounds that it is a part of. The last word may be unfinished; a
-- stem shorter than what was written so far is found through the vocabulary.
-- vid: nothing was found, so words without æøå, words that have it within them, and its parts are taken too.
create or replace function vern.ordets_leksemer(node jsonb, raa boolean, vid boolean) returns tsquery
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  vekt text := coalesce(node ->> 'vekt', '');
  tekst text := vern.lesbar(node ->> 'ord');
  stammer text[] := tsvector_to_array(to_tsvector('norwegian', tekst));
  skrevet text[] := tsvector_to_array(to_tsvector('simple', tekst));
  rot text[];
  svar tsquery := '';
  bit text;
begin
  if stammer = '{}' and not raa then return ''; end if;
  foreach bit in array stammer loop svar := svar && vern.ett_av(array[bit], vekt); end loop;
  if cardinality(skrevet) <> 1 then return svar; end if;
  rot := ts_lexize('norwegian_stem', stammer[1]);
  svar := svar || vern.ett_av(skrevet || case when length(rot[1]) > 2 then rot else '{}' end, vekt);
  if (node ->> 'uferdig')::boolean and length(skrevet[1]) > 2 then
    svar := svar || vern.ett_av(skrevet, '*' || vekt) || vern.ett_av(array(
      select stamme from vern.ordforraad where ord like replace(skrevet[1], '_', '\_') || '%'
      and length(stamme) < length(skrevet[1]) limit 50), vekt);
  end if;
  svar := svar || vern.ett_av(array(
    select l from vern.ordforraad f, unnest(array[f.stamme, f.ord]) l
    where vern.skjelett(f.ord, true) = vern.skjelett(skrevet[1], true) and f.ord <> skrevet[1]
    and (vid or vern.skjelett(f.ord, false) = vern.skjelett(skrevet[1], false)) limit 20), vekt);
  if vid then svar := svar || vern.omtrent(skrevet[1], stammer[1], vekt); end if;
  return svar || vern.ett_av(array(
    select stamme from vern.ordforraad where ledd && (stammer || rot) and stammer <> '{}'
    order by length(ord), ord limit 400), vekt);
end $$;

-- What a word that is found nowhere may be in or be made of: «kjøkken» in «gatekjøkken», «vanngebyr» as vann and gebyr.
create or replace function vern.omtrent(ordet text, stamme_ text, vekt text) returns tsquery
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  svar tsquery := '';
  delt record;
begin
  if length(stamme_) > 3 then
    svar := vern.ett_av(array(select f.stamme from vern.ordforraad f
      where f.ord like '%' || replace(stamme_, '_', '\_') || '%' order by length(f.ord), f.ord limit 100), vekt);
  end if;
  for delt in
    select v.stamme as venstre, r.stamme as hoeyre
    from generate_series(3, length(ordet) - 3) n cross join unnest(array['', 's', 'e']) fuge
    join vern.ordforraad v on v.ord = left(ordet, n)
    join vern.ordforraad r on r.ord = substr(ordet, n + length(fuge) + 1)
    where substr(ordet, n + 1, length(fuge)) = fuge order by length(r.ord) desc limit 3
  loop
    svar := svar || vern.begge(delt.venstre, delt.hoeyre, vekt);
  end loop;
  return svar;
end $$;

-- Two parts that must both be there, by themselves or in other compounds.
create or replace function vern.begge(venstre text, hoeyre text, vekt text) returns tsquery
language sql stable set search_path = pg_catalog, pg_temp as $$
  select vern.ett_av(array(select stamme from vern.ordforraad where ledd @> array[venstre] limit 100) || venstre, vekt)
    && vern.ett_av(array(select stamme from vern.ordforraad where ledd @> array[hoeyre] limit 100) || hoeyre, vekt) $$;

-- The question as Python has read it, in the language of the index. Words that say nothing («om») are neutral.
create or replace function vern.spoersmaal(node jsonb, raa boolean, vid boolean) returns tsquery
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  svar tsquery := '';
  barn jsonb;
  vekt text := coalesce(node ->> 'vekt', '');
begin
  if node ? 'og' then
    for barn in select value from jsonb_array_elements(node -> 'og') loop
      svar := svar && vern.spoersmaal(barn, raa, vid);
    end loop;
  elsif node ? 'eller' then
    for barn in select value from jsonb_array_elements(node -> 'eller') loop
      svar := svar || vern.spoersmaal(barn, raa, vid);
    end loop;
  elsif node ? 'ikke' then
    svar := vern.spoersmaal(node -> 'ikke', raa, false);
    if numnode(svar) > 0 then svar := !! svar; end if;
  elsif node ? 'merker' then
    svar := vern.ett_av(array(select jsonb_array_elements_text(node -> 'merker')), '');
  elsif node ? 'frase' then
    svar := vern.med_vekt(phraseto_tsquery('norwegian', vern.lesbar(node ->> 'frase')), vekt)
      || vern.med_vekt(phraseto_tsquery('simple', vern.lesbar(node ->> 'frase')), vekt);
  elsif node ? 'moenster' then
    svar := vern.ett_av(array(select distinct l from (
      select stamme, ord from vern.ordforraad where ord like node ->> 'moenster' order by length(ord), ord limit 400) f,
      unnest(array[f.stamme, f.ord]) l), vekt) || vern.ett_av(array(
        select distinct l from vern.nye_ord n, unnest(ts_lexize('norwegian_stem', n.ord) || n.ord) l
        where n.ord like node ->> 'moenster' limit 100), vekt);
    if numnode(svar) = 0 then svar := vern.ett_av(array['§ingen'], ''); end if;
  else
    svar := vern.ordets_leksemer(node, raa, vid);
  end if;
  return svar;
end $$;

create or replace function vern.tolket(node jsonb, vid boolean) returns tsquery
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  svar tsquery := vern.spoersmaal(node, false, vid);
begin
  -- Nothing but small words: then they are what was meant.
  if numnode(svar) = 0 then svar := vern.spoersmaal(node, true, vid); end if;
  return svar;
end $$;

-- The tenants come from the sealed work, never from the caller.
create or replace function vern.soekes_i() returns smallint[]
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(nullif(vern.leser(), '{}'), array[vern.virksomhet()]) $$;

-- The parts of a question that must all hold, one condition each: the index then walks from one to the next, where it
-- would try every part on each row that has any. What must not be there goes with the first that must: alone it would
-- be looked for in every row.
create or replace function vern.leddene(node jsonb, vid boolean) returns tsquery[]
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  raa boolean := numnode(vern.spoersmaal(node, false, vid)) = 0;
  svar tsquery[] := '{}';
  uten tsquery := '';
  del jsonb;
  q tsquery;
begin
  for del in select value from jsonb_array_elements(case when node ? 'og' then node -> 'og' else jsonb_build_array(node) end) loop
    q := vern.spoersmaal(del, raa, vid);
    if del ? 'ikke' then uten := uten && q;
    elsif numnode(q) > 0 then svar := svar || q; end if;
  end loop;
  if numnode(uten) > 0 then svar[1] := coalesce(svar[1], '') && uten; end if;
  return svar;
end $$;

-- The days from one moment to another as words of the index, or the months when they are many. A day more at each end:
-- it may have been another in the time zone that the row was written in.
create or replace function vern.dager(fra timestamptz, til timestamptz) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select string_agg('''§opprettet:' || to_char(d, case enhet when 'day' then 'YYYY-MM-DD' else 'YYYY-MM' end) || '''', ' | ')
  from (select case when til - fra > interval '40 days' then 'month' else 'day' end as enhet) e,
    generate_series(date_trunc(enhet, fra - interval '1 day'), til + interval '1 day', ('1 ' || enhet)::interval) d $$;

-- The statement of a search for the newest (or oldest) so many hits. Where hits are dense they are met along the dates;
-- otherwise the words find them, first within as many days as should hold them, and further back only when they do not,
-- as the second half of UNION ALL is not begun before the first is used up. The planner cannot choose: it believes an
-- unfinished word to be in one row of two hundred however rare it is, and a comparison with three hundred words to cost
-- no more than one. So the newest 4 000 rows are asked how dense the hits are. Days and virksomhet are words of the
-- index too, and keep it from fetching what is not wanted. EXECUTE, because the plan must see the words; only the
-- columns asked for, because a sort carries them all.
drop function if exists vern.soekesetning(smallint[], tsquery, text, text);
drop function if exists vern.soek_paa(tsquery, int[], int[], text, int, int), vern.fasetter_for(tsquery, int[], int[]);
create or replace function vern.soekesetning(hvor smallint[], soek tsquery[], sorter text, kolonner text, antall int)
returns text
language plpgsql stable set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  retning text := case sorter when 'eldst' then 'asc' else 'desc' end;
  der text := case cardinality(hvor) when 1 then '($1)[1]' else 'any ($1)' end;
  ordene text := (select string_agg('s.ord @@ ($2)[' || n || ']', ' and ') from generate_series(1, cardinality(soek)) n);
  -- Still to be told: the words, which dates, and «+ interval '0'», which hides the index of dates.
  del text := format('select * from (select %s from vern.soekeindeks s
      where s.virksomhet_id = %s and %%s and (s.klasse = any ($3) or s.ser_ogsaa = any ($4))%%s
      order by s.dato%%s %s, s.objekt_id %3$s limit %s) s', kolonner, der, retning, antall);
  treff int;
  lest int;
  foerst timestamptz;
  sist timestamptz;
  spenn interval;
  skille timestamptz;
  langs_datoene text;
  naer text;
  fjern text;
begin
  execute format('select count(*) filter (where %s), count(*), min(s.dato), max(s.dato)
      from (select s.ord, s.dato from vern.soekeindeks s where s.virksomhet_id = %s
      order by s.dato %s, s.objekt_id %3$s limit 4000) s', ordene, der, retning)
    into treff, lest, foerst, sist using hvor, soek;
  -- COALESCE hides the index of words, and how rare the planner takes them to be.
  langs_datoene := 'coalesce(' || ordene || ', false)';
  if cardinality(hvor) = 1 then ordene := ordene || format(' and s.ord @@ ''''''§virksomhet:%s''''''', hvor[1]); end if;
  -- Half as many again and a hundred, for those that this person does not see.
  -- Never less than the rows that were asked: hits are not spread evenly in them, and the walk stops when it has enough.
  spenn := case when treff < 4 then interval '1 year'
    else (sist - foerst) * greatest((antall * 1.5 + 100) / treff, 1) end;
  if lest < 4000 or spenn > interval '2 years' then return format(del, ordene, '', ' + interval ''0'''); end if;
  skille := case retning when 'asc' then foerst + spenn else sist - spenn end;
  naer := format(' and s.dato %s %L', case retning when 'asc' then '<=' else '>=' end, skille);
  fjern := format(' and s.dato %s %L', case retning when 'asc' then '>' else '<' end, skille);
  return case when treff * 12500.0 >= antall::bigint * lest then format(del, langs_datoene, naer, '')
    else format(del, ordene || format(' and s.ord @@ %L', vern.dager(least(skille, foerst), greatest(skille, sist))),
      naer, ' + interval ''0''') end
    || ' union all ' || format(del, ordene, fjern, ' + interval ''0''');
end $$;

-- Titles in Norwegian order (a-z, æ, ø, å; case and accents aside), whatever the server was built with.
-- sorter: nyest, eldst; relevans and tittel among the 2 000 newest.
create or replace function vern.soek_paa(q tsquery[], klasser int[], ser_ogsaa_ int[], sorter text, grense int, hopp int)
returns table (objekt_id uuid, art text)
language plpgsql stable set search_path = pg_catalog, public, pg_temp set enable_seqscan = off as $$
declare
  hvor smallint[] := vern.soekes_i();
  setning text;
begin
  if q = '{}' then return; end if;
  setning := vern.soekesetning(hvor, q, sorter,
    's.objekt_id, s.art, s.dato' || case sorter when 'relevans' then ', s.ord' else '' end,
    case when sorter in ('relevans', 'tittel') then 2000 else least(grense, 1000) + hopp end);
  if sorter = 'relevans' then
    setning := 'select * from (' || setning || ' limit 2000) s order by ts_rank(s.ord, $7) desc, s.dato desc, s.objekt_id';
  elsif sorter = 'tittel' then
    setning := 'select s.* from (' || setning || ' limit 2000) s
       order by translate(lower(case s.art
           when ''mappe'' then (select m.tittel from arkivstruktur_mappe m where m.system_id = s.objekt_id)
           else (select r.tittel from arkivstruktur_registrering r where r.system_id = s.objekt_id) end), ''æäøöåéèêóòôüáà'', ''{{||}eeeoooyaa'') collate "C",
         s.dato desc, s.objekt_id';
  end if;
  return query execute 'select t.objekt_id, t.art from (' || setning || ' limit $5 offset $6) t'
    using hvor, q, klasser, ser_ogsaa_, least(grense, 1000), hopp,
      (select string_agg('(' || l::text || ')', ' & ')::tsquery from unnest(q) l);
end $$;

-- All the hits of one kind, for lists that are filtered, counted and sorted by something else than the search.
create or replace function vern.soekeid(node jsonb, klasser int[], ser_ogsaa_ int[], art_ text) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  hvor smallint[] := vern.soekes_i();
  q tsquery := vern.tolket(node, false);
begin
  if numnode(q) = 0 then return; end if;
  -- EXECUTE, because the plan must see the words.
  return query execute 'select s.objekt_id from vern.soekeindeks s
    where s.virksomhet_id = any ($1) and s.art = $5 and s.ord @@ $2
      and (s.klasse = any ($3) or s.ser_ogsaa = any ($4))'
    using hvor, q, klasser, ser_ogsaa_, art_;
end $$;

-- What is found by the words; if this person sees nothing that has them, what is found by what they may mean.
create or replace function vern.soek(node jsonb, klasser int[], ser_ogsaa_ int[], sorter text, grense int, hopp int)
returns table (objekt_id uuid, art text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  q tsquery[] := vern.leddene(node, false);
begin
  return query select * from vern.soek_paa(q, klasser, ser_ogsaa_, sorter, grense, hopp);
  if found or grense < 1 or hopp > 0 and exists (
    select from vern.soek_paa(q, klasser, ser_ogsaa_, 'nyest', 1, 0)) then return; end if;
  return query select * from vern.soek_paa(vern.leddene(node, true), klasser, ser_ogsaa_, sorter, grense, hopp);
end $$;

create or replace function vern.fasetter_for(q tsquery[], klasser int[], ser_ogsaa_ int[])
returns table (merke text, antall int)
language plpgsql stable set search_path = pg_catalog, public, pg_temp set enable_seqscan = off as $$
declare
  hvor smallint[] := vern.soekes_i();
begin
  if q = '{}' then return; end if;
  return query execute 'select m, count(*)::int from (' || vern.soekesetning(hvor, q, 'nyest', 's.fasetter', 2000) || ' limit 2000) s
    cross join lateral unnest(s.fasetter) m group by m'
    using hvor, q, klasser, ser_ogsaa_;
end $$;

-- What the hits are, counted among the 2 000 newest: «§alle» and each mark.
create or replace function vern.soekefasetter(node jsonb, klasser int[], ser_ogsaa_ int[])
returns table (merke text, antall int)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query select * from vern.fasetter_for(vern.leddene(node, false), klasser, ser_ogsaa_);
  if not found then
    return query select * from vern.fasetter_for(vern.leddene(node, true), klasser, ser_ogsaa_);
  end if;
end $$;

-- Where a document's own text was what matched: some words around it. Only for objects that are hits anyway.
create or replace function vern.soekeutdrag(node jsonb, klasser int[], ser_ogsaa_ int[], objekter uuid[])
returns table (objekt_id uuid, utdrag text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  hvor smallint[] := vern.soekes_i();
  q tsquery := vern.tolket(node, false);
begin
  if numnode(q) = 0 then return; end if;
  return query
    select s.objekt_id, ts_headline('norwegian', t.tekst, q,
      format('StartSel=%s,StopSel=%s,MaxFragments=1,MaxWords=24,MinWords=12', chr(2), chr(3)))
    from vern.soekeindeks s cross join lateral (
      select vern.lesbar(left(d.tekst, 20000)) as tekst
      from arkivstruktur_dokumentkobling k join arkivstruktur_dokumentobjekt o using (dokumentbeskrivelse_id)
      join arkivstruktur_dokumenttekst d on d.dokumentobjekt_id = o.system_id
      where k.registrering_id = s.objekt_id and to_tsvector('norwegian', vern.lesbar(left(d.tekst, 20000))) @@ q limit 1) t
    where s.objekt_id = any (objekter) and s.virksomhet_id = any (hvor) and s.ord @@ q
      and not ts_filter(s.ord, '{a,b,c}') @@ q and (s.klasse = any (klasser) or s.ser_ogsaa = any (ser_ogsaa_))
    limit 20;
end $$;

-- Words that look like a misspelled one, and that stand in something this person sees.
create or replace function vern.soekeforslag(ordet text, klasser int[], ser_ogsaa_ int[])
returns table (ord text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  hvor smallint[] := vern.soekes_i();
  kandidat record;
  funnet int := 0;
begin
  -- A word that this person finds is not misspelled.
  if exists (select from vern.soekeindeks s
      where s.ord @@ vern.ordets_leksemer(jsonb_build_object('ord', $1), true, false)
      and s.virksomhet_id = any (hvor) and (s.klasse = any (klasser) or s.ser_ogsaa = any (ser_ogsaa_))) then
    return;
  end if;
  for kandidat in
    select f.ord as ordet, f.stamme from vern.ordforraad f where f.ord % lower($1) and f.ord <> lower($1)
    order by similarity(f.ord, lower($1)) desc, f.ord limit 8
  loop
    if exists (
      select from vern.soekeindeks s where s.ord @@ vern.ett_av(array[kandidat.stamme, kandidat.ordet], '')
      and s.virksomhet_id = any (hvor) and (s.klasse = any (klasser) or s.ser_ogsaa = any (ser_ogsaa_))) then
      ord := kandidat.ordet;
      return next;
      funnet := funnet + 1;
      exit when funnet = 3;
    end if;
  end loop;
end $$;

do $$ begin
  -- Words of municipal Norwegian that compounds are made of, so that the first one met is understood.
  insert into vern.nye_ord
  select o, true from unnest(string_to_array(
    'adresse,alarm,ansatt,ansettelse,anlegg,anskaffelse,arbeid,areal,arkiv,avdeling,avfall,avgift,avgjørelse,avløp,'
    'avslag,avtale,bane,barn,barnehage,barnevern,bedrift,befaring,behandling,bekymring,bestilling,betaling,bevilling,bibliotek,'
    'bilag,bistand,bolig,brann,bruk,bruker,budsjett,bustad,bydel,bygg,byggesak,bygning,dato,deling,dispensasjon,dokument,'
    'drift,eiendom,eier,eigedom,eldre,endring,energi,enhet,erstatning,faktura,familie,fasade,ferdig,ferie,flyktning,fond,'
    'forening,forhold,fravær,fråvær,forskrift,forslag,forvaltning,fritak,fritid,frist,gang,garasje,gate,gebyr,godkjenning,grunn,'
    'gruppe,hage,handling,helse,hjelp,hjem,hjemmel,hjemme,høring,igangsetting,innbygger,innhold,inntak,innsyn,'
    'institusjon,inspeksjon,investering,journal,kartlegging,kirke,kjøkken,klage,klasse,klima,kommune,kompetanse,kontrakt,'
    'kontroll,koordinering,kostnad,krav,kultur,kurs,kvalitet,ledelse,leder,leie,leilighet,lege,leverandør,liste,'
    'lærer,løyve,manual,mangel,matrikkel,medisin,melding,midler,miljø,mottak,møte,nabo,natur,notat,nummer,næring,omsorg,'
    'område,opplæring,oppfølging,oppgave,oppmåling,oppsigelse,ordning,oversikt,parkering,pasient,pensjon,permisjon,'
    'person,plan,plass,pleie,politikk,post,praksis,privat,prosjekt,protokoll,ramme,rapport,referat,regel,register,'
    'regnskap,regulering,rehabilitering,reise,renhold,renovasjon,rett,rettighet,revisjon,risiko,rutine,saksbehandling,'
    'samarbeid,samtykke,sanering,seksjon,selskap,senter,servering,sikkerhet,sikring,skade,skatt,skjema,skjenke,skjenking,'
    'skole,skule,skyss,sosial,sykefravær,sykehjem,sykkel,språk,stilling,stipend,støtte,støy,stønad,styre,system,søknad,takst,tilbud,tildeling,'
    'tilknytning,tillatelse,tillegg,tilrettelegging,tilskot,tilskudd,tilsyn,tiltak,tjeneste,tomt,trafikk,transport,trygd,'
    'turnus,undersøkelse,undervisning,uttalelse,utbetaling,utbygging,utleie,utslipp,utvalg,utvidelse,valg,vann,'
    'vedlegg,vedlikehold,vedtak,vedtekt,veiledning,verge,virksomhet,vurdering,ytelse,økonomi', ',')) o
  where not exists (select from vern.ordforraad f where f.ord = o and f.kjent);
  -- Three letters are a part of a compound for these alone.
  insert into vern.ordforraad (ord, stamme, kjent)
  select o, coalesce((ts_lexize('norwegian_stem', o))[1], o), true
  from unnest(array['sak', 'vei', 'hus', 'bil', 'bad', 'tak', 'arv', 'lån', 'fag', 'lov', 'råd', 'tre', 'tur', 'uke']) o
  on conflict (ord) do nothing;
  perform vern.laer_ord();
  if not exists (select from vern.soekeindeks) and exists (select from arkivstruktur_mappe) then
    perform vern.bygg_soek_for(null);
    perform vern.laer_ord();
  end if;
end $$;
