"""Documents that another system delivers piece by piece: what it is, then its file's place, then the file.

krav 2.7.1-2.7.5, 3.1.1; tjenestegrensesnittet section 11.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from bysak.arkivstruktur.dokument import (
    hindre_for_nytt_dokument,
    hoerer_til_endelig,
    koble,
    registreringene,
)
from bysak.arkivstruktur.formater import ETTER_TYPE, UKJENT, kan_vaere, variant_av
from bysak.arkivstruktur.frysing import ingen_som_staar
from bysak.arkivstruktur.koder import ENDELIGE, Dokumentmedium, Dokumentstatus, TilknyttetSom, Variantformat
from bysak.arkivstruktur.laasing import laas_del, laas_dokument, laas_post
from bysak.arkivstruktur.models import Dokumentbeskrivelse, Dokumentobjekt, Konvertering, Registrering
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.lager import Lagret
from bysak.kjerne.tekstvask import maks, rens
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn


def registrer_dokument(
    registrering: Registrering,
    *,
    tittel: str,
    av: Aktoer,
    som: str = "",
    status: str = "",
    felt: Mapping[str, Any] | None = None,
) -> Dokumentbeskrivelse:
    """A new document of a registrering, whose files come later (krav 2.7.5, 2.7.8).

    som: its role; the first one is the main document. status: default under redigering, and ferdigstilt on what is in
    the journal already. felt: other columns. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    registrering = laas_post(registrering)
    krev_innsyn(av, registrering)
    ligger = dict(registrering.koblinger.values_list("dokumentnummer", "tilknyttet_registrering_som"))
    har_hoved = TilknyttetSom.HOVEDDOKUMENT in ligger.values()
    rolle = TilknyttetSom(som or (TilknyttetSom.VEDLEGG if har_hoved else TilknyttetSom.HOVEDDOKUMENT))
    ferdig = registrering.journalstatus in ENDELIGE
    status = status or (Dokumentstatus.FERDIGSTILT if ferdig else Dokumentstatus.REDIGERES)
    to_hoved, uferdig = har_hoved and rolle == TilknyttetSom.HOVEDDOKUMENT, status != Dokumentstatus.FERDIGSTILT
    ingen_som_staar(
        hindre_for_nytt_dokument(registrering, tittel=tittel, hoveddokument=to_hoved, ferdigstilt=not uferdig), av
    )
    dokument = Dokumentbeskrivelse(
        **{
            "tittel": maks(rens(tittel), 500),
            "dokumentmedium": registrering.dokumentmedium,
            "oppbevaringssted": registrering.oppbevaringssted,
            **(felt or {}),
            "dokumentstatus": status,
        }
    )
    dokument.save(force_insert=True)
    koble(registrering, dokument, rolle, max(ligger, default=0))
    return dokument


# What may be said anew of a document; its status, role and files have verbs of their own.
DOKUMENTFELT = frozenset(
    {"tittel", "beskrivelse", "forfatter", "dokumenttype", "dokumentmedium", "oppbevaringssted", "tid_sendt"}
    | {"virksomhetsspesifikke_metadata"}
)


def hindre_for_dokumentendring(dokument: Dokumentbeskrivelse, felt: Mapping[str, Any]) -> Iterator[Hinder]:
    """What stops a change of a document: what is not changed here, no title, a medium that is none (krav 3.2.33)."""
    for ukjent in sorted(set(felt) - DOKUMENTFELT):
        yield Hinder("endre.felt", _("«%(felt)s» endres ikke her.") % {"felt": ukjent}, dokument)
    if "tittel" in felt and not rens(str(felt["tittel"])):
        yield Hinder("dok.uten_tittel", _("Dokumentet mangler tittel."), dokument, felt="tittel")
    if felt.get("dokumentmedium", "E") not in Dokumentmedium.values:
        yield Hinder("dok.medium", _("Velg om dokumentet er på papir eller elektronisk."), dokument, felt="medium")


