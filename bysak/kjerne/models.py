"""The two bases of every table, the tenant-internal foreign key, and the log that the database itself writes."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from bysak.kjerne.arbeid import gjeldende, i_arbeid
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.kjerne.tekstvask import lagres


def ny_id() -> UUID:
    """A new UUIDv7: unique over all systems and extracts, and sorted by time (M001, krav 2.2.2)."""
    return uuid7()


def denne_virksomheten() -> int | None:
    """The virksomhet of the open unit of work: the default owner of every new row."""
    return gjeldende().virksomhet_id if i_arbeid() else None


class Innen(models.ForeignKey[Any, Any]):
    """A foreign key that stays inside one virksomhet.

    Foreign keys pass under row-level security, so Django makes none here: `vern` adds the composite
    one (virksomhet_id, x_id), deferred, which makes pointing across the wall impossible.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)


class Felles(models.Model):
    """Shared master data: read by all, written only in `arbeid(i=arkivtjenesten)`."""

    class Meta:
        abstract = True


class Virksomhetseid(models.Model):
    """A row that belongs to one virksomhet. Row-level security hangs on `virksomhet`."""

    virksomhet = models.ForeignKey(
        "organisasjon.Virksomhet", on_delete=models.PROTECT, related_name="+", default=denne_virksomheten
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep texts as they can be shown and deposited, whoever forgot to ask. Raises `Hindret` for one too long."""
        ingen(list(_vask(self, kwargs.get("update_fields"))))
        super().save(*args, **kwargs)


def _vask(rad: models.Model, bare: Iterable[str] | None) -> Iterator[Hinder]:
    for felt in rad._meta.concrete_fields:
        verdi = rad.__dict__.get(felt.attname)
        if bare is not None and felt.name not in bare:
            continue
        if isinstance(verdi, list):
            setattr(rad, felt.attname, [lagres(v) if isinstance(v, str) else v for v in verdi])
        if not isinstance(verdi, str) or not isinstance(felt, models.CharField | models.TextField):
            continue
        setattr(rad, felt.attname, ren := lagres(verdi))
        if felt.max_length and len(ren) > felt.max_length:
            setning = _("«%(felt)s» kan ha høyst %(maks)s tegn. Kort det ned.")
            yield Hinder("felt.langt", setning % {"felt": felt.verbose_name, "maks": felt.max_length}, felt=felt.name)


class Handling(Virksomhetseid):
    """One act: who did what, on whose behalf, why. One row per transaction; written by the log trigger alone."""

    id = models.BigAutoField(primary_key=True)
    transaksjon = models.BigIntegerField()
    tid = models.DateTimeField(db_default=Now())
    bruker_id = models.UUIDField(null=True)
    bruker_navn = models.CharField(max_length=200)
    # Set when the archive service acts: the archive duty stays with the bydel (arkl), the deed is Byarkivet's.
    tjenesteyter = models.ForeignKey("organisasjon.Virksomhet", on_delete=models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=80)
    grunn = models.TextField(blank=True)
    foresporsel = models.CharField(max_length=40, blank=True)
    overstyring = models.TextField(blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["virksomhet", "-tid"], name="handling_nyeste"),
            # The order in which acts ended: how those who keep a copy go on where they were.
            models.Index(fields=["virksomhet", "transaksjon"], name="handling_transaksjon"),
        )

    def __str__(self) -> str:
        return f"{self.verb} ({self.bruker_navn})"


class Endring(Virksomhetseid):
    """One changed element with old and new value (M680-M685, krav 6.4.28); an insert is one row, a delete is one."""

    id = models.BigAutoField(primary_key=True)
    handling = Innen(Handling, related_name="endringer")
    objekttype = models.CharField(max_length=60)
    objekt_id = models.CharField(max_length=40)
    element = models.CharField(max_length=80)
    tidligere = models.JSONField(null=True)
    ny = models.JSONField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["objekt_id", "element", "id"], name="endring_objekt"),
            # What has been deleted, or has changed parents: how a moment is found again (`oeyeblikk.rader_slik`).
            models.Index(
                fields=["objekttype", "element"],
                name="endring_flyttet",
                condition=models.Q(element="-") | models.Q(element__endswith="_id"),
            ),
            # The number that an entry had before it was moved: how its old address leads on.
            models.Index(
                fields=["virksomhet", "tidligere"],
                name="endring_nummer",
                condition=models.Q(element="registrerings_id"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.objekttype}.{self.element}"


class Jobbfeil(Virksomhetseid):
    """Why a background job gave up, and what somebody decided. Without values: an error's own words may hold content.

    The queue knows that a job failed, never why. A job that belongs to no virksomhet is the archive service's.
    """

    class Slag(models.TextChoices):
        SAGT = "sagt", "Bysaks egen setning"
        REGEL = "regel", "En regel stanset den"
        BORTE = "borte", "Det den gjaldt, er borte"
        DATABASE = "database", "Databasen"
        NETT = "nett", "Forbindelsen"
        FIL = "fil", "Fil eller disk"
        MINNE = "minne", "Minnet"
        UVENTET = "uventet", "Uventet"

    class Avgjort(models.TextChoices):
        NEI = "", "Ikke avgjort"
        IGJEN = "igjen", "Prøvd igjen"
        BORT = "bort", "Lagt bort"

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    jobb = models.BigIntegerField()
    oppgave = models.CharField(max_length=128)
    slag = models.CharField(max_length=8, choices=Slag.choices, default=Slag.UVENTET)
    melding = models.CharField(max_length=300, blank=True)
    teknisk = models.TextField(blank=True)
    tid = models.DateTimeField(default=naa)
    avgjort = models.CharField(max_length=5, choices=Avgjort.choices, blank=True, default=Avgjort.NEI)
    grunn = models.CharField(max_length=300, blank=True)
    avgjort_av = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-tid",)
        constraints = (models.UniqueConstraint(fields=["virksomhet", "jobb"], name="jobbfeil_en_per_jobb"),)

    def __str__(self) -> str:
        return f"{self.oppgave} {self.jobb}"
