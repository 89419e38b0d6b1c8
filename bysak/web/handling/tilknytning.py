"""What is tied to a case or an entry: remarks, references and precedents."""

from uuid import UUID

from django.utils.translation import gettext as _

from bysak.arkivstruktur.merknader import (
    hindre_for_retting_av_merknad,
    merknadstyper,
    ny_merknad,
    rett_merknad,
    slett_merknad,
)
from bysak.arkivstruktur.models import Journalpost, Mappe, Merknad, Presedens, Registrering, Saksmappe
from bysak.arkivstruktur.presedens import (
    foreld_presedens,
    godkjenn_presedens,
    hindre_for_foreldelse,
    hindre_for_presedensgodkjenning,
    hindre_for_sletting_av_presedens,
    hjemler,
    opprett_presedens,
    slett_presedens,
)
from bysak.arkivstruktur.tilknytning import (
    Henvisning,
    kryssreferanser,
    opprett_kryssreferanse,
    slett_kryssreferanse,
)
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.organisasjon.tilgang import Rett, kan, synlig_q
from bysak.web.doer import Forespoersel
from bysak.web.handling.finn import enheten_med_nummer
from bysak.web.handling.skjema import GRUNN, Felt, Ferdig, Rad, Skjema, dato, grunnfelt, pekt
from bysak.web.sak.adresser import postens_url, sakens_url
from bysak.web.skrivemaate import naar

Enhet = Saksmappe | Journalpost


def siden(request: Forespoersel, enhet: Enhet, navn: str) -> str:
    """The page of an act on this unit: where one stays while a list is worked on."""
    if isinstance(enhet, Registrering):
        return postens_url(request, enhet, f"journalpost_{navn}")
    return sakens_url(request, enhet, f"sak_{navn}")


def merknader(request: Forespoersel, enhet: Enhet) -> Skjema:
    """Remarks: add, correct, take away (M084; krav 2.8.6-2.8.8)."""
    alle = {m.pk: m for m in enhet.merknader.order_by("merknadsdato")}
    rettes = alle.get(pekt(request.POST) or pekt(request.GET))  # type: ignore[arg-type]
    her = siden(request, enhet, "merknader")

    def gjoer() -> Ferdig:
        tekst = request.POST.get("merknadstekst", "")
        if rettes:
            rett_merknad(rettes, tekst=tekst, av=request.aktoer)
            return Ferdig(_("Merknaden er rettet."), her)
        ny_merknad(enhet, tekst=tekst, av=request.aktoer, type=request.POST.get("merknadstype", ""))
        return Ferdig(_("Merknaden er lagret."), her)

    def slett(pk: UUID) -> Ferdig:
        slett_merknad(alle[pk], av=request.aktoer)
        return Ferdig(_("Merknaden er slettet."), her)

    felt = [
        Felt("merknadstekst", _("Merknad"), "lang", rettes.merknadstekst if rettes else "", klasse="k8", paakrevd=True)
    ]
    if rettes is None:
        brukt = ", ".join(merknadstyper()[:8])
        hjelp = _("I bruk: %(typer)s") % {"typer": brukt} if brukt else ""
        felt.append(Felt("merknadstype", _("Type"), hjelp=hjelp, klasse="k4"))
    return Skjema(
        _("Lagre rettelsen") if rettes else _("Legg til merknad"), gjoer, felt,
        rader=[_merknadsrad(request, m) for m in alle.values()], radgjoer={"slett": slett},
        skjult={"rad": str(rettes.pk)} if rettes else {},
    )  # fmt: skip


def _merknadsrad(request: Forespoersel, m: Merknad) -> Rad:
    mitt = not list(hindre_for_retting_av_merknad(m, request.aktoer))
    under = " · ".join(filter(None, [m.merknad_registrert_av, naar(m.merknadsdato), m.merknadstype]))
    return Rad(
        m.pk, m.merknadstekst, under, ikon="rediger",
        lenker=[(_("Rett"), "")] if mitt else [], knapper=[(_("Slett"), "slett")] if mitt else [],
    )  # fmt: skip


