"""Documents: attached, numbered in order, finished. A file that is in the store is never changed."""

from collections.abc import Iterator, Sequence

from django.db.models import Max, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from bysak.arkivstruktur.formater import UKJENT, hindre_for_formatnummer, variant_av
from bysak.arkivstruktur.koder import ENDELIGE, Dokumentmedium, Dokumentstatus, TilknyttetSom
from bysak.arkivstruktur.laasing import laas_dokument, laas_post
from bysak.arkivstruktur.models import Dokumentbeskrivelse, Dokumentkobling, Dokumentobjekt, Redigering, Registrering
from bysak.arkivstruktur.overgang import overgang
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.lager import Lagret
from bysak.kjerne.tekstvask import maks, rens
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn


def hindre_for_nytt_dokument(
    registrering: Registrering, *, tittel: str, hoveddokument: bool, ferdigstilt: bool = True
) -> Iterator[Hinder]:
    """What stops another document: archived entry, no title, a second main document (krav 2.6.7, 3.2.30)."""
    if registrering.arkivert_dato:
        yield Hinder("dok.arkivert", _("Journalposten er arkivert og tar ikke imot flere dokumenter."), registrering)
    if not rens(tittel) and not hoveddokument:
        yield Hinder("dok.uten_tittel", _("Dokumentet mangler tittel."), felt="tittel")
    if not ferdigstilt and registrering.journalstatus in ENDELIGE:
        yield Hinder("dok.uferdig", _("Journalposten er journalført. Ferdigstill dokumentet først."), registrering)
    if hoveddokument and hoveddokumentet(registrering):
        yield Hinder("dok.to_hoved", _("Journalposten har alt et hoveddokument."), registrering)


def hoveddokumentet(registrering: Registrering) -> Dokumentkobling | None:
    """The link to the main document, if there is one."""
    return registrering.koblinger.filter(tilknyttet_registrering_som=TilknyttetSom.HOVEDDOKUMENT).first()


def legg_ved_fil(
    registrering: Registrering,
    *,
    tittel: str,
    lagret: Lagret,
    filnavn: str,
    mime: str,
    av: Aktoer,
    hoveddokument: bool = False,
    ferdigstilt: bool = True,
    format: str = UKJENT,
    dokumenttype: str = "Brev",
) -> Dokumentobjekt:
    """Attach a file that is already in the store as a new document of a registrering (krav 2.7.1-2.7.4, 2.7.8, 3.1.1).

    lagret: hash and size from the store. format: PRONOM id; av/0 means not yet known. A main document without a title
    takes the entry's (krav 3.2.28). Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    registrering = laas_post(registrering)
    krev_innsyn(av, registrering)
    ingen(
        [
            *hindre_for_andre(av, registrering),
            *hindre_for_nytt_dokument(
                registrering, tittel=tittel, hoveddokument=hoveddokument, ferdigstilt=ferdigstilt
            ),
            *hindre_for_formatnummer(format),
        ]
    )
    dokument = _nytt_dokument(registrering, tittel, hoveddokument)
    dokument.dokumenttype = dokumenttype
    dokument.dokumentstatus = Dokumentstatus.FERDIGSTILT if ferdigstilt else Dokumentstatus.REDIGERES
    dokument.save(force_insert=True)
    koble(registrering, dokument, TilknyttetSom.HOVEDDOKUMENT if hoveddokument else TilknyttetSom.VEDLEGG)
    return _ny_fil(dokument, lagret, format=format, mime=mime[:120], filnavn=filnavn[:250])


def _ny_fil(dokument: Dokumentbeskrivelse, lagret: Lagret, *, format: str, mime: str, filnavn: str) -> Dokumentobjekt:
    return Dokumentobjekt.objects.create(
        dokumentbeskrivelse=dokument,
        variantformat=variant_av(format),
        format=format,
        referanse_dokumentfil=lagret.sha256,
        sjekksum=lagret.sha256,
        filstoerrelse=lagret.stoerrelse,
        mime_type=mime,
        filnavn=filnavn,
    )


def hindre_for_dokument_uten_fil(
    registrering: Registrering, *, tittel: str, hoveddokument: bool, medium: str, oppbevaringssted: Sequence[str]
) -> Iterator[Hinder]:
    """What stops a document without a file: as for others; on paper it must say where it is (krav 3.2.29)."""
    papir = medium == Dokumentmedium.FYSISK
    yield from hindre_for_nytt_dokument(registrering, tittel=tittel, hoveddokument=hoveddokument, ferdigstilt=papir)
    if medium not in Dokumentmedium.values:
        yield Hinder("dok.medium", _("Velg om dokumentet er på papir eller elektronisk."), felt="medium")
    if papir and not any(map(rens, oppbevaringssted)):
        yield Hinder("dok.uten_sted", _("Skriv hvor papiret oppbevares."), felt="oppbevaringssted")


def legg_ved_uten_fil(
    registrering: Registrering,
    *,
    tittel: str,
    av: Aktoer,
    hoveddokument: bool = False,
    medium: str = Dokumentmedium.ELEKTRONISK,
    oppbevaringssted: Sequence[str] = (),
    dokumenttype: str = "Brev",
) -> Dokumentbeskrivelse:
    """A document that has no file: on paper, with its place, or one whose file comes later (krav 2.7.5, 3.2.29).

    Paper is finished as it is. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    registrering = laas_post(registrering)
    krev_innsyn(av, registrering)
    dokumenthindre = hindre_for_dokument_uten_fil(
        registrering, tittel=tittel, hoveddokument=hoveddokument, medium=medium, oppbevaringssted=oppbevaringssted
    )
    ingen([*hindre_for_andre(av, registrering), *dokumenthindre])
    dokument = _nytt_dokument(registrering, tittel, hoveddokument)
    dokument.dokumentmedium, dokument.dokumenttype = medium, dokumenttype
    dokument.oppbevaringssted = [sted for sted in map(rens, oppbevaringssted) if sted]
    if medium == Dokumentmedium.FYSISK:
        dokument.dokumentstatus = Dokumentstatus.FERDIGSTILT
    dokument.save(force_insert=True)
    koble(registrering, dokument, TilknyttetSom.HOVEDDOKUMENT if hoveddokument else TilknyttetSom.VEDLEGG)
    return dokument


