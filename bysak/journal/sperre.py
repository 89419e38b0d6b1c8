"""The gate in front of the public journal: what stops a line, with codes that never change.

It comes after the assessment and separately from it: a thing may be public on request and still not belong online
(offlf §§ 6-7). A finding stops its own line, never the others.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.models import Journalpost, Klasse
from bysak.journal import hjemmel as hjemler
from bysak.journal import personnummer, skjermingsord
from bysak.journal.linje import Linje, grunnlag, offentlig_linje, vurderingen
from bysak.journal.models import Avklaring, Vurdering
from bysak.kjerne.arbeid import Aktoer, gjeldende
from bysak.kjerne.hinder import Hinder

IKKE_PUBLISERBARE = frozenset("MRSU")
# Headings for people; the codes are for tests, statistics and Avklaring.
OVERSKRIFTER = {
    "ikke_vurdert": gettext_lazy("Ikke offentlighetsvurdert"),
    "vurdering_foreldet": gettext_lazy("Endret etter vurderingen"),
    "status": gettext_lazy("Ikke journalført"),
    "mangler_part": gettext_lazy("Avsender eller mottaker mangler"),
    "mangler_dato": gettext_lazy("Dokumentdato mangler"),
    "mangler_journaldato": gettext_lazy("Journaldato mangler"),
    "tittel_intetsigende": gettext_lazy("Intetsigende tittel"),
    "dato_etter_journaldato": gettext_lazy("Dokumentdato etter journaldato"),
    "hjemmel_ufullstendig": gettext_lazy("Hjemmel ufullstendig"),
    "saksframlegg_internt": gettext_lazy("Saksframlegg med §§ 14 eller 15"),
    "foedselsnummer": gettext_lazy("Fødselsnummer"),
    "skjermet_ord_synlig": gettext_lazy("Skjermet ord er synlig"),
    "personnavn": gettext_lazy("Personnavn i tittelen"),
    "kontaktopplysning": gettext_lazy("E-postadresse eller telefon"),
    "helseopplysning": gettext_lazy("Helseopplysning"),
    "uten_kontaktpunkt": gettext_lazy("Kontaktpunkt mangler"),
    "to_par_oeyne": gettext_lazy("Samme person har vurdert"),
    "aldri_paa_nett": gettext_lazy("Aldri på nett"),
}
# A person may decide these, with a reason; the others must be mended.
KAN_AVKLARES = frozenset({"personnavn", "kontaktopplysning", "helseopplysning", "tittel_intetsigende"})

_INTETSIGENDE = frozenset(
    {
        "brev",
        "e-post",
        "epost",
        "mail",
        "dokument",
        "scan",
        "skann",
        "skannet",
        "vedlegg",
        "svar",
        "henvendelse",
        "notat",
    }
    | {"fil", "bilde", "sv", "vs", "re", "fw", "fwd", "uten", "emne", "ingen", "emnefelt", "no", "subject", "untitled"}
)
_EPOST = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TELEFON = re.compile(r"(?<![\d/-])(?:\+47[ ]?)?(?:[2-9]\d{7}|[49]\d\d \d\d \d\d\d|[2-9]\d(?: \d\d){3})(?![\d/-])")
_HELSE = re.compile(
    r"\b(?:epikrise|diagnose|journalnotat|sykemeld|sykmeld|psykiatr|psykolog|rusbehandling|rusmisbruk|selvmord|abort|demens"
    r"|kreft|hiv|schizofreni|depresjon|utviklingshemm|legeerkl|spesialisterkl)\w*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Funn(Hinder):
    """A finding of the gate. ord: the words it is about, shown only to those who may see the entry.

    i_sakstittel: the words stand in the title of the case.
    """

    ord: tuple[str, ...] = ()
    i_sakstittel: bool = False

    @property
    def overskrift(self) -> str:
        """What is wrong, in three words."""
        return str(OVERSKRIFTER[self.kode])

    @property
    def kan_avklares(self) -> bool:
        """May a person decide that the line can be shown as it stands?"""
        return self.kode in KAN_AVKLARES


def hindre_for_publisering(jp: Journalpost, *, av: Aktoer | None = None) -> Iterator[Hinder]:
    """Everything that stops this line from being published, the silent blocks included (offlf §§ 6, 7, 9)."""
    if aldri_paa_nett(jp):
        yield Funn("aldri_paa_nett", _("Slike saker vises aldri på nett (offlf § 9 femte ledd)."), jp)
    vurdering = vurderingen(jp)
    if vurdering is None:
        yield Funn("ikke_vurdert", _("Bydelen har ikke offentlighetsvurdert journalposten."), jp)
        return
    yield from funn(jp, av=av)


def funn(jp: Journalpost, *, linje: Linje | None = None, av: Aktoer | None = None) -> Iterator[Funn]:
    """The findings on an assessed line; empty when it is ready.

    linje: its public form, when the caller has it. av: who is going to publish, for the rule of two persons.
    """
    linje = linje or offentlig_linje(jp)
    vurdering = vurderingen(jp)
    for kontroll in KONTROLLER:
        yield from kontroll(jp, linje, vurdering)
    if av is not None and vurdering is not None and vurdering.vurdert_av_id == av.bruker_id:
        yield Funn(
            "to_par_oeyne", _("Du har selv vurdert journalposten. En annen må kvalitetssikre og publisere den."), jp
        )


def aldri_paa_nett(jp: Journalpost) -> bool:
    """Is this a kind of case whose entries never go online, or an entry left out for a duty of secrecy?

    (offlf § 9 femte ledd with § 7 andre ledd b; arkf § 15 andre ledd)
    """
    sak, vurdering = jp.mappe, vurderingen(jp)
    return saken_sperret(sak.aldri_paa_nett, sak.klasse_id) or (
        vurdering is not None and innfoerselen_sperret(vurdering.hjemmel, vurdering.hele_innfoerselen)
    )


def saken_sperret(merket: bool, klasse: UUID | None) -> bool:
    """Does nothing of a case go online? merket: its own mark."""
    return merket or _klasse_sperret(klasse)


def innfoerselen_sperret(hjemmel: str, hele: bool) -> bool:
    """Is an entry left out of the journal by its assessment? hele: the mark that the whole of it is."""
    funnet = hjemler.finn(hjemmel)
    return hele or (funnet is not None and funnet.offlf9)


def _klasse_sperret(klasse: UUID | None) -> bool:
    """The klasse or one above it is marked. The trees with a mark in them are read once per unit of work."""
    lager = gjeldende().lager
    if "klasser_aldri" not in lager:
        foreldre, merket = {}, set()
        med_merke = Klasse.objects.filter(aldri_paa_nett=True).values("virksomhet")
        for pk, forelder, aldri in Klasse.objects.filter(virksomhet__in=med_merke).values_list(
            "pk", "forelder_id", "aldri_paa_nett"
        ):
            foreldre[pk] = forelder
            if aldri:
                merket.add(pk)
        lager["klasser_aldri"] = (foreldre, merket)
    foreldre, merket = lager["klasser_aldri"]
    while klasse is not None:
        if klasse in merket:
            return True
        klasse = foreldre.get(klasse)
    return False


def _paakrevd(jp: Journalpost, linje: Linje, _v: Vurdering | None) -> Iterator[Funn]:
    """Required metadata and status (arkf § 15 første ledd; journalregler 7)."""
    if jp.journalstatus in IKKE_PUBLISERBARE:
        yield Funn("status", _("Bare journalførte dokumenter publiseres. Journalfør eller sett den til utgår."), jp)
    if jp.journaldato is None:
        yield Funn("mangler_journaldato", _("Journalposten har ingen journaldato."), jp)
    typer = {p.korrespondanseparttype for p in jp.korrespondanseparter.all()}
    if jp.journalposttype == "I" and Parttype.AVSENDER not in typer:
        yield Funn("mangler_part", _("Registrer hvem brevet er fra."), jp)
    if jp.journalposttype == "U" and not typer & {Parttype.MOTTAKER, Parttype.GRUPPEMOTTAKER}:
        yield Funn("mangler_part", _("Registrer hvem brevet er til."), jp)
    if any(not p.navn.strip() for p in linje.parter):
        yield Funn("mangler_part", _("En part mangler navn. Skriv inn navnet, eller fjern parten."), jp)
    if not (jp.dokumentets_dato or jp.mottatt_dato or jp.sendt_dato):
        yield Funn("mangler_dato", _("Brevet er ikke datert. Skriv dokumentdato eller mottattdato."), jp)
    if jp.dokumentets_dato and jp.journaldato and jp.dokumentets_dato > jp.journaldato:
        yield Funn(
            "dato_etter_journaldato", _("Dokumentet kan ikke være nyere enn journalføringen. Rett dokumentdatoen."), jp
        )
    if not (linje.kontakt_epost or linje.kontakt_telefon):
        yield Funn("uten_kontaktpunkt", _("Bydelen mangler e-post eller telefon som publikum kan bruke."), jp)


def _vurdert(jp: Journalpost, _linje: Linje, vurdering: Vurdering | None) -> Iterator[Funn]:
    """The assessment is whole and still fits (offl § 31; journalregler 5)."""
    if vurdering is None:
        return
    if vurdering.grunnlag != grunnlag(jp):
        yield Funn(
            "vurdering_foreldet",
            _("Tittel eller parter er endret etter at bydelen vurderte. Den må vurderes på nytt."),
            jp,
        )
    if vurdering.resultat == Vurdering.Resultat.OFFENTLIG:
        if jp.skjermede_ord or any(p.skjermet for p in jp.korrespondanseparter.all()):
            yield Funn("hjemmel_ufullstendig", _("Noe er skjermet, men vurderingen sier offentlig. Velg hjemmel."), jp)
        return
    feil = hjemler.mangler(vurdering.hjemmel)
    if feil:
        yield Funn("hjemmel_ufullstendig", feil, jp)
        return
    funnet = hjemler.finn(vurdering.hjemmel)
    if jp.journalposttype == "S" and funnet is not None and funnet.organintern:
        yield Funn("saksframlegg_internt", _("Saksframlegg kan ikke unntas etter offl §§ 14 eller 15 (offl § 16)."), jp)


def _tittel(jp: Journalpost, linje: Linje, _v: Vurdering | None) -> Iterator[Funn]:
    """A title that says what it is about (arkf § 15 første ledd c)."""
    ord_ = [o.tekst.casefold() for o in skjermingsord.ord_i(linje.tittel)]
    if skjermingsord.MASKE in linje.tittel and not ord_:
        return
    tomt = sum(len(o) for o in ord_) < 3 or all(o in _INTETSIGENDE for o in ord_)
    if tomt and not _avklart(jp, "tittel_intetsigende", linje.tittel):
        yield Funn(
            "tittel_intetsigende",
            _("Tittelen sier ikke hva dokumentet gjelder. Rett tittelen."),
            jp,
            ord=(linje.tittel,),
        )


def _numre(jp: Journalpost, linje: Linje, _v: Vurdering | None) -> Iterator[Funn]:
    """National identity numbers are never online (offlf § 7 andre ledd d)."""
    for nr, tekst in enumerate(linje.tekster()):
        treff = personnummer.finn(tekst)
        if treff:
            ord_ = tuple(tekst[t.start : t.slutt] for t in treff)
            yield Funn(
                "foedselsnummer", _("Teksten inneholder et gyldig fødselsnummer eller D-nummer. Skjerm det."), jp,
                ord=ord_, i_sakstittel=nr == 1,
            )  # fmt: skip


def _synlige_ord(jp: Journalpost, linje: Linje, _v: Vurdering | None) -> Iterator[Funn]:
    """A screened word may not stand open elsewhere: rest of the title, case title, party (krav 5.2.6)."""
    hemmelige = [(jp.tittel, set(jp.skjermede_ord)), (jp.mappe.tittel, set(jp.mappe.skjermede_ord))]
    skjulte_navn = [p.navn for p in jp.korrespondanseparter.all() if p.skjermet]
    hemmelige += [(n, {o.nr for o in skjermingsord.ord_i(n)}) for n in skjulte_navn]
    for nr, tekst in enumerate(linje.tekster()):
        roeper = [o for kilde, numre in hemmelige if numre for o in _lekker(tekst, kilde, numre)]
        if roeper:
            yield Funn(
                "skjermet_ord_synlig",
                _("Et ord som er skjermet, står åpent et annet sted i linjen. Skjerm det der også."),
                jp, ord=tuple(dict.fromkeys(roeper)), i_sakstittel=nr == 1,
            )  # fmt: skip


def _lekker(tekst: str, kilde: str, numre: set[int]) -> list[str]:
    finnes = {o.nr for o in skjermingsord.ord_i(kilde)}
    return skjermingsord.lekker(tekst, kilde, numre & finnes)


def _navn(jp: Journalpost, linje: Linje, _v: Vurdering | None) -> Iterator[Funn]:
    """Words that look like a person's name and that nobody has decided (journalregler 3.3, 8.5)."""
    for tekst, i_sak in ((linje.tittel, False), (linje.sakstittel, True)):
        ord_ = tuple(o for o in mulige_navn(jp, tekst) if not _avklart(jp, "personnavn", o))
        if ord_:
            yield Funn(
                "personnavn",
                _("Tittelen kan inneholde en privatpersons navn. Skjerm det, eller avklar at det kan stå."),
                jp, ord=ord_, i_sakstittel=i_sak,
            )  # fmt: skip


