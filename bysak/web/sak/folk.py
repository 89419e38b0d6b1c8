"""People that a letter or a case can be given to: those who work in the virksomhet, not those who serve it."""

from django.db.models import Q

from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import Bruker, Rolle, Rolletildeling

BEHANDLER = (Rolle.SAKSBEHANDLER, Rolle.LEDER, Rolle.ARKIVANSVARLIG)


def medarbeidere() -> list[Bruker]:
    """People with a valid role as case worker or leader in the open virksomhet, by name."""
    dag = i_dag()
    roller = Rolletildeling.objects.filter(
        Q(til_dato__isnull=True) | Q(til_dato__gte=dag),
        fra_dato__lte=dag,
        rolle__in=BEHANDLER,
        bruker__is_active=True,
        bruker__er_system=False,
    ).select_related("bruker")
    return sorted({r.bruker.pk: r.bruker for r in roller}.values(), key=lambda b: b.navn)
