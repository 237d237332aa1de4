"""This will hand the application to the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.config.settings.dev")

application = get_wsgi_application()

# What was loaded stays: the collector need not look through it again in the middle of a request.
gc.collect()
gc.freeze()
