"""Acts on one entry: its fields, its status forwards and back, its type, its end."""

from typing import Any

from django.utils.translation import gettext as _

from bysak.arkivstruktur.dokument import ferdigstill as ferdigstill_dokument
from bysak.arkivstruktur.dokument import hindre_for_ferdigstilling
from bysak.arkivstruktur.ekspedering import (
    ekspeder,
    ferdigstill_journalpost,
    godkjenn,
    hindre_for_ekspedering,
    hindre_for_ferdigstilling_av_post,
    hindre_for_godkjenning,
)
from bysak.arkivstruktur.endring import endre_journalpost
from bysak.arkivstruktur.jobber import stell_filene_naa
from bysak.arkivstruktur.journalfoering import arkiver, hindre_for_arkivering
from bysak.arkivstruktur.koder import EGENPRODUSERT, Dokumentstatus, Journalposttype, Journalstatus
from bysak.arkivstruktur.models import Dokumentbeskrivelse, Journalpost
from bysak.arkivstruktur.omgjoering import (
    TILBAKE,
    angre,
    hindre_for_omtyping,
    hindre_for_tilbakefoering,
    omtyp,
    tilbakefoer,
)
from bysak.arkivstruktur.reservasjon import hindre_for_sletting, slett_journalpost
from bysak.kjerne.arbeid import gjeldende_virksomhet
from bysak.kjerne.filformat import har_kontorprogram
from bysak.kjerne.hinder import Hinder
from bysak.organisasjon.tilgang import Rett, krev
from bysak.web.doer import Forespoersel
from bysak.web.handling.felles import VERSJON, med_laas, mediumvalg, overstyrt, verdier, versjonen
from bysak.web.handling.skjema import GRUNN, Felt, Ferdig, Skjema, grunnfelt, tid, tidsverdi
from bysak.web.handling.svar import svarets_foelger
from bysak.web.sak.adresser import sakens_url


def _felt(jp: Journalpost) -> list[Felt]:
    return [
        Felt("tittel", _("Tittel"), verdi=jp.tittel, klasse="k12", paakrevd=True),
        Felt("beskrivelse", _("Beskrivelse"), "lang", jp.beskrivelse, klasse="k12"),
        Felt("dokumentets_dato", _("Dokumentdato"), "dato", jp.dokumentets_dato or "", klasse="k3"),
        Felt(
            "mottatt_dato",
            _("Mottatt"),
            "tid",
            tidsverdi(jp.mottatt_dato),
            klasse="k3",
            hjelp=_("Som 19.11.2026 15.45."),
        ),
        Felt("sendt_dato", _("Sendt"), "tid", tidsverdi(jp.sendt_dato), klasse="k3", hjelp=_("Som 19.11.2026 15.45.")),
        Felt("forfallsdato", _("Svarfrist"), "dato", jp.forfallsdato or "", klasse="k3"),
        Felt("forfatter", _("Forfattere"), verdi=", ".join(jp.forfatter), hjelp=_("Skill flere med komma.")),
        Felt("antall_vedlegg", _("Antall vedlegg"), verdi=jp.antall_vedlegg or "", klasse="k3"),
        Felt("journalenhet", _("Journalenhet"), verdi=jp.journalenhet, klasse="k3"),
        Felt("dokumentmedium", _("Medium"), "velg", jp.dokumentmedium, mediumvalg(), klasse="k4"),
        Felt("oppbevaringssted", _("Hvor papiret ligger"), verdi=", ".join(jp.oppbevaringssted), klasse="k8"),
    ]


def endre(request: Forespoersel, jp: Journalpost) -> Skjema:
    """Change the fields; those that are frozen are shown with why (krav 3.2.15, 3.2.24, 3.2.25)."""
    felt = med_laas(jp, _felt(jp))

    def gjoer() -> Ferdig:
        endre_journalpost(jp, av=request.aktoer, versjon=versjonen(request), **verdier(request, felt))
        return Ferdig(_("%(nr)s er endret.") % {"nr": jp.registrerings_id})

    return Skjema(_("Lagre"), gjoer, felt, skjult={VERSJON: str(jp.versjon)})


