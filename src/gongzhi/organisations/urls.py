"""This will name the pages of this room."""

from django.urls import path

from gongzhi.organisations import views
from gongzhi.organisations.rules import Deed

app_name = "organisations"
urlpatterns = [
    path("", views.register, name="list"),
    path("export/", views.export, name="export"),
    path("add/", views.add, name="add"),
    path("individuals/", views.individuals, name="individuals"),
    path("individuals/add/", views.apply_individual, name="individual_apply"),
    path("individuals/<uuid:pk>/", views.individual, name="individual"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/link/", views.link, name="link"),
    path("<uuid:pk>/apply/", views.apply, name="apply"),
    path("<uuid:pk>/elsewhere/", views.elsewhere, name="elsewhere"),
    path("<uuid:pk>/evidence/", views.evidence, name="evidence"),
    path("<uuid:pk>/representatives/add/", views.name_representative, name="representative_add"),
    path("representatives/<uuid:pk>/end/", views.end_representative, name="representative_end"),
    path("spells/<uuid:pk>/correct/", views.correct_spell, name="spell_correct"),
    path("memberships/<uuid:pk>/admit/", views.decide, {"deed": Deed.ADMIT}, name="admit"),
    path("memberships/<uuid:pk>/refuse/", views.decide, {"deed": Deed.REFUSE}, name="refuse"),
    path("memberships/<uuid:pk>/suspend/", views.decide, {"deed": Deed.SUSPEND}, name="suspend"),
    path("memberships/<uuid:pk>/restore/", views.decide, {"deed": Deed.RESTORE}, name="restore"),
    path("memberships/<uuid:pk>/leave/", views.decide, {"deed": Deed.LEAVE}, name="leave"),
]