def henvisninger(request: Forespoersel, enhet: Enhet) -> Skjema:
    """References to other cases and entries (krav 2.8.4, 2.8.5)."""
    alle = {h.referanse.pk: h for h in kryssreferanser(enhet, request.aktoer)}
    her = siden(request, enhet, "henvisninger")

    def gjoer() -> Ferdig:
        til = enheten_med_nummer(request, request.POST.get("til", ""), "til")
        opprett_kryssreferanse(enhet, til=til, av=request.aktoer)
        return Ferdig(_("Henvisningen er lagret."), her)

    def fjern(pk: UUID) -> Ferdig:
        slett_kryssreferanse(alle[pk].referanse, av=request.aktoer)
        return Ferdig(_("Henvisningen er fjernet."), her)

    felt = [
        Felt("til", _("Vis til"), hjelp=_("Skriv nummeret på en sak eller journalpost, som 2026/123 eller 2026/123-4."),
             paakrevd=True)
    ]  # fmt: skip
    rader = [_henvisningsrad(request, h) for h in alle.values()]
    return Skjema(_("Legg til henvisning"), gjoer, felt, rader=rader, radgjoer={"fjern": fjern})


def _henvisningsrad(request: Forespoersel, h: Henvisning) -> Rad:
    retning = _("Vises til herfra") if h.herfra else _("Viser hit")
    andre = h.andre
    if isinstance(andre, Registrering):
        tekst, url = f"{andre.registrerings_id} {andre.tittel}", postens_url(request, andre)  # type: ignore[arg-type]
    elif isinstance(andre, Mappe):
        tekst, url = f"{andre.mappe_id} {andre.tittel}", sakens_url(request, andre)
    else:
        tekst, url = _("Skjermet for deg"), ""
    knapper = [(_("Fjern"), "fjern")] if h.herfra else []
    return Rad(h.referanse.pk, tekst, retning, url, "lenke", knapper=knapper)


def presedens(request: Forespoersel, enhet: Enhet) -> Skjema:
    """Precedents: register, approve, leave behind, delete a proposal (krav 2.8.12-2.8.19)."""
    alle = {p.pk: p for p in enhet.presedenser.order_by("-presedens_dato")}
    if grunn := _med_grunn(request, enhet, alle):
        return grunn
    poster = _avgjoerelser(request, enhet)

    def gjoer() -> Ferdig:
        data, dag = request.POST, dato(request.POST, "presedens_dato")
        if dag is None:
            raise Hindret([Hinder("pres.dato", _("Skriv når avgjørelsen ble tatt."), felt="presedens_dato")])
        valgte = [p for p in poster if str(p.journalpostnummer) in data.getlist("avgjoerelser")]
        opprett_presedens(
            enhet, tittel=data.get("tittel", ""), dato=dag, rettskildefaktor=data.get("rettskildefaktor", ""),
            hjemmel=data.get("presedens_hjemmel", ""), beskrivelse=data.get("beskrivelse", ""), avgjoerelser=valgte,
            av=request.aktoer,
        )  # fmt: skip
        return Ferdig(_("Presedensen er registrert. En leder godkjenner den."), siden(request, enhet, "presedens"))

    def godkjenn(pk: UUID) -> Ferdig:
        godkjenn_presedens(alle[pk], av=request.aktoer)
        return Ferdig(_("Presedensen er godkjent."), siden(request, enhet, "presedens"))

    rader = [_presedensrad(request, p) for p in alle.values()]
    return Skjema(_("Registrer presedens"), gjoer, _presedensfelt(poster), rader=rader, radgjoer={"godkjenn": godkjenn})


