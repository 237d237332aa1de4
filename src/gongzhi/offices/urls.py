"""This will name the pages of this room."""

from django.urls import path

from gongzhi.offices import views

app_name = "offices"
urlpatterns = [
    path("", views.bodies, name="bodies"),
    path("establish/", views.establish, name="establish"),
    path("<uuid:pk>/", views.body, name="body"),
    path("<uuid:pk>/offices/add/", views.office_add, name="office_add"),
    path("<uuid:pk>/dissolve/", views.dissolve, name="dissolve"),
    path("<uuid:pk>/terms/add/", views.term_add, name="term_add"),
    path("terms/<uuid:pk>/end/", views.term_end, name="term_end"),
    path("terms/<uuid:pk>/correct/", views.term_correct, name="term_correct"),
    path("terms/<uuid:pk>/approve/", views.term_approve, name="term_approve"),
    path("persons/<uuid:pk>/", views.history, name="history"),
]
