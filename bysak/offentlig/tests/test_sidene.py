"""The pages of the public site."""

from datetime import date

from bysak.arkivstruktur.models import Journalpost
from bysak.journal.models import OffentligInnfoersel
from bysak.journal.publisering import publiser
from bysak.journal.vurdering import vurder
from bysak.offentlig.tests.conftest import Publikum
from tests.verden import som

LESER = [
    "/", "/?q=park", "/journal", "/innsyn", "/om", "/robots.txt", "/helse", "/bevis/frogner.json",
    "/strom/frogner.atom",
]  # fmt: skip


def _publiser_en() -> tuple[date, str]:
    with som("ola", "frogner") as ola:
        jp = Journalpost.objects.filter(journalstatus="J", journalposttype="I").order_by("-journaldato", "pk").first()
        assert jp is not None
        assert jp.journaldato is not None
        vurder(jp, resultat="offentlig", av=ola)
    with som("kari", "frogner", verb="publiser") as kari:
        publiser(jp.journaldato, av=kari)
        return jp.journaldato, str(
            OffentligInnfoersel.objects.get(journalpostnummer=jp.journalpostnummer).innfoersel_id
        )


def test_alle_sider_svarer_uten_informasjonskapsler(publikum: Publikum) -> None:
    dato, nummer = _publiser_en()
    with publikum() as klient:
        for sti in [*LESER, f"/journal/frogner/{dato}", f"/innforsel/{nummer}"]:
            svar = klient.get(sti)
            assert svar.status_code == 200, (sti, svar.content.decode()[:3000])
            assert not svar.cookies, sti
            assert "Cache-Control" in svar.headers
