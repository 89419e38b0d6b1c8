"""Canaries: invented words in every internal field, searched for in every byte that the public process can reach."""

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.urls import get_resolver

from bysak.arkivstruktur.dokument import legg_ved_fil
from bysak.arkivstruktur.models import Journalpost, Mappe, Merknad
from bysak.journal.avklaring import avklar
from bysak.journal.models import OffentligInnfoersel
from bysak.journal.publisering import Trekkgrunn, trekk
from bysak.journal.tests.verden import PERSONLIG, post, publisert, vurdert
from bysak.journal.vurdering import skjerm_i_sakstittel
from bysak.kjerne import lager
from bysak.kjerne.kalender import i_dag
from bysak.offentlig.tests.conftest import Publikum
from tests.papir import pdf
from tests.verden import som

KANARIER = (
    "Zwxqvist", "Kvizzbrekk", "Hxemlund", "Rqastfjord", "Vyxenhalm", "Pzykdal", "Jqordahl", "Ubzekvam", "Tqerkelsrud",
    "Nwzgrunnen", "Fqilnavnet", "Mzerknadord", "Oqvarsel", "Bzgrunn", "Sqtilbake", "Wxgammel", "Gqpartnavn",
)  # fmt: skip


def _verden_full_av_hemmeligheter() -> list[str]:
    """Publish a day where every internal field holds a canary; returns addresses that somebody might guess."""
    skjult = post("Søknad fra Zwxqvist Kvizzbrekk om støtte", fra="Hxemlund Rqastfjord", person=True)
    vurdert(skjult, "Zwxqvist Kvizzbrekk", parter=True, begrunnelse="Bzgrunn")
    sak = post("Svar på søknad om plass", sakstittel="Tiltak for Vyxenhalm")
    vurdert(sak, resultat="unntatt")
    holdt = post("Uvurdert brev fra Pzykdal", sakstittel="Sak om Jqordahl")
    aldri = post("Bekymring for Ubzekvam", sakstittel="Oppfølging av Tqerkelsrud", fra="Nwzgrunnen")
    vurdert(aldri)
    rettet, trukket = post("Brev om Wxgammel sti"), post("Brev om Oqvarsel i parken")
    vurdert(rettet)
    vurdert(trukket)
    with som("kari", "frogner") as kari:
        fil = lager.lagre("frogner", pdf(["Fqilnavnet"]))
        legg_ved_fil(skjult, tittel="Fqilnavnet", lagret=fil, filnavn="Fqilnavnet.pdf", mime="application/pdf", av=kari)
        Merknad.objects.create(registrering_id=skjult.pk, merknadstekst="Mzerknadord")
        Mappe.objects.filter(pk=aldri.mappe.pk).update(aldri_paa_nett=True, beskrivelse="Tqerkelsrud")
        Journalpost.objects.filter(pk=skjult.pk).update(beskrivelse="Mzerknadord", noekkelord=["Mzerknadord"])
        skjerm_i_sakstittel(Journalpost.objects.get(pk=sak.pk), ordnumre={2}, hjemmel=PERSONLIG, av=kari)
        for ord_ in ("Wxgammel", "Oqvarsel"):
            avklar(rettet, kode="personnavn", ord_=ord_, avgjoerelse="ikke_navn", grunn="Sqtilbake", av=kari)
    publisert()
    vurdert(rettet, "Wxgammel")
    with som("kari", "frogner", "trekk") as kari:
        rad = OffentligInnfoersel.objects.get(tittel__contains="Oqvarsel")
        borte = str(rad.innfoersel_id)
        trekk(rad, grunn=Trekkgrunn.PERSONVERN, av=kari)
    publisert()
    poster = (skjult, sak, holdt, aldri, rettet, trukket)
    return [f"/innforsel/{borte}"] + [f"/innforsel/{jp.pk}" for jp in poster] + [_saksadresse(jp) for jp in poster]


def _saksadresse(jp: Journalpost) -> str:
    return f"/sak/frogner/{jp.mappe.saksaar}/{jp.mappe.sakssekvensnummer}"


def _lesbare_tabeller() -> list[str]:
    with connection.cursor() as peker:
        peker.execute(
            "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind in ('r', 'p', 'v', 'm', 'f') and has_schema_privilege(n.oid, 'usage')"
            " and (has_table_privilege(c.oid, 'select') or has_any_column_privilege(c.oid, 'select'))"
            " and n.nspname not in ('pg_catalog', 'information_schema') order by 1"
        )
        return [str(rad[0]) for rad in peker.fetchall()]


