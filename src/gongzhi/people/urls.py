"""This will name the pages of this room."""

from django.urls import path

from gongzhi.people import account_views, views

app_name = "people"
urlpatterns = [
    path("", views.people, name="list"),
    path("me/", views.me, name="me"),
    path("new/", views.new, name="new"),
    path("accounts/", account_views.accounts, name="accounts"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/contacts/new/", views.contact_new, name="contact_new"),
    path("<uuid:pk>/export/", views.export, name="export"),
    path("<uuid:pk>/erase/", views.erase, name="erase"),
    path("<uuid:pk>/account/", account_views.account_new, name="account_new"),
    path("<uuid:pk>/account/link/", account_views.link_renew, name="link_renew"),
    path("<uuid:pk>/account/deactivate/", account_views.account_deactivate, name="account_deactivate"),
    path("<uuid:pk>/account/reactivate/", account_views.account_reactivate, name="account_reactivate"),
    path("<uuid:pk>/account/untie/", account_views.account_untie, name="account_untie"),
    path("contacts/<uuid:pk>/reveal/", views.reveal, name="reveal"),
    path("contacts/<uuid:pk>/remove/", views.contact_remove, name="contact_remove"),
]
