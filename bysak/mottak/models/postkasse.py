"""Mailboxes that are read over IMAP: the accounts, and what each says that it holds."""

from django.db import models

from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Innen, Virksomhetseid, ny_id


class Sikring(models.TextChoices):
    """How the connection is kept from others."""

    TLS = "tls", "TLS"
    STARTTLS = "starttls", "STARTTLS"
    INGEN = "ingen", "Ingen (bare på samme maskin)"


class Innlogging(models.TextChoices):
    """How we say who we are."""

    PASSORD = "passord", "Passord"
    PROGRAM = "program", "OAuth 2.0 som program"
    FORNYELSE = "fornyelse", "OAuth 2.0 med fornyelsestoken"


class Postkasse(Virksomhetseid):
    """A mailbox of a virksomhet. One that Byarkivet has may receive for all, told apart by the recipient."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    navn = models.CharField(max_length=100)
    vert = models.CharField(max_length=200)
    port = models.IntegerField(default=993)
    sikring = models.CharField(max_length=10, choices=Sikring.choices, default=Sikring.TLS)
    bruker = models.CharField(max_length=200)
    innlogging = models.CharField(max_length=10, choices=Innlogging.choices, default=Innlogging.PASSORD)
    # Locked with the secret `skrin`: the password, or the program's own secret.
    hemmelighet = models.TextField()
    fornyelse = models.TextField(blank=True)
    tokenadresse = models.URLField(max_length=300, blank=True)
    klient_id = models.CharField(max_length=200, blank=True)
    omfang = models.CharField(max_length=300, blank=True)
    mappe = models.CharField(max_length=200, default="INBOX")
    ferdigmappe = models.CharField(max_length=200, default="Arkivert")
    # Of the folder when it was last read: found again by it when somebody has given it another name.
    uidvalidity = models.BigIntegerField(null=True, blank=True)
    aktiv = models.BooleanField(default=False)
    # What arrived before this was there when we began to look, or was put there by a person.
    sett_til = models.DateTimeField(default=naa)
    hentet_tid = models.DateTimeField(null=True, blank=True)
    i_mappen = models.IntegerField(default=0)
    neste_tid = models.DateTimeField(default=naa)
    forsoek = models.IntegerField(default=0)
    feil = models.CharField(max_length=500, blank=True)
    feil_siden = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("navn",)
        constraints = (
            models.UniqueConstraint(fields=["virksomhet", "vert", "port", "bruker", "mappe"], name="postkasse_en_gang"),
        )

    def __str__(self) -> str:
        return self.navn

    @property
    def oppsett(self) -> tuple[object, ...]:
        """What a connection is made with; another needs a new connection."""
        hvem = (self.bruker, self.innlogging, self.hemmelighet, self.tokenadresse, self.klient_id, self.omfang)
        return self.vert, self.port, self.sikring, *hvem, self.mappe, self.ferdigmappe


class Postmelding(Virksomhetseid):
    """What a mailbox says it holds: one line for each message it has named, until both sides agree on it."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    postkasse = Innen(Postkasse, related_name="meldinger")
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    message_id = models.CharField(max_length=500, blank=True)
    avsender = models.CharField(max_length=300, blank=True)
    stoerrelse = models.BigIntegerField()
    levert_tid = models.DateTimeField(null=True, blank=True)
    sett_tid = models.DateTimeField(default=naa)
    # Where it was taken in: the item may lie with another virksomhet than the mailbox.
    til = models.ForeignKey(
        "organisasjon.Virksomhet", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    innkomst = models.UUIDField(null=True, blank=True)
    tatt_inn_tid = models.DateTimeField(null=True, blank=True)
    flyttet_tid = models.DateTimeField(null=True, blank=True)
    # It no longer lay there when it was to be fetched.
    borte_tid = models.DateTimeField(null=True, blank=True)
    feil = models.CharField(max_length=500, blank=True)
    forsoek = models.IntegerField(default=0)
    neste_tid = models.DateTimeField(default=naa)
    # A person's word on one that is not received: who, and how it was dealt with.
    avklart_av = models.CharField(max_length=200, blank=True)
    avklart_grunn = models.TextField(blank=True)
    avklart_tid = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["virksomhet", "postkasse", "uidvalidity", "uid"], name="postmelding_en_gang"
            ),
            models.CheckConstraint(
                name="postmelding_tatt_inn",
                condition=models.Q(tatt_inn_tid__isnull=True) | models.Q(innkomst__isnull=False, til__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=["virksomhet", "-sett_tid"], name="postmelding_dag"),
            models.Index(
                fields=["virksomhet", "postkasse"], name="postmelding_venter",
                condition=models.Q(flyttet_tid__isnull=True, avklart_tid__isnull=True),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.avsender or self.message_id or str(self.uid)