def kjente_navn(jp: Journalpost) -> list[str]:
    """Natural persons of the entry and its case."""
    navn = [p.navn for p in jp.korrespondanseparter.all() if p.er_person]
    return navn + [p.navn for p in jp.mappe.parter.all() if p.er_person]


def mulige_navn(jp: Journalpost, tekst: str) -> list[str]:
    """Words of a public text that may be names of natural persons, numbers and addresses left out."""
    numre = skjermingsord.forslag(tekst, kjente_navn(jp))
    return [
        o.tekst
        for o in skjermingsord.ord_i(tekst)
        if o.nr in numre and "@" not in o.tekst and not any(t.isdecimal() for t in o.tekst)
    ]


def er_avklart_ikke_navn(jp: Journalpost, ord_: str) -> bool:
    """Has the virksomhet decided that this word is no person's name?"""
    return ord_.casefold() in _ikke_navn(jp.virksomhet_id)


def _monster(kode: str, uttrykk: re.Pattern[str], melding: Callable[[], str]) -> Callable[..., Iterator[Funn]]:
    def kontroll(jp: Journalpost, linje: Linje, _v: Vurdering | None) -> Iterator[Funn]:
        for nr, tekst in enumerate(linje.tekster()):
            ord_ = tuple(t for t in uttrykk.findall(tekst) if not _avklart(jp, kode, t))
            if ord_:
                yield Funn(kode, melding(), jp, ord=ord_, i_sakstittel=nr == 1)

    return kontroll


