"""The same code in two browsers at once: one comes in; and guesses made together are counted one by one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from bysak.kjerne.kalender import naa
from bysak.organisasjon.innlogging import Avvist
from bysak.organisasjon.models import Totrinn
from bysak.organisasjon.tests.test_totrinn import HER, kode, meg
from bysak.organisasjon.totrinn import MAKS, ny_hemmelighet, proev_gjenopprettingskode, proev_kode, slaa_paa
from tests.verden import bruker


def _samtidig(antall: int, proev) -> list[str]:
    port = Barrier(antall)

    def en(_nr: int) -> str:
        try:
            port.wait(10)
            proev()
        except Avvist as nei:
            return str(nei)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(antall) as folk:
        return list(folk.map(en, range(antall)))


def test_en_kode_slipper_inn_en_av_fire_og_ti_gjetninger_paa_en_gang_er_ti(egen_database):
    hemmelig, ola = ny_hemmelighet(), bruker("ola")
    papir = slaa_paa(hemmelig, kode(hemmelig, naa()), av=meg())
    Totrinn.objects.filter(bruker=ola).update(siste_steg=0)
    denne = kode(hemmelig, naa())
    assert _samtidig(4, lambda: proev_kode(ola, denne, adresse=HER)).count("") == 1
    assert _samtidig(4, lambda: proev_gjenopprettingskode(ola, papir[0], adresse=HER)).count("") == 1
    svar = _samtidig(10, lambda: proev_gjenopprettingskode(ola, "feil", adresse=HER))
    assert sum("Prøv en annen" in s for s in svar) <= MAKS
