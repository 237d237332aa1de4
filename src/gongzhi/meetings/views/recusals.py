"""This will record who is recused from one vote."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.forms import DeedForm
from gongzhi.common.web.refusals import answer_form, attempt
from gongzhi.common.web.requests import Request
from gongzhi.meetings import permissions, services
from gongzhi.meetings.forms import RecusalForm
from gongzhi.meetings.models import Meeting, Recusal
from gongzhi.meetings.seals import position_words
from gongzhi.meetings.selectors.recusals import recusals_of
from gongzhi.meetings.selectors.roll import roll_of
from gongzhi.meetings.views.shared import item_of, now, one_button, people, posted


@require_http_methods(["GET", "POST"])
@signed_in
def recusals(request: Request, pk: UUID) -> HttpResponse:
    """Show who is recused from an item, and record one more before its vote opens."""
    item = item_of(request, pk)
    me, entitled = request.actor.person_id, roll_of(item.meeting).entitled
    may_for_all = permissions.may_recuse(request.actor, item)
    may_for_me = permissions.may_recuse(request.actor, item, me) if me else may_for_all
    choosable = [seat for seat in entitled if may_for_all or (may_for_me and seat.person_id == me)]
    form = RecusalForm(posted(request), people=people(choosable), initial={"person": None if may_for_all else me})
    if request.method == "POST":
        open_or_403(may_for_all or may_for_me)
    done = (
        attempt(
            form,
            lambda said: services.record_recusal(
                actor=request.actor,
                item_id=item.pk,
                person_id=said["person"],
                reason=said["reason"],
                at=now(),
                key=said["key"],
            ),
        )
        if form.is_bound
        else None
    )
    if done is not None:
        return see_other(reverse("meetings:recusals", args=[item.pk]))
    rows = recusals_of([item]).get(item.pk, [])
    context = {
        "meeting": item.meeting,
        "item": item,
        "number": position_words(item.position),
        "rows": [(row, bool(permissions.may_recuse(request.actor, item, row.person_id))) for row in rows],
        "entitled": len(entitled),
        "may_record": may_for_all or may_for_me,
        "choosable": choosable,
    }
    return answer_form(request, "meetings/elections/recusals.html", context, form)


@require_POST
@signed_in
def take_back(request: Request, pk: UUID) -> HttpResponse:
    """Take back a recusal that was recorded by mistake."""
    seen = Meeting.objects.visible_to(request.actor)
    recusal = get_object_or_404(Recusal.objects.filter(item__meeting__in=seen), pk=pk)
    return one_button(
        request,
        DeedForm(request.POST),
        lambda said: services.take_back_recusal(actor=request.actor, recusal_id=recusal.pk, at=now(), **said),
        back=reverse("meetings:recusals", args=[recusal.item_id]),
        done=_("The recusal was taken back."),
    )
