-- What the load is drawn from: how much each virksomhet has, its people and classes, the cases and the entries.
-- Temporary tables of the owner's session. `h(a, b)` is the dice: same numbers, same answer.

create or replace function pg_temp.h(a bigint, b bigint) returns int
language sql immutable as $$ select (hashint8extended(a, b) & 1073741823)::int $$;

-- Names, words. The common word stands in three of ten titles, the rare one in one of five thousand.
create temp table ordliste as select
  array['Søknad om', 'Søknad om', 'Søknad om', 'Klage på', 'Høring av', 'Vedtak om', 'Referat fra', 'Spørsmål om',
        'Tilbud på', 'Rapport om'] as art,
  array['barnehageplass', 'skolevei', 'fartsdumper', 'tilskudd', 'skjenkebevilling', 'lekeplass', 'turvei',
        'nabovarsel', 'reguleringsplan', 'støyskjerm', 'hjemmetjeneste', 'dagsenter', 'fritidsklubb', 'leie av lokale',
        'gatelys', 'trefelling', 'parkering', 'renovasjon', 'sykkelstativ', 'snørydding', 'ballbinge', 'kulturmidler',
        'seniorsenter', 'aktivitetstilbud', 'trygghetsalarm', 'omsorgsbolig', 'hundepark', 'benker', 'grillplass',
        'sommerjobb'] as vanlige,
  array['Almelia', 'Kvernbekken', 'Solvangen', 'Bjørnebakken', 'Tjernlia', 'Furutoppen', 'Myrasletta', 'Elvekanten',
        'Nordlifaret', 'Haugstien', 'Vestbråten', 'Kirkelunden', 'Dalsveien', 'Brattlia', 'Engsvingen'] as sted,
  array['Granås', 'Skarstein', 'Bakkhaug', 'Osmundvik', 'Lindtjern', 'Furustad', 'Hellemo', 'Revdal', 'Tveråsen',
        'Myklevoll', 'Sandnesset', 'Øverlid', 'Nystuen', 'Rognmo', 'Steinvåg', 'Hjelmeset'] as navn;

-- Two words out of three are among thirty; the rest are 1 600 compounds, as titles have a long tail. Names likewise.
create temp table ordene as
select art, sted, (select array_agg(e) from (
    select e from unnest(vanlige) e cross join generate_series(1, 100)
    union all select a || b from unnest(string_to_array('barnehage,skole,park,trafikk,bolig,helse,idretts,kultur,ungdoms,'
      'eldre,familie,parkerings,bygge,vei,vann,avfalls,miljø,klima,støy,brann,nærings,skjenke,serverings,lokal,grunn,'
      'eiendoms,regulerings,plan,utbyggings,anleggs,drifts,personal,opplærings,språk,introduksjons,bosettings,frivillig,'
      'beboer,velferds,rekrutterings', ',')) a cross join unnest(string_to_array('tillatelse,gebyr,rapport,plan,tiltak,'
      'avtale,tilskudd,område,prosjekt,utvalg,møte,senter,vedtak,kontroll,tilsyn,analyse,oversikt,strategi,undersøkelse,'
      'melding,søknad,bevilling,kartlegging,veileder,rutine,budsjett,regnskap,høring,uttalelse,klage,dispensasjon,'
      'kontrakt,anskaffelse,befaring,ordning,tjeneste,gruppe,ansvar,arbeid,behov', ',')) b) alle) as emne,
  (select array_agg(f || e) from unnest(string_to_array('Gran,Skar,Bakk,Osmund,Lind,Furu,Helle,Rev,Tver,Mykle,Sand,Øver,'
      'Ny,Rogn,Stein,Hjelme,Ås,Ek,Bjørn,Elve,Fjell,Dal,Nord,Vest,Sol,Berg,Lang,Stor,Myr,Tje', ',')) f
    cross join unnest(string_to_array('ås,stein,haug,vik,tjern,stad,mo,dal,seter,voll,nesset,lid,stuen,rud,våg,set,li,'
      'heim,bø,land,bakken,moen,lund,by,nes,øy,gård,foss,hus,strand', ',')) e) as navn
from ordliste;

-- The first has a third, the last a fiftieth.
create temp table andel as
select v.id as v, v.kode, row_number() over (order by v.kode <> 'frogner', v.er_arkivtjeneste, v.kode) as nr
from organisasjon_virksomhet v where current_setting('ytelse.bare') in ('', v.kode);
create temp table maal as
select v, kode, floor(current_setting('ytelse.antall')::int / nr::numeric
                      / (select sum(1.0 / nr) from andel))::int as antall from andel;
