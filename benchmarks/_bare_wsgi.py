"""This will hand the bare pages to the web server: Django set up as the product sets it up, then no middleware."""

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

django.setup()
settings.MIDDLEWARE = []
settings.ROOT_URLCONF = "benchmarks._bare"

application = WSGIHandler()
