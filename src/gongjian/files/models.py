"""Stored files: rows that point to contents kept by their SHA-256."""

from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    """One file of one owner. Several rows may share one content."""

    owner_kind = models.CharField(max_length=60)
    owner_id = models.BigIntegerField()
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    public = models.BooleanField(default=False)
    uploaded_by_id = models.BigIntegerField(null=True)
    uploaded_by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["owner_kind", "owner_id", "id"], name="file_by_owner"),
            models.Index(fields=["sha256"], name="file_by_content"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="a_stored_file_is_not_empty"),
            models.CheckConstraint(condition=~Q(name=""), name="a_stored_file_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where the content lies in the storage."""
        return content_path(self.sha256)

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def shown_in_place(self) -> bool:
        """Browsers may show it; everything else is only saved."""
        return self.media_type in SHOWN_IN_PLACE


SHOWN_IN_PLACE = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf"})


def content_path(sha256: str) -> str:
    """Two levels of folders, so that none grows too large."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