def _avgjoerelser(request: Forespoersel, enhet: Enhet) -> list[Journalpost]:
    sak = enhet.mappe if isinstance(enhet, Registrering) else enhet
    egne = Journalpost.objects.filter(synlig_q(request.aktoer), mappe=sak)
    return list(egne.exclude(journalposttype="I").order_by("journalpostnummer"))


def _presedensfelt(poster: list[Journalpost]) -> list[Felt]:
    kilder = (_("Rettspraksis"), _("Forvaltningspraksis"), _("Uttalelse fra Sivilombudet"), _("Juridisk teori"))
    return [
        Felt("tittel", _("Hva presedensen går ut på"), klasse="k12", paakrevd=True),
        Felt("presedens_dato", _("Avgjørelsen er tatt"), "dato", klasse="k3", paakrevd=True),
        Felt("rettskildefaktor", _("Rettskilde"), "velg", "", [(k, k) for k in kilder], tom=_("Velg"), klasse="k4",
             paakrevd=True),
        Felt("presedens_hjemmel", _("Hjemmel"), "velg", "", [(h.hjemmel, h.hjemmel) for h in hjemler()], tom=_("Ingen"),
             klasse="k4"),
        Felt("beskrivelse", _("Beskrivelse"), "lang", klasse="k12"),
        Felt("avgjoerelser", _("Avgjørelsen står i"), "flere", (),
             [(p.journalpostnummer, f"{p.journalpostnummer} {p.tittel}") for p in poster], klasse="k12"),
    ]  # fmt: skip


def _presedensrad(request: Forespoersel, p: Presedens) -> Rad:
    godkjenner = kan(request.aktoer, Rett.FORDELE) and kan(request.aktoer, Rett.VURDERE)
    under = [
        _(p.get_presedens_status_display()),
        f"{p.presedens_dato:%d.%m.%Y}",
        p.rettskildefaktor,
        p.presedens_hjemmel,
    ]
    under.append(
        _("godkjent av %(navn)s") % {"navn": p.presedens_godkjent_av}
        if p.presedens_godkjent_dato
        else _("ikke godkjent")
    )
    lenker = [] if list(hindre_for_foreldelse(p, "-")) else [(_("Sett til foreldet"), "&gjoer=foreld")]
    if not list(hindre_for_sletting_av_presedens(p, "-")):
        lenker.append((_("Slett"), "&gjoer=slett"))
    knapp = godkjenner and not list(hindre_for_presedensgodkjenning(p))
    return Rad(
        p.pk, p.tittel, " · ".join(filter(None, under)), ikon="flagg", lenker=lenker,
        knapper=[(_("Godkjenn"), "godkjenn")] if knapp else [],
    )  # fmt: skip


def _med_grunn(request: Forespoersel, enhet: Enhet, alle: dict[UUID, Presedens]) -> Skjema | None:
    """The small form that asks why, for the two acts on a precedent that must say so."""
    hvilken = alle.get(pekt(request.POST) or pekt(request.GET))  # type: ignore[arg-type]
    hva = request.POST.get("hva") or request.GET.get("gjoer", "")
    if hvilken is None or hva not in ("foreld", "slett"):
        return None
    slettes = hva == "slett"

    def gjoer() -> Ferdig:
        (slett_presedens if slettes else foreld_presedens)(
            hvilken, grunn=request.POST.get(GRUNN, ""), av=request.aktoer
        )
        kvittering = _("Presedensen er slettet.") if slettes else _("Presedensen er satt til foreldet.")
        return Ferdig(kvittering, siden(request, enhet, "presedens"))

    sporsmaal = _("Hvorfor slettes den?") if slettes else _("Hvorfor følges den ikke lenger?")
    return Skjema(
        _("Slett presedensen") if slettes else _("Sett til foreldet"), gjoer, [grunnfelt(sporsmaal)],
        forklaring=hvilken.tittel, skjult={"rad": str(hvilken.pk), "hva": hva},
    )  # fmt: skip