def _avklart(jp: Journalpost, kode: str, ord_: str) -> bool:
    """Decided for this entry, or, when it is «not a name», for the whole virksomhet."""
    liten = ord_.casefold()
    if any(a.kode == kode and a.gjelder == liten for a in jp.avklaringer.all()):
        return True
    return kode == "personnavn" and liten in _ikke_navn(jp.virksomhet_id)


def _ikke_navn(virksomhet_id: int | None) -> set[str]:
    """The words that a virksomhet has decided are no names; of all that are read, once per unit of work."""
    lager = gjeldende().lager
    if "ikke_navn" not in lager:
        lager["ikke_navn"] = avklart = dict[int | None, set[str]]()
        ikke_navn = Avklaring.objects.filter(kode="personnavn", avgjoerelse=Avklaring.Avgjoerelse.IKKE_NAVN)
        for hvor, ord_ in ikke_navn.values_list("virksomhet", "gjelder").order_by():
            avklart.setdefault(hvor, set()).add(ord_)
    funnet: set[str] = lager["ikke_navn"].get(virksomhet_id, set())
    return funnet


def glem_avklaringer() -> None:
    """Read the decided words anew: one was just added."""
    gjeldende().lager.pop("ikke_navn", None)


KONTROLLER: tuple[Callable[[Journalpost, Linje, Vurdering | None], Iterator[Funn]], ...] = (
    _numre,
    _synlige_ord,
    _paakrevd,
    _vurdert,
    _tittel,
    _navn,
    _monster(
        "kontaktopplysning", _EPOST,
        lambda: _("En e-postadresse står åpent. Skjerm den, eller avklar at den kan stå."),
    ),
    _monster(
        "kontaktopplysning", _TELEFON,
        lambda: _("Et telefonnummer kan stå åpent. Skjerm det, eller avklar at det kan stå."),
    ),
    _monster(
        "helseopplysning", _HELSE,
        lambda: _("Ordet kan være en helseopplysning om en person. Slike er aldri på nett (offlf § 7)."),
    ),
)  # fmt: skip
