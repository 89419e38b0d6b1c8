"""Import a mailbox (mbox, or single .eml files) into a case: an entry for every message, with its attachments.

python -m eksempler.importer_postkasse --bruker admin@example.com --sak 2026/12 post.mbox

What has been imported is recognised by its Message-ID and passed over, so that it may be run again. The mark is
written last: a message that was broken off in the middle has none, and is imported anew.
"""

from hashlib import sha256
from io import BytesIO
from typing import Any

from bysak.klienter.epost import LestEpost, les
from bysak.klienter.epostarkiv import les_filer
from bysak.klienter.noark5 import Noark5, Noark5Feil, Ressurs
from eksempler.felles import fil, finn_sak, innlogget, kjoer, valg

HOVEDDOKUMENT, VEDLEGG = {"kode": "H"}, {"kode": "V"}
AVSENDER, INNKOMMET = {"kode": "EA"}, {"kode": "I"}
UTEN_TITTEL = "E-post uten emne"


def main(argv: list[str] | None = None) -> None:
    """Read the options, and import message by message. Prints one line for each."""
    leser = valg("Importer en postkasse i en sak.")
    leser.add_argument("filer", nargs="+", metavar="fil")
    valgt = leser.parse_args(argv)
    filer = [fil(sti) for sti in valgt.filer]
    with innlogget(valgt) as noark:
        sak = finn_sak(noark, valgt.sak)
        kjente = set(_importert(noark, sak))
        for navn, raa in les_filer(filer):
            melding = les(raa)
            merke = melding.message_id or f"sha256:{sha256(raa).hexdigest()}"
            if merke in kjente:
                print(f"{navn}: er der fra før")
                continue
            post = _importer(noark, sak, navn, raa, melding, merke)
            kjente.add(merke)
            print(f"{navn}: {post['registreringsID']} {post['tittel']}")


def _importert(noark: Noark5, sak: Ressurs) -> list[str]:
    """The marks of what the case has."""
    dokumenter = (
        dokument
        for post in noark.alle(sak, "arkivstruktur/registrering/")
        for dokument in noark.alle(post, "arkivstruktur/dokumentbeskrivelse/")
    )
    return [str(d["eksternReferanse"]) for d in dokumenter if d.get("eksternReferanse")]


def _importer(noark: Noark5, sak: Ressurs, navn: str, raa: bytes, melding: LestEpost, merke: str) -> Ressurs:
    tittel = melding.emne or UTEN_TITTEL
    tider: dict[str, Any] = {}
    if melding.sendt:
        sendt = melding.sendt.isoformat()
        tider = {"dokumentetsDato": sendt, "mottattDato": sendt}
    post = noark.ny(sak, "sakarkiv/ny-journalpost/", tittel=tittel, journalposttype=INNKOMMET, **tider)
    try:
        _avsender(noark, post, melding)
        hoved = _dokument(noark, post, tittel, HOVEDDOKUMENT, "melding.eml", "message/rfc822", raa)
        for vedlegg in melding.vedlegg:
            _dokument(noark, post, vedlegg.filnavn, VEDLEGG, vedlegg.filnavn, vedlegg.mime, vedlegg.innhold)
        noark.endre(noark.paa_nytt(hoved), eksternReferanse=merke)
    except Noark5Feil as feil:
        hva = f"{navn}: {post['registreringsID']} ble ikke ferdig, og kan slettes. {feil.melding}"
        raise Noark5Feil(feil.status, hva, feil.hindre, feil.kropp) from feil
    return post


def _avsender(noark: Noark5, post: Ressurs, melding: LestEpost) -> None:
    navn = melding.avsender_navn or melding.avsender_adresse or "Ukjent avsender"
    kontakt = {"kontaktinformasjon": {"epostadresse": melding.avsender_adresse}} if melding.avsender_adresse else {}
    noark.ny(post, "arkivstruktur/ny-korrespondansepartperson/", navn=navn, korrespondanseparttype=AVSENDER, **kontakt)


def _dokument(
    noark: Noark5, post: Ressurs, tittel: str, som: dict[str, str], filnavn: str, mime: str, innhold: bytes
) -> Ressurs:
    dokument = noark.ny(post, "arkivstruktur/ny-dokumentbeskrivelse/", tittel=tittel, tilknyttetRegistreringSom=som)
    objekt = noark.ny(dokument, "arkivstruktur/ny-dokumentobjekt/", filnavn=filnavn, mimeType=mime)
    noark.send_innhold(objekt, BytesIO(innhold), len(innhold), mime)
    return dokument


if __name__ == "__main__":
    kjoer(main)
