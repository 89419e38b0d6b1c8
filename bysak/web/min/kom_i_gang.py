"""The first days: a few steps for each role, ticked off by what the person has truly done."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Handling
from bysak.organisasjon.models import Bruker, Rolle, Tema, Tetthet
from bysak.organisasjon.personer import vis_kom_i_gang
from bysak.web.doer import Forespoersel, innlogget, paa_tvers
from bysak.web.innlogging import trygg_adresse
from bysak.web.jinja import tegn
from bysak.web.meny import startside

# How far back what has been done is looked for: one is new for a while, and the log is long.
NY_I = timedelta(days=60)


@dataclass(frozen=True)
class Steg:
    """Something to try: what, why, and where; done when the log has one of the verbs as this person's own."""

    tekst: str | Promise
    hvorfor: str | Promise
    adresse: str
    verb: tuple[str, ...] = ()


STEG: tuple[tuple[Rolle, Steg], ...] = (
    (
        Rolle.ARKIVAR,
        Steg(
            _("Ta den neste i Mottak"),
            _("T tar den som haster mest. Ingen andre får den imens."),
            "/mottak",
            ("ta", "ta_neste", "les innkommet"),
        ),
    ),
    (
        Rolle.ARKIVAR,
        Steg(
            _("Registrer den som en journalpost"),
            _("Forslagene viser hvor de kommer fra. Det som mangler, står ved knappen."),
            "/mottak",
            ("registrer",),
        ),
    ),
    (
        Rolle.KVALITETSSIKRER,
        Steg(
            _("Gå gjennom dagens journal"),
            _("Et funn avklares med en tast. En linje med funn kan ikke publiseres."),
            "/journal",
            ("avklar_funn",),
        ),
    ),
    (
        Rolle.KVALITETSSIKRER,
        Steg(
            _("Publiser en dag"),
            _("Du ser hver linje slik publikum vil se den."),
            "/journal",
            ("publiser",),
        ),
    ),
    (
        Rolle.SAKSBEHANDLER,
        Steg(
            _("Gjør ferdig et brev"),
            _("Min side viser hva som venter på deg, det som haster først."),
            "/min",
            ("avskriv",),
        ),
    ),
    (
        Rolle.SAKSBEHANDLER,
        Steg(
            _("Vurder om et brev er offentlig"),
            _("Du ser tittelen slik publikum ser den mens du velger."),
            "/min",
            ("vurder offentlighet",),
        ),
    ),
    (
        Rolle.SAKSBEHANDLER,
        Steg(
            _("Opprett en sak"),
            _("Saken samler alt om det samme. Nummeret får du med en gang."),
            "/saker",
            ("opprett sak",),
        ),
    ),
    (
        Rolle.LEDER,
        Steg(
            _("Fordel et brev"),
            _("Et tall gir brevet til personen med det tallet."),
            "/fordeling",
            ("fordel",),
        ),
    ),
    (
        Rolle.LEDER,
        Steg(
            _("Registrer et fravær med stedfortreder"),
            _("Det som haster, kommer da til den som er på jobb."),
            "/forvaltning",
            ("registrer fravær",),
        ),
    ),
    (
        Rolle.ARKIVANSVARLIG,
        Steg(
            _("Vurder om et brev er offentlig"),
            _("Du ser tittelen slik publikum ser den mens du velger."),
            "/journal",
            ("vurder offentlighet",),
        ),
    ),
    (
        Rolle.SYSTEMFORVALTER,
        Steg(
            _("Gi noen en rolle"),
            _("Rollen sier hva personen kan gjøre, og hvor lenge."),
            "/forvaltning",
            ("tildel rolle",),
        ),
    ),
    (
        Rolle.SYSTEMFORVALTER,
        Steg(
            _("Svar på noe det er meldt fra om"),
            _("Den som meldte fra, ser svaret på Min side."),
            "/meldt-fra",
            ("svar på en tilbakemelding",),
        ),
    ),
)
EPOST = Steg(
    _("Legg inn e-postadressen din"),
    _("Da får du beskjed når noe kommer til deg."),
    "/min/profil",
)
UTSEENDE = Steg(
    _("Velg farger og radhøyde"),
    _("Mørkt eller lyst, tett eller luftig. Valget følger deg til andre maskiner."),
    "/min/profil",
)
MELD_FRA = Steg(
    _("Meld fra om noe du savner"), _("«Meld fra» står nederst i menyen på hver side."), "/meld-fra", ("meld fra",)
)


def stegene(bruker: Bruker, request: Forespoersel) -> list[tuple[Steg, bool]]:
    """The steps of this person's roles with whether each is done, in the virksomheter that are read now."""
    roller = {r.rolle for r in request.aktoer.roller}
    mine = [*(steg for rolle, steg in STEG if rolle in roller), MELD_FRA]
    gjort = set(
        Handling.objects.filter(
            bruker_id=bruker.pk, tid__gte=naa() - NY_I, verb__in=[verb for steg in mine for verb in steg.verb]
        ).values_list("verb", flat=True)
    )
    valgt = (bruker.tema, bruker.tetthet) != (Tema.SYSTEM, Tetthet.STANDARD)
    egne = [(EPOST, bool(bruker.epost)), (UTSEENDE, valgt)]
    return [*((steg, not gjort.isdisjoint(steg.verb)) for steg in mine), *egne]


@require_GET
@paa_tvers
def kom_i_gang(request: Forespoersel) -> HttpResponse:
    """The steps, with what is done ticked off; left and come back to as one likes."""
    alle = stegene(request.user, request)
    kontekst = {"steg": alle, "gjort": sum(gjort for _s, gjort in alle), "forsiden": startside(request.aktoer)}
    return tegn(request, "min/kom_i_gang.html", kontekst)


@require_POST
@innlogget
def vis(request: Forespoersel) -> HttpResponse:
    """Put the line on the first page away, or back."""
    vis_kom_i_gang(request.POST.get("vis") == "ja", av=request.aktoer)
    return HttpResponseRedirect(trygg_adresse(request, request.POST.get("neste", "")))
