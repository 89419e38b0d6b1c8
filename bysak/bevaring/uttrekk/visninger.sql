-- Our tables as the standard sees them: one view per unit, columns named as the elements, values as a deposit has them
-- (texts of codes, local time without zone, dates cut). NULL is an element that is left out, never an empty one.
-- security_invoker: whoever reads is bound by the row-level security of the tables.
-- Columns that begin with _ are keys: a child's `_mappe` is its parent's `_mappe`, and what uplassert.sql needs: the
-- schema has no room for it. Functions of code lists (uttrekk."Saksstatus" and so on) are made from koder.py by visninger.py.

create function uttrekk.t(v text) returns text language sql immutable
as $$ select case when btrim(v) <> '' then v end $$;

-- `forbered` sees to it that a time is written the ISO way. to_char takes twice as long.
create function uttrekk.tid(v timestamptz) returns text language sql stable
as $$ select replace((date_trunc('second', v) at time zone 'Europe/Oslo')::text, ' ', 'T') $$;

-- A stable new id for a unit that is written once more under another parent: UUID version 8 over SHA-256 (krav 2.2.2).
create function uttrekk.ny_id(forelder uuid, egen uuid) returns uuid language sql immutable
as $$ select encode(set_byte(set_byte(substring(h for 16), 6, (get_byte(h, 6) & 15) | 128), 8,
                             (get_byte(h, 8) & 63) | 128), 'hex')::uuid
      from (select sha256(convert_to(forelder::text || egen::text, 'UTF8')) as h) s $$;

-- The usual ones are known by their last letters: looking for a pattern takes ten times as long.
create function uttrekk.ending(filnavn text, mime text) returns text language sql immutable
as $$ select case lower(right(filnavn, 4))
  when '.pdf' then 'pdf' when '.txt' then 'txt' when '.eml' then 'eml' when '.jpg' then 'jpg' when '.png' then 'png'
  when '.tif' then 'tif' when '.xml' then 'xml'
  else coalesce(lower(substring(filnavn from '\.([A-Za-z0-9]{1,10})$')), case mime
    when 'application/pdf' then 'pdf' when 'text/plain' then 'txt' when 'message/rfc822' then 'eml'
    when 'image/jpeg' then 'jpg' when 'image/png' then 'png' when 'image/tiff' then 'tif'
    when 'application/xml' then 'xml' when 'text/xml' then 'xml' when 'text/html' then 'html' else 'bin' end) end $$;

create function uttrekk.sti(sjekksum text, filnavn text, mime text) returns text language sql immutable
as $$ select 'dokumenter/' || left(sjekksum, 2) || '/' || sjekksum || '.' || uttrekk.ending(filnavn, mime) $$;

