"""The table of attachments: what is known of each, and its sealed name and key. The content lies in the store."""

from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    """One attachment of a subject (a claim's id, say). `id` is also its name in the store."""

    tenant_id = models.UUIDField()
    id = models.UUIDField(primary_key=True)
    subject = models.UUIDField()
    content_type = models.TextField()
    size = models.BigIntegerField()  # bytes of the content
    sha256 = models.BinaryField()  # of the sealed bytes: the store can be checked without opening them
    filename_sealed = models.BinaryField()
    key_sealed = models.BinaryField()
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "id"], name="stored_file_of_tenant"),
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_not_empty"),
        ]
        indexes = [models.Index(fields=["tenant_id", "subject", "stored_at"], name="stored_file_by_subject")]
