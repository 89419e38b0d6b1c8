-- The search index in bulk: what vern.bygg_soek makes of one object at a time, for all of them in two statements.

drop index vern.soekeindeks_ord;

insert into vern.soekeindeks
select m.virksomhet_id, m.system_id, 'mappe', m.tilgangsklasse_id, m.ser_ogsaa_id, m.opprettet_dato,
  setweight(to_tsvector('norwegian', m.tittel), 'A') || setweight(to_tsvector('simple', m.mappe_id || ' '), 'B')
from arkivstruktur_mappe m;

insert into vern.soekeindeks
select r.virksomhet_id, r.system_id, 'registrering', r.tilgangsklasse_id, r.ser_ogsaa_id, r.opprettet_dato,
  setweight(to_tsvector('norwegian', r.tittel), 'A')
  || setweight(to_tsvector('simple', r.registrerings_id || ' ' || coalesce(p.navn, '')), 'B')
  || setweight(to_tsvector('norwegian', coalesce(d.titler, '')), 'C')
  || setweight(to_tsvector('norwegian', coalesce(d.tekster, '')), 'D')
from arkivstruktur_registrering r
left join (select registrering_id, string_agg(navn, ' ') as navn from arkivstruktur_korrespondansepart
           group by registrering_id) p on p.registrering_id = r.system_id
left join (select l.registrering_id, string_agg(b.tittel, ' ') as titler, string_agg(t.tekst, ' ') as tekster
           from arkivstruktur_dokumentkobling l
           join arkivstruktur_dokumentbeskrivelse b on b.system_id = l.dokumentbeskrivelse_id
           left join arkivstruktur_dokumentobjekt o on o.dokumentbeskrivelse_id = b.system_id
           left join arkivstruktur_dokumenttekst t on t.dokumentobjekt_id = o.system_id
           group by l.registrering_id) d on d.registrering_id = r.system_id;

create index soekeindeks_ord on vern.soekeindeks using gin (ord) with (fastupdate = off);
