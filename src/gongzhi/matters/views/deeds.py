"""This will take the deeds with a matter that have a form: one page each, all alike."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from gongzhi.common.clock import today
from gongzhi.common.web.access import signed_in
from gongzhi.common.web.requests import Request
from gongzhi.matters import services
from gongzhi.matters.forms import staff as forms
from gongzhi.matters.models import Matter, Voice
from gongzhi.matters.permissions import matters as permissions
from gongzhi.matters.permissions import mediation as mediating
from gongzhi.matters.rights import Right
from gongzhi.matters.rules.flow import OPEN, Deed
from gongzhi.matters.selectors import listing
from gongzhi.matters.selectors.choices import bodies_above, possible_owners
from gongzhi.matters.selectors.mediation import voices_shown
from gongzhi.matters.services import MatterChanged
from gongzhi.matters.views.handling import BOTH, DeedPage, address_of, answer_deed, by, matter_for
from gongzhi.offices.selectors import Holder


def _owners(request: Request) -> list[Holder]:
    """List who may own it, the actor first; whoever gives no matters an owner can take it on alone."""
    everybody = possible_owners(on=today())
    mine = [one for one in everybody if one.person_id == request.actor.person_id]
    others = [one for one in everybody if one.person_id != request.actor.person_id]
    return [*mine, *(others if request.actor.may(Right.ASSIGN) else [])]


@require_http_methods(BOTH)
@signed_in
def accept(request: Request, pk: UUID) -> HttpResponse:
    """Take a matter on, or give it an owner."""
    matter = matter_for(request, pk)
    initial = {"title": matter.title, "category": matter.category, "version": matter.version}
    form = forms.AcceptForm(request.POST or None, holders=_owners(request), initial=initial)
    page = DeedPage(
        matter=matter,
        may=permissions.may_accept(request.actor, matter),
        form=form,
        title=_("Take on the matter"),
        lede=_("From now on one person is responsible to the end, and whoever spoke is told so."),
        submit=_("Take on the matter"),
        do=lambda said: services.accept_matter(
            **by(request, said, matter_id=pk, owner_id=form.owner_id()), **_named(said, "title", "category", "version")
        ),
        done=_("Taken on. The clock goes on until it is answered."),
        saved=_facts_now,
        more={"voices": voices_shown(request.actor, matter)},
    )
    return answer_deed(request, page)


@require_http_methods(BOTH)
@signed_in
def hand_over(request: Request, pk: UUID) -> HttpResponse:
    """Give a matter to a colleague."""
    matter = matter_for(request, pk)
    # A resend names who owns it by now: it must get its first answer, not an error.
    named = _key(request.POST.get("owner", ""))
    others = [one for one in possible_owners(on=today()) if one.person_id == named or one.person_id != matter.owner_id]
    form = forms.HandOverForm(request.POST or None, holders=others)
    page = DeedPage(
        matter=matter,
        may=permissions.may_hand_over(request.actor, matter),
        form=form,
        title=_("Hand over"),
        lede=_("The clock goes on: handing over wins no time."),
        submit=_("Hand over"),
        do=lambda said: services.hand_over(
            **by(request, said, matter_id=pk, owner_id=form.owner_id()), reason=said["reason"]
        ),
        done=_("Handed over. It stands on the other desk now."),
    )
    return answer_deed(request, page)


@require_http_methods(BOTH)
@signed_in
def ask_back(request: Request, pk: UUID) -> HttpResponse:
    """Ask those who spoke something; the clock stands still until they answer."""
    matter = matter_for(request, pk)
    page = DeedPage(
        matter=matter,
        may=permissions.may_do(request.actor, matter, Deed.ASK_BACK),
        form=forms.AskForm(request.POST or None, initial={"version": matter.version}),
        title=_("Ask back"),
        lede=_("The clock stands still until the speaker answers. Ask only what you cannot find out yourself."),
        submit=_("Ask"),
        do=lambda said: services.ask_back(**by(request, said, matter_id=pk), **_named(said, "question", "version")),
        done=_("Asked. The question stands on the receipt page; whom it does not reach there, tell in their own way."),
    )
    return answer_deed(request, page)


@require_http_methods(BOTH)
@signed_in
def defer(request: Request, pk: UUID) -> HttpResponse:
    """Put a matter off to a day, once, with a reason."""
    matter = matter_for(request, pk)
    page = DeedPage(
        matter=matter,
        may=permissions.may_defer(request.actor, matter),
        form=forms.DeferForm(request.POST or None),
        title=_("Defer"),
        lede=_("The clock stands still until that day, and the speakers are told why."),
        submit=_("Defer"),
        do=lambda said: services.defer(**by(request, said, matter_id=pk), **_named(said, "until", "reason")),
        done=_("Deferred. It comes back on your desk on that day."),
    )
    return answer_deed(request, page)


@require_http_methods(BOTH)
@signed_in
def classify(request: Request, pk: UUID) -> HttpResponse:
    """Say what a matter is about, where, and who may read of it."""
    matter = matter_for(request, pk)
    form = forms.ClassifyForm(request.POST or None, initial=_facts_of(matter))
    may = mediating.may_be_named(matter) and permissions.may_do(request.actor, matter, Deed.CLASSIFY)
    page = DeedPage(
        matter=matter,
        may=may,
        form=form,
        title=_("Classify"),
        submit=_("Save"),
        do=lambda said: _classify(request, form, matter, said),
        done=_("Saved."),
        saved=_facts_now,
    )
    return answer_deed(request, page)


def _classify(request: Request, form: forms.ClassifyForm, matter: Matter, said: dict[str, Any]) -> Matter:
    mediating.may_be_named(matter).require()
    return services.classify(
        **by(request, said, matter_id=matter.pk, community_id=form.community_id()),
        **_named(said, "title", "category", "place", "sensitivity", "version"),
    )


@require_http_methods(BOTH)
@signed_in
def split(request: Request, pk: UUID) -> HttpResponse:
    """Make a matter of its own of some of the voices."""
    matter = matter_for(request, pk)
    # A resend names voices that have gone already: it must get its first answer, not an error.
    gone = [key for key in map(_key, request.POST.getlist("voices")) if key]
    voices = Voice.objects.filter(Q(matter=matter) | Q(matter__split_from=matter, pk__in=gone))
    form = forms.SplitForm(
        request.POST or None, voices=list(voices.order_by("taken_at", "pk")), initial={"version": matter.version}
    )
    page = DeedPage(
        matter=matter,
        may=permissions.may_split(request.actor, matter),
        form=form,
        title=_("Put voices apart"),
        lede=_("The voices you tick become a matter of their own. Owner and clock go with them; nobody waits longer."),
        submit=_("Put them apart"),
        do=lambda said: services.split(
            **by(request, said, matter_id=pk, voice_ids=form.voice_ids()), **_named(said, "title", "version")
        ),
        done=_("Put apart. This is the new matter."),
        then=lambda new: address_of(new.pk),
    )
    return answer_deed(request, page)


@require_http_methods(BOTH)
@signed_in
def merge(request: Request, pk: UUID) -> HttpResponse:
    """Put a matter together with a similar one, or another by its number."""
    matter = matter_for(request, pk)
    seen = Matter.objects.visible_to(request.actor)
    similar = listing.similar(actor=request.actor, matter=matter)
    candidates = seen.filter(state__in=OPEN).exclude(pk=pk)
    form = forms.MergeForm(
        request.POST or None, similar=similar, candidates=candidates, initial={"version": matter.version}
    )
    page = DeedPage(
        matter=matter,
        may=permissions.may_merge(request.actor, matter),
        form=form,
        title=_("Put together with another"),
        lede=_("All its voices go into the other matter, and everybody gets the answer of that one."),
        submit=_("Put together"),
        do=lambda said: services.merge(
            **by(request, said, matter_id=pk, into_id=said["target"].pk), **_named(said, "version")
        ),
        done=_("Put together. The voices are here now."),
        then=lambda target: address_of(target.pk),
    )
    return answer_deed(request, page)


@require_http_methods(BOTH)
@signed_in
def escalate(request: Request, pk: UUID) -> HttpResponse:
    """Send a matter to the street office, a community, or an address outside."""
    matter = matter_for(request, pk)
    form = forms.EscalateForm(
        request.POST or None, bodies=list(bodies_above(on=today())), initial={"version": matter.version}
    )
    page = DeedPage(
        matter=matter,
        may=permissions.may_escalate(request.actor, matter),
        form=form,
        title=_("Escalate"),
        lede=_("Our clock stands still until they answer. You stay the one whom the speakers ask."),
        submit=_("Escalate"),
        do=lambda said: services.escalate(
            **by(request, said, matter_id=pk, body_id=form.body_id(), outside=form.address()),
            **_named(said, "reason", "version"),
        ),
        done=_("Escalated. Whoever spoke can see where it is."),
    )
    return answer_deed(request, page)


@require_http_methods(BOTH)
@signed_in
def answer(request: Request, pk: UUID) -> HttpResponse:
    """Answer all voices of a matter at once."""
    matter = matter_for(request, pk)
    page = DeedPage(
        matter=matter,
        may=permissions.may_do(request.actor, matter, Deed.ANSWER),
        form=forms.AnswerForm(request.POST or None, initial={"version": matter.version}),
        title=_("Give the answer"),
        lede=_("The answer goes to every voice. It is solved only when the speakers say so."),
        submit=_("Give the answer"),
        do=lambda said: services.answer(**by(request, said, matter_id=pk), **_named(said, "text", "result", "version")),
        done=_("Answered. Now tell everybody in their own way."),
        saved=lambda changed: {"text": changed.answer.text if changed.answer else ""},
        more={"voices": voices_shown(request.actor, matter)},
    )
    return answer_deed(request, page)


@require_http_methods(BOTH)
@signed_in
def reopen(request: Request, pk: UUID) -> HttpResponse:
    """Take an answered matter up again."""
    matter = matter_for(request, pk)
    hint = _("The speakers read it as you write it.")
    page = DeedPage(
        matter=matter,
        may=permissions.may_reopen(request.actor, matter),
        form=forms.ReasonForm(request.POST or None, label=_("Why it is taken up again"), hint=hint),
        title=_("Take it up again"),
        lede=_("Its clock starts anew, and everybody is owed a new answer."),
        submit=_("Take it up again"),
        do=lambda said: services.reopen(**by(request, said, matter_id=pk), reason=said["reason"]),
        done=_("Taken up again."),
    )
    return answer_deed(request, page)


def _key(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _named(said: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: said[name] for name in names}


def _facts_of(matter: Matter) -> dict[str, Any]:
    return {
        "title": matter.title,
        "category": matter.category,
        "community": str(matter.community_id or ""),
        "place": matter.place,
        "sensitivity": matter.sensitivity,
        "version": matter.version,
    }


def _facts_now(changed: MatterChanged) -> dict[str, Any]:
    """Give what is saved now by field, without the version, which nobody typed."""
    return {name: value for name, value in _facts_of(changed.matter).items() if name != "version"}
