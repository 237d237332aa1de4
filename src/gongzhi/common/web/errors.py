"""This will answer what went wrong in plain words, without saying what exists."""

import logging
from uuid import uuid4

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 for an upload that was stopped because it is too large."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 -- Django calls it
    """404: the same words whether a thing does not exist or may not be known of."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: sorry, with a reference that stands in the log and tells nothing else."""
    reference = uuid4().hex[:10]
    log.error("reference %s on %s", reference, request.path)
    return render(request, "500.html", {"reference": reference}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django calls it
    """403 for a form whose session is gone; the page says how to go on."""
    return render(request, "403_csrf.html", status=403)
