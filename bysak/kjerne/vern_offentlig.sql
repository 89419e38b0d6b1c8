-- What the public site knows of when a journal must be out: the rules and the days, and nothing of who set them or why.
-- Read with the owner's eyes, so that the public role has no right to the tables themselves.
create or replace view offentlig.publiseringsregel as
  select nummer, gjelder_fra, publisering,
         array(select jsonb_array_elements_text(stengte_dager)::date) as stengte_dager
  from public.mottak_servicenivaa;

create or replace view offentlig.stengt_dag as
  select v.kode as virksomhet_kode, d.dato
  from public.mottak_bydelsdag d join public.organisasjon_virksomhet v on v.id = d.virksomhet_id
  where d.slutt is null;

grant select on offentlig.publiseringsregel, offentlig.stengt_dag to bysak_offentlig;