update maal set antall = antall + current_setting('ytelse.antall')::int - (select sum(antall) from maal)
where kode = 'frogner';

-- A class for each code in each unit, as the verbs would have made them in time, and one of named people.
insert into organisasjon_tilgangsklasse (virksomhet_id, art, kode_id, enhet_id, navn)
select e.virksomhet_id, 'kode', k.kode, e.system_id, '' from organisasjon_administrativenhet e, organisasjon_tilgangskode k
order by e.virksomhet_id, e.navn, k.kode
on conflict do nothing;
insert into organisasjon_tilgangsklasse (virksomhet_id, art, navn)
select m.v, 'personer', 'Navngitte ' || n from maal m, generate_series(1, 3) n;
insert into organisasjon_tilgangsmedlem (virksomhet_id, klasse_id, bruker_id)
select t.virksomhet_id, t.id, r.bruker_id from organisasjon_tilgangsklasse t
join lateral (select r.bruker_id from organisasjon_rolletildeling r
              join organisasjon_bruker b on b.system_id = r.bruker_id
              where r.virksomhet_id = t.virksomhet_id and r.rolle in ('saksbehandler', 'arkivar')
              order by pg_temp.h(hashtext(b.brukernavn), hashtext(t.navn)) limit 4) r on true
where t.art = 'personer';

create temp table enhet as
select virksomhet_id as v, system_id as id, row_number() over (partition by virksomhet_id order by navn) - 1 as nr,
       count(*) over (partition by virksomhet_id) as av from organisasjon_administrativenhet;
create temp table person as
select r.virksomhet_id as v, r.bruker_id as id, b.navn,
       row_number() over (partition by r.virksomhet_id order by b.brukernavn) - 1 as nr,
       count(*) over (partition by r.virksomhet_id) as av
from organisasjon_rolletildeling r join organisasjon_bruker b on b.system_id = r.bruker_id
where r.rolle in ('saksbehandler', 'arkivar');
create temp table klasse as
select virksomhet_id as v, system_id as id, row_number() over (partition by virksomhet_id order by klasse_id) - 1 as nr,
       count(*) over (partition by virksomhet_id) as av from arkivstruktur_klasse where length(klasse_id) = 3;

-- Cases of four to twenty entries, and one in Frogner with many, over three years. Everything is laid down in the order
-- of time, virksomheter mixed, as it would be in operation: rows of one virksomhet lie scattered.
create temp table sak as
with stoerrelser as (
  select m.v, m.kode, m.antall, j,
         case when m.kode = 'frogner' and j = 1 then least(500, m.antall / 4) else 4 + pg_temp.h(j, m.v) % 17 end as n
  from maal m, generate_series(1, m.antall / 4 + 2) j
), loepende as (
  select *, sum(n) over (partition by v order by j) as til from stoerrelser
), valgt as (
  select v, kode, j, least(n, antall - (til - n))::int as n from loepende where til - n < antall
), datert as (
  select *, now() - interval '1095 days' * (1 - j::numeric / (count(*) over (partition by v) + 1)) as tid from valgt
)
select uuidv7(tid - clock_timestamp()) as id, v, j, n, tid, extract(year from tid)::int as aar,
       row_number() over (partition by v, extract(year from tid) order by j)::int as nr from datert;

create temp table saken as
select s.*, d.arkiv_id, d.system_id as arkivdel_id, k.id as klasse_id, e.id as enhet_id, p.id as ansvarlig_id,
       p.navn as ansvarlig, o.art[1 + pg_temp.h(j, 1) % 10] || ' ' || o.emne[1 + pg_temp.h(j, 2) % cardinality(o.emne)] || ' ved '
       || o.sted[1 + pg_temp.h(j, 3) % 15] as tittel,
       coalesce(skjermet.id, aapen.id) as tilgangsklasse_id,
       case when pg_temp.h(j, 9) % 200 = 0 then navngitt.id end as ser_ogsaa_id
