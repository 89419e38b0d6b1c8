"""The ledger of what comes in. Nothing is deleted; each item ends in exactly one outcome."""

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Innen, Virksomhetseid, ny_id

# How long a person holds an item before it is anybody's again: nobody has to untangle a lock.
LEIETID = timedelta(minutes=20)


class Kanal(models.TextChoices):
    """Where it came from."""

    EPOST = "epost", "E-post"
    FIL = "fil", "Lest inn fra fil"
    SVARINN = "svarinn", "SvarInn"
    SKJEMA = "skjema", "Skjema"
    PAPIR = "papir", "Papir"


class Utfall(models.TextChoices):
    """How an item ended."""

    REGISTRERT = "registrert", "Registrert"
    IKKE_JOURNALPLIKTIG = "ikke_journalpliktig", "Ikke journalpliktig"
    DUPLIKAT = "duplikat", "Duplikat"
    VIDERESENDT = "videresendt", "Videresendt til annen virksomhet"
    AVVIST = "avvist", "Avvist"
    KARANTENE = "karantene", "Holdt i karantene"
    DEL_AV = "del_av", "Del av et annet brev"


class Virus(models.TextChoices):
    """What is known of viruses in an item's files. Empty: not scanned."""

    REN = "ren", "Ingen funn"
    FUNN = "funn", "Virus funnet"
    USKANNBAR = "uskannbar", "Kan ikke skannes"
    FRIGITT = "frigitt", "Frigitt av en person"


