"""Cards between a creditor and an agency, and what the two write beside them. Nothing here names anybody.

Row-level security and the steps each side may take: migrations/sql/0001_rls.sql.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from jieqing.kit.ids import new_id


class CaseCard(models.Model):
    """One claim put to one agency, without anybody in it; `rules.card.Card` says what the open columns mean.

    `tenant_id` is the creditor's. `agency_tenant_id` is null until somebody holds the listing `agency_id`: the card
    waits. `state` and `state_before` are `rules.states`; `moved_by` is who took the last step. `claim_id` is no foreign
    key: the record of a mandate outlives the claim (CN-PI-05).
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField()
    agency_id = models.TextField()
    agency_tenant_id = models.UUIDField(null=True)
    claim_id = models.UUIDField()
    version = models.IntegerField(default=1)
    state = models.TextField(default="sent")
    state_before = models.TextField(null=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    moved_by = models.TextField()
    # what the agency sees
    amount_about_fen = models.BigIntegerField()
    debt_kind = models.TextField()
    debtor_kind = models.TextField(null=True)
    creditor_kind = models.TextField(null=True)
    place = models.TextField(null=True)
    age = models.TextField()
    evidence = ArrayField(models.TextField())
    lawsuit = models.TextField(null=True)
    # the agency's own: why not; that it looked for conflicts of interest
    decline_reason = models.TextField(blank=True)
    conflict_checked_at = models.DateTimeField(null=True)
    # the creditor's own: the case is open to the agency until that day (exclusive), under this signed paper
    case_until = models.DateField(null=True)
    grant_id = models.UUIDField(null=True)
    paper_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant_id", "-moved_at"], name="card_of_creditor"),
            models.Index(fields=["agency_tenant_id", "-moved_at"], name="card_of_agency"),
            models.Index(fields=["agency_id"], condition=Q(agency_tenant_id=None), name="card_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "id"], name="card_of_tenant"),
            models.UniqueConstraint(
                fields=["tenant_id", "claim_id", "agency_id"],
                condition=Q(state__in=["sent", "asked", "answered", "accepted", "opened"]),
                name="card_once_to_an_agency",
            ),
            models.UniqueConstraint(
                fields=["tenant_id", "claim_id"], condition=Q(state="opened"), name="case_open_to_one"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "sent", "asked", "answered", "accepted", "declined", "withdrawn", "expired", "opened", "closed",
                    ]
                ),
                name="card_state_known",
            ),
            models.CheckConstraint(condition=Q(amount_about_fen__gt=0), name="card_amount_real"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("sent_at")), name="card_open_for_a_while"),
            models.CheckConstraint(
                condition=Q(agency_tenant_id=None) | ~Q(agency_tenant_id=F("tenant_id")), name="card_to_another"
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(conflict_checked_at__isnull=False), name="accepted_after_a_check"
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(decline_reason=""), name="declined_with_reason"),
            # CN-PI-05: nothing is handed over without signed terms, nor without an end
            models.CheckConstraint(
                condition=~Q(state="opened")
                | Q(case_until__isnull=False, grant_id__isnull=False, paper_id__isnull=False),
                name="case_open_under_terms",
            ),
        ]  # fmt: skip


class CardMessage(models.Model):
    """What one side wrote beside a card. `tenant_id` is the card's; the words are sealed under the writer's own key."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tenant_id = models.UUIDField()
    card_id = models.UUIDField()
    side = models.TextField(choices=[("creditor", "creditor"), ("agency", "agency")])
    kind = models.TextField(choices=[(kind, kind) for kind in ("remark", "question", "answer", "decline")])
    words_sealed = models.BinaryField()
    written_at = models.DateTimeField()
    written_by = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "card_id", "written_at"], name="message_of_card")]


class WaitingCard(models.Model):
    """That a card waits for an agency without an account, and until when: all that an operator may know of it."""

    card_id = models.UUIDField(primary_key=True)
    tenant_id = models.UUIDField()
    agency_id = models.TextField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["agency_id", "expires_at"], name="waiting_for_agency")]
