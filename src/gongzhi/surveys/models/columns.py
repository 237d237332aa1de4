"""This will hold what was counted of the answers as columns of numbers, and the answers that count no more."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantModel
from gongzhi.people.models import Person
from gongzhi.surveys.models.answering import Response
from gongzhi.surveys.models.round import Round


class ColumnBlock(TenantModel):
    """
    The answers that went into the results of a round together: ``serial`` counts the times, from 0.

    ``responses`` are the ids of the answers, 16 bytes each, sorted, which says nothing of when they came; the columns
    are in the same order. ``values`` are fact → names, which the columns of facts number (`rules.layout`). All of it
    can be laid out anew from the answers at any time.
    """

    round = TenantForeignKey(Round, on_delete=models.PROTECT, related_name="column_blocks")
    serial = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()
    responses = models.BinaryField()
    values = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["federation", "round", "serial"], name="column_block_once")]

    def __str__(self) -> str:
        return f"{self.serial}"


class Column(TenantModel):
    """
    The answers of a block to one question, as `rules.columns` lays them out.

    ``code`` is the question's, or that of a fact.
    """

    block = TenantForeignKey(ColumnBlock, on_delete=models.CASCADE, related_name="columns")
    code = models.CharField(max_length=30)
    body = models.BinaryField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["federation", "block", "code"], name="column_once")]

    def __str__(self) -> str:
        return self.code


class VoidResponse(TenantModel):
    """
    An answer that counts no more, and why: a sheet typed twice, or wrongly. The answer itself stays.

    Like the answer it has a day and no moment.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = TenantForeignKey(Round, on_delete=models.PROTECT, related_name="void_responses")
    response = TenantForeignKey(Response, on_delete=models.PROTECT, related_name="voids")
    reason = models.CharField(max_length=200)
    voided_on = models.DateField()
    voided_by = TenantForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "response"], name="void_response_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="void_response_has_reason"),
        ]
        indexes = [models.Index(fields=["federation", "round"], name="void_response_of_round")]

    def __str__(self) -> str:
        return self.reason
