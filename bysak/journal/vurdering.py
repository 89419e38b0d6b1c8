"""The bydel's assessment of one journalpost, and the words that are screened because of it (offl §§ 11-13, 29)."""

from collections.abc import Iterator, Set
from uuid import UUID

from django.utils.translation import gettext as _

from bysak.arkivstruktur.laasing import laas_post
from bysak.arkivstruktur.models import Journalpost, Registrering
from bysak.arkivstruktur.skjerming import opphev_skjerming, skjerm_registrering
from bysak.arkivstruktur.tittelskjerming import skjerm_flere_ord, skjerm_sakstittel
from bysak.journal import hjemmel as hjemler
from bysak.journal import skjermingsord
from bysak.journal.linje import grunnlag, offentlig_sakstittel, vurderingen
from bysak.journal.models import Vurdering
from bysak.journal.publisering import hold_utgivelsen, trekk_det_som_er_skjult
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.organisasjon.models import Tilgangskode
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn

__all__ = [
    "hindre_for_vurdering",
    "send_tilbake",
    "skjerm_i_sakstittel",
    "skjerm_mer",
    "vurder",
    "vurderingen",
]

Resultat = Vurdering.Resultat
STANDARDKODE = "UO"


def hindre_for_vurdering(
    jp: Registrering,
    *,
    resultat: str,
    hjemmel: str = "",
    skjermede_ord: Set[int] = frozenset(),
    skjermede_parter: Set[UUID] = frozenset(),
    meirinnsyn: str = "",
    begrunnelse: str = "",
    hele_innfoerselen: bool = False,
) -> Iterator[Hinder]:
    """What stands in the way of this assessment (offl §§ 11, 13, 16, 31); `felt` names the argument that mends it."""
    if jp.journalstatus == "U":
        yield Hinder("utgaar", _("Journalposten er utgått og skal ikke vurderes."), jp)
    if resultat not in Resultat.values:
        yield Hinder(
            "resultat_mangler",
            _("Velg om dokumentet er offentlig, delvis offentlig eller unntatt."),
            jp,
            felt="resultat",
        )
        return
    yield from _hindre_i_skjerming(jp, skjermede_ord, skjermede_parter)
    if resultat == Resultat.OFFENTLIG:
        if skjermede_ord or skjermede_parter or hjemmel or hele_innfoerselen:
            yield Hinder(
                "offentlig_uten_skjerming",
                _("Når noe er skjermet, er dokumentet ikke offentlig i sin helhet. Velg delvis offentlig."),
                jp, felt="resultat",
            )  # fmt: skip
        return
    feil = hjemler.mangler(hjemmel)
    if feil:
        yield Hinder("hjemmel_ufullstendig", feil, jp, felt="hjemmel")
        return
    yield from _hindre_i_hjemmel(jp, hjemler.finn(hjemmel), resultat, meirinnsyn, begrunnelse, hele_innfoerselen)


def _hindre_i_skjerming(jp: Registrering, ordnumre: Set[int], parter: Set[UUID]) -> Iterator[Hinder]:
    finnes = {o.nr for o in skjermingsord.ord_i(jp.tittel)}
    if not ordnumre <= finnes:
        yield Hinder(
            "tittel_endret",
            _("Tittelen er endret mens du vurderte. Velg på nytt hvilke ord som skal skjermes."), jp,
            felt="skjermede_ord",
        )  # fmt: skip
        return
    if not parter <= {p.pk for p in jp.korrespondanseparter.all()}:
        yield Hinder(
            "ukjent_part", _("En av partene finnes ikke lenger. Last siden på nytt."), jp, felt="skjermede_parter"
        )
    if ordnumre and skjermingsord.lekker(skjermingsord.skjerm(jp.tittel, set(ordnumre)), jp.tittel, set(ordnumre)):
        yield Hinder(
            "skjermet_ord_synlig",
            _("Et ord du skjermer, står også et annet sted i tittelen. Skjerm det der også."), jp,
            felt="skjermede_ord",
        )  # fmt: skip
    if ordnumre and skjermingsord.lekker(offentlig_sakstittel(jp.mappe), jp.tittel, set(ordnumre)):
        yield Hinder(
            "ord_i_sakstittel",
            _("Et ord du skjermer, står åpent i sakens tittel. Linjen publiseres ikke før sakstittelen er skjermet."),
            jp, nivaa="varsel",
        )  # fmt: skip


