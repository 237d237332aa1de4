"""This will show one sheet of reminders, and put it aside once it was read."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gongzhi.common.web.access import see_other, signed_in
from gongzhi.common.web.requests import Request
from gongzhi.matters import services
from gongzhi.matters.models import Digest
from gongzhi.matters.selectors.reminders import reminders_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def reminders(request: Request, pk: UUID) -> HttpResponse:
    """Show one's own sheet of a day; the button takes it off the desk."""
    digest = get_object_or_404(Digest, pk=pk, person=request.actor.person_id)
    if request.method == "POST":
        services.see_digest(actor=request.actor, digest_id=digest.pk, at=timezone.now())
        return see_other(reverse("desk:home"))
    context = {"digest": digest, "reminders": list(reminders_in(digest, actor=request.actor))}
    return render(request, "matters/window/reminders.html", context)
