"""This will hold facts on their way from the room where they happened to the rooms that listen."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from gongzhi.common.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class OutboxFactQuerySet(TenantQuerySet):
    """Facts by where they are on their way."""

    def pending(self) -> "OutboxFactQuerySet":
        """Keep those that some handler has still to see."""
        return self.filter(delivered_at__isnull=True, parked_at__isnull=True)

    def due(self, at: datetime) -> "OutboxFactQuerySet":
        """Keep the pending ones whose next try may begin."""
        return self.pending().filter(next_try_at__lte=at)


class OutboxFact(TenantModel):
    """
    Something that happened, for those who listen to its topic.

    ``handled_by`` names the handlers whose writes are committed. After ``tries`` failures too many the fact is parked
    with the last error; it waits there for a person.
    """

    topic = models.CharField(max_length=100)
    payload = models.JSONField()
    published_at = models.DateTimeField(default=timezone.now)
    handled_by = ArrayField(models.CharField(max_length=200), default=list)
    delivered_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    parked_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    objects = TenantManager.from_queryset(OutboxFactQuerySet)()

    class Meta:
        indexes = [
            models.Index(
                fields=["federation", "next_try_at"],
                name="outbox_fact_pending",
                condition=Q(delivered_at__isnull=True, parked_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.topic
