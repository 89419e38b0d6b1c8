"""The legal step of a status machine."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import OVERGANGER
from bysak.kjerne.hinder import Hinder, Hindret


def lovlig(koder: type[TextChoices], fra: str, til: str) -> bool:
    """Does the status machine have this step?"""
    return til in OVERGANGER[koder].get(fra, frozenset())


def overgang(objekt: Any, felt: str, koder: type[TextChoices], til: str) -> None:
    """Set a status if the step is legal; the caller saves. Raises `Hindret` with both statuses named."""
    fra = getattr(objekt, felt)
    if not lovlig(koder, fra, til):
        raise Hindret(
            [
                Hinder(
                    "status.ulovlig",
                    _("Kan ikke gå fra «%(fra)s» til «%(til)s».")
                    % {"fra": _(koder(fra).label), "til": _(koder(til).label)},
                    objekt,
                )
            ]
        )
    setattr(objekt, felt, til)
