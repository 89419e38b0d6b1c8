"""Working with the pages of a scanned letter before it is registered: turn, move, take out, split, put together.

LESMEG: `endre`, `del_foer`, `slaa_sammen` and `angre_sammenslaaing` open their own arbeid and are called outside one.
The batch is never changed: the new order is planned, a new PDF is made and stored, and then all is written at once, if
nobody else holds the letter and the pages are still those that the person saw. Each act has one that undoes it.
"""

from collections.abc import Callable, Iterator
from uuid import UUID

from django.db.models import Min
from django.utils.translation import gettext as _

from bysak.kjerne import lager, skann
from bysak.kjerne.arbeid import Aktoer, arbeid, gjeldende_virksomhet, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.mottak import jobber
from bysak.mottak.kanaler.papir import nytt_brev
from bysak.mottak.models import Innkomst, Kanal, Skannbunke, Skannkilde, Skannside, Utfall
from bysak.mottak.tildeling import ta
from bysak.mottak.utfall import hindre_for_paabegynt, hindre_for_utfall, sett_utfall
from bysak.mottak.virus import hindre_for_aapning
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, krev

Plan = list[Skannside]


def vri(sider: Plan, nr: int, grader: int) -> Plan:
    """Turn a page."""
    for side in sider:
        if side.nummer == nr:
            side.vri = (side.vri + grader) % 360
    return sider


def ta_ut(sider: Plan, nr: int) -> Plan:
    """Leave a page out of the letter; it stays in its place, so that it can come back."""
    for side in sider:
        side.ute = side.ute or side.nummer == nr
    return sider


def ta_med(sider: Plan, nr: int) -> Plan:
    """Take a page that was left out back into the letter."""
    for side in sider:
        side.ute = side.ute and side.nummer != nr
    return sider


def flytt(sider: Plan, nr: int, steg: int) -> Plan:
    """Move a page so many places towards the end, or the beginning when it is less than nothing."""
    fra = next((i for i, s in enumerate(sider) if s.nummer == nr), None)
    if fra is not None:
        sider.insert(max(0, min(len(sider) - 1, fra + steg)), sider.pop(fra))
    return sider


def snu(sider: Plan, nr: int) -> Plan:
    """Turn a page back that Bysak had turned by itself; once more, and it is as Bysak had it."""
    for side in sider:
        if side.nummer == nr and side.snudd:
            side.vri, side.snudd = (side.vri - side.snudd) % 360, -side.snudd
    return sider


ENDRINGER: dict[str, Callable[[Plan, int], Plan]] = {
    "vri_hoeyre": lambda sider, nr: vri(sider, nr, 90),
    "vri_venstre": lambda sider, nr: vri(sider, nr, 270),
    "ta_ut": ta_ut,
    "ta_med": ta_med,
    "frem": lambda sider, nr: flytt(sider, nr, -1),
    "bak": lambda sider, nr: flytt(sider, nr, 1),
    "snu": snu,
}
MOTSATT = {
    "vri_hoeyre": "vri_venstre", "vri_venstre": "vri_hoeyre", "ta_ut": "ta_med", "ta_med": "ta_ut",
    "frem": "bak", "bak": "frem", "snu": "snu",
}  # fmt: skip


def hindre_for_sidearbeid(innkomst: Innkomst, av: Aktoer, vist: str = "") -> Iterator[Hinder]:
    """What stops a person from changing the pages of a letter. vist: the checksum of what the person was looking at."""
    yield from hindre_for_utfall(innkomst, av)
    yield from hindre_for_paabegynt(innkomst)
    if innkomst.kanal != Kanal.PAPIR:
        yield Hinder("sider.ikke_papir", _("Bare skannede brev har sider som kan ordnes."), innkomst)
    elif innkomst.lest_tid is None:
        yield Hinder("sider.ulest", _("Brevet leses inn nå. Vent et øyeblikk og prøv igjen."), innkomst)
    yield from hindre_for_aapning(innkomst)
    if vist and vist != innkomst.raa_sjekksum:
        yield Hinder(
            "sider.endret", _("Sidene er endret siden du så dem. Se på dem slik de er nå, og prøv igjen."), innkomst
        )


def sidene(innkomst: Innkomst) -> Plan:
    """The pages of a letter in order, also those that are left out. Inside an arbeid."""
    return list(innkomst.sider.select_related("bunke").order_by("plass", "nummer"))


def neste_brev(innkomst: Innkomst) -> Innkomst | None:
    """The letter that comes after this one in the batch and still is in the queue. Inside an arbeid."""
    side = innkomst.sider.order_by("nummer").first()
    if side is None:
        return None
    andre = Innkomst.objects.filter(sider__bunke=side.bunke, utfall="").exclude(pk=innkomst.pk)
    return andre.annotate(foerste=Min("sider__nummer")).filter(foerste__gt=side.nummer).order_by("foerste").first()


