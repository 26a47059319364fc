"""The site's own files, each under a name that holds a hash of what is in it."""

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage


class RememberedAddresses(CompressedManifestStaticFilesStorage):
    """Works each address out once: a page names up to thirty, and they stay until files are collected anew."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[tuple[str, bool, bool], str] = {}

    def url(self, name: str, force: bool = False) -> str:
        asked = (name, force, settings.DEBUG)
        if asked not in self._addresses:
            self._addresses[asked] = super().url(name, force)
        return self._addresses[asked]

    def save_manifest(self) -> None:
        """Forget the addresses: the collected files have other ones."""
        super().save_manifest()
        self._addresses.clear()
