"""Scanned paper: the batches as they came, and every page of them with the letter that it went into."""

from django.db import models

from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Innen, Virksomhetseid, ny_id
from bysak.mottak.models.innkomst import Innkomst


class Skannkilde(models.TextChoices):
    """How a batch came."""

    MAPPE = "mappe", "Skannemappen"
    OPPLASTING = "opplasting", "Lastet opp"
    VIDERESENDT = "videresendt", "Videresendt brev"


class Skannbunke(Virksomhetseid):
    """A batch from a scanner. Its bytes are never changed; the letters are made from its pages."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    kilde = models.CharField(max_length=12, choices=Skannkilde.choices)
    filnavn = models.CharField(max_length=250)
    # Empty when the file was too large to be kept here; then it lies in the folder it came to.
    sjekksum = models.CharField(max_length=64, blank=True)
    stoerrelse = models.BigIntegerField()
    # The pages as PDF: the file itself when it came so.
    pdf_sjekksum = models.CharField(max_length=64, blank=True)
    # The stamp that the clock starts at: when the scanner wrote the file, or it was uploaded.
    skannet_tid = models.DateTimeField()
    tatt_inn_tid = models.DateTimeField(default=naa)
    lastet_opp_av = models.ForeignKey(
        "organisasjon.Bruker", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    leveringer = models.IntegerField(default=1)
    # How a batch without separator sheets is divided; 0 is one letter.
    sider_per_brev = models.SmallIntegerField(default=0)
    antall_sider = models.IntegerField(default=0)
    lest_tid = models.DateTimeField(null=True, blank=True)
    merknader = models.JSONField(default=list, blank=True)
    feil = models.CharField(max_length=500, blank=True)
    # A person's decision on one that cannot be read: who, and the reason.
    avvist_av = models.CharField(max_length=200, blank=True)
    avvist_grunn = models.TextField(blank=True)
    avvist_tid = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["virksomhet", "sjekksum"], name="skannbunke_en_gang", condition=~models.Q(sjekksum="")
            ),
        )
        indexes = (
            models.Index(fields=["virksomhet", "-tatt_inn_tid"], name="skannbunke_dag"),
            # Without the virksomhet: the page shows those of all fifteen, newest first.
            models.Index(fields=["-tatt_inn_tid"], name="skannbunke_nyest"),
            models.Index(fields=["tatt_inn_tid"], name="skannbunke_ulest", condition=models.Q(lest_tid__isnull=True)),
        )

    def __str__(self) -> str:
        return self.filnavn


class Skannside(Virksomhetseid):
    """One page of a batch. It is in a letter, or taken out of one, or a separator sheet; never nowhere."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    bunke = Innen(Skannbunke, related_name="sider")
    nummer = models.IntegerField()
    # Where it is, or was before it was taken out. A sheet with no letter after it has none.
    innkomst = Innen(Innkomst, null=True, blank=True, related_name="sider")
    plass = models.IntegerField(default=0)
    vri = models.SmallIntegerField(default=0)
    ute = models.BooleanField(default=False)
    ark = models.BooleanField(default=False)
    blank = models.BooleanField(default=False)
    # How much Bysak turned it by itself, when its words stood another way; null until that has been looked at.
    snudd = models.SmallIntegerField(null=True, blank=True)
    miniatyr = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("plass",)
        constraints = (
            models.UniqueConstraint(fields=["virksomhet", "bunke", "nummer"], name="skannside_en_gang"),
            models.CheckConstraint(
                name="skannside_er_et_sted",
                condition=models.Q(innkomst__isnull=False) | models.Q(ark=True, ute=True),
            ),
            models.CheckConstraint(name="skannside_vri", condition=models.Q(vri__in=[0, 90, 180, 270])),
        )

    def __str__(self) -> str:
        return str(self.nummer)