def gjoer_klar(innkomst_id: UUID, virksomhet: Virksomhet, *, av: Aktoer) -> None:
    """Give a letter that came from another virksomhet pages of its own here: it is a small batch of one letter."""
    with arbeid(som=av, i=virksomhet, verb="ordne sider"):
        krev(av, Rett.MOTTA)
        innkomst = Innkomst.objects.get(pk=innkomst_id)
        if innkomst.kanal != Kanal.PAPIR or innkomst.er_ferdig or innkomst.sider.exists():
            return
    with lager.aapne(virksomhet.kode, innkomst.raa_sjekksum) as fil:
        antall = skann.undersoek(fil).sider
    with arbeid(som=av, i=virksomhet, verb="ordne sider"):
        krev(av, Rett.MOTTA)
        innkomst = laas(innkomst)
        if innkomst.sider.exists():
            return
        bunke, _ny = Skannbunke.objects.get_or_create(
            sjekksum=innkomst.raa_sjekksum,
            defaults={
                "kilde": Skannkilde.VIDERESENDT, "filnavn": innkomst.emne or _("Videresendt brev"),
                "stoerrelse": innkomst.raa_stoerrelse, "pdf_sjekksum": innkomst.raa_sjekksum,
                "skannet_tid": innkomst.mottatt_tid, "antall_sider": antall, "lest_tid": innkomst.lest_tid,
            },
        )  # fmt: skip
        Skannside.objects.bulk_create(
            [Skannside(bunke=bunke, nummer=nr, innkomst=innkomst, plass=nr - 1) for nr in range(1, antall + 1)],
            ignore_conflicts=True,
        )


def endre(innkomst: Innkomst, *, handling: str, nr: int, vist: str, av: Aktoer) -> Innkomst:
    """Turn, move, take out or take back one page. Raises `Hindret` or PermissionDenied."""
    with arbeid(som=av, i=innkomst.virksomhet_id, verb="ordne sider"):
        innkomst = _hold(innkomst, vist, av)
        plan = ENDRINGER[handling](sidene(innkomst), nr)
        ingen(_hindre_for_plan(innkomst, plan))
    (lagret,) = lag(innkomst.virksomhet, plan)
    with arbeid(som=av, i=innkomst.virksomhet_id, verb="ordne sider"):
        innkomst = _hold(innkomst, vist, av)
        skriv(innkomst, plan, lagret)
    return innkomst


def del_foer(innkomst: Innkomst, *, nr: int, vist: str, av: Aktoer) -> Innkomst:
    """Let page `nr` be the first of a new letter, with the same time of receipt; returns the new one."""
    with arbeid(som=av, i=innkomst.virksomhet_id, verb="del brev"):
        krev(av, Rett.MOTTA)
        innkomst = _hold(innkomst, vist, av)
        plan = sidene(innkomst)
        sted = next((i for i, s in enumerate(plan) if s.nummer == nr), 0)
        foer, etter = plan[:sted], plan[sted:]
        ingen([*_hindre_for_plan(innkomst, foer), *_hindre_for_plan(innkomst, etter)])
    lagret = lag(innkomst.virksomhet, foer, etter)
    with arbeid(som=av, i=innkomst.virksomhet_id, verb="del brev"):
        innkomst = _hold(innkomst, vist, av)
        ny = nytt_brev(
            plan[0].bunke, lagret[1], sider=[s.nummer for s in etter], slag=innkomst.opphav.get("slag", "BREV")
        )
        # What the clock of the first was set to is the clock of both.
        ny.mottatt_tid, ny.frist, ny.fristregel = innkomst.mottatt_tid, innkomst.frist, innkomst.fristregel
        ny.save(update_fields=["mottatt_tid", "frist", "fristregel"])
        skriv(innkomst, foer, lagret[0])
        _plasser(ny, etter)
    return ny


def slaa_sammen(innkomst: Innkomst, *, vist: str, av: Aktoer) -> Innkomst:
    """Put the next letter of the batch at the end of this one; returns the other, which is closed as a part of it."""
    with arbeid(som=av, i=innkomst.virksomhet_id, verb="slå sammen brev"):
        innkomst = _hold(innkomst, vist, av)
        neste = neste_brev(innkomst)
        ingen(_hindre_for_neste(neste, av))
        assert neste is not None
        hennes = sidene(neste)
        plan = sidene(innkomst) + hennes
    (lagret,) = lag(innkomst.virksomhet, plan)
    with arbeid(som=av, i=innkomst.virksomhet_id, verb="slå sammen brev"):
        innkomst, neste = _hold(innkomst, vist, av), laas(neste)
        ingen([*_hindre_for_neste(neste, av), *hindre_for_sidearbeid(neste, av, neste.raa_sjekksum)])
        skriv(innkomst, plan, lagret)
        neste.opphav = neste.opphav | {"sider": [s.nummer for s in hennes]}
        sett_utfall(neste, Utfall.DEL_AV, kode="slaatt_sammen", grunn=_("Slått sammen med brevet foran."), av=av,
                    del_av=innkomst)  # fmt: skip
    return neste


