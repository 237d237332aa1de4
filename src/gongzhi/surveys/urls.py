"""This will name the pages of the room."""

from django.urls import URLPattern

app_name = "surveys"

urlpatterns: list[URLPattern] = []
