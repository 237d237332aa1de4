"""This will name the pages of the room."""

from django.urls import path

from gongzhi.visits.views import page, planning, recording, targets

app_name = "visits"
urlpatterns = [
    path("", recording.mine, name="mine"),
    path("plan/all/", page.visits, name="list"),
    path("new/<str:kind>/", recording.spot, name="spot"),
    path("<uuid:pk>/record/", recording.record, name="record"),
    path("made/<uuid:pk>/", page.visit, name="visit"),
    path("made/<uuid:pk>/done/", recording.done, name="done"),
    path("made/<uuid:pk>/slip/", recording.slip, name="slip"),
    path("made/<uuid:pk>/add/", recording.add, name="add"),
    path("made/<uuid:pk>/correct/", page.correct, name="correct"),
    path("made/<uuid:pk>/void/", page.void, name="void"),
    path("plan/", planning.plan, name="plan"),
    path("plan/edit/", planning.edit, name="plan_edit"),
    path("plan/targets/", targets.targets, name="targets"),
    path("plan/targets/take-over/", targets.take_over, name="take_over"),
    path("plan/targets/new/<str:kind>/", targets.target_new, name="target_new"),
    path("plan/targets/<uuid:pk>/", targets.target, name="target"),
    path("plan/assignments/<uuid:pk>/drop/", targets.drop, name="drop"),
]
