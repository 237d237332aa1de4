"""This will name the pages of this room."""

from django.urls import path

from gongzhi.filings.views import after, drafting, lists, reviewing, sight, unfiled

app_name = "filings"
urlpatterns = [
    path("", lists.filings, name="list"),
    path("calendar/", lists.calendar, name="calendar"),
    path("export/", lists.export, name="export"),
    path("new/", drafting.new, name="new"),
    path("class/", drafting.classify, name="classify"),
    path("unfiled/", unfiled.unfiled, name="unfiled"),
    path("unfiled/note/", unfiled.note, name="unfiled_note"),
    path("unfiled/<uuid:pk>/", unfiled.one, name="unfiled_detail"),
    path("papers/<uuid:pk>/", sight.paper, name="paper"),
    path("papers/<uuid:pk>/remove/", after.detach, name="detach"),
    path("<uuid:pk>/", sight.detail, name="detail"),
    path("<uuid:pk>/phone/", sight.phone, name="phone"),
    path("<uuid:pk>/sheet/", sight.sheet, name="sheet"),
    path("<uuid:pk>/sheet.docx", sight.sheet_docx, name="sheet_docx"),
    path("<uuid:pk>/edit/", drafting.edit, name="edit"),
    path("<uuid:pk>/check/", drafting.check, name="check"),
    path("<uuid:pk>/copy/", drafting.copy, name="copy"),
    path("<uuid:pk>/answer/", reviewing.answer, name="answer"),
    path("<uuid:pk>/hand-over/", reviewing.hand_over, name="hand_over"),
    path("<uuid:pk>/add-reviewers/", reviewing.add_reviewers, name="add_reviewers"),
    path("<uuid:pk>/withdraw/", after.withdraw, name="withdraw"),
    path("<uuid:pk>/urge/", after.urge, name="urge"),
    path("<uuid:pk>/held/", after.held, name="held"),
    path("<uuid:pk>/not-held/", after.not_held, name="not_held"),
    path("<uuid:pk>/report/", after.report, name="report"),
    path("<uuid:pk>/permit/", after.permit, name="permit"),
    path("<uuid:pk>/papers/", after.attach, name="attach"),
]