def _nytt_dokument(registrering: Registrering, tittel: str, hoveddokument: bool) -> Dokumentbeskrivelse:
    """A main document without a title begins as the entry says (krav 3.2.28)."""
    ren = rens(tittel)
    if hoveddokument and not ren:
        return Dokumentbeskrivelse(
            tittel=registrering.tittel, beskrivelse=registrering.beskrivelse, forfatter=registrering.forfatter
        )
    return Dokumentbeskrivelse(tittel=maks(ren, 500))


def koble(
    registrering: Registrering, dokument: Dokumentbeskrivelse, som: TilknyttetSom, siste: int | None = None
) -> Dokumentkobling:
    """The link, with the next number (M007, M217): the last step of verbs that have asked. siste: if it is known."""
    if siste is None:
        siste = registrering.koblinger.aggregate(n=Max("dokumentnummer"))["n"] or 0
    return Dokumentkobling.objects.create(
        registrering_id=registrering.pk,
        dokumentbeskrivelse=dokument,
        tilknyttet_registrering_som=som,
        dokumentnummer=siste + 1,
    )


def registreringene(dokument: Dokumentbeskrivelse) -> list[Registrering]:
    """Every registrering that the document belongs to."""
    return list(Registrering.objects.filter(koblinger__dokumentbeskrivelse=dokument))


def hindre_for_andre(av: Aktoer, *poster: Registrering) -> Iterator[Hinder]:
    """What stops others than those who have an entry from changing its documents while it is on a round (krav 3.3.3).

    Written by `saksbehandling.flyt`, which knows who has it.
    """
    for reg in poster:
        if reg.hos and av.bruker_id not in reg.hos:
            yield Hinder(
                "dok.paa_flyt",
                _("%(nr)s er på flyt. Vent til den kommer tilbake, eller trekk den tilbake først.")
                % {"nr": reg.registrerings_id},
                reg,
            )


def hoerer_til_endelig(dokument: Dokumentbeskrivelse) -> bool:
    """Does it belong to a registrering that is, or once was, final? Then it is archived (krav 2.7.7, 2.9.9)."""
    endelig = Q(foerst_endelig__isnull=False) | Q(arkivert_dato__isnull=False)
    return Registrering.objects.filter(endelig, koblinger__dokumentbeskrivelse=dokument).exists()


def hindre_for_ferdigstilling(dokument: Dokumentbeskrivelse) -> Iterator[Hinder]:
    """What stops finishing: finished already, nothing to finish."""
    if dokument.dokumentstatus == Dokumentstatus.FERDIGSTILT:
        yield Hinder("dok.ferdig", _("Dokumentet er alt ferdigstilt."), dokument)
    if not dokument.objekter.exists() and dokument.dokumentmedium != Dokumentmedium.FYSISK:
        yield Hinder("dok.uten_fil", _("Dokumentet har ingen fil."), dokument)
    yield from hindre_for_utlaante(dokument)


def hindre_for_utlaante(dokument: Dokumentbeskrivelse) -> Iterator[Hinder]:
    """What stops an end of the text: somebody has it open in a program, and may have more to save."""
    for redigering in Redigering.objects.filter(dokumentbeskrivelse=dokument, avsluttet=None).select_related("bruker"):
        siden, til = (localtime(tid) for tid in (redigering.startet, redigering.utloeper))
        yield Hinder(
            "dok.redigeres",
            _(
                "%(navn)s redigerer «%(fil)s», siden %(siden)s. Det gis fri kl. %(til)s hvis ingen lagrer. "
                "Be %(navn)s si seg ferdig, eller ta over redigeringen."
            )
            % {
                "navn": redigering.bruker.navn,
                "fil": redigering.filnavn,
                "siden": f"{siden:%H.%M}",
                "til": f"{til:%H.%M}",
            },
            dokument,
        )


def ferdigstill(dokument: Dokumentbeskrivelse, *, av: Aktoer) -> Dokumentbeskrivelse:
    """Lock the content of a document (krav 3.2.31). Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    dokument = laas_dokument(dokument)
    poster = registreringene(dokument)
    krev_innsyn(av, *poster)
    ingen([*hindre_for_andre(av, *poster), *hindre_for_ferdigstilling(dokument)])
    overgang(dokument, "dokumentstatus", Dokumentstatus, Dokumentstatus.FERDIGSTILT)
    dokument.save(update_fields=["dokumentstatus"])
    return dokument


def hindre_for_ny_tittel(tittel: str) -> Iterator[Hinder]:
    """What stops a new title: that there is none."""
    if not rens(tittel):
        yield Hinder("dok.uten_tittel", _("Dokumentet mangler tittel."), felt="tittel")


def rett_tittel(dokument: Dokumentbeskrivelse, *, tittel: str, av: Aktoer) -> Dokumentbeskrivelse:
    """Correct a document's title, also when it is finished and archived (krav 3.2.33). Raises `Hindret`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    dokument = laas_dokument(dokument)
    poster = registreringene(dokument)
    krev_innsyn(av, *poster)
    ingen([*hindre_for_andre(av, *poster), *hindre_for_ny_tittel(tittel)])
    dokument.tittel = maks(rens(tittel), 500)
    dokument.save(update_fields=["tittel"])
    return dokument
