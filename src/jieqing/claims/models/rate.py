"""Loan prime rates that operators added after the pack's last row: one enters, another confirms."""

from django.db import models
from django.db.models import Q

from jieqing.kit.ids import new_id


class LprRow(models.Model):
    """A published rate, the same for every tenant. It counts once confirmed; ended it counts no more.

    Two people confirm it, and two end it once it counted; who entered one that never counted may end it alone.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    published_on = models.DateField()
    pct_year = models.DecimalField(max_digits=5, decimal_places=2)
    source = models.TextField()
    entered_by = models.TextField()
    entered_at = models.DateTimeField()
    confirmed_by = models.TextField(blank=True)
    confirmed_at = models.DateTimeField(null=True)
    end_asked_by = models.TextField(blank=True)
    end_asked_at = models.DateTimeField(null=True)
    ended_by = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["published_on"], condition=Q(ended_at__isnull=True), name="lpr_row_once"),
            models.CheckConstraint(condition=Q(pct_year__gt=0, pct_year__lt=25), name="lpr_row_sane"),
            models.CheckConstraint(
                condition=Q(confirmed_by="") | ~Q(confirmed_by=models.F("entered_by")), name="lpr_row_two_people"
            ),
            models.CheckConstraint(
                condition=Q(ended_by="")
                | Q(confirmed_by="")
                | (~Q(end_asked_by="") & ~Q(end_asked_by=models.F("ended_by"))),
                name="lpr_row_ended_by_two",
            ),
        ]