def _alt_som_kan_leses() -> str:
    deler = []
    with connection.cursor() as peker:
        for tabell in [*_lesbare_tabeller(), "pg_catalog.pg_stats", "pg_catalog.pg_stat_activity"]:
            peker.execute(f"select row_to_json(t)::text from (select * from {tabell}) t")
            deler += [str(rad[0]) for rad in peker.fetchall()]
    return "\n".join(deler)


def test_ingen_skjult_opplysning_finnes_i_noe_offentligheten_kan_naa(publikum: Publikum) -> None:
    gjettet = _verden_full_av_hemmeligheter()
    with publikum() as klient:
        adresser = _alle_adresser() + gjettet + [f"/?q={ord_}" for ord_ in KANARIER]
        for adresse in adresser:
            svar = klient.get(adresse)
            bytes_ = b"\n".join([svar.content, *(f"{n}: {v}".encode() for n, v in svar.headers.items())]).decode()
            for ord_ in KANARIER:
                ekko = (
                    adresse == f"/?q={ord_}"
                )  # the page repeats what the reader wrote, and must say that nothing was found
                assert (ord_ not in bytes_) or (ekko and "0 treff" in bytes_), (adresse, ord_)
        lesbart = _alt_som_kan_leses()
        assert "Svar på søknad om plass" in lesbart
        for ord_ in KANARIER:
            assert ord_.lower() not in lesbart.lower(), ord_


def _alle_adresser() -> list[str]:
    """Every address of the public urlconf, with the values that exist; a new route fails here until it is added."""
    kjente = {
        "": ["/", "/?bydel=frogner", "/?q=brev", "/?q=søknad", "/?type=I", f"/?fra={i_dag()}&til={i_dag()}"],
        "journal": ["/journal", f"/journal?foer={i_dag()}"],
        "journal/<slug:bydel>/<str:dato>": [f"/journal/frogner/{i_dag()}", f"/journal/sagene/{i_dag()}"],
        "innforsel/<str:nummer>": [],
        "sak/<slug:bydel>/<int:aar>/<int:nr>": [],
        "innsyn": ["/innsyn"],
        "om": ["/om"],
        "bevis/<slug:bydel>.json": ["/bevis/frogner.json"],
        "strom/<slug:bydel>.atom": ["/strom/frogner.atom"],
        "send": ["/send"],
        "send/<slug:bydel>": ["/send/frogner"],
        "robots.txt": ["/robots.txt"],
        "helse": ["/helse"],
    }
    ruter = {str(m.pattern) for m in get_resolver("bysak.offentlig.urls").url_patterns}
    assert ruter == set(kjente)
    innfoersler = [
        adresse
        for r in OffentligInnfoersel.objects.all()
        for adresse in (f"/innforsel/{r.innfoersel_id}", f"/sak/frogner/{r.saksaar or 0}/{r.sakssekvensnummer or 0}")
    ]
    return [a for liste in kjente.values() for a in liste] + innfoersler


def test_offentlighetens_rolle_leser_bare_skjemaet_offentlig(publikum: Publikum) -> None:
    with publikum():
        lesbare = ["bydel", "dag", "innfoersel", "publiseringsregel", "stengt_dag"]
        assert _lesbare_tabeller() == [f"offentlig.{t}" for t in lesbare]
        for sql in (
            "select * from arkivstruktur_registrering",
            "select * from kjerne_endring",
            "select * from vern.noekkel",
            """select vern.soek('{"ord": "a"}', '{1}', '{1}', 'nyest', 1, 0)""",
            "select * from vern.ordforraad",
            "set role bysak_virksomhet",
            "update offentlig.innfoersel set tittel = 'x'",
            "insert into offentlig.dag select * from offentlig.dag",
            "delete from offentlig.bydel",
            "delete from offentlig.publiseringsregel",
            "select * from mottak_bydelsdag",
            "create table offentlig.egen (a int)",
        ):
            with pytest.raises(ProgrammingError), connection.cursor() as peker:
                peker.execute(sql)


def test_trukket_og_ukjent_er_samme_side_til_siste_byte(publikum: Publikum) -> None:
    jp = post("Merknad til gatebruksplan")
    vurdert(jp)
    publisert()
    with som("kari", "frogner", "trekk") as kari:
        rad = trekk(OffentligInnfoersel.objects.get(), grunn=Trekkgrunn.FEIL, av=kari)
    with publikum() as klient:
        svar = [klient.get(f"/innforsel/{n}") for n in (rad.innfoersel_id, jp.pk, "tull", "0" * 300)]
        svar.append(klient.get(_saksadresse(jp)))
        svar.append(klient.get("/finnes/ikke"))
        assert {s.status_code for s in svar} == {404}
        assert len({s.content for s in svar}) == 1
