"""This will name the pages of the room."""

from django.urls import path

from gongzhi.surveys.views import answering, design, entry, importing, listing, papers, results, rounds

app_name = "surveys"

urlpatterns = [
    path("open/", answering.open_rounds, name="open"),
    path("a/<slug:slug>/", answering.answer, name="answer"),
    path("a/<slug:slug>/draft/", answering.draft, name="draft"),
]

# The staff: surveys and their questions, rounds, entry, papers, results.
urlpatterns += [
    path("", listing.surveys, name="list"),
    path("new/", listing.new, name="new"),
    path("import/", importing.new, name="import"),
    path("<uuid:pk>/", listing.survey, name="survey"),
    path("<uuid:pk>/edit/", listing.edit, name="edit"),
    path("<uuid:pk>/version/", listing.new_version, name="new_version"),
    path("versions/<uuid:pk>/", design.version, name="version"),
    path("versions/<uuid:pk>/import/", importing.into, name="import_into"),
    path("versions/<uuid:pk>/intro/", design.intro, name="intro"),
    path("versions/<uuid:pk>/pages/<str:page>/", design.page_title, name="page"),
    path("versions/<uuid:pk>/pages/<str:page>/question/", design.new_question, name="new_question"),
    path("versions/<uuid:pk>/questions/<slug:code>/", design.question, name="question"),
    path("versions/<uuid:pk>/arrange/", design.arrange, name="arrange"),
    path("versions/<uuid:pk>/preview/", design.preview, name="preview"),
    path("versions/<uuid:pk>/changes/", design.versions, name="changes"),
    path("versions/<uuid:pk>/round/", rounds.plan, name="plan"),
    path("rounds/<uuid:pk>/", rounds.detail, name="round"),
    path("rounds/<uuid:pk>/edit/", rounds.edit, name="round_edit"),
    path("rounds/<uuid:pk>/open/", rounds.open_round, name="round_open"),
    path("rounds/<uuid:pk>/close/", rounds.close_round, name="round_close"),
    path("rounds/<uuid:pk>/codes/", rounds.codes, name="codes"),
    path("rounds/<uuid:pk>/poster/", papers.poster, name="poster"),
    path("rounds/<uuid:pk>/form/", papers.form, name="paper_form"),
    path("slips/<uuid:pk>/", papers.slips, name="slips"),
    path("rounds/<uuid:pk>/entry/", entry.entry, name="entry"),
    path("rounds/<uuid:pk>/entry/undo/", entry.undo, name="undo"),
    path("results/<uuid:pk>/", results.results, name="results"),
    path("results/<uuid:pk>/update/", results.update, name="results_update"),
    path("results/<uuid:pk>/words/<slug:code>/", results.words, name="words"),
    path("results/<uuid:pk>/words/<slug:code>/voice/", results.voice, name="voice"),
    path("results/<uuid:pk>/export/", results.export, name="export"),
]
