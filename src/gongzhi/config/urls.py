"""This will mount the rooms. Below ``/f/<code>/`` the same tree serves one federation."""

from django.urls import include, path
from django.views.i18n import set_language

from gongzhi.common.web import errors

urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("accounts/", include("gongzhi.people.account_urls")),
    path("", include("gongzhi.portal.urls")),
    path("desk/", include("gongzhi.desk.urls")),
    path("ground/", include("gongzhi.federations.urls")),
    path("imports/", include("gongzhi.common.imports.urls")),
    path("people/", include("gongzhi.people.urls")),
    path("organisations/", include("gongzhi.organisations.urls")),
    path("offices/", include("gongzhi.offices.urls")),
    path("institution/", include("gongzhi.institution.urls")),
    path("meetings/", include("gongzhi.meetings.urls")),
    path("matters/", include("gongzhi.matters.urls")),
    path("filings/", include("gongzhi.filings.urls")),
    path("surveys/", include("gongzhi.surveys.urls")),
    path("visits/", include("gongzhi.visits.urls")),
    path("participation/", include("gongzhi.participation.urls")),
    path("journeys/", include("gongzhi.journeys.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