def _hindre_i_hjemmel(
    jp: Registrering, funnet: hjemler.Hjemmel | None, resultat: str, meirinnsyn: str, begrunnelse: str, hele: bool
) -> Iterator[Hinder]:
    assert funnet is not None  # asked with a complete hjemmel only
    if funnet.organintern and jp.journalposttype == "S":
        yield Hinder(
            "saksframlegg_internt",
            _("Saksframlegg til et folkevalgt organ kan ikke unntas etter offl §§ 14 eller 15 (offl § 16)."), jp,
            felt="hjemmel",
        )  # fmt: skip
    if hele and not (funnet.teieplikt and resultat == Resultat.UNNTATT):
        yield Hinder(
            "hele_uten_teieplikt",
            _("Hele innføringen kan bare utelates på grunn av taushetsplikt. Skjerm ordene i stedet."),
            jp, felt="hele_innfoerselen",
        )  # fmt: skip
    if funnet.teieplikt:
        if meirinnsyn:
            yield Hinder(
                "meirinnsyn_umulig",
                _("Taushetsbelagte opplysninger kan ikke gis ut etter meirinnsyn. La feltet stå tomt."), jp,
                felt="meirinnsyn",
            )  # fmt: skip
        return
    if meirinnsyn not in ("ja", "nei"):
        yield Hinder(
            "meirinnsyn_mangler", _("Vurder meirinnsyn: svar ja eller nei (offl § 11)."), jp, felt="meirinnsyn"
        )
    if not begrunnelse.strip():
        yield Hinder(
            "begrunnelse_mangler", _("Skriv kort hvorfor dokumentet likevel unntas, eller hva som gis ut."), jp,
            felt="begrunnelse",
        )  # fmt: skip


def vurder(
    jp: Journalpost,
    *,
    resultat: str,
    hjemmel: str = "",
    skjermede_ord: Set[int] = frozenset(),
    skjermede_parter: Set[UUID] = frozenset(),
    meirinnsyn: str = "",
    begrunnelse: str = "",
    hele_innfoerselen: bool = False,
    kode: str = "",
    av: Aktoer,
) -> Vurdering:
    """Record the bydel's assessment and screen what it says (offl §§ 11-13; journalregler 4.9).

    skjermede_ord: numbers of `skjermingsord.ord_i(jp.tittel)`. skjermede_parter: system_id of korrespondanseparter.
    kode: access code of the screening; when empty it follows from the klasse. A journalpost that is already published
    gets a new version marked as corrected at the next publishing; a line that shows what is now hidden goes at once.
    Raises `Hindret`, and `PermissionDenied` without `Rett.VURDERE`.
    """
    hold_utgivelsen(jp)
    jp = laas_post(jp)
    krev(av, Rett.VURDERE)
    ingen(
        hindre_for_vurdering(
            jp, resultat=resultat, hjemmel=hjemmel, skjermede_ord=skjermede_ord, skjermede_parter=skjermede_parter,
            meirinnsyn=meirinnsyn, begrunnelse=begrunnelse, hele_innfoerselen=hele_innfoerselen,
        )
    )  # fmt: skip
    hel_hjemmel = "" if resultat == Resultat.OFFENTLIG else hjemler.kanonisk(hjemmel)
    _skjerm(jp, resultat, hel_hjemmel, set(skjermede_ord), set(skjermede_parter), kode, av)
    trekk_det_som_er_skjult(jp, hele=hele_innfoerselen)
    return _noter(
        jp, av, resultat=resultat, hjemmel=hel_hjemmel, hele_innfoerselen=hele_innfoerselen, meirinnsyn=meirinnsyn,
        begrunnelse=begrunnelse.strip(),
    )  # fmt: skip


def _noter(jp: Journalpost, av: Aktoer, **svar: object) -> Vurdering:
    hvem = {"vurdert_av": av.navn, "vurdert_av_id": av.bruker_id, "vurdert_tid": naa(), "grunnlag": grunnlag(jp)}
    return Vurdering.objects.update_or_create(
        registrering=jp, defaults={**svar, **hvem, "tilbake_tid": None, "tilbake_grunn": ""}
    )[0]


def _skjerm(
    jp: Journalpost, resultat: str, hjemmel: str, ordnumre: set[int], parter: set[UUID], kode: str, av: Aktoer
) -> None:
    if resultat == Resultat.OFFENTLIG:
        opphev_skjerming(jp, av=av)
        return
    skjerm_registrering(
        jp,
        hjemmel=hjemmel,
        kode=kode or _kode_for(jp),
        skjermede_ord=ordnumre,
        offentlig_tittel=skjermingsord.skjerm(jp.tittel, ordnumre),
        skjermede_parter=parter,
        hele_dokumentet=resultat == Resultat.UNNTATT,
        av=av,
    )


