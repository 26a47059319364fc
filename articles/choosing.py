"""Fields that search for what is chosen, and answer a key made by hand with a form error."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple

LONGEST_KEY = 18  # digits; what is longer is no key


class _KeysOnly:
    """What can be no key is not asked of the database, which would break on it."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        keys = [key for key in value if str(key).isdecimal() and len(str(key)) <= LONGEST_KEY]
        return super().optgroups(name, keys, attr)  # type: ignore[misc]


class ChooseOne(_KeysOnly, AutocompleteSelect):
    pass


class ChooseSome(_KeysOnly, AutocompleteSelectMultiple):
    pass
