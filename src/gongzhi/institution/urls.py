"""This will name the pages of this room."""

from django.urls import path

from gongzhi.institution.views import board, charters, clauses

app_name = "institution"
urlpatterns = [
    path("", board.board, name="board"),
    path("calendar/", board.calendar, name="calendar"),
    path("calendar/address/", board.feed_renew, name="feed_renew"),
    path("calendar/<str:token>.ics", board.feed, name="feed"),
    path("clauses/", clauses.clauses, name="clauses"),
    path("clauses/<str:code>/", board.clause, name="clause"),
    path("duties/", clauses.duties, name="duties"),
    path("district/", clauses.district, name="district"),
    path("charters/", charters.charters, name="charters"),
    path("charters/found/", charters.found, name="found"),
    path("charters/draft/", charters.draft, name="draft"),
    path("charters/compare/", charters.compare, name="compare"),
    path("charters/<uuid:pk>/", charters.charter, name="charter"),
    path("charters/<uuid:pk>/adopt/", charters.adopt, name="adopt"),
    path("charters/<uuid:pk>/drop/", charters.drop, name="drop"),
    path("charters/<uuid:pk>/filed/", charters.filed, name="filed"),
    path("charters/<uuid:pk>/rehearse/", charters.rehearse, name="rehearse"),
    path("charters/<uuid:pk>/restore/", charters.restore, name="restore"),
    path("draft-clauses/<uuid:pk>/", charters.edit_clause, name="clause_edit"),
    path("draft-clauses/<uuid:pk>/remove/", charters.remove_clause, name="clause_remove"),
]
