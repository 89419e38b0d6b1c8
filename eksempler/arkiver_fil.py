"""Archive a file: an entry in a case, a document, and the file itself.

python -m eksempler.arkiver_fil --bruker admin@example.com --sak 2026/12 --tittel "Søknad om gangvei" soknad.pdf
"""

import mimetypes

from eksempler.felles import fil, finn_sak, innlogget, kjoer, valg


def main(argv: list[str] | None = None) -> None:
    """Read the options, and do it. Prints the number of the new entry."""
    leser = valg("Arkiver en fil i en sak, som et notat i journalen.")
    leser.add_argument("--tittel", default="", help="tittelen på journalposten; filnavnet hvis den ikke er oppgitt")
    leser.add_argument("fil")
    valgt = leser.parse_args(argv)
    innholdet = fil(valgt.fil)
    tittel, mime = valgt.tittel or innholdet.stem, mimetypes.guess_type(innholdet.name)[0] or "application/octet-stream"
    with innlogget(valgt) as noark:
        sak = finn_sak(noark, valgt.sak)
        post = noark.ny(sak, "sakarkiv/ny-journalpost/", tittel=tittel, journalposttype={"kode": "X"})
        dokument = noark.ny(post, "arkivstruktur/ny-dokumentbeskrivelse/", tittel=tittel)
        objekt = noark.ny(dokument, "arkivstruktur/ny-dokumentobjekt/", filnavn=innholdet.name, mimeType=mime)
        objekt = noark.send_fil(objekt, innholdet, mime)
        print(f"{post['registreringsID']}: {objekt['filstoerrelse']} byte, {objekt['sjekksum']}")


if __name__ == "__main__":
    kjoer(main)
