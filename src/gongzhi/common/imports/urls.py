"""This will name the pages of imports."""

from django.urls import path, re_path

from gongzhi.common.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.upload, name="upload"),
    path("<uuid:pk>/", views.preview, name="preview"),
    path("rows/<uuid:pk>/", views.row, name="row"),
    path("rows/<uuid:pk>/leave-out/", views.leave_out, name="leave_out"),
    re_path(r"^(?P<pk>[0-9a-f-]{36})/(?P<what>commit|discard|refresh)/$", views.act, name="act"),
]
