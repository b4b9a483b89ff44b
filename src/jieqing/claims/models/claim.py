"""A saved claim. What names anybody lies sealed under a key of its own; what lists and matching ask for are columns."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from jieqing.kit.ids import new_id


class Claim(models.Model):
    """One claim of one tenant; `rules.saving.Columns` says what the open columns mean. Its id is the vault's subject.

    `version` rises with every change of its words, so that of two browsers the second is told. `save_key` is made by
    the page that saves: pressed twice, it saves once.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField()
    save_key = models.UUIDField(null=True)
    version = models.IntegerField(default=1)
    state = models.TextField()
    closed_as = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    read_on = models.DateField()
    # open: nothing that names anybody
    amount_fen = models.BigIntegerField(null=True)
    is_amount_approx = models.BooleanField(default=False)
    debt_kind = models.TextField(null=True)
    debtor_kind = models.TextField(null=True)
    creditor_kind = models.TextField(null=True)
    place_code = models.TextField(null=True)
    creditor_place_code = models.TextField(null=True)
    due_said = models.TextField(null=True)
    debt_said = models.TextField(null=True)
    has_written_evidence = models.BooleanField(null=True)
    evidence = ArrayField(models.TextField())
    lawsuit = models.TextField(null=True)
    aged_from_on = models.DateField(null=True)
    aged_by = models.TextField(null=True)
    # what the law computes with (rules.case.Case.to_json): sums, days, rates, circumstances
    case = models.JSONField(default=dict)
    # what the creditor answered beyond what is read (rules.case_facts): Case field → value; null takes a reading away
    case_said = models.JSONField(default=dict)
    source = models.TextField(default="text")
    import_id = models.UUIDField(null=True)
    import_group = models.IntegerField(null=True)
    # sealed
    text_sealed = models.BinaryField()
    corrections_sealed = models.BinaryField()
    facts_sealed = models.BinaryField()
    debtor_name_sealed = models.BinaryField(null=True)
    debtor_phone_sealed = models.BinaryField(null=True)
    debtor_id_number_sealed = models.BinaryField(null=True)
    debtor_address_sealed = models.BinaryField(null=True)
    note_sealed = models.BinaryField(null=True)
    # the user's own lines of a ledger, and what only papers need (the court, a legal representative)
    rows_sealed = models.BinaryField(null=True)
    paper_facts_sealed = models.BinaryField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant_id", "aged_from_on", "id"], name="claim_by_age"),
            models.Index(fields=["tenant_id", "-saved_at", "-id"], name="claim_latest"),
            models.Index(fields=["ended_at"], name="claim_ended", condition=Q(ended_at__isnull=False)),
        ]
        constraints = [
            # what upper rooms' composite keys point at
            models.UniqueConstraint(fields=["tenant_id", "id"], name="claim_of_tenant"),
            models.UniqueConstraint(fields=["tenant_id", "save_key"], name="claim_saved_once"),
            models.UniqueConstraint(fields=["tenant_id", "import_id", "import_group"], name="claim_imported_once"),
            models.CheckConstraint(condition=Q(source__in=["text", "ledger"]), name="claim_source_known"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "open", "withdrawn", "closed"]), name="claim_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "open"], ended_at__isnull=True)
                | Q(state__in=["withdrawn", "closed"], ended_at__isnull=False),
                name="claim_ended_when_over",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__isnull=True) | Q(amount_fen__gt=0), name="claim_amount_real"
            ),
        ]
