"""Inboxes with KS SvarInn: the accounts, their keys, and what the source says that it delivers."""

from django.db import models

from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Innen, Virksomhetseid, ny_id


class Mottakersystem(Virksomhetseid):
    """A virksomhet's inbox with KS SvarInn. One that Byarkivet has may receive for all, told apart by the recipient."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    navn = models.CharField(max_length=100)
    adresse = models.URLField(max_length=200)
    api_versjon = models.SmallIntegerField(default=2, choices=[(2, "V2"), (1, "V1")])
    brukernavn = models.CharField(max_length=100)
    # Locked with the secret `skrin`, like the private keys.
    passord = models.TextField()
    aktiv = models.BooleanField(default=True)
    # KS asks for no more often than each fifteen minutes as a rule; five is the least.
    intervall_minutter = models.SmallIntegerField(default=5)
    neste_tid = models.DateTimeField(default=naa)
    hentet_tid = models.DateTimeField(null=True, blank=True)
    i_listen = models.IntegerField(default=0)
    feil = models.CharField(max_length=300, blank=True)
    feil_siden = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("navn",)
        constraints = (
            models.UniqueConstraint(fields=["virksomhet", "adresse", "brukernavn"], name="mottakersystem_en_gang"),
        )

    def __str__(self) -> str:
        return self.navn


class Mottaksnoekkel(Virksomhetseid):
    """A key that opens what is sent to a mottakersystem. Old ones stay until nothing encrypted with them waits."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    mottakersystem = Innen(Mottakersystem, related_name="noekler")
    sertifikat = models.TextField()
    privat = models.TextField()
    laget_tid = models.DateTimeField(default=naa)
    utgaatt_tid = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-laget_tid",)

    def __str__(self) -> str:
        return f"{self.laget_tid:%d.%m.%Y}"


class Leveranse(Virksomhetseid):
    """What a source says it delivers: one line for each item it names, so that both sides can be counted."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    mottakersystem = Innen(Mottakersystem, related_name="leveranser")
    ekstern_id = models.CharField(max_length=100)
    avsender = models.CharField(max_length=300, blank=True)
    sett_tid = models.DateTimeField(default=naa)
    sist_sett_tid = models.DateTimeField(default=naa)
    # Where it was taken in: the item may lie with another virksomhet than the mottakersystem.
    til = models.ForeignKey(
        "organisasjon.Virksomhet", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    innkomst = models.UUIDField(null=True, blank=True)
    tatt_inn_tid = models.DateTimeField(null=True, blank=True)
    kvittert_tid = models.DateTimeField(null=True, blank=True)
    feil = models.CharField(max_length=500, blank=True)
    forsoek = models.IntegerField(default=0)
    neste_tid = models.DateTimeField(default=naa)
    # Told to the sender; the same sentence is not told twice.
    meldt = models.CharField(max_length=500, blank=True)
    # A person's decision on one that cannot be received: who, and the reason.
    avvist_av = models.CharField(max_length=200, blank=True)
    avvist_grunn = models.TextField(blank=True)
    avvist_tid = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["virksomhet", "mottakersystem", "ekstern_id"], name="leveranse_en_gang"),
            models.CheckConstraint(
                name="tatt_inn_peker_paa_innkomst",
                condition=models.Q(tatt_inn_tid__isnull=True) | models.Q(innkomst__isnull=False, til__isnull=False),
            ),
        )
        indexes = (models.Index(fields=["virksomhet", "-sett_tid"], name="leveranse_dag"),)

    def __str__(self) -> str:
        return self.ekstern_id

    @property
    def er_ferdig(self) -> bool:
        """Both sides know that it is received, or a person has refused it."""
        return self.kvittert_tid is not None or self.avvist_tid is not None
