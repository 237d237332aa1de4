"""This will name the pages of the door. The page that signs in by one click exists in demo mode only."""

from django.conf import settings
from django.urls import URLPattern, path

from gongzhi.portal import views

app_name = "portal"


def demo_urls(*, is_demo: bool) -> list[URLPattern]:
    """List the addresses of the demo's sign-ins: none outside demo mode."""
    if not is_demo:
        return []
    return [
        path("demo/", views.demo, name="demo"),
        path("demo/<slug:kind>/", views.demo_sign_in, name="demo_sign_in"),
    ]


urlpatterns = [
    # One page, two names: below /f/<code>/ it is the face of that federation.
    path("", views.home, name="face"),
    path("", views.home, name="home"),
    path("arrive/", views.arrive, name="arrive"),
    path("handbook/", views.handbook, name="handbook"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    *demo_urls(is_demo=settings.DEMO),
]
