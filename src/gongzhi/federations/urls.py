"""This will name the pages of this room."""

from django.urls import path, re_path

from gongzhi.federations import views

app_name = "federations"
urlpatterns = [
    path("", views.ground, name="ground"),
    path("adopt/", views.adopt, name="adopt"),
    path("communities/new/", views.community_new, name="community_new"),
    path("communities/<uuid:pk>/", views.community, name="community"),
    path("communities/<uuid:pk>/edit/", views.community_edit, name="community_edit"),
    path("communities/<uuid:pk>/count/", views.count, name="count"),
    path("communities/<uuid:pk>/grids/new/", views.grid_new, name="grid_new"),
    path("grids/<uuid:pk>/edit/", views.grid_edit, name="grid_edit"),
    path("district/", views.district, name="district"),
    path("divisions/", views.divisions, name="divisions"),
    re_path(r"^divisions/(?P<code>[0-9]{2,12})/$", views.divisions, name="division"),
    re_path(r"^divisions/(?P<code>[0-9]{9})/found/$", views.found, name="found"),
]