def endre_dokument(dokument: Dokumentbeskrivelse, *, felt: Mapping[str, Any], av: Aktoer) -> Dokumentbeskrivelse:
    """Change what is said of a document; its title also when it is archived (krav 3.2.33). Raises `Hindret`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    dokument = laas_dokument(dokument)
    krev_innsyn(av, *registreringene(dokument))
    ingen(hindre_for_dokumentendring(dokument, felt))
    for navn, verdi in felt.items():
        setattr(dokument, navn, verdi)
    dokument.save(update_fields=list(felt))
    return dokument


def hindre_for_dokumentobjekt(
    dokument: Dokumentbeskrivelse, *, versjon: int | None, variant: str, format: str
) -> Iterator[Hinder]:
    """What stops a place for a file: a document on paper, one like it that is there, an impossible number."""
    if dokument.dokumentmedium == Dokumentmedium.FYSISK:
        yield Hinder("fil.papir", _("Dokumentet er registrert på papir."), dokument)
    if variant not in Variantformat.values:
        yield Hinder("fil.variant", _("Velg produksjonsformat, arkivformat eller skjermet variant."), dokument)
    if versjon is not None and not 0 <= versjon <= 1_000_000:
        yield Hinder("fil.versjon", _("Versjonsnummeret kan ikke være riktig."), dokument, felt="versjonsnummer")
    like = Dokumentobjekt.alle.filter(dokumentbeskrivelse=dokument, variantformat=variant, format=format)
    if versjon is not None and like.filter(versjonsnummer=versjon).exists():
        yield Hinder("fil.finnes", _("Versjonen finnes alt i denne varianten og dette formatet."), dokument)


def registrer_dokumentobjekt(
    dokument: Dokumentbeskrivelse,
    *,
    av: Aktoer,
    versjon: int | None = None,
    variant: str = "",
    format: str = UKJENT,
    felt: Mapping[str, Any] | None = None,
) -> Dokumentobjekt:
    """A place for a file that comes later, with what is known of it, which the file is then checked against.

    versjon: default the next one. felt: other columns. A new version of what is in the journal is the archive service's
    alone (krav 2.9.9). Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    dokument = laas_dokument(dokument)
    krev_innsyn(av, *registreringene(dokument))
    siste = Dokumentobjekt.alle.filter(dokumentbeskrivelse=dokument).aggregate(n=Max("versjonsnummer"))["n"]
    if siste is not None and hoerer_til_endelig(dokument):
        krev(av, Rett.JOURNALFOERE)
    variant = variant or (variant_av(format) if format != UKJENT else Variantformat.PRODUKSJON)
    ingen(hindre_for_dokumentobjekt(dokument, versjon=versjon, variant=variant, format=format))
    objekt = Dokumentobjekt(dokumentbeskrivelse=dokument, variantformat=variant, format=format)
    objekt.versjonsnummer = versjon if versjon is not None else (1 if siste is None else siste + 1)
    for navn, verdi in (felt or {}).items():
        setattr(objekt, navn, verdi)
    objekt.save(force_insert=True)
    return objekt


def hindre_for_endring_av_objekt(objekt: Dokumentobjekt, felt: Mapping[str, Any]) -> Iterator[Hinder]:
    """What stops a change of what is said of a file: it has come, and only its name is not what it is (krav 3.2.31)."""
    if objekt.referanse_dokumentfil and set(felt) - {"filnavn", "format_detaljer", "tid_sendt"}:
        yield Hinder("fil.laast", _("Filen er arkivert. Opplysningene om den er låst."), objekt)