def _kode_for(jp: Journalpost) -> str:
    """The code that the klasse suggests, or «exempt from public access» (krav 5.2.14)."""
    klasse = jp.mappe.klasse
    if klasse is not None and klasse.tilgangskode_id:
        return str(klasse.tilgangskode_id)
    return Tilgangskode.objects.get(kode=STANDARDKODE).kode


def skjerm_mer(
    jp: Journalpost, *, ordnumre: Set[int], parter: Set[UUID] = frozenset(), hjemmel: str, av: Aktoer
) -> Vurdering:
    """Screen more words and names than the bydel did: the quality assurance found them (journalregler 8.5).

    The bydel's own assessment stands, made stricter; a hjemmel is needed when it had none. Never opens anything.
    Raises `Hindret`, and `PermissionDenied` without `Rett.PUBLISERE`.
    """
    jp = laas_post(jp)
    krev(av, Rett.PUBLISERE)
    vurdering = vurderingen(jp)
    if vurdering is None:
        ingen([Hinder("ikke_vurdert", _("Bydelen må vurdere journalposten først."), jp)])
    assert vurdering is not None
    resultat = Resultat.DELVIS if vurdering.resultat == Resultat.OFFENTLIG else vurdering.resultat
    hel = vurdering.hjemmel or hjemmel
    alle = set(jp.skjermede_ord) | set(ordnumre)
    funnet = hjemler.finn(hel)
    if funnet is not None and not funnet.teieplikt and not vurdering.meirinnsyn:
        # What may never be online cannot be given out there either; on request it is assessed anew (offl § 29).
        vurdering.meirinnsyn, vurdering.begrunnelse = "nei", "Skjermet i kvalitetssikringen før publisering."
    alle_parter = {p.pk for p in jp.korrespondanseparter.all() if p.skjermet} | set(parter)
    ingen(
        hindre_for_vurdering(
            jp, resultat=resultat, hjemmel=hel, skjermede_ord=alle, skjermede_parter=alle_parter,
            meirinnsyn=vurdering.meirinnsyn, begrunnelse=vurdering.begrunnelse,
        )
    )  # fmt: skip
    kanonisk = hjemler.kanonisk(hel)
    offentlig = skjermingsord.skjerm(jp.tittel, alle)
    skjerm_flere_ord(jp, ordnumre=ordnumre, offentlig_tittel=offentlig, hjemmel=kanonisk, av=av)
    jp.korrespondanseparter.filter(pk__in=parter).update(skjermet=True)
    vurdering.resultat, vurdering.hjemmel = resultat, kanonisk
    vurdering.save(update_fields=["resultat", "hjemmel", "meirinnsyn", "begrunnelse"])
    return vurdering


def skjerm_i_sakstittel(jp: Journalpost, *, ordnumre: Set[int], hjemmel: str, av: Aktoer) -> None:
    """Screen words of the title of the case that the journalpost is in: the title is public with every entry of it.

    Raises `Hindret` without a complete hjemmel or when the title was changed meanwhile.
    """
    sak = laas_post(jp).mappe
    feil = hjemler.mangler(hjemmel)
    if feil:
        ingen([Hinder("hjemmel_ufullstendig", feil, sak, felt="hjemmel")])
    alle = {*sak.skjermede_ord, *ordnumre}
    if not alle <= {o.nr for o in skjermingsord.ord_i(sak.tittel)}:
        ingen([Hinder("tittel_endret", _("Sakstittelen er endret. Last siden på nytt og velg ordene om igjen."), sak)])
    skjerm_sakstittel(
        sak, ordnumre=ordnumre, offentlig_tittel=skjermingsord.skjerm(sak.tittel, alle),
        hjemmel=hjemler.kanonisk(hjemmel), av=av,
    )  # fmt: skip


def send_tilbake(jp: Journalpost, *, grunn: str, av: Aktoer) -> Vurdering:
    """Send the assessment back to the bydel with a reason: the line is held until it is assessed again.

    Raises `Hindret` without a reason or an assessment, and `PermissionDenied` without `Rett.PUBLISERE`.
    """
    jp = laas_post(jp)
    krev(av, Rett.PUBLISERE)
    krev_innsyn(av, jp)
    vurdering = vurderingen(jp)
    if vurdering is None:
        ingen([Hinder("ikke_vurdert", _("Bydelen må vurdere journalposten først."), jp)])
    assert vurdering is not None
    if not grunn.strip():
        ingen([Hinder("grunn_mangler", _("Skriv til bydelen hva som må vurderes på nytt."), jp, felt="grunn")])
    vurdering.tilbake_tid, vurdering.tilbake_grunn = naa(), grunn.strip()
    vurdering.save(update_fields=["tilbake_tid", "tilbake_grunn"])
    return vurdering
