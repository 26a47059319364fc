"""Two questions a load balancer asks: does the process live, and can it serve."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.views.decorators.cache import never_cache


@never_cache
def live(request):
    """The process answers; the database is not asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def ready(request):
    """The database answers and every migration is applied; 503 with the reason otherwise."""
    problem = what_is_missing()
    return HttpResponse(
        f"{problem or 'ok'}\n", status=503 if problem else 200, content_type="text/plain"
    )


def what_is_missing():
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError:
        return "The database does not answer."
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return "Migrations are waiting to be applied."
    return ""
