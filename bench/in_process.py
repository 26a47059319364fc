"""Seconds that each page takes inside Django, one number a line: `python -m bench.in_process TIMES PATH…`"""

import logging
import os
import sys
import time
from itertools import cycle, islice

import django
from django.conf import settings
from django.test import Client


def main(times, paths):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spinecenter.settings")
    django.setup()
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["testserver"]
    logging.disable()
    client = Client()
    client.get(paths[0])
    for path in islice(cycle(paths), times):
        started = time.perf_counter()
        client.get(path)
        print(time.perf_counter() - started)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