-- A text as XML has it; what XML 1.0 cannot carry is left out by whoever writes the bytes (noark.sql does the same).
create function uttrekk.x(v text) returns text language sql immutable
as $$ select replace(replace(replace(replace(v, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), chr(13), '&#13;') $$;

-- Fields of our own, as elements of the documented schema bysak-metadata.xsd. Most units have none, and a function with
-- a query in it costs more to call than the rest of a row: only one without can be written into the caller's query.
create function uttrekk.alle_felt(v jsonb) returns text language sql immutable
as $$ select nullif(concat(string_agg('<felt xmlns="https://bysak.example/noark/metadata/1" navn="'
        || replace(uttrekk.x(f.key), '"', '&quot;') || '">' || uttrekk.x(f.value) || '</felt>', '' order by f.key),
        -- Somebody else's, read from a deposit with its schema, which goes along (see steg and depot.inntak_verdier).
        v ->> 'xml-med-skjema'), '')
      from jsonb_each_text(v) f where btrim(f.value) <> '' and f.key <> 'xml-med-skjema' $$;

create function uttrekk.felt(v jsonb) returns text language sql immutable
as $$ select case when v <> '{}' then uttrekk.alle_felt(v) end $$;

-- Whether a unit is in the deposit that is being made; all are when none is (bysak.uttrekk_*: see skriver.forbered).
create function uttrekk.med_arkivdel(id uuid) returns boolean language sql stable
as $$ select coalesce(id = any (nullif(current_setting('bysak.uttrekk_arkivdeler', true), '')::uuid[]), true) $$;

create function uttrekk.med_mappe(id uuid) returns boolean language plpgsql stable as $$
declare
  dag date := nullif(current_setting('bysak.uttrekk_fram_til', true), '')::date;
begin
  return exists (select 1 from arkivstruktur_mappe m where m.system_id = id and uttrekk.med_arkivdel(m.arkivdel_id)
    and (dag is null or ((m.avsluttet_dato at time zone 'Europe/Oslo')::date <= dag
         and not exists (select 1 from uttrekk._hinder h where h.mappe_id = m.system_id))));
end $$;

create function uttrekk.med_registrering(id uuid) returns boolean language sql stable
as $$ select exists (select 1 from arkivstruktur_registrering r where r.system_id = id
        and case when r.mappe_id is null then uttrekk.med_arkivdel(r.arkivdel_id) else uttrekk.med_mappe(r.mappe_id) end) $$;

create view uttrekk.arkiv with (security_invoker) as select
  a.system_id as "_arkiv", a.forelder_id as "_forelder", a.system_id::text as "systemID", uttrekk.t(a.tittel) as tittel,
  uttrekk.t(a.beskrivelse) as beskrivelse, uttrekk."Arkivstatus"(a.arkivstatus) as arkivstatus,
  uttrekk."Dokumentmedium"(a.dokumentmedium) as dokumentmedium, null::text[] as oppbevaringssted,
  uttrekk.tid(a.opprettet_dato) as "opprettetDato", uttrekk.t(a.opprettet_av) as "opprettetAv",
  -- An arkiv lives on after its periods: what is handed over ends with the extraction.
  uttrekk.tid(coalesce(a.avsluttet_dato, current_setting('bysak.uttrekk_tid')::timestamptz)) as "avsluttetDato",
  coalesce(uttrekk.t(a.avsluttet_av), current_setting('bysak.uttrekk_av')) as "avsluttetAv"
from arkivstruktur_arkiv a;

create view uttrekk.arkivskaper with (security_invoker) as select
  s.arkiv_id as "_arkiv", s.system_id as "_orden", uttrekk.t(s.arkivskaper_id) as "arkivskaperID",
  uttrekk.t(s.arkivskaper_navn) as "arkivskaperNavn", uttrekk.t(s.beskrivelse) as beskrivelse
from arkivstruktur_arkivskaper s;

create view uttrekk.arkivdel with (security_invoker) as select
  d.arkiv_id as "_arkiv", d.system_id as "_arkivdel", d.system_id::text as "systemID", uttrekk.t(d.tittel) as tittel,
  uttrekk.t(d.beskrivelse) as beskrivelse, uttrekk."Arkivdelstatus"(d.arkivdelstatus) as arkivdelstatus,
  uttrekk."Dokumentmedium"(d.dokumentmedium) as dokumentmedium, null::text[] as oppbevaringssted,
  uttrekk.tid(d.opprettet_dato) as "opprettetDato", uttrekk.t(d.opprettet_av) as "opprettetAv",
  uttrekk.tid(coalesce(d.avsluttet_dato, current_setting('bysak.uttrekk_tid')::timestamptz)) as "avsluttetDato",
  coalesce(uttrekk.t(d.avsluttet_av), current_setting('bysak.uttrekk_av')) as "avsluttetAv",
  d.arkivperiode_start_dato::text as "arkivperiodeStartDato", d.arkivperiode_slutt_dato::text as "arkivperiodeSluttDato",
  d.forloeper_id::text as "referanseForloeper",
  (select min(n.system_id::text) from arkivstruktur_arkivdel n where n.forloeper_id = d.system_id) as "referanseArvtaker"
from arkivstruktur_arkivdel d;

-- Which systems an arkivdel is written with. A system that several share keeps its ids in the oldest arkivdel alone.
create view uttrekk._system with (security_invoker) as select s.*, not exists (
    select 1 from arkivstruktur_arkivdel e left join arkivstruktur_sekundaersystem x on x.arkivdel_id = e.system_id
    where e.system_id < s.arkivdel_id and s.system_id in (e.klassifikasjonssystem_id, x.klassifikasjonssystem_id)) as foerst
from (
  select d.system_id as arkivdel_id, d.klassifikasjonssystem_id as system_id, 0 as orden from arkivstruktur_arkivdel d
  where d.klassifikasjonssystem_id is not null
  union all select x.arkivdel_id, x.klassifikasjonssystem_id, 1 from arkivstruktur_sekundaersystem x) s;

create view uttrekk.klassifikasjonssystem with (security_invoker) as select
  y.arkivdel_id as "_arkivdel", k.system_id as "_system", y.orden as "_orden",
  (case when y.foerst then k.system_id else uttrekk.ny_id(y.arkivdel_id, k.system_id) end)::text as "systemID",
  uttrekk.t(k.klassifikasjonstype) as klassifikasjonstype, uttrekk.t(k.tittel) as tittel,
  uttrekk.t(k.beskrivelse) as beskrivelse, uttrekk.tid(k.opprettet_dato) as "opprettetDato",
  uttrekk.t(k.opprettet_av) as "opprettetAv", uttrekk.tid(k.avsluttet_dato) as "avsluttetDato",
  uttrekk.t(k.avsluttet_av) as "avsluttetAv"
from uttrekk._system y join arkivstruktur_klassifikasjonssystem k on k.system_id = y.system_id;

create view uttrekk.klasse with (security_invoker) as select
  y.arkivdel_id as "_arkivdel", y.system_id as "_system", k.system_id as "_klasse", k.forelder_id as "_forelder",
  k.klasse_id as "_orden",
  (case when y.foerst then k.system_id else uttrekk.ny_id(y.arkivdel_id, k.system_id) end)::text as "systemID",
  uttrekk.t(k.klasse_id) as "klasseID", uttrekk.t(k.tittel) as tittel, uttrekk.t(k.beskrivelse) as beskrivelse,
  k.noekkelord::text[] as noekkelord, uttrekk.tid(k.opprettet_dato) as "opprettetDato",
  uttrekk.t(k.opprettet_av) as "opprettetAv", uttrekk.tid(k.avsluttet_dato) as "avsluttetDato",
  uttrekk.t(k.avsluttet_av) as "avsluttetAv"
from uttrekk._system y join arkivstruktur_klasse k on k.klassifikasjonssystem_id = y.system_id;

create view uttrekk.mappe with (security_invoker) as select
  m.arkivdel_id as "_arkivdel", m.klasse_id as "_klasse", m.forelder_id as "_forelder", m.system_id as "_mappe",
  m.system_id as "_orden", m.art as "_type", m.avsluttet_dato as "_avsluttet",
  m.endret_dato as "_endret_dato", m.endret_av as "_endret_av",
  m.system_id::text as "systemID", uttrekk.t(m.mappe_id) as "mappeID", uttrekk.t(m.tittel) as tittel,
  uttrekk.t(m.offentlig_tittel) as "offentligTittel", uttrekk.t(m.beskrivelse) as beskrivelse,
  m.noekkelord::text[] as noekkelord, uttrekk."Dokumentmedium"(m.dokumentmedium) as dokumentmedium,
  null::text[] as oppbevaringssted, uttrekk.tid(m.opprettet_dato) as "opprettetDato",
  uttrekk.t(m.opprettet_av) as "opprettetAv", uttrekk.tid(m.avsluttet_dato) as "avsluttetDato",
  uttrekk.t(m.avsluttet_av) as "avsluttetAv",
  -- Only an arkivdel of rules alone may be pointed at, and those are not part of a closed period (`_utelatt`).
  null::text[] as "referanseArkivdel", uttrekk.felt(m.virksomhetsspesifikke_metadata) as "virksomhetsspesifikkeMetadata",
  m.saksaar::text as saksaar, m.sakssekvensnummer::text as sakssekvensnummer, m.saksdato::text as saksdato,
  (select uttrekk.t(e.navn) from organisasjon_administrativenhet e
   where e.system_id = m.administrativ_enhet_id) as "administrativEnhet",
  (select uttrekk.t(b.navn) from organisasjon_bruker b where b.system_id = m.saksansvarlig_id) as saksansvarlig,
  uttrekk.t(m.journalenhet) as journalenhet,
  uttrekk."Saksstatus"(m.saksstatus) as saksstatus, m.utlaant_dato::text as "utlaantDato",
  uttrekk.t(m.utlaant_til) as "utlaantTil",
  (select array_agg((case when y.foerst then k.system_id else uttrekk.ny_id(y.arkivdel_id, k.system_id) end)::text
                    order by x.system_id)
   from arkivstruktur_sekundaerklassifikasjon x join arkivstruktur_klasse k on k.system_id = x.klasse_id
   join uttrekk._system y on y.system_id = k.klassifikasjonssystem_id and y.arkivdel_id = m.arkivdel_id
   where x.mappe_id = m.system_id) as "referanseSekundaerKlassifikasjon",
  uttrekk.t(m.moetenummer) as moetenummer, uttrekk.t(m.utvalg) as utvalg, m.moetedato::text as moetedato,
  uttrekk.t(m.moetested) as moetested,
  case when uttrekk.med_mappe(m.forrige_moete_id) then m.forrige_moete_id::text end as "referanseForrigeMoete",
  case when uttrekk.med_mappe(m.neste_moete_id) then m.neste_moete_id::text end as "referanseNesteMoete"
from arkivstruktur_mappe m;

create view uttrekk.moetedeltaker with (security_invoker) as select
  d.mappe_id as "_mappe", d.system_id as "_orden", uttrekk.t(d.moetedeltaker_navn) as "moetedeltakerNavn",
  uttrekk.t(d.moetedeltaker_funksjon) as "moetedeltakerFunksjon"
from arkivstruktur_moetedeltaker d;

create view uttrekk.registrering with (security_invoker) as select
  r.mappe_id as "_mappe", r.klasse_id as "_klasse", r.arkivdel_id as "_arkivdel", r.system_id as "_registrering",
  lpad(coalesce(r.journalpostnummer, 0)::text, 9, '0') || r.system_id as "_orden", r.art as "_type",
  r.endret_dato as "_endret_dato", r.endret_av as "_endret_av",
  r.journalstatus <> 'U' and (select m.saksstatus from arkivstruktur_mappe m
    where m.system_id = r.mappe_id) is distinct from 'U' as "_med_filer",
  r.system_id::text as "systemID", uttrekk.tid(r.opprettet_dato) as "opprettetDato",
  uttrekk.t(r.opprettet_av) as "opprettetAv",
  -- What was taken out (Utgår) was never archived: it is archived with its case.
  uttrekk.tid(coalesce(r.arkivert_dato,
    (select m.avsluttet_dato from arkivstruktur_mappe m where m.system_id = r.mappe_id))) as "arkivertDato",
  coalesce(uttrekk.t(r.arkivert_av),
    (select uttrekk.t(m.avsluttet_av) from arkivstruktur_mappe m where m.system_id = r.mappe_id)) as "arkivertAv",
  null::text[] as "referanseArkivdel",
  uttrekk.t(r.registrerings_id) as "registreringsID", uttrekk.t(r.tittel) as tittel,
  uttrekk.t(r.offentlig_tittel) as "offentligTittel", uttrekk.t(r.beskrivelse) as beskrivelse,
  r.noekkelord::text[] as noekkelord, r.forfatter::text[] as forfatter,
  uttrekk."Dokumentmedium"(r.dokumentmedium) as dokumentmedium, null::text[] as oppbevaringssted,
  uttrekk.felt(r.virksomhetsspesifikke_metadata) as "virksomhetsspesifikkeMetadata",
  r.journalaar::text as journalaar, r.journalsekvensnummer::text as journalsekvensnummer,
  r.journalpostnummer::text as journalpostnummer, uttrekk."Journalposttype"(r.journalposttype) as journalposttype,
  uttrekk."Journalstatus"(r.journalstatus) as journalstatus,
  coalesce(r.journaldato, (r.opprettet_dato at time zone 'Europe/Oslo')::date)::text as journaldato,
  r.dokumentets_dato::text as "dokumentetsDato", uttrekk.tid(r.mottatt_dato) as "mottattDato",
  uttrekk.tid(r.sendt_dato) as "sendtDato", r.forfallsdato::text as forfallsdato,
  r.offentlighetsvurdert_dato::text as "offentlighetsvurdertDato", r.antall_vedlegg::text as "antallVedlegg",
  r.utlaant_dato::text as "utlaantDato", uttrekk.t(r.utlaant_til) as "utlaantTil", uttrekk.t(r.journalenhet) as journalenhet,
  uttrekk.t(r.moeteregistreringstype) as moeteregistreringstype, uttrekk.t(r.moetesakstype) as moetesakstype,
  uttrekk.t(r.moeteregistreringsstatus) as moeteregistreringsstatus,
  case when r.administrativ_enhet_id is not null then (
    select uttrekk.t(e.navn) from organisasjon_administrativenhet e
    where e.system_id = r.administrativ_enhet_id) end as "administrativEnhet",
  case when r.saksbehandler_id is not null then (
    select uttrekk.t(b.navn) from organisasjon_bruker b where b.system_id = r.saksbehandler_id) end as saksbehandler,
  case when r.art = 'moeteregistrering' then (
    select array_agg(x.til_registrering_id::text order by x.til_registrering_id) from arkivstruktur_moetereferanse x
    where x.registrering_id = r.system_id and uttrekk.med_registrering(x.til_registrering_id)) end as "referanseTilMoeteregistrering",
  case when r.art = 'moeteregistrering' then (
    select array_agg(x.registrering_id::text order by x.registrering_id) from arkivstruktur_moetereferanse x
    where x.til_registrering_id = r.system_id and uttrekk.med_registrering(x.registrering_id)) end as "referanseFraMoeteregistrering"
from arkivstruktur_registrering r;

-- Names are looked up one by one: a join makes the planner read a whole table for the two parties of an entry.
create view uttrekk.korrespondansepart with (security_invoker) as select
  p.registrering_id as "_registrering", p.system_id as "_orden", p.person_id as "_person_id",
  p.organisasjons_id as "_organisasjons_id", p.virksomhetsspesifikke_metadata as "_egne",
  uttrekk."Korrespondanseparttype"(p.korrespondanseparttype) as korrespondanseparttype,
  uttrekk.t(p.navn) as "korrespondansepartNavn", p.postadresse::text[] as postadresse, uttrekk.t(p.postnummer) as postnummer,
  uttrekk.t(p.poststed) as poststed, uttrekk.t(p.land) as land, uttrekk.t(p.epostadresse) as epostadresse,
  p.telefonnummer::text[] as telefonnummer, uttrekk.t(p.kontaktperson) as kontaktperson,
  case when p.administrativ_enhet_id is not null then (
    select uttrekk.t(e.navn) from organisasjon_administrativenhet e
    where e.system_id = p.administrativ_enhet_id) end as "administrativEnhet",
  case when p.saksbehandler_id is not null then (
    select uttrekk.t(b.navn) from organisasjon_bruker b where b.system_id = p.saksbehandler_id) end as saksbehandler
from arkivstruktur_korrespondansepart p;

create view uttrekk.part with (security_invoker) as select
  p.mappe_id as "_mappe", p.registrering_id as "_registrering", p.dokumentbeskrivelse_id as "_dokumentbeskrivelse",
  p.system_id as "_orden", p.person_id as "_person_id", p.organisasjons_id as "_organisasjons_id",
  uttrekk.t(p.part_id) as "partID", uttrekk.t(p.navn) as "partNavn", uttrekk.t(p.rolle) as "partRolle",
  p.postadresse::text[] as postadresse, uttrekk.t(p.postnummer) as postnummer, uttrekk.t(p.poststed) as poststed,
  uttrekk.t(p.land) as land, uttrekk.t(p.epostadresse) as epostadresse, p.telefonnummer::text[] as telefonnummer,
  uttrekk.t(p.kontaktperson) as kontaktperson,
  uttrekk.felt(p.virksomhetsspesifikke_metadata) as "virksomhetsspesifikkeMetadata"
from arkivstruktur_part p;

create view uttrekk.avskrivning with (security_invoker) as select
  a.registrering_id as "_registrering", a.system_id as "_orden", a.korrespondansepart_id as "_korrespondansepart",
  a.avskrivningsdato::text as avskrivningsdato,
  uttrekk.t(a.avskrevet_av) as "avskrevetAv", uttrekk."Avskrivningsmaate"(a.avskrivningsmaate) as avskrivningsmaate,
  -- An answer in the same case is in the deposit with it.
  (select b.system_id::text from arkivstruktur_registrering b where b.system_id = a.besvart_av_id
   and (b.mappe_id = (select r.mappe_id from arkivstruktur_registrering r where r.system_id = a.registrering_id)
        or uttrekk.med_registrering(b.system_id))) as "referanseAvskrivesAvJournalpost"
from arkivstruktur_avskrivning a;

create view uttrekk.dokumentflyt with (security_invoker) as select
  f.registrering_id as "_registrering", f.system_id as "_orden", uttrekk.t(f.flyt_til) as "flytTil",
  uttrekk.t(f.flyt_fra) as "flytFra", uttrekk.tid(f.flyt_mottatt_dato) as "flytMottattDato",
  uttrekk.tid(f.flyt_sendt_dato) as "flytSendtDato", uttrekk."Flytstatus"(f.flyt_status) as "flytStatus",
  uttrekk.t(f.flyt_merknad) as "flytMerknad"
from arkivstruktur_dokumentflyt f;

-- A document is written once per registrering it belongs to; the oldest link keeps its ids.
create view uttrekk._kobling with (security_invoker) as select k.*, not exists (
    select 1 from arkivstruktur_dokumentkobling e
    where e.dokumentbeskrivelse_id = k.dokumentbeskrivelse_id and e.system_id < k.system_id) as foerst
from arkivstruktur_dokumentkobling k;

-- The same for all of them at once: the link that keeps the ids of each document.
create view uttrekk._foerste with (security_invoker) as
select distinct on (k.dokumentbeskrivelse_id) k.dokumentbeskrivelse_id, k.registrering_id
from arkivstruktur_dokumentkobling k order by k.dokumentbeskrivelse_id, k.system_id;

create view uttrekk.dokumentbeskrivelse with (security_invoker) as select
  k.registrering_id as "_registrering", k.system_id as "_kobling", d.system_id as "_dokumentbeskrivelse",
  k.dokumentnummer as "_orden", k.foerst as "_foerst", d.endret_dato as "_endret_dato", d.endret_av as "_endret_av",
  d.virksomhetsspesifikke_metadata as "_egne",
  (case when k.foerst then d.system_id else uttrekk.ny_id(k.registrering_id, d.system_id) end)::text as "systemID",
  uttrekk.t(d.dokumenttype) as dokumenttype, uttrekk."Dokumentstatus"(d.dokumentstatus) as dokumentstatus,
  uttrekk.t(d.tittel) as tittel, uttrekk.t(d.beskrivelse) as beskrivelse, d.forfatter::text[] as forfatter,
  uttrekk.tid(d.opprettet_dato) as "opprettetDato", uttrekk.t(d.opprettet_av) as "opprettetAv",
  uttrekk."Dokumentmedium"(d.dokumentmedium) as dokumentmedium, null::text as oppbevaringssted,
  null::text[] as "referanseArkivdel",
  uttrekk."TilknyttetSom"(k.tilknyttet_registrering_som) as "tilknyttetRegistreringSom",
  k.dokumentnummer::text as dokumentnummer, uttrekk.tid(k.tilknyttet_dato) as "tilknyttetDato",
  uttrekk.t(k.tilknyttet_av) as "tilknyttetAv"
from uttrekk._kobling k join arkivstruktur_dokumentbeskrivelse d on d.system_id = k.dokumentbeskrivelse_id;

-- The files of a document, whichever entry it is written in. Production formats stay behind.
create view uttrekk._objekt with (security_invoker) as select
  o.dokumentbeskrivelse_id as "_dokumentbeskrivelse", o.system_id as "_dokumentobjekt", o.filnavn as "_filnavn",
  o.endret_dato as "_endret_dato", o.endret_av as "_endret_av", o.mime_type as "_mime_type",
  o.virksomhetsspesifikke_metadata as "_egne",
  lpad(o.versjonsnummer::text, 9, '0') || o.variantformat || o.system_id as "_orden",
  o.versjonsnummer::text as versjonsnummer, uttrekk."Variantformat"(o.variantformat) as variantformat,
  uttrekk.ending(o.filnavn, o.mime_type) as format,
  uttrekk.t(concat_ws('; ', case when o.format not like 'av/%' then uttrekk.t(o.format) end, uttrekk.t(o.format_detaljer)))
    as "formatDetaljer",
  uttrekk.tid(o.opprettet_dato) as "opprettetDato", uttrekk.t(o.opprettet_av) as "opprettetAv",
  uttrekk.sti(o.sjekksum, o.filnavn, o.mime_type) as "referanseDokumentfil", o.sjekksum as sjekksum,
  uttrekk.t(o.sjekksum_algoritme) as "sjekksumAlgoritme", o.filstoerrelse::text as filstoerrelse
from arkivstruktur_dokumentobjekt o where o.variantformat <> 'P';

-- Of what was taken out (Utgår) the metadata go, the files do not.
create view uttrekk.dokumentobjekt with (security_invoker) as select
  k.registrering_id as "_registrering", k.system_id as "_kobling", r.mappe_id as "_mappe", r.arkivdel_id as "_arkivdel",
  (case when k.foerst then o."_dokumentobjekt" else uttrekk.ny_id(k.registrering_id, o."_dokumentobjekt") end)::text
    as "systemID", o.*
from uttrekk._kobling k
join uttrekk._objekt o on o."_dokumentbeskrivelse" = k.dokumentbeskrivelse_id
join arkivstruktur_registrering r on r.system_id = k.registrering_id
left join arkivstruktur_mappe m on m.system_id = r.mappe_id
where r.journalstatus <> 'U' and m.saksstatus is distinct from 'U';

create view uttrekk.konvertering with (security_invoker) as select
  k.dokumentobjekt_id as "_dokumentobjekt", k.system_id as "_orden", k.konvertert_fra_sjekksum as "_fra_sjekksum",
  k.konvertert_fra_sjekksum_algoritme as "_fra_algoritme", k.konvertert_til_sjekksum as "_til_sjekksum",
  k.konvertert_til_sjekksum_algoritme as "_til_algoritme", uttrekk.tid(k.konvertert_dato) as "konvertertDato", uttrekk.t(k.konvertert_av) as "konvertertAv",
  uttrekk.t(k.konvertert_fra_format) as "konvertertFraFormat", uttrekk.t(k.konvertert_til_format) as "konvertertTilFormat",
  uttrekk.t(k.konverteringsverktoey) as konverteringsverktoey, uttrekk.t(k.konverteringskommentar) as konverteringskommentar
from arkivstruktur_konvertering k;

create view uttrekk."elektroniskSignatur" with (security_invoker) as select
  s.registrering_id as "_registrering", s.dokumentbeskrivelse_id as "_dokumentbeskrivelse",
  s.dokumentobjekt_id as "_dokumentobjekt", s.system_id as "_orden",
  uttrekk.t(s.elektronisk_signatur_sikkerhetsnivaa) as "elektroniskSignaturSikkerhetsnivaa",
  uttrekk."SignaturVerifisert"(s.elektronisk_signatur_verifisert) as "elektroniskSignaturVerifisert",
  s.verifisert_dato::text as "verifisertDato", uttrekk.t(s.verifisert_av) as "verifisertAv"
from arkivstruktur_elektronisksignatur s;

-- A reference out of the deposit would lead nowhere there: it is left out here, written as `_utelatt` and reported.
create view uttrekk.kryssreferanse with (security_invoker) as
select k.klasse_id as "_klasse", k.mappe_id as "_mappe", k.registrering_id as "_registrering", k.system_id as "_orden",
  m."systemID" as "referanseTilKlasse", k.til_mappe_id::text as "referanseTilMappe",
  k.til_registrering_id::text as "referanseTilRegistrering"
from arkivstruktur_kryssreferanse k
left join lateral (select x."systemID" from uttrekk.klasse x where x."_klasse" = k.til_klasse_id
                   and uttrekk.med_arkivdel(x."_arkivdel") order by x."systemID" <> x."_klasse"::text limit 1) m on true
where case when k.til_mappe_id is not null then uttrekk.med_mappe(k.til_mappe_id)
           when k.til_registrering_id is not null then uttrekk.med_registrering(k.til_registrering_id)
           else m."systemID" is not null end;

-- References that are left out of the structure: where they stand, the element, and what they point to.
create view uttrekk._utelatt with (security_invoker) as
select k.klasse_id, k.mappe_id, k.registrering_id, null::uuid as dokumentbeskrivelse_id,
  case when k.til_klasse_id is not null then 'referanseTilKlasse' when k.til_mappe_id is not null
       then 'referanseTilMappe' else 'referanseTilRegistrering' end as element,
  coalesce(k.til_klasse_id, k.til_mappe_id, k.til_registrering_id) as maal_id
from arkivstruktur_kryssreferanse k
where not exists (select 1 from uttrekk.kryssreferanse x where x."_orden" = k.system_id)
union all select null, null, a.registrering_id, null, 'referanseAvskrivesAvJournalpost', a.besvart_av_id
from arkivstruktur_avskrivning a join arkivstruktur_registrering r on r.system_id = a.registrering_id
join arkivstruktur_registrering b on b.system_id = a.besvart_av_id
-- The function is costly: CASE keeps it to the answers that lie in another case.
where case when b.mappe_id is distinct from r.mappe_id then not uttrekk.med_registrering(b.system_id) end
union all select null, m.system_id, null, null, x.element, x.id from arkivstruktur_mappe m
cross join lateral (values ('referanseForrigeMoete', m.forrige_moete_id), ('referanseNesteMoete', m.neste_moete_id))
  x(element, id)
where m.art = 'moetemappe' and x.id is not null and not uttrekk.med_mappe(x.id)
union all select null, null, x.registrering_id, null, 'referanseTilMoeteregistrering', x.til_registrering_id
from arkivstruktur_moetereferanse x where not uttrekk.med_registrering(x.til_registrering_id)
union all select null, null, x.til_registrering_id, null, 'referanseFraMoeteregistrering', x.registrering_id
from arkivstruktur_moetereferanse x where not uttrekk.med_registrering(x.registrering_id)
-- The schema has room for a secondary klasse on a saksmappe alone, and for one that is in the deposit.
union all select null, x.mappe_id, x.registrering_id, null, 'referanseSekundaerKlassifikasjon', x.klasse_id
from arkivstruktur_sekundaerklassifikasjon x left join arkivstruktur_mappe m on m.system_id = x.mappe_id
where m.art is distinct from 'saksmappe' or not exists (
  select 1 from arkivstruktur_klasse k join uttrekk._system y on y.system_id = k.klassifikasjonssystem_id
  where k.system_id = x.klasse_id and y.arkivdel_id = m.arkivdel_id)
-- A validator follows referanseArkivdel only to an arkivdel that has one itself (Arkade), so none is written.
union all select null, x.mappe_id, x.registrering_id, x.dokumentbeskrivelse_id, 'referanseArkivdel', x.arkivdel_id
from arkivstruktur_referansearkivdel x;

create view uttrekk.merknad with (security_invoker) as select
  m.mappe_id as "_mappe", m.registrering_id as "_registrering", m.dokumentbeskrivelse_id as "_dokumentbeskrivelse",
  m.system_id as "_orden", uttrekk.t(m.merknadstekst) as merknadstekst,
  uttrekk.t(m.merknadstype) as merknadstype, uttrekk.tid(m.merknadsdato) as merknadsdato,
  uttrekk.t(m.merknad_registrert_av) as "merknadRegistrertAv"
from arkivstruktur_merknad m;

-- LATERAL with OFFSET 0 below: a plain join would read a whole view of several parts for each row.
-- Everything above a mappe, itself included, in the order that decides: an arkivdel that it refers to goes before what
-- it lies in (M208), and the arkivdel before the klasse (krav 6.1.1-6.1.3). As arkivstruktur.arv, which a person sees.
create view uttrekk._opp with (security_invoker) as
select m.system_id as mappe_id, x.id, x.n from arkivstruktur_mappe m cross join lateral (
  with recursive mapper as (
    select o.system_id, o.forelder_id, o.klasse_id, 0 as n from arkivstruktur_mappe o where o.system_id = m.system_id
    union all select f.system_id, f.forelder_id, f.klasse_id, o.n + 2
    from mapper o join arkivstruktur_mappe f on f.system_id = o.forelder_id),
  klasser as (
    select k.system_id, k.forelder_id, 2000 as n from arkivstruktur_klasse k
    where k.system_id = (select o.klasse_id from mapper o where o.klasse_id is not null order by o.n limit 1)
    union all select f.system_id, f.forelder_id, k.n + 1
    from klasser k join arkivstruktur_klasse f on f.system_id = k.forelder_id)
  select o.system_id as id, o.n from mapper o union all select k.system_id, k.n from klasser k
  union all select r.arkivdel_id, o.n + 1 from mapper o join arkivstruktur_referansearkivdel r on r.mappe_id = o.system_id
  union all select m.arkivdel_id, 1000) x;

-- What is decided about disposal on arkivdel, klasse and mappe. The klasse itself may say it, without a date.
create view uttrekk._vedtak with (security_invoker) as
select k.mappe_id as id, true as paa_mappe, k.kassasjonsvedtak, k.kassasjonshjemmel, k.bevaringstid, k.kassasjonsdato
from arkivstruktur_kassasjon k where k.mappe_id is not null
union all select k.klasse_id, false, k.kassasjonsvedtak, k.kassasjonshjemmel, k.bevaringstid, k.kassasjonsdato
from arkivstruktur_kassasjon k where k.klasse_id is not null
union all select k.arkivdel_id, false, k.kassasjonsvedtak, k.kassasjonshjemmel, k.bevaringstid, k.kassasjonsdato
from arkivstruktur_kassasjon k where k.arkivdel_id is not null
union all select c.system_id, false, c.kassasjonsvedtak, '', c.bevaringstid, null from arkivstruktur_klasse c
where c.kassasjonsvedtak <> 'B' and not exists (select 1 from arkivstruktur_kassasjon k where k.klasse_id = c.system_id);

-- Copied down to every level (annex 2), the nearest decision wins, also that it is kept. Dates are counted from the
-- closing of the case where the decision has none; years are those between the two where it has only a date.
create view uttrekk._mappekassasjon with (security_invoker) as
select m.system_id as mappe_id, v.kassasjonsvedtak, v.kassasjonshjemmel,
  coalesce(v.bevaringstid, greatest(0, extract(year from v.kassasjonsdato) - extract(year from l.dag))::int) as bevaringstid,
  coalesce(v.kassasjonsdato, (l.dag + make_interval(years => v.bevaringstid))::date) as kassasjonsdato
from arkivstruktur_mappe m
cross join lateral (select (m.avsluttet_dato at time zone 'Europe/Oslo')::date as dag) l
cross join lateral (
  select e.* from uttrekk._vedtak e where e.paa_mappe and e.id = m.system_id
  union all (
    select e.* from uttrekk._opp o
    cross join lateral (select x.* from uttrekk._vedtak x where x.id = o.id offset 0) e
    where o.mappe_id = m.system_id and (select exists (select 1 from uttrekk._vedtak x where not x.paa_mappe)
                                        or exists (select 1 from arkivstruktur_mappe x where x.forelder_id is not null))
      and not exists (select 1 from arkivstruktur_kassasjon k where k.mappe_id = m.system_id)
    order by o.n limit 1)) v
where (select exists (select 1 from uttrekk._vedtak));

create view uttrekk._registreringskassasjon with (security_invoker) as
select r.system_id as registrering_id, k.kassasjonsvedtak, k.kassasjonshjemmel,
  coalesce(k.bevaringstid, greatest(0, extract(year from k.kassasjonsdato) - extract(year from r.arkivert_dato))::int)
    as bevaringstid,
  coalesce(k.kassasjonsdato, ((r.arkivert_dato at time zone 'Europe/Oslo')::date
                              + make_interval(years => k.bevaringstid))::date) as kassasjonsdato
from arkivstruktur_kassasjon k join arkivstruktur_registrering r on r.system_id = k.registrering_id
union all select r.system_id, m.kassasjonsvedtak, m.kassasjonshjemmel, m.bevaringstid, m.kassasjonsdato
from arkivstruktur_registrering r
cross join lateral (select x.* from uttrekk._mappekassasjon x where x.mappe_id = r.mappe_id offset 0) m
where not exists (select 1 from arkivstruktur_kassasjon k where k.registrering_id = r.system_id)
union all select r.system_id, e.kassasjonsvedtak, e.kassasjonshjemmel, e.bevaringstid, e.kassasjonsdato
from arkivstruktur_registrering r cross join lateral (
  with recursive klasser as (
    select k.system_id, k.forelder_id, 1 as n from arkivstruktur_klasse k where k.system_id = r.klasse_id
    union all select f.system_id, f.forelder_id, k.n + 1
    from klasser k join arkivstruktur_klasse f on f.system_id = k.forelder_id)
  select v.* from (select r.arkivdel_id as id, 0 as n union all select k.system_id, k.n from klasser k) o
  cross join lateral (select x.* from uttrekk._vedtak x where x.id = o.id offset 0) v order by o.n limit 1) e
where r.mappe_id is null and (select exists (select 1 from uttrekk._vedtak x where not x.paa_mappe))
  and not exists (select 1 from arkivstruktur_kassasjon k where k.registrering_id = r.system_id);

-- What is kept for ever has no kassasjon in a deposit; neither has what no date is known for (`_uten_plass`).
create view uttrekk.kassasjon with (security_invoker) as select
  k.arkivdel_id as "_arkivdel", k.klasse_id as "_klasse", k.mappe_id as "_mappe", k.registrering_id as "_registrering",
  k.kobling_id as "_kobling", k.dokument_id as "_dokumentbeskrivelse", true as "_og_registreringer", true as "_og_dokumenter", k.orden as "_orden",
  uttrekk."Kassasjonsvedtak"(k.kassasjonsvedtak) as kassasjonsvedtak, uttrekk.t(k.kassasjonshjemmel) as kassasjonshjemmel,
  k.bevaringstid::text as bevaringstid, k.kassasjonsdato::text as kassasjonsdato
from (
  select e.arkivdel_id, e.klasse_id, null::uuid as mappe_id, null::uuid as registrering_id, null::uuid as kobling_id,
    null::uuid as dokument_id, e.system_id as orden, e.kassasjonsvedtak, e.kassasjonshjemmel, e.bevaringstid, e.kassasjonsdato
  from arkivstruktur_kassasjon e where e.arkivdel_id is not null or e.klasse_id is not null
  union all select null, null, e.mappe_id, null, null, null, e.mappe_id, e.kassasjonsvedtak, e.kassasjonshjemmel,
    e.bevaringstid, e.kassasjonsdato from uttrekk._mappekassasjon e
  union all select null, null, null, e.registrering_id, null, null, e.registrering_id, e.kassasjonsvedtak,
    e.kassasjonshjemmel, e.bevaringstid, e.kassasjonsdato from uttrekk._registreringskassasjon e
  union all select null, null, null, null, k.system_id, k.dokumentbeskrivelse_id, k.system_id, e.kassasjonsvedtak, e.kassasjonshjemmel,
    e.bevaringstid, e.kassasjonsdato
  from arkivstruktur_dokumentkobling k
  join arkivstruktur_kassasjon e on e.dokumentbeskrivelse_id = k.dokumentbeskrivelse_id
  union all select null, null, null, null, k.system_id, null, k.system_id, e.kassasjonsvedtak, e.kassasjonshjemmel,
    e.bevaringstid, e.kassasjonsdato
  from arkivstruktur_dokumentkobling k
cross join lateral (select x.* from uttrekk._registreringskassasjon x where x.registrering_id = k.registrering_id offset 0) e
  where not exists (
    select 1 from arkivstruktur_kassasjon d where d.dokumentbeskrivelse_id = k.dokumentbeskrivelse_id)) k
where k.kassasjonsvedtak <> 'B' and k.kassasjonsdato is not null and k.bevaringstid is not null;

create view uttrekk."utfoertKassasjon" with (security_invoker) as select
  k.arkivdel_id as "_arkivdel", k.dokumentbeskrivelse_id as "_dokumentbeskrivelse", k.system_id as "_orden",
  uttrekk.tid(k.kassert_dato) as "kassertDato", uttrekk.t(k.kassert_av) as "kassertAv"
from arkivstruktur_utfoertkassasjon k;

create view uttrekk.sletting with (security_invoker) as select
  s.arkivdel_id as "_arkivdel", s.dokumentbeskrivelse_id as "_dokumentbeskrivelse", s.system_id as "_orden",
  uttrekk."Slettingstype"(s.slettingstype) as slettingstype, uttrekk.tid(s.slettet_dato) as "slettetDato",
  uttrekk.t(s.slettet_av) as "slettetAv"
from arkivstruktur_sletting s where s.slettingstype <> 'SP';

-- Screening is copied to every level that must stay hidden (annex 2): down from what is above, where it says something
-- about this level or one below, and the level has none of its own.
create view uttrekk._mappeskjerming with (security_invoker) as
select e.mappe_id as _mappe, e.system_id, e.tilgangsrestriksjon_id, e.skjermingshjemmel, e.skjerming_metadata,
  e.skjerming_dokument, e.skjermingsvarighet, e.skjerming_opphoerer_dato
from arkivstruktur_skjerming e where e.mappe_id is not null
union all select m.system_id, x.system_id, x.tilgangsrestriksjon_id, x.skjermingshjemmel, x.skjerming_metadata,
  x.skjerming_dokument, x.skjermingsvarighet, x.skjerming_opphoerer_dato
from arkivstruktur_mappe m cross join lateral (
  select e.* from uttrekk._opp o
  join arkivstruktur_skjerming e on e.mappe_id = o.id or e.klasse_id = o.id or e.arkivdel_id = o.id
  where o.mappe_id = m.system_id order by o.n limit 1) x
where (select exists (select 1 from arkivstruktur_skjerming e where e.klasse_id is not null or e.arkivdel_id is not null)
       or exists (select 1 from arkivstruktur_mappe f where f.forelder_id is not null))
  and not exists (select 1 from arkivstruktur_skjerming e where e.mappe_id = m.system_id)
  and (x.skjerming_dokument <> '' or not x.skjerming_metadata <@ array['KID', 'TKL']::varchar[]);

create view uttrekk._registreringsskjerming with (security_invoker) as
select e.registrering_id as _registrering, e.system_id, e.tilgangsrestriksjon_id, e.skjermingshjemmel,
  e.skjerming_metadata, e.skjerming_dokument, e.skjermingsvarighet, e.skjerming_opphoerer_dato
from arkivstruktur_skjerming e where e.registrering_id is not null
union all select r.system_id, e.system_id, e.tilgangsrestriksjon_id, e.skjermingshjemmel, e.skjerming_metadata,
  e.skjerming_dokument, e.skjermingsvarighet, e.skjerming_opphoerer_dato
from arkivstruktur_registrering r
cross join lateral (select x.* from uttrekk._mappeskjerming x where x._mappe = r.mappe_id offset 0) e
where not exists (select 1 from arkivstruktur_skjerming x where x.registrering_id = r.system_id)
  and (e.skjerming_dokument <> ''
       or not e.skjerming_metadata <@ array['KID', 'TKL', 'TM1', 'TMO', 'NPS']::varchar[]);

-- A document is reached through its link.
create view uttrekk.skjerming with (security_invoker) as select
  s.arkivdel_id as "_arkivdel", s.klasse_id as "_klasse", s.mappe_id as "_mappe", s.registrering_id as "_registrering",
  s.kobling_id as "_kobling", s.dokument_id as "_dokumentbeskrivelse", s.system_id as "_orden",
  s.skjerming_dokument <> '' or not s.skjerming_metadata <@ array['KID', 'TKL', 'TM1', 'TMO', 'NPS']::varchar[]
    as "_og_registreringer",
  s.skjerming_dokument <> '' or s.skjerming_metadata && array['TD', 'M']::varchar[] as "_og_dokumenter",
  uttrekk.t(t.navn) as tilgangsrestriksjon, uttrekk.t(s.skjermingshjemmel) as skjermingshjemmel,
  (select array_agg(uttrekk."SkjermingMetadata"(u.k) order by u.nr)
   from unnest(s.skjerming_metadata) with ordinality u(k, nr)) as "skjermingMetadata",
  uttrekk."SkjermingDokument"(s.skjerming_dokument) as "skjermingDokument",
  s.skjermingsvarighet::text as skjermingsvarighet, s.skjerming_opphoerer_dato::text as "skjermingOpphoererDato"
from (
  select e.system_id, e.arkivdel_id, e.klasse_id, null::uuid as mappe_id, null::uuid as registrering_id,
    null::uuid as kobling_id, null::uuid as dokument_id, e.tilgangsrestriksjon_id, e.skjermingshjemmel, e.skjerming_metadata, e.skjerming_dokument,
    e.skjermingsvarighet, e.skjerming_opphoerer_dato
  from arkivstruktur_skjerming e where e.arkivdel_id is not null or e.klasse_id is not null
  union all select e.system_id, null, null, e._mappe, null, null, null, e.tilgangsrestriksjon_id, e.skjermingshjemmel,
    e.skjerming_metadata, e.skjerming_dokument, e.skjermingsvarighet, e.skjerming_opphoerer_dato
  from uttrekk._mappeskjerming e
  union all select e.system_id, null, null, null, e._registrering, null, null, e.tilgangsrestriksjon_id, e.skjermingshjemmel,
    e.skjerming_metadata, e.skjerming_dokument, e.skjermingsvarighet, e.skjerming_opphoerer_dato
  from uttrekk._registreringsskjerming e
  union all select e.system_id, null, null, null, null, k.system_id, k.dokumentbeskrivelse_id, e.tilgangsrestriksjon_id, e.skjermingshjemmel,
    e.skjerming_metadata, e.skjerming_dokument, e.skjermingsvarighet, e.skjerming_opphoerer_dato
  from arkivstruktur_dokumentkobling k
  join arkivstruktur_skjerming e on e.dokumentbeskrivelse_id = k.dokumentbeskrivelse_id
  union all select e.system_id, null, null, null, null, k.system_id, null, e.tilgangsrestriksjon_id, e.skjermingshjemmel,
    e.skjerming_metadata, e.skjerming_dokument, e.skjermingsvarighet, e.skjerming_opphoerer_dato
  from arkivstruktur_dokumentkobling k
  cross join lateral (select x.* from uttrekk._registreringsskjerming x where x._registrering = k.registrering_id offset 0) e
  where (e.skjerming_dokument <> '' or e.skjerming_metadata && array['TD', 'M']::varchar[]) and not exists (
    select 1 from arkivstruktur_skjerming d where d.dokumentbeskrivelse_id = k.dokumentbeskrivelse_id)) s
join organisasjon_tilgangskode t on t.kode = s.tilgangsrestriksjon_id;

-- A grade holds for everything below.
create view uttrekk._mappegradering with (security_invoker) as
select e.mappe_id as _mappe, e.system_id from arkivstruktur_gradering e where e.mappe_id is not null
union all select m.system_id, x.system_id from arkivstruktur_mappe m cross join lateral (
  select e.system_id from uttrekk._opp o
  join arkivstruktur_gradering e on e.mappe_id = o.id or e.klasse_id = o.id or e.arkivdel_id = o.id
  where o.mappe_id = m.system_id order by o.n limit 1) x
where (select exists (select 1 from arkivstruktur_gradering))
  and not exists (select 1 from arkivstruktur_gradering e where e.mappe_id = m.system_id);

create view uttrekk._registreringsgradering with (security_invoker) as
select e.registrering_id as _registrering, e.system_id from arkivstruktur_gradering e where e.registrering_id is not null
union all select r.system_id, e.system_id
from arkivstruktur_registrering r
cross join lateral (select x.* from uttrekk._mappegradering x where x._mappe = r.mappe_id offset 0) e
where not exists (select 1 from arkivstruktur_gradering x where x.registrering_id = r.system_id);

create view uttrekk.gradering with (security_invoker) as select
  s.arkivdel_id as "_arkivdel", s.klasse_id as "_klasse", s.mappe_id as "_mappe", s.registrering_id as "_registrering",
  s.kobling_id as "_kobling", s.dokument_id as "_dokumentbeskrivelse", true as "_og_registreringer", true as "_og_dokumenter", g.system_id as "_orden",
  uttrekk."Graderingskode"(g.grad) as grad,
  uttrekk.tid(g.graderingsdato) as graderingsdato, uttrekk.t(g.gradert_av) as "gradertAv",
  uttrekk.tid(g.nedgraderingsdato) as nedgraderingsdato, uttrekk.t(g.nedgradert_av) as "nedgradertAv"
from (
  select e.system_id, e.arkivdel_id, e.klasse_id, null::uuid as mappe_id, null::uuid as registrering_id,
    null::uuid as kobling_id, null::uuid as dokument_id
  from arkivstruktur_gradering e where e.arkivdel_id is not null or e.klasse_id is not null
  union all select e.system_id, null, null, e._mappe, null, null, null from uttrekk._mappegradering e
  union all select e.system_id, null, null, null, e._registrering, null, null from uttrekk._registreringsgradering e
  union all select e.system_id, null, null, null, null, k.system_id, k.dokumentbeskrivelse_id from arkivstruktur_dokumentkobling k
  join arkivstruktur_gradering e on e.dokumentbeskrivelse_id = k.dokumentbeskrivelse_id
  union all select e.system_id, null, null, null, null, k.system_id, null from arkivstruktur_dokumentkobling k
  cross join lateral (select x.* from uttrekk._registreringsgradering x where x._registrering = k.registrering_id offset 0) e
  where not exists (
    select 1 from arkivstruktur_gradering d where d.dokumentbeskrivelse_id = k.dokumentbeskrivelse_id)) s
join arkivstruktur_gradering g on g.system_id = s.system_id;

create view uttrekk.presedens with (security_invoker) as select
  p.mappe_id as "_mappe", p.registrering_id as "_registrering", p.system_id as "_orden",
  p.presedens_dato::text as "presedensDato", uttrekk.tid(p.opprettet_dato) as "opprettetDato",
  uttrekk.t(p.opprettet_av) as "opprettetAv", uttrekk.t(p.tittel) as tittel, uttrekk.t(p.beskrivelse) as beskrivelse,
  uttrekk.t(p.presedens_hjemmel) as "presedensHjemmel", uttrekk.t(p.rettskildefaktor) as rettskildefaktor,
  uttrekk.tid(p.presedens_godkjent_dato) as "presedensGodkjentDato",
  uttrekk.t(p.presedens_godkjent_av) as "presedensGodkjentAv", uttrekk.tid(p.avsluttet_dato) as "avsluttetDato",
  uttrekk.t(p.avsluttet_av) as "avsluttetAv", uttrekk."Presedensstatus"(p.presedens_status) as "presedensStatus"
from arkivstruktur_presedens p;

-- The journals: one row per journalpost, columns named unit.element for both of them.
-- The public one says of a title what the public journal says; a whole entry left out there is all stars here.
create view uttrekk._journal with (security_invoker) as select
  r.system_id as "_registrering", r.mappe_id as "_mappe", m.arkivdel_id as "_arkivdel", r.journalaar as "_aar", r.journalsekvensnummer as "_nr",
  coalesce(v.hele_innfoerselen, false) or m.aldri_paa_nett or coalesce(k.aldri_paa_nett, false) as "_lukket",
  r.journalposttype in ('I', 'U') as "_brev",
  coalesce(r.journaldato, (r.opprettet_dato at time zone 'Europe/Oslo')::date) as "_dato",
  uttrekk.t(k.klasse_id) as "klasse.klasseID", uttrekk.t(k.tittel) as "klasse.tittel",
  (select x."skjermingMetadata" from uttrekk.skjerming x where x."_klasse" = k.system_id) as "klasse.skjermingMetadata",
  uttrekk.t(m.mappe_id) as "saksmappe.mappeID", m.saksaar::text as "saksmappe.saksaar",
  m.sakssekvensnummer::text as "saksmappe.sakssekvensnummer", uttrekk.t(m.tittel) as "saksmappe.tittel",
  case when coalesce(v.hele_innfoerselen, false) or m.aldri_paa_nett or coalesce(k.aldri_paa_nett, false) then '*****'
       else coalesce(uttrekk.t(m.offentlig_tittel), case when m.skjermede_ord = '{}' then m.tittel else '*****' end)
  end as "saksmappe.offentligTittel",
  ms."skjermingMetadata"[1] as "saksmappe.skjermingMetadata", uttrekk.t(e.navn) as "saksmappe.administrativEnhet",
  uttrekk.t(b.navn) as "saksmappe.saksansvarlig", m.arkivdel_id::text as "saksmappe.referanseArkivdel",
  ms.tilgangsrestriksjon as "saksmappe.tilgangsrestriksjon", ms.skjermingshjemmel as "saksmappe.skjermingshjemmel",
  r.system_id::text as "journalpost.systemID", uttrekk.t(r.registrerings_id) as "journalpost.registreringsID",
  r.journalaar::text as "journalpost.journalaar", r.journalsekvensnummer::text as "journalpost.journalsekvensnummer",
  r.journalpostnummer::text as "journalpost.journalpostnummer", uttrekk.t(r.tittel) as "journalpost.tittel",
  case when coalesce(v.hele_innfoerselen, false) or m.aldri_paa_nett or coalesce(k.aldri_paa_nett, false) then '*****'
       else coalesce(uttrekk.t(r.offentlig_tittel), case when r.skjermede_ord = '{}' then r.tittel else '*****' end)
  end as "journalpost.offentligTittel",
  r.offentlighetsvurdert_dato::text as "journalpost.offentlighetsvurdertDato",
  rs."skjermingMetadata"[1] as "journalpost.skjermingMetadata",
  coalesce(r.journaldato, (r.opprettet_dato at time zone 'Europe/Oslo')::date)::text as "journalpost.journaldato",
  r.dokumentets_dato::text as "journalpost.dokumentetsDato", r.antall_vedlegg::text as "journalpost.antallVedlegg",
  a.avskrivningsdato as "journalpost.avskrivningsdato", a.avskrivningsmaate as "journalpost.avskrivningsmaate",
  uttrekk.t(pe.navn) as "journalpost.administrativEnhet", uttrekk.t(pb.navn) as "journalpost.saksbehandler",
  uttrekk.t(r.journalenhet) as "journalpost.journalenhet",
  a."referanseAvskrivesAvJournalpost" as "journalpost.referanseAvskrivesAvJournalpost",
  rs.tilgangsrestriksjon as "journalpost.tilgangsrestriksjon", g.grad as "journalpost.grad",
  rs.skjermingshjemmel as "journalpost.skjermingshjemmel"
from arkivstruktur_registrering r
join arkivstruktur_mappe m on m.system_id = r.mappe_id
left join arkivstruktur_klasse k on k.system_id = m.klasse_id
left join journal_vurdering v on v.registrering_id = r.system_id and v.tilbake_tid is null
left join organisasjon_administrativenhet e on e.system_id = m.administrativ_enhet_id
left join organisasjon_bruker b on b.system_id = m.saksansvarlig_id
left join lateral (select x.* from uttrekk.skjerming x where x."_registrering" = r.system_id offset 0) rs on true
left join lateral (select x.* from uttrekk.skjerming x where x."_mappe" = m.system_id offset 0) ms on true
left join lateral (select x.grad from uttrekk.gradering x where x."_registrering" = r.system_id offset 0) g on true
left join lateral (select x.* from uttrekk.avskrivning x where x."_registrering" = r.system_id
                   order by x."_orden" limit 1) a on true
left join lateral (select x.administrativ_enhet_id, x.saksbehandler_id from arkivstruktur_korrespondansepart x
                   where x.registrering_id = r.system_id and x.saksbehandler_id is not null
                   order by x.system_id limit 1) p on true
left join organisasjon_administrativenhet pe on pe.system_id = p.administrativ_enhet_id
left join organisasjon_bruker pb on pb.system_id = p.saksbehandler_id
where r.art = 'journalpost';

-- The parties of an entry in the journals. In the public one: never the name of a case handler, nor of one who is
-- screened, nor of a person in a case that is never online.
create view uttrekk._journalpart with (security_invoker) as select
  p.registrering_id as "_registrering", p.system_id as "_orden", p.korrespondanseparttype in ('IA', 'IM', 'IK') as "_intern",
  uttrekk."Korrespondanseparttype"(p.korrespondanseparttype) as "korrespondansepart.korrespondanseparttype",
  uttrekk.t(p.navn) as "korrespondansepart.korrespondansepartNavn",
  case when not p.skjermet then null
       when p.korrespondanseparttype in ('EA', 'IS', 'IA') then 'Skjerming navn avsender'
       else 'Skjerming navn mottaker' end as "korrespondansepart.skjermingMetadata",
  p.skjermet as "_skjermet", p.er_person as "_person",
  case when p.korrespondanseparttype in ('IA', 'IM', 'IK') then coalesce(
    (select e.navn from organisasjon_administrativenhet e where e.system_id = p.administrativ_enhet_id),
    (select w.navn from organisasjon_virksomhet w where w.id = p.virksomhet_id)) end as "_enhet"
from arkivstruktur_korrespondansepart p;

-- What stands in the way of depositing a mappe, one row per unit and reason.
create view uttrekk._hinder with (security_invoker) as
  select m.arkivdel_id as arkivdel_id, m.system_id as mappe_id, m.system_id as objekt_id, 'aapen' as kode,
         m.mappe_id as navn
  from arkivstruktur_mappe m where m.avsluttet_dato is null
  union all select m.arkivdel_id, m.system_id, m.system_id, 'uten_avslutter', m.mappe_id
  from arkivstruktur_mappe m where m.avsluttet_dato is not null and btrim(m.avsluttet_av) = ''
  union all select m.arkivdel_id, m.system_id, m.system_id, 'uten_klasse', m.mappe_id
  from arkivstruktur_mappe m join arkivstruktur_arkivdel d on d.system_id = m.arkivdel_id
  where d.klassifikasjonssystem_id is not null and m.klasse_id is null and m.forelder_id is null
    and m.avsluttet_dato is not null
  union all select m.arkivdel_id, m.system_id, m.system_id, 'status', m.mappe_id
  from arkivstruktur_mappe m where m.art = 'saksmappe' and m.avsluttet_dato is not null and m.saksstatus = 'B'
  union all select m.arkivdel_id, m.system_id, r.system_id, 'ikke_arkivert', r.registrerings_id
  from arkivstruktur_registrering r join arkivstruktur_mappe m on m.system_id = r.mappe_id
  where m.avsluttet_dato is not null and r.arkivert_dato is null and r.journalstatus <> 'U'
  union all select m.arkivdel_id, m.system_id, r.system_id, 'uten_part', r.registrerings_id
  from arkivstruktur_registrering r join arkivstruktur_mappe m on m.system_id = r.mappe_id
  where m.avsluttet_dato is not null and r.art = 'journalpost' and not exists (
    select 1 from arkivstruktur_korrespondansepart p where p.registrering_id = r.system_id)
  union all select m.arkivdel_id, m.system_id, r.system_id, 'under_redigering', d.tittel
  from arkivstruktur_dokumentbeskrivelse d join arkivstruktur_dokumentkobling k on k.dokumentbeskrivelse_id = d.system_id
  join arkivstruktur_registrering r on r.system_id = k.registrering_id
  join arkivstruktur_mappe m on m.system_id = r.mappe_id
  where m.avsluttet_dato is not null and d.dokumentstatus <> 'F';
