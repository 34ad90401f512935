"""Plain tables of what the public may read. Only `content_models.publishing` writes them."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import models
from django.db.models import Q

# The first edition of a document has always been readable: no clock can disagree about it.
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


def _list_indexes() -> Iterator[models.Index]:
    """Yield an index for each order of lists: of a kind and of all kinds, of a locale and of all.

    Each holds what decides whether a row is readable, so that passing over the first 9,980 rows
    of a list touches no row.
    """
    readable = ["visible_from", "hidden_after"]
    for order in ("published_at", "updated_at", "title"):
        tail = [order, "key", *readable]
        yield models.Index(fields=["locale", "kind", *tail], name=f"list_{order}")
        yield models.Index(fields=["locale", *tail, "kind"], name=f"all_{order}")
    for order in ("published_at", "updated_at"):
        tail = [order, "key", "locale", *readable]
        yield models.Index(fields=["kind", *tail], name=f"everywhere_{order}")
        yield models.Index(fields=[*tail, "kind"], name=f"all_everywhere_{order}")
    yield models.Index(
        fields=["locale", "kind", "position", "key", *readable], name="list_position"
    )


class PublishedDocument(models.Model):
    """One edition of a document: complete JSON, readable from `visible_from` to `hidden_after`.

    A document is named by (key, locale). It has more than one edition only when something that it
    quotes expires at a known time: the next editions are stored beforehand, so that nothing has to
    run at that moment. Rows of one document never overlap in time.
    """

    key = models.UUIDField()
    locale = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=255, blank=True)
    path = models.CharField(max_length=2000, blank=True)
    title = models.CharField(max_length=255)
    parent_key = models.UUIDField(null=True)
    position = models.CharField(max_length=255, blank=True)
    audience = models.CharField(max_length=20, blank=True)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    visible_from = models.DateTimeField()
    hidden_after = models.DateTimeField(null=True)
    fingerprint = models.CharField(max_length=32)
    # Columns are stored in this order: a list reads cards without passing over bodies.
    card = models.BinaryField()
    body = models.BinaryField()
    body_gzip = models.BinaryField()
    body_brotli = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "locale", "visible_from"], name="one_edition_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["path"], name="document_path"),
            models.Index(fields=["parent_key", "locale", "position"], name="document_children"),
            models.Index(
                fields=["hidden_after"],
                condition=Q(hidden_after__isnull=False),
                name="document_hidden_after",
            ),
            models.Index(fields=["visible_from"], name="document_visible_from"),
            *_list_indexes(),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.locale}"


class PublishedTotal(models.Model):
    """How many rows there are of a kind in a locale, so that a list need not count them."""

    kind = models.CharField(max_length=20)
    locale = models.CharField(max_length=20)
    rows = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "locale"], name="one_total_a_kind_and_locale"),
        ]

    def __str__(self) -> str:
        return f"{self.rows} × {self.kind} {self.locale}"


class PublishedRelation(models.Model):
    """What a document can be filtered by: its topics, series, people and quiz."""

    document = models.ForeignKey(
        PublishedDocument, on_delete=models.CASCADE, related_name="relations"
    )
    name = models.CharField(max_length=10)
    target_key = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["name", "target_key"], name="relation_target")]

    def __str__(self) -> str:
        return f"{self.name} {self.target_key}"


class Dependency(models.Model):
    """Something whose change makes a document stale, whether it was quoted or only looked for.

    `target` is `key:<uuid>`, `children:<uuid>`, `siblings:<uuid>`, `image:<id>` or
    `path:<digest>`.
    """

    key = models.UUIDField()
    locale = models.CharField(max_length=20)
    target = models.CharField(max_length=60)

    class Meta:
        indexes = [
            models.Index(fields=["target"], name="dependency_target"),
            models.Index(fields=["key", "locale"], name="dependency_document"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.locale} needs {self.target}"


class StaleDocument(models.Model):
    """A document that shows what was public before, and waits to be built again.

    `since` may lie ahead: its editions are exact until after then, and have to be built on.
    `failed` is true when that was tried and went wrong.
    """

    key = models.UUIDField()
    locale = models.CharField(max_length=20)
    since = models.DateTimeField()
    failed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "locale"], name="a_document_waits_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.locale} since {self.since}"


class TranslatedRevision(models.Model):
    """From which source text a revision of a translation was made, and how far it had come.

    It may be published long after: what was true of it then is true of it still.
    """

    revision = models.OneToOneField(
        "wagtailcore.Revision", on_delete=models.CASCADE, related_name="+"
    )
    source_locale = models.CharField(max_length=20)
    source_text = models.JSONField()
    states = models.JSONField()
    machine = models.BooleanField()
    reviewed_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.revision_id} from {self.source_locale}"


class PublishedTranslation(models.Model):
    """How far a translation had come when it was last published, and from which text.

    `text` and `source_text` hold digests, never words.
    """

    key = models.UUIDField()
    locale = models.CharField(max_length=20)
    source_locale = models.CharField(max_length=20)
    text = models.JSONField(default=list)
    source_text = models.JSONField(default=list)
    states = models.JSONField(default=dict)
    machine = models.BooleanField()
    reviewed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "locale"], name="one_state_a_translation"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.locale} from {self.source_locale}"


class QuizVersion(models.Model):
    """How a quiz is scored, for ever: results of an old version stay what they were."""

    key = models.UUIDField()
    number = models.PositiveIntegerField()
    scoring = models.JSONField()
    scoring_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="one_version_a_number"),
        ]
        ordering = ["key", "number"]

    def __str__(self) -> str:
        return f"{self.key} version {self.number}"


class QuizText(models.Model):
    """The words of a quiz version in a locale; they change only while the version is current.

    `report` is kept apart, because it is shown by one endpoint only.
    """

    version = models.ForeignKey(QuizVersion, on_delete=models.CASCADE, related_name="texts")
    locale = models.CharField(max_length=20)
    text = models.JSONField()
    report = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "locale"], name="one_text_a_locale"),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.locale}"


class Change(models.Model):
    """One line of the change log, written in the transaction of the change it tells of.

    `url` is what it was then; the public never sees it, because the document may be hidden now.
    """

    class Action(models.TextChoices):
        UPSERT = "upsert"
        REMOVE = "remove"

    at = models.DateTimeField()
    action = models.CharField(max_length=6, choices=Action)
    key = models.UUIDField()
    locale = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=32, blank=True)
    url = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["key", "locale", "id"], name="change_document")]

    def __str__(self) -> str:
        return f"{self.action} {self.key} {self.locale}"


class PublishedRedirect(models.Model):
    """An address that leads to another one.

    The target is a document (key and locale, so it is never a chain), an address outside the wiki
    (`link`), or a path of the wiki at which no document stood when it was written down
    (`target_path`). `redirect_id` is Wagtail's redirect that asked for it, none for addresses that
    a document has left.
    """

    path = models.CharField(max_length=2000)
    key = models.UUIDField(null=True)
    locale = models.CharField(max_length=20, blank=True)
    link = models.CharField(max_length=255, blank=True)
    target_path = models.CharField(max_length=255, blank=True)
    permanent = models.BooleanField(default=True)
    redirect_id = models.PositiveBigIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["path"], name="redirect_path"),
            models.Index(fields=["target_path"], name="redirect_target_path"),
            models.Index(fields=["redirect_id"], name="redirect_of_wagtail"),
        ]

    def __str__(self) -> str:
        return self.path
