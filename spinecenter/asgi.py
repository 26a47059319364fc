"""The ASGI application, for servers that speak it."""

import os
import sys

from django.core.asgi import get_asgi_application
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spinecenter.settings")
try:
    application = get_asgi_application()
except ImproperlyConfigured as error:
    print(f"spinecenter: {error}", file=sys.stderr)
    sys.exit(4)  # gunicorn's word for an application that cannot be loaded: it stops, too
