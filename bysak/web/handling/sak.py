"""Acts on one case: its fields, its place in the plan, a reserved number in it, its end."""

from typing import Any

from django.utils.translation import gettext as _

from bysak.arkivstruktur.avslutning import hindre_for_sak_utgaar, sett_sak_utgaar
from bysak.arkivstruktur.endring import endre_saksmappe
from bysak.arkivstruktur.flytting import flytt_sak, omklassifiser
from bysak.arkivstruktur.koder import Arkivdelstatus, Journalposttype, Journalstatus
from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.models import Arkivdel, Klasse, Saksmappe
from bysak.arkivstruktur.opprettelse import NyPart, hindre_for_journalpost, opprett_journalpost
from bysak.arkivstruktur.reservasjon import hindre_for_sletting_av_sak, slett_saksmappe
from bysak.arkivstruktur.tilknytning import sett_noekkelord
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.organisasjon.models import AdministrativEnhet
from bysak.web.doer import Forespoersel
from bysak.web.handling.felles import VERSJON, med_laas, mediumvalg, overstyrt, verdier, versjonen
from bysak.web.handling.skjema import GRUNN, Felt, Ferdig, Skjema, grunnfelt, linjer, valgt
from bysak.web.sak.adresser import postens_url
from bysak.web.sak.folk import medarbeidere


def _enheter(sak: Saksmappe) -> dict[str, Any]:
    aapne = AdministrativEnhet.objects.filter(avsluttet_dato__isnull=True)
    return {str(sak.administrativ_enhet_id): sak.administrativ_enhet} | {str(e.pk): e for e in aapne}


def _folk(sak: Saksmappe) -> dict[str, Any]:
    return {str(sak.saksansvarlig_id): sak.saksansvarlig} | {str(b.pk): b for b in medarbeidere()}


def _felt(sak: Saksmappe, enheter: dict[str, Any], folk: dict[str, Any]) -> list[Felt]:
    return [
        Felt("tittel", _("Tittel"), verdi=sak.tittel, klasse="k12", paakrevd=True),
        Felt("beskrivelse", _("Beskrivelse"), "lang", sak.beskrivelse, klasse="k12"),
        Felt("administrativ_enhet", _("Enhet"), "velg", str(sak.administrativ_enhet_id),
             [(k, str(e)) for k, e in enheter.items()]),
        Felt("saksansvarlig", _("Saksansvarlig"), "velg", str(sak.saksansvarlig_id),
             [(k, str(b)) for k, b in folk.items()]),
        Felt("saksdato", _("Saksdato"), "dato", sak.saksdato or "", klasse="k3"),
        Felt("journalenhet", _("Journalenhet"), verdi=sak.journalenhet, klasse="k3"),
        Felt("dokumentmedium", _("Medium"), "velg", sak.dokumentmedium, mediumvalg(), klasse="k6"),
        Felt("oppbevaringssted", _("Hvor papiret ligger"), verdi=", ".join(sak.oppbevaringssted), klasse="k12"),
    ]  # fmt: skip


def endre(request: Forespoersel, sak: Saksmappe) -> Skjema:
    """Change the fields; those that are locked are shown with why (krav 3.2.10)."""
    enheter, folk = _enheter(sak), _folk(sak)
    felt = med_laas(sak, _felt(sak, enheter, folk))

    def gjoer() -> Ferdig:
        nye = verdier(request, felt)
        for navn, mulige in (("administrativ_enhet", enheter), ("saksansvarlig", folk)):
            if navn in nye:
                nye[navn] = valgt(request.POST, navn, mulige)
                if nye[navn] is None:
                    raise Hindret([Hinder("endre.valg", _("Velg en fra listen."), felt=navn)])
        endre_saksmappe(sak, av=request.aktoer, versjon=versjonen(request), **nye)
        return Ferdig(_("Saken er endret."))

    return Skjema(_("Lagre"), gjoer, felt, skjult={VERSJON: str(sak.versjon)})


def overstyr_felt(request: Forespoersel, sak: Saksmappe) -> Skjema:
    """Change what is locked, as the administrator (krav 2.9.3)."""
    enheter, folk = _enheter(sak), _folk(sak)
    hvem = {"administrativ_enhet": enheter, "saksansvarlig": folk}
    return overstyrt(request, sak, _felt(sak, enheter, folk), hvem)


def klasse(request: Forespoersel, sak: Saksmappe) -> Skjema:
    """Another klasse. A stricter one closes the case, a laxer one opens nothing."""
    blad = Klasse.objects.filter(avsluttet_dato__isnull=True, underklasser__isnull=True)
    plan = blad.filter(klassifikasjonssystem=sak.klasse.klassifikasjonssystem) if sak.klasse else blad
    mulige = {str(k.pk): k for k in plan if k.pk != sak.klasse_id}

    def gjoer() -> Ferdig:
        ny = valgt(request.POST, "klasse", mulige)
        if ny is None:
            raise Hindret([Hinder("klasse.ingen", _("Velg en klasse fra listen."), felt="klasse")])
        omklassifiser(sak, klasse=ny, grunn=request.POST.get(GRUNN, ""), av=request.aktoer)
        return Ferdig(_("Saken har fått klassen %(klasse)s.") % {"klasse": ny})

    felt = [
        Felt(
            "klasse", _("Ny klasse"), "velg", "", [(k, str(v)) for k, v in mulige.items()], tom=_("Velg"), paakrevd=True
        ),
        grunnfelt(_("Hvorfor er klassen feil?")),
    ]
    lukket = Hinder("klasse.avsluttet", _("Saken er avsluttet. Gjenåpne den først."), sak)
    return Skjema(
        _("Bytt klasse"), gjoer, felt, [lukket] if sak.er_avsluttet else [],
        _("Klassen er nå %(klasse)s. Er den nye strengere, skjermes saken og det som følger den.")
        % {"klasse": sak.klasse},
    )  # fmt: skip


