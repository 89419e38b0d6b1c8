"""Why an item ends without being registered, in the words of those who decide, and the answers to senders."""

from django.db import models

from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Felles, Innen, Virksomhetseid, ny_id
from bysak.mottak.models.innkomst import Innkomst, Utfall


class Grunnord(models.Model):
    """What a reason is called, and what the sender is answered, in each language; without a text, what is standard."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    utfall = models.CharField(max_length=20, choices=Utfall.choices)
    # That of a standard reason, which this one replaces, or one of its own.
    kode = models.CharField(max_length=30)
    navn = models.CharField(max_length=120)
    svar_nb = models.TextField(blank=True)
    svar_nn = models.TextField(blank=True)
    svar_en = models.TextField(blank=True)
    # No longer to be chosen.
    tatt_bort = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.navn


class Fellesgrunn(Grunnord, Felles):
    """A reason that Byarkivet has set for all."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["utfall", "kode"], name="fellesgrunn_en_gang"),)


class Utfallsgrunn(Grunnord, Virksomhetseid):
    """A reason of one virksomhet; it goes before that of Byarkivet with the same code."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["virksomhet", "utfall", "kode"], name="utfallsgrunn_en_gang"),)


class Avvisningssvar(Virksomhetseid):
    """The answer to one whose item was refused: waits in the outbox, is sent once, or is withdrawn before that."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    innkomst = Innen(Innkomst, related_name="svar")
    til = models.CharField(max_length=320)
    emne = models.CharField(max_length=1100)
    tekst = models.TextField()
    spraak = models.CharField(max_length=2)
    bestilt_av = models.CharField(max_length=200)
    bestilt_tid = models.DateTimeField(default=naa)
    # When it may go; empty when it is sent, withdrawn or given up.
    neste_tid = models.DateTimeField(null=True, blank=True)
    # Handed to the mail server, whose answer is not known yet. Never tried again without a person.
    paabegynt_tid = models.DateTimeField(null=True, blank=True)
    sendt_tid = models.DateTimeField(null=True, blank=True)
    trukket_tid = models.DateTimeField(null=True, blank=True)
    forsoek = models.IntegerField(default=0)
    # The mail server's own words.
    feil = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("bestilt_tid",)
        constraints = (
            models.UniqueConstraint(
                fields=["virksomhet", "innkomst"], name="avvisningssvar_ett", condition=models.Q(trukket_tid=None)
            ),
        )
        indexes = (
            models.Index(
                fields=["neste_tid"], name="avvisningssvar_neste", condition=models.Q(neste_tid__isnull=False)
            ),
            models.Index(
                fields=["virksomhet", "bestilt_tid"],
                name="avvisningssvar_usendt",
                condition=models.Q(sendt_tid=None, trukket_tid=None),
            ),
        )

    def __str__(self) -> str:
        return self.emne
