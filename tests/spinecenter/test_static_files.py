"""Addresses of the site's own files."""

from pathlib import Path

from spinecenter.static_files import RememberedAddresses


def collected(storage, name, words):
    """The address of a file after it was collected with these words in it."""
    Path(storage.path(name)).write_text(words)
    list(storage.post_process({name: (storage, name)}))
    return storage.url(name)


def test_address_holds_what_is_in_the_file_and_changes_when_it_is_collected_anew(tmp_path):
    storage = RememberedAddresses(location=tmp_path)
    first = collected(storage, "a.css", "a {}")
    assert first == storage.url("a.css") != "/static/a.css"
    assert collected(storage, "a.css", "b {}") not in (first, "/static/a.css")


def test_address_follows_the_mode_that_the_site_runs_in(tmp_path, settings):
    storage = RememberedAddresses(location=tmp_path)
    hashed = collected(storage, "a.css", "a {}")
    settings.DEBUG = True
    assert [storage.url("a.css"), storage.url("a.css", force=True)] == ["/static/a.css", hashed]