def overstyr_felt(request: Forespoersel, jp: Journalpost) -> Skjema:
    """Change what is frozen, as the administrator (krav 2.9.3)."""
    return overstyrt(request, jp, _felt(jp), {})


def ferdigstill(request: Forespoersel, jp: Journalpost) -> Skjema:
    """The case handler is done with it and its documents, which get a copy in arkivformat (M053 F; krav 3.2.31)."""
    uferdige = Dokumentbeskrivelse.objects.filter(
        koblinger__registrering_id=jp.pk, dokumentstatus=Dokumentstatus.REDIGERES
    )

    def gjoer() -> Ferdig:
        for dokument in uferdige:
            ferdigstill_dokument(dokument, av=request.aktoer)
        ferdigstill_journalpost(jp, av=request.aktoer)
        stell_filene_naa.defer(virksomhet_id=gjeldende_virksomhet())
        return Ferdig(_("%(nr)s er ferdigstilt. Kopien i arkivformat lages nå.") % {"nr": jp.registrerings_id})

    foer = [h for h in hindre_for_ferdigstilling_av_post(jp) if h.kode != "eksp.uferdig"]
    foer += [h for dokument in uferdige for h in hindre_for_ferdigstilling(dokument)]
    if not har_kontorprogram():
        mangler = _("Tjeneren mangler LibreOffice. Ferdigstill likevel: arkivkopien lages når det er på plass.")
        foer.append(Hinder("eksp.uten_kontor", mangler, jp, nivaa="varsel"))
    forklaring = _("Dokumentene låses, og det lages en kopi i arkivformat (PDF/A). Originalen blir liggende.")
    return Skjema(_("Ferdigstill"), gjoer, foer=foer, forklaring=forklaring)


def godkjenn_post(request: Forespoersel, jp: Journalpost) -> Skjema:
    """A leader approves (M053 G)."""
    krev(request.aktoer, Rett.SAKSBEHANDLE)

    def gjoer() -> Ferdig:
        godkjenn(jp, av=request.aktoer)
        return Ferdig(_("%(nr)s er godkjent.") % {"nr": jp.registrerings_id})

    return Skjema(_("Godkjenn"), gjoer, foer=hindre_for_godkjenning(jp))


def ekspeder_post(request: Forespoersel, jp: Journalpost) -> Skjema:
    """It has been sent; from now on it is locked (krav 3.2.24)."""

    def gjoer() -> Ferdig:
        sendt = ekspeder(jp, av=request.aktoer, sendt=tid(request.POST, "sendt_dato"))
        ferdig = _("%(nr)s er ekspedert.") % {"nr": jp.registrerings_id}
        return Ferdig(" ".join([ferdig, *svarets_foelger(sendt, av=request.aktoer)]))

    felt = [Felt("sendt_dato", _("Sendt"), "tid", hjelp=_("Tomt betyr nå. Ellers som 19.11.2026 15.45."), klasse="k4")]
    advarsel = _("Når posten er ekspedert, låses tittel, type, datoer og mottakere.")
    return Skjema(_("Ekspeder"), gjoer, felt, hindre_for_ekspedering(jp), advarsel)


def arkiver_post(request: Forespoersel, jp: Journalpost) -> Skjema:
    """Archive what is journalført (krav 3.2.13)."""

    def gjoer() -> Ferdig:
        arkiver(jp, av=request.aktoer)
        return Ferdig(_("%(nr)s er arkivert.") % {"nr": jp.registrerings_id})

    return Skjema(_("Arkiver"), gjoer, foer=hindre_for_arkivering(jp))