from sak s join arkivstruktur_arkivdel d on d.virksomhet_id = s.v and d.arkivdelstatus = 'A'
join klasse k on k.v = s.v and k.nr = pg_temp.h(j, 4) % k.av
join enhet e on e.v = s.v and e.nr = pg_temp.h(j, 5) % e.av
join person p on p.v = s.v and p.nr = pg_temp.h(j, 6) % p.av
join organisasjon_tilgangsklasse aapen on aapen.virksomhet_id = s.v and aapen.art = 'aapen'
left join organisasjon_tilgangsklasse skjermet on skjermet.virksomhet_id = s.v and skjermet.art = 'kode'
  and skjermet.enhet_id = e.id and s.n < 50 and skjermet.kode_id =
      case when pg_temp.h(j, 7) % 100 < 9 then 'UO' when pg_temp.h(j, 7) % 100 < 14 then 'KL'
           when pg_temp.h(j, 7) % 100 < 16 then 'P' end
left join organisasjon_tilgangsklasse navngitt on navngitt.virksomhet_id = s.v and navngitt.art = 'personer'
  and navngitt.navn = 'Navngitte ' || 1 + pg_temp.h(j, 8) % 3
cross join ordene o
order by s.tid;

-- Entries: every second comes in; one in twenty of those still waits for its answer.
create temp table post as
with alle as (
  select s.id as sak_id, s.v, s.aar as saksaar, s.nr as saksnr, s.arkiv_id, s.enhet_id, s.ansvarlig_id, s.ansvarlig,
         s.tilgangsklasse_id, s.ser_ogsaa_id, s.tittel as sakstittel, k, row_number() over () as n,
         least(s.tid + interval '5 days' * k, now() - interval '1 second' * (pg_temp.h(s.j, k) % 900000)) as tid
  from saken s, generate_series(1, s.n) k
)
select uuidv7(a.tid - clock_timestamp()) as id, a.*, extract(year from a.tid)::int as aar, t.type,
       row_number() over (partition by a.v, extract(year from a.tid) order by a.tid, a.n)::int as sekvens,
       o.art[1 + pg_temp.h(n, 1) % 10] || ' ' || o.emne[1 + pg_temp.h(n, 2) % cardinality(o.emne)]
       || case when n % 5000 = 77 or n = 77 then ' og fjernvarmekum' else '' end
       || ' ved ' || o.sted[1 + pg_temp.h(n, 3) % 15] as tittel,
       o.navn[1 + pg_temp.h(n, 4) % cardinality(o.navn)] || ' ' || o.navn[1 + pg_temp.h(n, 5) % cardinality(o.navn)] as hvem,
       t.type in ('I', 'N') and pg_temp.h(n, 6) % 20 = 0 as restanse,
       (a.tid + interval '21 days')::date as forfall
from alle a cross join ordene o
cross join lateral (select (array['I', 'I', 'I', 'I', 'I', 'U', 'U', 'U', 'N', 'X'])[1 + pg_temp.h(a.n, 7) % 10] as type) t
order by a.tid;
analyze post;
analyze saken;

-- Documents: one of each entry, and an attachment of every second.
create temp table dok as
select uuidv7(p.tid - clock_timestamp()) as id, uuidv7(p.tid - clock_timestamp()) as objekt_id, p.id as post_id, p.v,
       p.tid, p.n, nr, p.tittel || case nr when 1 then '' else ', vedlegg' end as tittel, p.sakstittel, p.hvem,
       encode(sha256(convert_to(p.n::text || nr::text, 'UTF8')), 'hex') as sum
from post p, generate_series(1, 1 + (p.n % 2)::int) nr
order by p.tid;

-- Mail: a fiftieth as many as the entries wait in the queue, but never more than the 2 000 of two days' work; the rest of
-- eleven times as many have been dealt with.
create temp table innkomst as
select uuidv7() as id, m.v, n, n <= least(current_setting('ytelse.antall')::int / 50, 2000) as venter,
       now() - interval '1 minute' * case when n <= least(current_setting('ytelse.antall')::int / 50, 2000) then n % 3000
                                          else n * 25 end as tid,
       date_trunc('hour', now()) + interval '3 hours' * (pg_temp.h(n, 1) % 16 - 5) as frist,
       o.art[1 + pg_temp.h(n, 2) % 10] || ' ' || o.emne[1 + pg_temp.h(n, 3) % cardinality(o.emne)] as emne,
       o.navn[1 + pg_temp.h(n, 4) % cardinality(o.navn)] as navn
from generate_series(1, current_setting('ytelse.antall')::int / 50 * 11) n
join (select v, row_number() over (order by v) - 1 as nr from maal) m on m.nr = pg_temp.h(n, 5) % 16 cross join ordene o;
