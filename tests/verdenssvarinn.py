"""The demo's SvarInn: a simulated service in the data folder, with shipments that Frogner fetches by itself."""

import socket
from typing import Any

from bysak.kjerne.prosesser import svarinn_demo
from bysak.klienter.svarinn_sim import Kasse
from bysak.mottak.kanaler.oppsett import opprett_mottakersystem, start_henting
from tests.papir import pdf

BRUKER, PASSORD = "bysak", "bysak-demo"
FORSENDELSER: tuple[tuple[str, str, tuple[str, ...], dict[str, Any]], ...] = (
    (
        "Oversendelse av klage på vedtak om skjenkebevilling",
        "Prøvevik kommune",
        ("Oversendelsesbrev", "Klage"),
        {},
    ),
    (
        "Melding om flytting: barn med behov for tilrettelegging",
        "Fjordheim kommune",
        ("Melding", "Notat fra møte"),
        {"taushetsbelagtPost": True, "sikkerhetsniva": "HOYESTE"},
    ),
    ("Høring: reguleringsplan for Lønnehagen", "Statsforvalteren i Prøvefylket", ("Høringsbrev",), {}),
)


def sett_opp_svarinn() -> None:
    """Frogner's mottakersystem, and what waits for it. The port is chosen once, and kept with the folder."""
    from tests.verden import som

    with socket.socket() as proeve:
        proeve.bind(("127.0.0.1", 0))
        port = proeve.getsockname()[1]
    kasse = Kasse(svarinn_demo())
    with som("siv", "frogner", "sett opp mottakersystem") as siv:
        system = opprett_mottakersystem(
            navn="SvarInn (simulert)", adresse=f"http://127.0.0.1:{port}", brukernavn=BRUKER, passord=PASSORD, av=siv
        )
        start_henting(system, av=siv)
        kasse.ta_sertifikat(system.noekler.get().sertifikat.encode())
    for tittel, navn, filer, felt in FORSENDELSER:
        avsender = {"organisasjonsnummer": "911111111", "postadresse": {"navn": navn}}
        innhold = {f"{fil}.pdf": ("application/pdf", pdf([fil, "", tittel])) for fil in filer}
        kasse.legg_inn(tittel, innhold, avsender=avsender, **felt)
    (kasse.mappe / "port").write_text(str(port))