def endre_dokumentobjekt(objekt: Dokumentobjekt, *, felt: Mapping[str, Any], av: Aktoer) -> Dokumentobjekt:
    """Correct what is said of a file: all of it until it comes, its name afterwards. Raises `Hindret`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    objekt = laas_del(objekt)
    krev_innsyn(av, *registreringene(objekt.dokumentbeskrivelse))
    ingen(hindre_for_endring_av_objekt(objekt, felt))
    for navn, verdi in felt.items():
        setattr(objekt, navn, verdi)
    objekt.save(update_fields=list(felt))
    return objekt


def hindre_for_filens_plass(objekt: Dokumentobjekt) -> Iterator[Hinder]:
    """What stops a file from coming: one has come (krav 3.2.31)."""
    if objekt.referanse_dokumentfil:
        yield Hinder("fil.har", _("Dokumentobjektet har alt en fil. Slett det, og registrer et nytt."), objekt)


def feil_ved_filen(objekt: Dokumentobjekt, lagret: Lagret, mime: str, slag: str) -> list[str]:
    """Where a file differs from what was said of it, one sentence for each (tjenestegrensesnittet section 11).

    slag: what it is by its bytes.
    """
    feil = []
    if not kan_vaere(objekt.format, slag):
        feil.append(
            _("Filen er ikke i formatet %(format)s, men er %(slag)s. Rett formatet, eller send en annen fil.")
            % {"format": objekt.format, "slag": slag}
        )
    if objekt.sjekksum and objekt.sjekksum.lower() != lagret.sha256:
        feil.append(_("Sjekksummen til filen er en annen enn den som er oppgitt. Send filen på nytt."))
    if objekt.filstoerrelse and objekt.filstoerrelse != lagret.stoerrelse:
        feil.append(
            _("Filen er på %(n)s byte, men %(oppgitt)s er oppgitt. Send filen på nytt.")
            % {"n": lagret.stoerrelse, "oppgitt": objekt.filstoerrelse}
        )
    if objekt.mime_type and mime and objekt.mime_type != mime:
        feil.append(
            _("Filen er sendt som %(mime)s, men %(oppgitt)s er oppgitt.") % {"mime": mime, "oppgitt": objekt.mime_type}
        )
    return feil


def motta_fil(
    objekt: Dokumentobjekt, *, lagret: Lagret, mime: str, slag: str, av: Aktoer, filnavn: str = ""
) -> Dokumentobjekt:
    """Give a dokumentobjekt its file, which is in the store and has been compared with what was said of it.

    slag: what it is by its bytes; it gives the format where nobody has said one and there is only one. A file is given
    once (krav 3.2.31). Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    objekt = laas_del(objekt)
    krev_innsyn(av, *registreringene(objekt.dokumentbeskrivelse))
    ingen(hindre_for_filens_plass(objekt))
    objekt.referanse_dokumentfil = objekt.sjekksum = lagret.sha256
    objekt.filstoerrelse = lagret.stoerrelse
    objekt.mime_type = (objekt.mime_type or mime or "application/octet-stream")[:120]
    objekt.filnavn = objekt.filnavn or filnavn[:250]
    if objekt.format == UKJENT and not _finnes(objekt, ETTER_TYPE.get(slag, UKJENT)):
        objekt.format = ETTER_TYPE.get(slag, UKJENT)
    objekt.save(update_fields=["referanse_dokumentfil", "sjekksum", "filstoerrelse", "mime_type", "filnavn", "format"])
    return objekt


def _finnes(objekt: Dokumentobjekt, format: str) -> bool:
    like = Dokumentobjekt.alle.filter(dokumentbeskrivelse=objekt.dokumentbeskrivelse_id, format=format)
    return like.filter(versjonsnummer=objekt.versjonsnummer, variantformat=objekt.variantformat).exists()


def hindre_for_fjerning_av_objekt(objekt: Dokumentobjekt) -> Iterator[Hinder]:
    """What stops taking a file and its place away: it is archived, or signed (krav 2.7.7)."""
    if objekt.referanse_dokumentfil and hoerer_til_endelig(objekt.dokumentbeskrivelse):
        yield Hinder("fil.arkivert", _("Dokumentet er arkivert. Filen kan ikke slettes."), objekt)
    if hasattr(objekt, "elektronisk_signatur"):
        yield Hinder("slett.signert", _("Filen har en elektronisk signatur og blir stående."), objekt)


def fjern_dokumentobjekt(objekt: Dokumentobjekt, *, av: Aktoer) -> None:
    """Take away a file of a document that is not archived, or a place that no file has come to. Raises `Hindret`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    objekt = laas_del(objekt)
    krev_innsyn(av, *registreringene(objekt.dokumentbeskrivelse))
    ingen_som_staar(hindre_for_fjerning_av_objekt(objekt), av)
    nummer = objekt.pk
    objekt.delete()
    Konvertering.objects.filter(dokumentobjekt_id=nummer).delete()
