"""This will name the pages of this room."""

from django.urls import path

from gongzhi.desk import views

app_name = "desk"
urlpatterns = [path("", views.home, name="home")]
