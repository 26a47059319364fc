"""A form of the admin as a browser would send it, read from the page that was served."""

from bs4 import BeautifulSoup


def form_data(response, **changes):
    """Every field of the page's own form with its value; `changes` fill or replace some."""
    soup = BeautifulSoup(response.content, "html.parser")
    form = soup.select_one("#content-main form[method=post]")
    data = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        for value in values_of(field):
            data.setdefault(field["name"], []).append(value)
    return {name: value for name, value in data.items() if value} | changes


def values_of(field):
    if field.find_parent("template"):
        return []
    if field.name == "select":
        chosen = field.select("option[selected]")
        first = [] if field.has_attr("multiple") else field.select("option")[:1]
        return [option.get("value", option.text) for option in chosen or first]
    if field.name == "textarea":
        return [field.text.removeprefix("\n")]
    if field.get("type") in ("checkbox", "radio"):
        return [field.get("value", "on")] if field.has_attr("checked") else []
    return [] if field.get("type") in ("submit", "file") else [field.get("value", "")]


def errors_in(response):
    """The sentences of the error summary, or beside the fields where there is none."""
    soup = BeautifulSoup(response.content, "html.parser")
    found = soup.select(".error-summary li") or soup.select(".errorlist li")
    return [" ".join(item.text.split()) for item in found]


def messages_in(response):
    """The sentences on top of the page."""
    soup = BeautifulSoup(response.content, "html.parser")
    return [" ".join(item.text.split()) for item in soup.select(".messagelist li")]
