"""What a patient types and presses, page by page, as the browser posts it."""

import re
from html import unescape

EMERGENCY = {"emergency_signs": ["none"], "urgent_signs": ["none"]}
VISIT = {
    "for_whom": "self",
    "visited_before": "new",
    "kind": "virtual",
    "state": "OH",
    "device": "tablet",
}
REASON = {
    "main_reason": "pain",
    "topic": "Spinal stenosis",
    "region": "lumbar",
    "duration": "months",
    "earlier_surgery": "yes",
    "surgery_details": "Microdiscectomy in 2011",
    "imaging": ["mri", "x-ray"],
    "imaging_when": "In June, at Lakeview Hospital",
    "referral": "no",
    "story": "My left leg goes numb after two blocks.",
}
YOU = {
    "name": "Josefína O'Brien-Vega",
    "born_month": "3",
    "born_day": "9",
    "born_year": "1958",
    "phone": "(216) 555-0142",
    "email": "josefina.vega@example.org",
    "contact_by": "phone",
    "contact_when": "morning",
    "voicemail_ok": "on",
    "interpreter": "",
    "access_needs": "A chair with arms",
    "coverage": "insured",
}
WHEN = {"time_of_day": ["morning"], "time_zone": "America/New_York"}
STEPS = [
    ("emergency", EMERGENCY),
    ("visit", VISIT),
    ("reason", REASON),
    ("you", YOU),
    ("when", WHEN),
]
EVERYTHING = EMERGENCY | VISIT | REASON | YOU | WHEN

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def hidden(page: str) -> dict[str, list[str]]:
    """The hidden inputs of a page, as the browser would send them."""
    inputs: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(page):
        inputs.setdefault(unescape(name), []).append(unescape(value))
    return inputs


class Patient:
    """Somebody who fills in the form with a browser that only knows HTML."""

    def __init__(self, client, url="/appointments/request/", **headers):
        self.client, self.url = client, url
        self.headers = {"Sec-Fetch-Site": "same-origin", **headers}
        self.open()

    def open(self, query=""):
        self.response = self.client.get(self.url + query)
        self.page = self.response.content.decode()
        return self.page

    def press(self, go, **typed):
        """Send what the page carries and what was typed; a typed name replaces a carried one."""
        post = {**hidden(self.page), **typed, "go": go}
        self.response = self.client.post(self.url, post, headers=self.headers)
        self.page = self.response.content.decode()
        return self.page

    def fill(self, until="check", **changes):
        """Continue through the steps until the named one is shown."""
        for name, typed in STEPS:
            if name == until:
                break
            mine = {key: value for key, value in changes.items() if key in typed}
            self.press("next", **(typed | mine))
        return self.page

    def heading(self):
        found = re.search(r"<h1>(.*?)</h1>", self.page, re.DOTALL)
        return unescape(found.group(1).strip())

    def errors(self):
        """The sentences of the error summary."""
        summary = re.search(r'error-summary".*?</div>', self.page, re.DOTALL)
        found = re.findall(r"<a href[^>]*>(.*?)</a>", summary.group()) if summary else []
        return [unescape(sentence) for sentence in found]
