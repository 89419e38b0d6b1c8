"""What is locked now, asked of the same rules that the database keeps, for pages, twins and tests."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import FRYST
from bysak.arkivstruktur.laasing import laas_enhet
from bysak.arkivstruktur.regler import Frys
from bysak.kjerne.arbeid import Aktoer, gjeldende
from bysak.kjerne.hinder import Hinder, Hindret, ingen
from bysak.organisasjon.tilgang import Rett, kan, krev


def laaste_felt(objekt: Any) -> dict[str, Frys]:
    """The locked columns of a row as it stands, each with the first rule that locks it.

    Rules that look at the new value, such as a step of the status, are asked as if nothing changed.
    """
    tabell = objekt._meta.db_table
    regler = [f for f in FRYST if f.tabell == tabell]
    if not regler:
        return {}
    uttrykk = ", ".join(f"({f.naar})" for f in regler)
    with connection.cursor() as peker:
        peker.execute(  # the rules are our own, the name is the model's
            f'select {uttrykk} from "{tabell}" old cross join lateral (select old.*) new where old.system_id = %s',  # noqa: S608
            [objekt.pk],
        )
        svar = peker.fetchone() or ()
    laast: dict[str, Frys] = {}
    for regel, gjelder in zip(regler, svar, strict=False):
        if gjelder:
            laast |= {k: regel for k in regel.kolonner if k not in laast}
    return laast


def hindre_for_felt(objekt: Any, felt: dict[str, Any]) -> Iterator[Hinder]:
    """What stops these values from being set: a column that is locked and would get another value."""
    laast = laaste_felt(objekt)
    for navn, verdi in felt.items():
        kolonne = objekt._meta.get_field(navn).column
        if kolonne in laast and getattr(objekt, navn) != verdi:
            yield Hinder("frys.laast", _(laast[kolonne].melding), objekt, felt=navn)


# What chapter 3.2 locks and the administrator may pass, with the reason on the log's own row (krav 2.9.3).
OVERSTYRBARE = frozenset(
    {"frys.laast", "kpart.laast", "dok.arkivert", "dok.uferdig", "fil.arkivert", "slett.endelig", "slett.ferdig"}
    | {"slett.i_bruk", "loesne.endelig", "slettsak.avsluttet", "flyt.laast"}
)


def ingen_som_staar(hindre: Iterable[Hinder], av: Aktoer) -> None:
    """As `ingen`; but an administrator who overrides, with the reason on the open work, passes what may be passed.

    Raises `Hindret`.
    """
    overstyrer = bool(gjeldende().overstyring) and kan(av, Rett.OVERSTYRE)
    staar = [h for h in hindre if h.nivaa == "stopp" and not (overstyrer and h.kode in OVERSTYRBARE)]
    if staar:
        raise Hindret(staar)


def hindre_for_overstyring(objekt: Any, felt: dict[str, Any]) -> Iterator[Hinder]:
    """What stops an override: no reason, a column that is locked for ever, nothing to change (krav 2.9.3)."""
    if not gjeldende().overstyring:
        yield Hinder("overstyr.uten_grunn", _("Skriv hvorfor det som er låst, må endres."), objekt, felt="grunn")
    if not felt:
        yield Hinder("overstyr.ingenting", _("Velg hva som skal endres."), objekt)
    laast = laaste_felt(objekt)
    for navn in felt:
        regel = laast.get(str(objekt._meta.get_field(navn).column))
        if regel is not None and regel.uten_unntak:
            yield Hinder("overstyr.evig", _(regel.melding), objekt, felt=navn)


def overstyr(objekt: Any, *, felt: dict[str, Any], av: Aktoer) -> Any:
    """Change what chapter 3.2 locks, as the administrator, with the reason on the log's own row (krav 2.9.3).

    The reason is the `overstyring=` of the open work: the database believes nothing else.
    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.OVERSTYRE)
    objekt = laas_enhet(objekt)
    ingen(hindre_for_overstyring(objekt, felt))
    for navn, verdi in felt.items():
        setattr(objekt, navn, verdi)
    objekt.save(update_fields=list(felt))
    return objekt
