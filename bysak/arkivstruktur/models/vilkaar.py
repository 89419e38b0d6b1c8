"""Building blocks of the small tables: a row that hangs on exactly one of several units, at most once on each."""

from typing import Any

from django.db import models


def paa_en(navn: str, *felt: str) -> models.CheckConstraint:
    """Declare that exactly one of these pointers is set: ordinary columns instead of a generic key."""
    vilkaar = models.Q()
    for satt in felt:
        vilkaar |= models.Q(**{f"{annet}__isnull": annet != satt for annet in felt})
    return models.CheckConstraint(name=navn, condition=vilkaar)


def hoeyst_en(til: Any, related_name: str) -> "models.OneToOneField[Any, Any]":
    """Declare an optional pointer that each target has at most once; `vern` keeps it inside the tenant."""
    return models.OneToOneField(
        til, on_delete=models.PROTECT, null=True, blank=True, db_constraint=False, related_name=related_name
    )
