"""How gunicorn serves the site, in `make run` and in production. `gunicorn -c deploy/gunicorn.conf.py`"""

import os
from pathlib import Path

wsgi_app = "spinecenter.wsgi"
bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = (
    True  # a setting that is missing stops the start with one line, not a loop of dying workers
)
limit_request_line = 8190  # a long question is searched, not refused
timeout = 30  # seconds until a worker that hangs is replaced
graceful_timeout = 10  # seconds that running requests get when the site stops
max_requests = 5000  # a fresh worker now and then, should anything leak
max_requests_jitter = 500
accesslog = None  # addresses and query strings can be particulars; nginx keeps what is needed
loglevel = "error"  # a warning may quote a request
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - the heartbeat, in memory
