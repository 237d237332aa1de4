"""This will take a visit down at the door, and show what to read out before one leaves."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.common.clock import today
from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.qr import qr_picture
from gongzhi.common.web.refusals import answer_form
from gongzhi.common.web.requests import Request
from gongzhi.matters.models import Voice
from gongzhi.matters.selectors.codes import grouped, receipt_code
from gongzhi.visits import permissions, services
from gongzhi.visits.forms import RecordForm, SayingsForm, SpotForm
from gongzhi.visits.models import Remark, Visit
from gongzhi.visits.rules import Result
from gongzhi.visits.selectors.coverage import hot_topics_of
from gongzhi.visits.selectors.mine import errands_of, my_visits, recap_of
from gongzhi.visits.views.shared import BOTH, attempt, kind_named, sent_by, target_for, visit_for
from gongzhi.visits.words import KIND_WORDS


@require_safe
@signed_in
def mine(request: Request) -> HttpResponse:
    """Show one's own list."""
    open_or_403(permissions.may_record(request.actor))
    kinds = [(reverse("visits:spot", args=[kind]), words) for kind, words in KIND_WORDS.items()]
    context = {"list": my_visits(person_id=_person(request), today=today()), "kinds": kinds}
    return render(request, "visits/mine.html", context)


@never_cache
@require_http_methods(BOTH)
@signed_in
def record(request: Request, pk: UUID) -> HttpResponse:
    """Write down a visit to somebody on the list."""
    target = target_for(request, pk)
    open_or_403(permissions.may_record(request.actor, target))
    kind = kind_named(target.kind)
    initial = {"on": today(), "community": target.community_id, "speaker": target.person.name if target.person else ""}
    form = RecordForm(request.POST or None, kind=kind, hot_topics=hot_topics_of(today().year), initial=initial)
    context: dict[str, Any] = {"target": target, "draft": f"visit/{pk}/{request.actor.person_id}"}
    if request.method == "POST":
        sent = sent_by(request, target_id=pk)
        visit, context["is_reused"] = attempt(form, lambda said: _record(form, said["key"], sent))
        if visit is not None:
            return see_other(reverse("visits:done", args=[visit.pk]))
    context["recap"] = recap_of(target=target, actor=request.actor)
    return answer_form(request, "visits/record.html", context, form)


@never_cache
@require_http_methods(BOTH)
@signed_in
def spot(request: Request, kind: str) -> HttpResponse:
    """Write down a visit that nobody planned."""
    wanted = kind_named(kind)
    open_or_403(permissions.may_record(request.actor))
    form = SpotForm(
        request.POST or None,
        actor=request.actor,
        kind=wanted,
        hot_topics=hot_topics_of(today().year),
        initial={"on": today()},
    )
    context: dict[str, Any] = {"kind": KIND_WORDS[wanted], "draft": f"visit/{kind}/{request.actor.person_id}"}
    if request.method == "POST":
        sent = sent_by(request)
        visit, context["is_reused"] = attempt(
            form, lambda said: _record(form, said["key"], {**sent, "whom": form.whom()})
        )
        if visit is not None:
            return see_other(reverse("visits:done", args=[visit.pk]))
    return answer_form(request, "visits/record.html", context, form)


@never_cache
@require_http_methods(BOTH)
@signed_in
def add(request: Request, pk: UUID) -> HttpResponse:
    """Add what was forgotten to a visit that was made."""
    visit = visit_for(request, pk)
    open_or_403(permissions.may_add(request.actor, visit))
    form = SayingsForm(request.POST or None, kind=visit.visit_kind, hot_topics=hot_topics_of(visit.on.year))
    context: dict[str, Any] = {"visit": visit, "draft": f"visit/more/{pk}/{request.actor.person_id}"}
    if request.method == "POST":
        sent = sent_by(request, visit_id=pk)
        done, context["is_reused"] = attempt(form, lambda said: _add(form, said["key"], sent))
        if done is not None:
            return see_other(reverse("visits:done", args=[pk]))
    return answer_form(request, "visits/add.html", context, form)


@never_cache
@require_safe
@signed_in
def done(request: Request, pk: UUID) -> HttpResponse:
    """Show what to read out: the codes, big; later, and to others, only the visit."""
    visit = visit_for(request, pk)
    if not permissions.may_read_out(request.actor, visit, today()):
        return see_other(reverse("visits:visit", args=[pk]))
    following = errands_of(_person(request)).first()
    context = {
        "visit": visit,
        "receipts": _receipts(request, visit),
        "following": following,
        "was_met": visit.result == Result.MET,
        "may_add": permissions.may_add(request.actor, visit),
        "drafts": _drafts(request, visit),
    }
    return render(request, "visits/done.html", context)


@never_cache
@require_safe
@signed_in
def slip(request: Request, pk: UUID) -> HttpResponse:
    """Print the codes on a slip to leave behind."""
    visit = visit_for(request, pk)
    open_or_403(permissions.may_read_out(request.actor, visit, today()))
    return render(request, "visits/slip.html", {"visit": visit, "receipts": _receipts(request, visit)})


def _record(form: RecordForm, key: str, sent: dict[str, Any]) -> Visit:
    return services.record_visit(how=form.how(), sayings=form.sayings(), wish=form.wish(), key=key, **sent)


def _add(form: SayingsForm, key: str, sent: dict[str, Any]) -> Visit:
    return services.add_sayings(sayings=form.sayings(), wish=form.wish(), key=key, **sent)


def _person(request: Request) -> UUID:
    """Name who is signed in; the page is for signed-in people only."""
    person_id = request.actor.person_id
    assert person_id is not None  # noqa: S101 -- `signed_in` saw to it
    return person_id


def _receipts(request: Request, visit: Visit) -> list[dict[str, Any]]:
    """List the remarks that became voices with their codes and the address behind each."""
    remarks = list(Remark.objects.filter(visit=visit, voice_id__isnull=False).order_by("position"))
    voices = Voice.objects.in_bulk([remark.voice_id for remark in remarks])
    found = []
    for remark in remarks:
        code = receipt_code(voices[remark.voice_id])
        if not code:
            continue
        url = request.build_absolute_uri(reverse("matters:speaker", args=[code]))
        found.append({"remark": remark, "code": grouped(code), "url": url, "picture": qr_picture(url)})
    return found


def _drafts(request: Request, visit: Visit) -> list[str]:
    """Name the drafts that this visit may have been typed as."""
    person = request.actor.person_id
    return [f"visit/{visit.target_id or visit.kind}/{person}", f"visit/more/{visit.pk}/{person}"]
