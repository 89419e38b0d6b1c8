"""A mail as a document to read: who, to whom, when and what above the text."""

from bysak.klienter.epost import LestEpost


def brevhode(lest: LestEpost) -> list[tuple[str, str]]:
    """What stands above the text, by name; what came with it last."""
    avsender = f"{lest.avsender_navn} <{lest.avsender_adresse}>" if lest.avsender_navn else lest.avsender_adresse
    hode = [("Fra", avsender), ("Til", ", ".join(lest.til)), ("Emne", lest.emne)]
    hode += [("Sendt", lest.sendt.isoformat(" ", "minutes"))] if lest.sendt else []
    hode += [("Vedlegg", v.filnavn) for v in lest.vedlegg if not v.innebygd]
    return [(hva, verdi) for hva, verdi in hode if verdi]


def som_brev(lest: LestEpost) -> str:
    """The mail in lines. What could not be understood is said first."""
    linjer = [lest.feil or "", *(f"{hva}: {verdi}" for hva, verdi in brevhode(lest))]
    return "\n".join(filter(None, linjer)) + f"\n\n{lest.tekst}"
