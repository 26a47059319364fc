"""The WSGI application that gunicorn serves."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spinecenter.settings")
try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    print(f"spinecenter: {error}", file=sys.stderr)
    sys.exit(4)  # gunicorn's word for an application that cannot be loaded: it stops, too
