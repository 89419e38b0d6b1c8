"""The installation under test: two bydeler, their people, mailboxes and mottakersystem, set up with the verbs."""

import shutil
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connection
from procrastinate.exceptions import ConnectorException

from bysak.kjerne.arbeid import arbeid
from bysak.klienter.tests.dovecot import PASSORD
from bysak.mottak.jobber import hent_svarinn
from bysak.mottak.kanaler.oppsett import hent_naa, opprett_mottakersystem, start_henting
from bysak.mottak.kanaler.postkasseoppsett import Oppsett, opprett_postkasse, start_lesing
from bysak.mottak.kanaler.svarinn import proev_igjen
from bysak.mottak.models import Innkomst, Leveranse, Mottakersystem, Skannbunke
from bysak.organisasjon.integrasjoner import opprett_integrasjon
from bysak.organisasjon.models import Rolle, Virksomhet
from bysak.organisasjon.tilgang import aktoer_for, prosessaktoer
from bysak.tjeneste.brukere import ansett
from bysak.tjeneste.innfoering import opprett_virksomhet
from tests.utholdenhet.arkivarer import PASSORD as PASSORDET
from tests.utholdenhet.arkivarer import Arkivar, arkivarene, felter_for
from tests.utholdenhet.kilder import BYDELER, SVARINN, Imap, Kilde, Papir, Smtp, SvarInn
from tests.utholdenhet.skjema import Skjema
from tests.utholdenhet.systemet import System

if TYPE_CHECKING:
    from bysak.organisasjon.models import Bruker

# SvarInn is asked each five minutes; here, each so many seconds.
_OFTE = 2.0


_ANSATTE = {
    "siv": Rolle.SYSTEMFORVALTER, "kari": Rolle.ARKIVAR, "mari": Rolle.ARKIVAR, "ola": Rolle.SAKSBEHANDLER,
}  # fmt: skip


def kildene(system: System, froe: int, stabel: ExitStack, *, papir: bool) -> tuple[dict[str, Kilde], list[Arkivar]]:
    """All sources there are here, set up and started, and two archivists at work."""
    bydeler = [opprett_virksomhet(kode, f"Bydel {kode}", av=prosessaktoer("kommando")) for kode in BYDELER]
    siv, kari, mari, ola = (
        ansett(navn, navn.title(), rolle=rolle, virksomheter=bydeler, av=prosessaktoer("kommando"), passord=PASSORDET)
        for navn, rolle in _ANSATTE.items()
    )
    kilder: dict[str, Kilde] = {"Smtp": Smtp(system.port("BYSAK_SMTP_PORT"), froe)}
    kilder["Skjema"] = Skjema(system, {b.kode: _skjemasystem(b, siv) for b in bydeler}, froe)
    if shutil.which("dovecot", path="/usr/sbin:/usr/bin"):
        kilder["Imap"] = _imap(siv, bydeler, froe)
    kilder["SvarInn"] = _svarinn(system.rot / "svarinn", siv, kari, bydeler[0], froe, stabel)
    if papir:
        kilder["Papir"] = Papir(Path(settings.BYSAK_SKANNMAPPE), froe)
    for kilde in kilder.values():
        stabel.callback(kilde.stopp)
    felter = {b.kode: felter_for(b, ola) for b in bydeler}
    arkivarer = arkivarene(system, [kari.brukernavn, mari.brukernavn], felter)
    for arkivar in arkivarer:
        stabel.callback(arkivar.gaa_hjem)
    return kilder, arkivarer


def _skjemasystem(bydel: Virksomhet, siv: "Bruker") -> tuple[str, str]:
    """A client that sends forms to a bydel: its id and its key."""
    navn = f"skjema.{bydel.kode}"
    modul = ansett(navn, f"Skjema {bydel.kode}", rolle=Rolle.MODUL, virksomheter=[bydel], av=prosessaktoer("kommando"))
    av = aktoer_for(siv)
    with arbeid(som=av, i=bydel, verb="sett opp"):
        ny = opprett_integrasjon(navn, eier=siv, bruker=modul, av=av)
    return str(ny.integrasjon.pk), ny.noekkel


def _imap(siv: "Bruker", bydeler: list[Virksomhet], froe: int) -> Imap:
    imap = Imap(froe)
    for bydel in bydeler:
        oppsett = Oppsett(
            navn=f"Postmottaket {bydel.kode}", vert="127.0.0.1", port=imap.kutter.port, sikring="ingen",
            bruker=bydel.kode, hemmelighet=PASSORD,
        )  # fmt: skip
        av = aktoer_for(siv)
        with arbeid(som=av, i=bydel, verb="sett opp"):
            start_lesing(opprett_postkasse(oppsett=oppsett, av=av), av=av)
    return imap


def _svarinn(mappe: Path, siv: "Bruker", kari: "Bruker", bydel: Virksomhet, froe: int, stabel: ExitStack) -> SvarInn:
    kilde = SvarInn(mappe, froe)
    av = aktoer_for(siv)
    with arbeid(som=av, i=bydel, verb="sett opp"):
        system = opprett_mottakersystem(
            navn="SvarInn", brukernavn=SVARINN[0], passord=SVARINN[1], av=av, adresse=kilde.tjener.adresse
        )
        kilde.kasse.ta_sertifikat(system.noekler.get().sertifikat.encode())
        start_henting(system, av=av)
    slutt = threading.Event()
    arkivar = threading.Thread(target=_hent_stadig, args=(kari, bydel, system, slutt))
    arkivar.start()
    stabel.callback(arkivar.join)
    stabel.callback(slutt.set)
    return kilde


def _hent_stadig(kari: "Bruker", bydel: Virksomhet, system: Mottakersystem, slutt: threading.Event) -> None:
    """As an archivist at the page of the channels: «Prøv igjen» on what failed, «Hent nå», and so on."""
    while not slutt.wait(_OFTE):
        try:
            av = aktoer_for(kari)
            with arbeid(som=av, i=bydel, verb="prøv igjen"):
                for leveranse in Leveranse.objects.filter(kvittert_tid=None, avvist_tid=None).exclude(feil=""):
                    proev_igjen(leveranse, av=av)
                hent_naa(system, av=av)
                hent_svarinn.defer(virksomhet_id=bydel.pk, system_id=str(system.pk))
        except (DatabaseError, ConnectorException):
            pass
        finally:
            connection.close()


def uleste() -> int:
    """How many items, and batches of paper, nobody has read yet."""
    try:
        alle = list(Virksomhet.objects.values_list("pk", flat=True))
        with arbeid(som=prosessaktoer("jobb"), leser=alle):
            return Innkomst.objects.filter(lest_tid=None).count() + Skannbunke.objects.filter(lest_tid=None).count()
    except DatabaseError:
        connection.close()
        return 1