def arkivdel(request: Forespoersel, sak: Saksmappe) -> Skjema:
    """Another arkivdel of the same arkiv (krav 6.2.9)."""
    andre = Arkivdel.objects.filter(arkiv_id=sak.arkiv_id, arkivdelstatus=Arkivdelstatus.AKTIV)
    mulige = {str(d.pk): d for d in andre.exclude(pk=sak.arkivdel_id)}

    def gjoer() -> Ferdig:
        til = valgt(request.POST, "arkivdel", mulige)
        if til is None:
            raise Hindret([Hinder("arkivdel.ingen", _("Velg en arkivdel fra listen."), felt="arkivdel")])
        flytt_sak(sak, arkivdel=til, av=request.aktoer)
        return Ferdig(_("Saken er flyttet til arkivdelen %(navn)s.") % {"navn": til.tittel})

    naa = _("Saken ligger i %(navn)s.") % {"navn": sak.arkivdel.tittel}
    if not mulige:
        return Skjema("", gjoer, forklaring=naa + " " + _("Arkivet har ingen annen aktiv arkivdel."))
    felt = [Felt("arkivdel", _("Ny arkivdel"), "velg", "", [(k, d.tittel) for k, d in mulige.items()], tom=_("Velg"))]
    lukket = Hinder("arkivdel.avsluttet", _("En avsluttet sak blir i perioden den ble avsluttet i."), sak)
    return Skjema(_("Flytt saken"), gjoer, felt, [lukket] if sak.er_avsluttet else [], naa)


def noekkelord(request: Forespoersel, sak: Saksmappe) -> Skjema:
    """The keywords of the case, one per line (M022)."""

    def gjoer() -> Ferdig:
        sett_noekkelord(sak, ord_=linjer(request.POST.get("noekkelord", "")), av=request.aktoer)
        return Ferdig(_("Nøkkelordene er lagret."))

    felt = Felt("noekkelord", _("Nøkkelord"), "lang", "\n".join(sak.noekkelord), hjelp=_("Ett på hver linje."))
    return Skjema(_("Lagre"), gjoer, [felt])


_PARTTYPE = {
    "U": Parttype.MOTTAKER,
    "N": Parttype.INTERN_MOTTAKER,
    "X": Parttype.INTERN_MOTTAKER,
    "S": Parttype.INTERN_MOTTAKER,
}


def reserver(request: Forespoersel, sak: Saksmappe) -> Skjema:
    """Take the next number before there is a document (M053 R)."""
    folk = {str(b.pk): b for b in medarbeidere()}
    typer = [(k, _(t)) for k, t in Journalposttype.choices if k in _PARTTYPE]

    def gjoer() -> Ferdig:
        data = request.POST
        type, avsender = data.get("type", ""), valgt(data, "avsender", folk)
        parter = [NyPart(_PARTTYPE.get(type, Parttype.MOTTAKER), data["mottaker"])] if data.get("mottaker") else []
        if avsender:
            enhet = sak.administrativ_enhet
            parter.append(NyPart(Parttype.INTERN_AVSENDER, avsender.navn, enhet=enhet, saksbehandler=avsender))
        status = Journalstatus.RESERVERT
        jp = opprett_journalpost(
            sak, type=type, tittel=data.get("tittel", ""), parter=parter, status=status, av=request.aktoer
        )
        return Ferdig(_("%(nr)s er reservert.") % {"nr": jp.registrerings_id}, postens_url(request, jp))

    meg = str(request.aktoer.bruker_id)
    felt = [
        Felt("type", _("Type"), "velg", "U", typer),
        Felt("tittel", _("Tittel"), klasse="k12", paakrevd=True),
        Felt("mottaker", _("Mottaker")),
        Felt("avsender", _("Saksbehandler"), "velg", meg if meg in folk else "", [(k, b.navn) for k, b in folk.items()],
             tom=_("Ikke valgt")),
    ]  # fmt: skip
    foer = [h for h in hindre_for_journalpost(sak, type="X", tittel="-", parter=[]) if h.felt == "sak"]
    foer = [Hinder(h.kode, h.tekst, h.objekt) for h in foer]
    return Skjema(_("Reserver nummer"), gjoer, felt, foer, _("Nummeret er tatt til dokumentet er skrevet ferdig."))


def utgaar(request: Forespoersel, sak: Saksmappe) -> Skjema:
    """A case that should not be goes out of use; the number stays used (M052)."""

    def gjoer() -> Ferdig:
        sett_sak_utgaar(sak, grunn=request.POST.get(GRUNN, ""), av=request.aktoer)
        return Ferdig(_("Saken er satt til «Utgår»."))

    foer = [h for h in hindre_for_sak_utgaar(sak, "-") if not h.felt]
    return Skjema(_("Sett til Utgår"), gjoer, [grunnfelt(_("Hvorfor utgår saken?"))], foer)


def slett(request: Forespoersel, sak: Saksmappe) -> Skjema:
    """Delete an empty case; the hole is explained in the log (krav 3.2.3, 3.2.12)."""

    def gjoer() -> Ferdig:
        slett_saksmappe(sak, grunn=request.POST.get(GRUNN, ""), av=request.aktoer)
        return Ferdig(_("Sak %(nr)s er slettet.") % {"nr": sak.mappe_id}, "/saker")

    foer = [h for h in hindre_for_sletting_av_sak(sak, "-") if not h.felt]
    felt = [grunnfelt(_("Hvorfor slettes saken?"))]
    return Skjema(_("Slett saken"), gjoer, felt, foer, _("Bare en tom sak kan slettes. Nummeret gis ikke ut på nytt."))
