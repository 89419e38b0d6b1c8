"""What each table is loaded from: the source of `grunnlag.sql` and the columns that differ from the model's default."""

from django.db import models

from bysak.arkivstruktur.models import (
    Avskrivning,
    Dokumentbeskrivelse,
    Dokumentkobling,
    Dokumentobjekt,
    Dokumenttekst,
    Korrespondansepart,
    Mappe,
    Nummerserie,
    Registrering,
)
from bysak.journal.models import Vurdering
from bysak.kjerne.models import Endring, Handling
from bysak.mottak.models import Innkomst, InnkomstVedlegg

Tabell = tuple[type[models.Model], str, dict[str, str]]

SAK: Tabell = (
    Mappe,
    "from saken",
    {
        "system_id": "id", "virksomhet_id": "v", "opprettet_dato": "tid", "arkiv_id": "arkiv_id",
        "arkivdel_id": "arkivdel_id", "klasse_id": "klasse_id", "mappe_id": "aar || '/' || nr", "tittel": "tittel",
        "offentlig_tittel": "tittel", "saksaar": "aar", "sakssekvensnummer": "nr", "saksdato": "tid::date",
        "administrativ_enhet_id": "enhet_id", "saksansvarlig_id": "ansvarlig_id", "siste_journalpostnummer": "n",
        "tilgangsklasse_id": "tilgangsklasse_id", "ser_ogsaa_id": "ser_ogsaa_id",
    },
)  # fmt: skip
POST: Tabell = (
    Registrering,
    "from post",
    {
        "system_id": "id", "virksomhet_id": "v", "opprettet_dato": "tid", "arkiv_id": "arkiv_id", "mappe_id": "sak_id",
        "registrerings_id": "saksaar || '/' || saksnr || '-' || k", "tittel": "tittel", "offentlig_tittel": "tittel",
        "journalaar": "aar", "journalsekvensnummer": "sekvens", "journalpostnummer": "k", "journalposttype": "type",
        "journalstatus": "case when n % 100 = 3 and not restanse then 'U' else 'J' end", "journaldato": "tid::date",
        "dokumentets_dato": "tid::date", "mottatt_dato": "tid", "foerst_endelig": "tid",
        "offentlighetsvurdert_dato": "case when n % 30 > 0 then tid::date end",
        "forfallsdato": "case when type in ('I', 'N') then forfall end", "restanse": "restanse",
        "tilgangsklasse_id": "tilgangsklasse_id", "ser_ogsaa_id": "ser_ogsaa_id",
    },
)  # fmt: skip
YTRE: Tabell = (
    Korrespondansepart,
    "from post",
    {
        "system_id": "uuidv7()", "virksomhet_id": "v", "registrering_id": "id", "navn": "hvem", "er_person": "true",
        "korrespondanseparttype": "case type when 'I' then 'EA' when 'U' then 'EM' else 'IA' end",
    },
)  # fmt: skip
INDRE: Tabell = (
    Korrespondansepart,
    "from post",
    {
        "system_id": "uuidv7()", "virksomhet_id": "v", "registrering_id": "id", "navn": "ansvarlig",
        "korrespondanseparttype": "case type when 'U' then 'IA' else 'IM' end",
        "administrativ_enhet_id": "enhet_id", "saksbehandler_id": "ansvarlig_id",
    },
)  # fmt: skip
DOKUMENT: Tabell = (
    Dokumentbeskrivelse,
    "from dok",
    {"system_id": "id", "virksomhet_id": "v", "opprettet_dato": "tid", "tittel": "tittel", "dokumentstatus": "'F'"},
)
KOBLING: Tabell = (
    Dokumentkobling,
    "from dok",
    {
        "system_id": "uuidv7()", "virksomhet_id": "v", "registrering_id": "post_id", "dokumentbeskrivelse_id": "id",
        "tilknyttet_registrering_som": "case nr when 1 then 'H' else 'V' end", "dokumentnummer": "nr",
        "tilknyttet_dato": "tid", "tilknyttet_av": "'Ytelse'",
    },
)  # fmt: skip
OBJEKT: Tabell = (
    Dokumentobjekt,
    "from dok",
    {
        "system_id": "objekt_id", "virksomhet_id": "v", "opprettet_dato": "tid", "dokumentbeskrivelse_id": "id",
        "variantformat": "'A'", "format": "'fmt/354'", "referanse_dokumentfil": "sum", "sjekksum": "sum",
        "filstoerrelse": "20000 + n % 90000", "mime_type": "'application/pdf'", "filnavn": "'dokument.pdf'",
    },
)  # fmt: skip
TEKST: Tabell = (
    Dokumenttekst,
    "from dok cross join ordene o where nr = 1",
    {
        "dokumentobjekt_id": "objekt_id", "virksomhet_id": "v",
        "tekst": "concat_ws(' ', 'Viser til', sakstittel, 'Vi ber om svar på', tittel, 'og om',"
        " o.emne[1 + n % 30], 'samt', o.emne[1 + (n / 30) % 30], 'Med hilsen', hvem, 'saksnummer', n)",
    },
)  # fmt: skip
AVSKREVET: Tabell = (
    Avskrivning,
    "from post where type in ('I', 'N') and not restanse",
    {
        "system_id": "uuidv7()", "virksomhet_id": "v", "registrering_id": "id", "avskrivningsdato": "forfall",
        "avskrevet_av": "ansvarlig", "avskrivningsmaate": "case n % 3 when 0 then 'TE' else 'TLF' end",
    },
)  # fmt: skip
VURDERING: Tabell = (
    Vurdering,
    "from post where n % 30 > 0",
    {
        "system_id": "uuidv7()", "virksomhet_id": "v", "registrering_id": "id", "resultat": "'offentlig'",
        "vurdert_av": "ansvarlig", "vurdert_av_id": "ansvarlig_id", "vurdert_tid": "tid", "grunnlag": "md5(tittel)",
        "tilbake_tid": "case when n % 2000 = 7 then tid end",
    },
)  # fmt: skip
HANDLING: Tabell = (
    Handling,
    "from post",
    {
        "id": "nextval(pg_get_serial_sequence('kjerne_handling', 'id'))", "virksomhet_id": "v", "transaksjon": "n",
        "tid": "tid", "bruker_id": "ansvarlig_id", "bruker_navn": "ansvarlig", "verb": "'registrer'",
    },
)  # fmt: skip
ENDRING: Tabell = (
    Endring,
    "from post p join kjerne_handling h on h.transaksjon = p.n and h.verb = 'registrer' and h.virksomhet_id = p.v"
    " and h.tid = p.tid",
    {
        "id": "nextval(pg_get_serial_sequence('kjerne_endring', 'id'))", "virksomhet_id": "p.v", "handling_id": "h.id",
        "objekttype": "'arkivstruktur_registrering'", "objekt_id": "p.id::text", "element": "'+'",
        "ny": "jsonb_build_object('tittel', p.tittel, 'journalstatus', 'J')",
    },
)  # fmt: skip
SAKSSERIE: Tabell = (
    Nummerserie,
    "from saken group by v, aar",
    {
        "id": "nextval(pg_get_serial_sequence('arkivstruktur_nummerserie', 'id'))", "virksomhet_id": "v",
        "art": "'sak'", "aar": "aar", "siste": "max(nr)",
    },
)  # fmt: skip
JOURNALSERIE: Tabell = (
    Nummerserie,
    "from post group by v, aar",
    SAKSSERIE[2] | {"art": "'journal'", "siste": "max(sekvens)"},
)
INNKOMST: Tabell = (
    Innkomst,
    "from innkomst",
    {
        "system_id": "id", "virksomhet_id": "v", "kanal": "'epost'", "ekstern_id": "'ytelse-' || n",
        "kilde_id": "id", "mottatt_tid": "tid", "lest_tid": "tid", "raa_sjekksum": "md5(n::text)",
        "raa_stoerrelse": "9000 + n % 5000", "avsender_navn": "navn", "emne": "emne", "antall_vedlegg": "n % 3",
        "avsender_adresse": "'post' || n % 400 || '@avsender.example'", "message_id": "'<' || n || '@post.example>'",
        "tekst": "repeat('Hei, vi viser til ' || lower(emne) || '. ', 20)", "frist": "frist", "fristregel": "'1'",
        "utfall": "case when venter then '' else 'ikke_journalpliktig' end",
        "utfall_tid": "case when not venter then tid + interval '1 hour' end",
    },
)  # fmt: skip
VEDLEGG: Tabell = (
    InnkomstVedlegg,
    "from innkomst i, generate_series(1, i.n % 3) nr",
    {
        "system_id": "uuidv7()", "virksomhet_id": "i.v", "innkomst_id": "i.id", "nummer": "nr",
        "filnavn": "'vedlegg' || nr || '.pdf'", "mime_type": "'application/pdf'", "stoerrelse": "30000",
        "sjekksum": "md5(i.n::text || nr::text)",
    },
)  # fmt: skip

TABELLER: tuple[Tabell, ...] = (
    SAK, POST, YTRE, INDRE, DOKUMENT, KOBLING, OBJEKT, TEKST, AVSKREVET, VURDERING, HANDLING, ENDRING, SAKSSERIE,
    JOURNALSERIE, INNKOMST, VEDLEGG,
)  # fmt: skip