def endre_type(request: Forespoersel, jp: Journalpost) -> Skjema:
    """A letter that was registered as the wrong type."""
    typer = [(k, _(t)) for k, t in Journalposttype.choices if k != jp.journalposttype]

    def gjoer() -> Ferdig:
        omtyp(jp, type=request.POST.get("type", ""), grunn=request.POST.get(GRUNN, ""), av=request.aktoer)
        return Ferdig(
            _("%(nr)s har fått ny type. Avsender og mottaker er snudd med den.") % {"nr": jp.registrerings_id}
        )

    felt = [
        Felt("type", _("Riktig type"), "velg", "", typer, tom=_("Velg"), paakrevd=True),
        grunnfelt(_("Hvorfor er typen feil?")),
    ]
    foer = {h.kode: h for type, _navn in typer for h in hindre_for_omtyping(jp, type, "-") if not h.felt}
    return Skjema(_("Endre type"), gjoer, felt, foer.values())


def _tilbake(request: Forespoersel, jp: Journalpost) -> list[tuple[Any, str]]:
    maal = [s for s in Journalstatus if s in TILBAKE.get(jp.journalstatus, frozenset())]
    return [(s.value, _(s.label)) for s in maal if not _sier(jp, s, "tilbake.status")]


def _sier(jp: Journalpost, til: str, kode: str) -> bool:
    return any(h.kode == kode for h in hindre_for_tilbakefoering(jp, til, "-"))


def tilbake(request: Forespoersel, jp: Journalpost) -> Skjema:
    """Take the status back to where it should have stopped."""
    if jp.arkivert_dato:
        krev(request.aktoer, Rett.KVALITETSSIKRE)
    valg = _tilbake(request, jp)

    def gjoer() -> Ferdig:
        til = request.POST.get("status", "")
        tilbakefoer(jp, til=til, grunn=request.POST.get(GRUNN, ""), av=request.aktoer)
        return Ferdig(_("%(nr)s er ført tilbake.") % {"nr": jp.registrerings_id})

    felt = [
        Felt("status", _("Før tilbake til"), "velg", "", valg, tom=_("Velg"), paakrevd=True),
        grunnfelt(_("Hvorfor føres den tilbake?")),
    ]
    foer = {h.kode: h for kode, _navn in valg for h in hindre_for_tilbakefoering(jp, kode, "-") if not h.felt}
    uten = "" if valg else _("Herfra går det ingen vei tilbake. Rett opplysningene, eller sett posten til utgår.")
    return Skjema(_("Før tilbake") if valg else "", gjoer, felt, foer.values(), uten)


def angre_post(request: Forespoersel, jp: Journalpost) -> Skjema:
    """Undo journalføring or dispatch until the public has seen it; the number stays."""

    def gjoer() -> Ferdig:
        angre(jp, grunn=request.POST.get(GRUNN, ""), av=request.aktoer)
        return Ferdig(_("%(nr)s er et utkast igjen.") % {"nr": jp.registrerings_id})

    til = Journalstatus.FERDIGSTILT if jp.journalposttype in EGENPRODUSERT else Journalstatus.MIDLERTIDIG
    forklaring = _("Posten blir et utkast igjen og beholder nummeret. Det går bare til den er publisert.")
    felt = [grunnfelt(_("Hvorfor angres det?"))]
    foer = [h for h in hindre_for_tilbakefoering(jp, til, "-") if h.felt != GRUNN]
    return Skjema(_("Angre"), gjoer, felt, foer, forklaring)


def slett(request: Forespoersel, jp: Journalpost) -> Skjema:
    """Delete a reserved number or a draft; the hole is explained in the log (krav 3.2.19-3.2.21)."""

    def gjoer() -> Ferdig:
        slett_journalpost(jp, grunn=request.POST.get(GRUNN, ""), av=request.aktoer)
        return Ferdig(_("%(nr)s er slettet.") % {"nr": jp.registrerings_id}, sakens_url(request, jp.mappe))

    forklaring = _("Nummeret gis ikke ut på nytt. Grunnen forklarer hullet i rekken.")
    foer = [h for h in hindre_for_sletting(jp, "-") if not h.felt]
    return Skjema(_("Slett"), gjoer, [grunnfelt(_("Hvorfor slettes den?"))], foer, forklaring)