def angre_sammenslaaing(neste: Innkomst, *, av: Aktoer) -> Innkomst:
    """Take a letter out of the one it was put together with: it is in the queue again, with its pages."""
    with arbeid(som=av, i=neste.virksomhet_id, verb="skill brev"):
        krev(av, Rett.MOTTA)
        neste = laas(neste)
        ingen(_hindre_for_skilling(neste))
        assert neste.del_av is not None
        innkomst = _hold(neste.del_av, "", av)
        egne = set(neste.opphav.get("sider", []))
        alle = sidene(innkomst)
        foer, etter = [s for s in alle if s.nummer not in egne], [s for s in alle if s.nummer in egne]
        ingen([*_hindre_for_plan(innkomst, foer), *_hindre_for_plan(innkomst, etter)])
        vist = innkomst.raa_sjekksum
    lagret = lag(innkomst.virksomhet, foer, etter)
    with arbeid(som=av, i=neste.virksomhet_id, verb="skill brev"):
        innkomst, neste = _hold(innkomst, vist, av), laas(neste)
        ingen(_hindre_for_skilling(neste))
        neste.utfall = neste.utfall_av = neste.utfall_kode = neste.utfall_grunn = ""
        neste.utfall_tid = neste.del_av = None
        neste.save()
        skriv(innkomst, foer, lagret[0])
        skriv(neste, etter, lagret[1])
    return neste


def _hindre_for_plan(innkomst: Innkomst, plan: Plan) -> Iterator[Hinder]:
    if all(s.ute for s in plan):
        yield Hinder("sider.ingen", _("Et brev må ha minst én side. Legg heller bort hele brevet."), innkomst)


def _hindre_for_neste(neste: Innkomst | None, av: Aktoer) -> Iterator[Hinder]:
    if neste is None:
        yield Hinder("sider.ingen_neste", _("Det er ikke noe brev etter dette i bunken."))
    else:
        yield from hindre_for_utfall(neste, av)
        yield from hindre_for_paabegynt(neste)


def _hindre_for_skilling(neste: Innkomst) -> Iterator[Hinder]:
    if neste.utfall != Utfall.DEL_AV:
        yield Hinder("sider.ikke_del", _("Brevet er ikke slått sammen med et annet."), neste)


def _hold(innkomst: Innkomst, vist: str, av: Aktoer) -> Innkomst:
    """Lock the letter, and hold it as one does an item that one works on. Raises `Hindret`."""
    krev(av, Rett.MOTTA)
    innkomst = laas(innkomst)
    ingen(hindre_for_sidearbeid(innkomst, av, vist))
    return ta(innkomst, av=av)


def lag(virksomhet: Virksomhet, *planer: Plan) -> list[lager.Lagret]:
    """The PDF of the pages that are in each letter, in the store. Outside an arbeid."""
    with lager.aapne(virksomhet.kode, planer[0][0].bunke.pdf_sjekksum) as fil:
        ferdige = skann.utdrag(fil, *([(s.nummer, s.vri) for s in plan if not s.ute] for plan in planer))
    return [lager.lagre(virksomhet.kode, ferdig) for ferdig in ferdige]


def _plasser(innkomst: Innkomst, plan: Plan) -> None:
    for plass, side in enumerate(plan):
        side.innkomst, side.plass = innkomst, plass
    Skannside.objects.bulk_update(plan, ["innkomst", "plass", "vri", "ute", "snudd"])


def skriv(innkomst: Innkomst, plan: Plan, lagret: lager.Lagret) -> None:
    """The letter is now these pages: its bytes, its file and its words; what is known of it is found out anew."""
    _plasser(innkomst, plan)
    innkomst.raa_sjekksum, innkomst.raa_stoerrelse, innkomst.tekst = lagret.sha256, lagret.stoerrelse, ""
    innkomst.undersoekt_tid = None
    innkomst.save(update_fields=["raa_sjekksum", "raa_stoerrelse", "tekst", "undersoekt_tid"])
    innkomst.vedlegg.update(sjekksum=lagret.sha256, stoerrelse=lagret.stoerrelse)
    jobber.les_tekst.defer(virksomhet_id=gjeldende_virksomhet(), innkomst_id=str(innkomst.pk))
