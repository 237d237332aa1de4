"""This will name the pages of the room."""

from django.urls import path

from gongzhi.participation import views

app_name = "participation"
urlpatterns = [path("", views.overview, name="overview")]
