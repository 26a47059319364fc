#!/usr/bin/env python
"""Django's command line for this site."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from spinecenter.embedded_postgres import EmbeddedPostgresError


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spinecenter.settings")
    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, EmbeddedPostgresError) as error:
        sys.exit(f"spinecenter: {error}")


if __name__ == "__main__":
    main()
