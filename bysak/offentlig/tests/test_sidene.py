"""The pages of the public site."""

import re
from datetime import date, datetime, time

from bysak.arkivstruktur.models import Journalpost
from bysak.journal.models import OffentligInnfoersel
from bysak.journal.tests.verden import PERSONLIG, ny_post, ny_sak, post, publisert, vurdert
from bysak.kjerne.kalender import OSLO, i_dag, legg_til_arbeidsdager, med_klokke
from bysak.mottak.models import Bydelsdag, Servicenivaa
from bysak.offentlig.soek import LENGSTE_SOEK, PER_SIDE
from bysak.offentlig.tests.conftest import Publikum
from tests.verden import som


def _publiser(tittel: str = "Merknad til gatebruksplan", **valg: object) -> tuple[Journalpost, str]:
    jp = post(tittel)
    vurdert(jp, **valg)  # type: ignore[arg-type]
    publisert()
    with som("kari", "frogner"):
        return jp, str(OffentligInnfoersel.objects.get(journalsekvensnummer=jp.journalsekvensnummer).innfoersel_id)


def test_alle_sider_svarer_uten_informasjonskapsler_og_linjene_skal_ikke_indekseres(publikum: Publikum) -> None:
    jp, nummer = _publiser()
    linjesider = ["/", f"/journal/frogner/{i_dag()}", f"/innforsel/{nummer}", "/strom/frogner.atom"]
    linjesider.append(f"/sak/frogner/{jp.mappe.saksaar}/{jp.mappe.sakssekvensnummer}")
    with publikum() as klient:
        for sti in [
            *linjesider,
            "/?q=plan",
            "/journal",
            "/innsyn",
            "/om",
            "/robots.txt",
            "/helse",
            "/bevis/frogner.json",
        ]:
            svar = klient.get(sti)
            assert svar.status_code == 200, sti
            assert not svar.cookies, sti
            assert "Cache-Control" in svar.headers, sti
            assert "Set-Cookie" not in svar.headers, sti
            assert "script-src 'self'" in svar.headers["Content-Security-Policy"]
            if sti in linjesider:
                assert "noindex" in svar.headers["X-Robots-Tag"], sti
        assert "Disallow: /innforsel/" in klient.get("/robots.txt").content.decode()


def test_samme_side_svarer_304_naar_leseren_alt_har_den(publikum: Publikum) -> None:
    _publiser()
    with publikum() as klient:
        foerst = klient.get(f"/journal/frogner/{i_dag()}")
        igjen = klient.get(f"/journal/frogner/{i_dag()}", headers={"if-none-match": foerst.headers["ETag"]})
        assert igjen.status_code == 304
        assert igjen.content == b""


def test_en_tom_dag_sier_at_den_er_tom_og_en_upublisert_sier_at_den_ikke_er_ute(publikum: Publikum) -> None:
    publisert(kode="sagene")
    with publikum() as klient:
        assert "Ingen journalposter denne dagen" in klient.get(f"/journal/sagene/{i_dag()}").content.decode()
        ikke_ute = klient.get("/journal/sagene/2020-01-01")
        assert ikke_ute.status_code == 404
        assert "ikke publisert" in ikke_ute.content.decode()
        assert klient.get(f"/journal/finnes-ikke/{i_dag()}").status_code == 404


def test_linjen_viser_hel_hjemmel_klare_ord_kontaktpunkt_og_bevis(publikum: Publikum) -> None:
    _jp, nummer = _publiser("Søknad om plass", resultat="unntatt", hjemmel=PERSONLIG)
    with publikum() as klient:
        side = klient.get(f"/innforsel/{nummer}").content.decode()
        for tekst in (PERSONLIG, "Noens personlige forhold", "Hele dokumentet", "postmottak@frogner", "sha256"):
            assert tekst in side, tekst
        assert "Slik ber du om innsyn" in side


def test_en_rettet_linje_sier_det_med_dato_og_har_samme_adresse(publikum: Publikum) -> None:
    jp, nummer = _publiser()
    vurdert(jp, resultat="unntatt")
    publisert()
    with publikum() as klient:
        side = klient.get(f"/innforsel/{nummer}").content.decode()
        assert "Rettet" in side
        assert "utgave 2" in side