class Innkomst(Virksomhetseid):
    """One received item. Raw bytes and SHA-256 are committed before anything is acknowledged."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    kanal = models.CharField(max_length=10, choices=Kanal.choices)
    # The source's own name of the item: a repeat with the same name is harmless.
    ekstern_id = models.CharField(max_length=100)
    # Same through routing from one virksomhet to the next, so that the item can be followed.
    kilde_id = models.UUIDField(default=ny_id)
    leveringer = models.IntegerField(default=1)
    mottatt_tid = models.DateTimeField(default=naa)
    raa_sjekksum = models.CharField(max_length=64)
    raa_stoerrelse = models.BigIntegerField()
    # What the source tells of it beside the bytes, as it came.
    opphav = models.JSONField(default=dict, blank=True)
    til_adresse = models.CharField(max_length=254, blank=True)
    # No recipient was known: it lies with the archive service until somebody routes it.
    uten_bydel = models.BooleanField(default=False)

    # It began here by routing: the channel delivered it elsewhere, and there it is counted as delivered.
    ved_ruting = models.BooleanField(default=False)
    # Who last sent it on to us, and when.
    rutet_fra = models.ForeignKey(
        "organisasjon.Virksomhet", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rutet_tid = models.DateTimeField(null=True, blank=True)
    # When an outcome was last undone.
    gjenaapnet_tid = models.DateTimeField(null=True, blank=True)

    lest_tid = models.DateTimeField(null=True, blank=True)
    avsender_navn = models.CharField(max_length=300, blank=True)
    avsender_adresse = models.CharField(max_length=320, blank=True)
    emne = models.CharField(max_length=1000, blank=True)
    message_id = models.CharField(max_length=500, blank=True)
    # Message identifiers that it answers or follows, nearest first.
    svar_paa = ArrayField(models.CharField(max_length=500), default=list, blank=True)
    # The conversation that the sender's Outlook says it belongs to.
    traad = models.CharField(max_length=44, blank=True)
    # Year and number of the case whose own address it came to, «2026/1187»; the code in the address has been checked.
    sak_i_adressen = models.CharField(max_length=20, blank=True)
    # What kind of mail it is, codes of klienter.epostslag.
    slag = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    # What the sender wrote and attached, without the marks of transport: tells a second delivery from a second mail.
    innhold_sjekksum = models.CharField(max_length=64, blank=True)
    sendt_tid = models.DateTimeField(null=True, blank=True)
    tekst = models.TextField(blank=True)
    har_html = models.BooleanField(default=False)
    automatisk = models.BooleanField(default=False)
    merknader = models.JSONField(default=list, blank=True)
    # Why it could not be read as a mail; the raw bytes are still here and can be registered as they are.
    lesefeil = models.CharField(max_length=500, blank=True)
    antall_vedlegg = models.IntegerField(default=0)
    # Scanned, and its files looked into; until then work remains for the jobs.
    undersoekt_tid = models.DateTimeField(null=True, blank=True)
    virus = models.CharField(max_length=10, choices=Virus.choices, blank=True)

    frist = models.DateTimeField()
    fristregel = models.CharField(max_length=20)
    # The last of the clock's states that somebody has been told of by mail.
    varslet = models.CharField(max_length=5, blank=True)

    tatt_av = models.ForeignKey(
        "organisasjon.Bruker", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    tatt_tid = models.DateTimeField(null=True, blank=True)
    kladd = models.JSONField(default=dict, blank=True)

    utfall = models.CharField(max_length=20, choices=Utfall.choices, blank=True)
    utfall_tid = models.DateTimeField(null=True, blank=True)
    utfall_av = models.CharField(max_length=200, blank=True)
    utfall_kode = models.CharField(max_length=30, blank=True)
    utfall_grunn = models.TextField(blank=True)
    # The entry, or the first of several: all of them are in Innkomstregistrering.
    registrering = Innen("arkivstruktur.Registrering", null=True, blank=True, related_name="innkomster")
    duplikat_av = Innen("self", null=True, blank=True, related_name="duplikater")
    # Its pages were put into this one, which it is counted with.
    del_av = Innen("self", null=True, blank=True, related_name="deler")
    videresendt_til = models.ForeignKey(
        "organisasjon.Virksomhet", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["virksomhet", "kanal", "ekstern_id"], name="innkomst_en_gang"),
            models.CheckConstraint(
                name="utfall_er_helt",
                condition=(
                    models.Q(utfall="", utfall_tid__isnull=True, registrering__isnull=True)
                    | (~models.Q(utfall="") & models.Q(utfall_tid__isnull=False))
                ),
            ),
            models.CheckConstraint(
                name="registrert_peker_paa_registrering",
                condition=~models.Q(utfall="registrert") | models.Q(registrering__isnull=False),
            ),
            models.CheckConstraint(
                name="bare_registrert_har_registrering",
                condition=models.Q(registrering__isnull=True) | models.Q(utfall="registrert"),
            ),
        )
        indexes = (
            # The order of the queue to the end, so that a page is read and not sorted: over all, and in one.
            models.Index(
                fields=["frist", "mottatt_tid", "system_id"], name="innkomst_koe", condition=models.Q(utfall="")
            ),
            models.Index(
                fields=["virksomhet", "frist", "mottatt_tid", "system_id"],
                name="innkomst_koe_en",
                condition=models.Q(utfall=""),
            ),
            models.Index(fields=["virksomhet", "message_id"], name="innkomst_message_id"),
            models.Index(fields=["virksomhet", "traad"], name="innkomst_traad", condition=~models.Q(traad="")),
            models.Index(fields=["virksomhet", "kilde_id"], name="innkomst_kilde"),
            models.Index(fields=["mottatt_tid"], name="innkomst_ulest", condition=models.Q(lest_tid__isnull=True)),
            models.Index(
                fields=["mottatt_tid"],
                name="innkomst_ikke_undersoekt",
                condition=models.Q(undersoekt_tid__isnull=True, utfall=""),
            ),
            models.Index(fields=["virksomhet", "avsender_adresse", "mottatt_tid"], name="innkomst_avsender"),
            # A sender's last registered letters, also one who writes every day.
            models.Index(
                fields=["virksomhet", "avsender_adresse", "-utfall_tid"],
                name="innkomst_avsender_saker",
                condition=models.Q(registrering__isnull=False),
            ),
            # Per channel and day over all fifteen: the ledger, and what is normal for a channel.
            models.Index(fields=["mottatt_tid"], include=["virksomhet", "kanal", "utfall"], name="innkomst_mottatt"),
            # Without the virksomhet: the views over all fifteen are read in this order.
            models.Index(fields=["-utfall_tid"], name="innkomst_ferdig", condition=~models.Q(utfall="")),
            models.Index(fields=["utfall", "-utfall_tid"], name="innkomst_utfall", condition=~models.Q(utfall="")),
        )

    def __str__(self) -> str:
        return self.emne or "(uten emne)"

    @property
    def er_brev(self) -> bool:
        """The item is itself a letter with a text; otherwise it is a parcel of files."""
        return self.kanal in (Kanal.EPOST, Kanal.FIL)

    @property
    def er_ferdig(self) -> bool:
        """It has an outcome, and is out of the queue."""
        return self.utfall != ""

    def er_tatt(self, naar: datetime | None = None) -> bool:
        """Somebody holds it: taken, not let go, and the lease has not run out."""
        return self.tatt_tid is not None and self.tatt_tid > (naar or naa()) - LEIETID


class InnkomstVedlegg(Virksomhetseid):
    """A file that came with an item; its bytes are in the store under `sjekksum`."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    innkomst = Innen(Innkomst, related_name="vedlegg")
    nummer = models.IntegerField()
    filnavn = models.CharField(max_length=250)
    mime_type = models.CharField(max_length=120)
    stoerrelse = models.BigIntegerField()
    sjekksum = models.CharField(max_length=64)
    innebygd = models.BooleanField(default=False)
    content_id = models.CharField(max_length=500, blank=True)
    # A sentence when the content is not what name and sender say, such as a PDF that is none.
    advarsel = models.CharField(max_length=300, blank=True)
    # By PRONOM: the id («av/0» when unknown) and what it is called; empty until a job has looked.
    pronom = models.CharField(max_length=30, blank=True)
    pronom_navn = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("nummer",)
        constraints = (
            models.UniqueConstraint(fields=["virksomhet", "innkomst", "nummer"], name="innkomstvedlegg_nummer"),
        )
        indexes = (models.Index(fields=["virksomhet", "sjekksum"], name="innkomstvedlegg_fil"),)

    def __str__(self) -> str:
        return self.filnavn
