"""Pictures that staff put in, served by the site itself where no nginx stands before it."""

import errno

from django.conf import settings
from django.http import Http404
from django.views.decorators.cache import cache_control
from django.views.static import serve


@cache_control(public=True, max_age=31_536_000, immutable=True)
def media(request, path):
    """One uploaded file; the security middleware forbids browsers to guess its type.

    Every file has a name of its own and never changes, so a browser asks for it once.
    """
    try:
        return serve(request, path, document_root=settings.MEDIA_ROOT)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise Http404("No file can have this name.") from error
        raise