DAARLIGE = (
    ("/?fra=2026-13-45", "Skriv den slik"),
    ("/?fra=2026-05-02&til=2026-05-01", "Bytt dem om"),
    ("/?bydel=oslo", "Velg en fra listen"),
    ("/?type=Z", "Velg en fra listen"),
    ("/?q=" + "a" * (LENGSTE_SOEK + 1), "for langt"),
    ("/?q=%00", "ulovlige tegn"),
    ("/?etter=999999999", "første side"),
    ("/journal/frogner/igaar", "Skriv den slik"),
    ("/journal/frogner/%D9%A2%D9%A0%D9%A2%D9%A6-01-01", "Skriv den slik"),
    ("/journal?foer=x", "Skriv den slik"),
    ("/bevis/frogner.json?foer=9999999999999", "tall"),
)
VILLE = (
    "'", '"', "a & | !", "-", "OR OR", ":*", "\\", "%", "<script>", "((((", "æøå 🦊", "2026/1",
    "2026/1-1", "9999/9999999",
)  # fmt: skip


def test_daarlige_adresser_faar_400_med_en_setning(publikum: Publikum) -> None:
    publisert()
    with publikum() as klient:
        for adresse, sier in DAARLIGE:
            svar = klient.get(adresse)
            assert svar.status_code == 400, adresse
            assert sier in svar.content.decode(), adresse


def test_ville_soek_gir_et_svar(publikum: Publikum) -> None:
    _publiser()
    with publikum() as klient:
        for q in VILLE:
            svar = klient.get("/", {"q": q})
            assert svar.status_code == 200, q
            assert "<script>" not in svar.content.decode()


def test_nettstedet_tar_ikke_imot_skriving(publikum: Publikum) -> None:
    with publikum() as klient:
        for sti in ("/", "/innsyn", "/journal"):
            assert klient.post(sti).status_code == 405


def test_soek_sider_gjennom_alle_treff_en_gang(publikum: Publikum) -> None:
    with som("kari", "frogner") as kari:
        sak = ny_sak(kari)
        poster = [ny_post(sak, kari, f"Uglekasser rapport del {n}") for n in range(PER_SIDE + 5)]
    for jp in poster:
        vurdert(jp)
    publisert()
    with publikum() as klient:
        sett: list[str] = []
        adresse = "/?q=uglekasser"
        while adresse:
            html = klient.get(adresse).content.decode()
            sett += re.findall(r"/innforsel/([0-9a-f-]{36})", html)
            neste = re.search(r'href="([^"]+)"[^>]*rel="next"', html)
            adresse = neste[1].replace("&amp;", "&") if neste else ""
        assert len(sett) == len(set(sett)) == PER_SIDE + 5


def test_ferskheten_navngir_de_som_er_forsinket(publikum: Publikum) -> None:
    publisert()
    publisert(kode="sagene")
    dag = legg_til_arbeidsdager(i_dag(), 1)
    with med_klokke(_kl(dag, 9)):
        publisert(dag, kode="sagene")
    senere = legg_til_arbeidsdager(dag, 1)
    with publikum() as klient, med_klokke(_kl(senere, 13)):
        side = klient.get("/").content.decode()
        assert "Bydel Frogner er 1 arbeidsdag forsinket" in side
        assert "Bydel Sagene er" not in side
        helse = klient.get("/helse").json()
        assert helse["bydeler"]["frogner"]["forsinket"] == 1
        assert helse["bydeler"]["sagene"]["forsinket"] == 0
    with publikum() as klient, med_klokke(_kl(dag, 11)):
        assert "forsinket" not in klient.get("/").content.decode()


def test_ferskheten_regnes_av_byens_tjenestenivaa_og_bydelens_egne_stengte_dager(publikum: Publikum) -> None:
    publisert()
    publisert(kode="sagene")
    dag = legg_til_arbeidsdager(i_dag(), 1)
    senere = legg_til_arbeidsdager(dag, 1)
    with som("siv", "byarkivet"):
        forrige = Servicenivaa.objects.latest("nummer")
        nummer, forrige.publisering = forrige.nummer + 1, time(15)
        forrige.nummer, forrige.gjelder_fra = nummer, dag
        forrige.save(force_insert=True)
    with som("siv", "frogner"):
        Bydelsdag.objects.create(dato=dag, grunn="Planleggingsdag", laget_av="Siv")
    with publikum() as klient, med_klokke(_kl(senere, 13)):
        assert "forsinket" not in klient.get("/").content.decode()
    with publikum() as klient, med_klokke(_kl(senere, 16)):
        side = klient.get("/").content.decode()
    assert "Bydel Sagene er 1 arbeidsdag forsinket" in side
    assert "Bydel Frogner er" not in side
    assert "Planleggingsdag" not in side


def _kl(dag: date, klokken: int) -> datetime:
    return datetime.combine(dag, time(klokken), OSLO)
