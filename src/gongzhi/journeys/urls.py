"""This will name the pages of the room."""

from django.urls import path

from gongzhi.journeys.views import deliberating, returning

app_name = "journeys"

urlpatterns = [
    path("matters/<uuid:pk>/agenda/", deliberating.agenda, name="agenda"),
    path("matters/<uuid:pk>/consult/", deliberating.consult, name="consult"),
    path("resolutions/<uuid:pk>/answer/", returning.answer, name="answer"),
    path("remarks/<uuid:pk>/voice/", returning.voice, name="voice"),
]
