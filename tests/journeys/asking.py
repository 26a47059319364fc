"""How a patient fills in the request form in a browser, page by page."""

REQUEST = "/appointments/request/"


def choose(page, **answers):
    for name, value in answers.items():
        page.locator(f"[name={name}][value='{value}']").check()


def type_in(page, **answers):
    for name, value in answers.items():
        page.locator(f"[name={name}]").fill(value)


def go_on(page):
    page.get_by_role("button", name="Continue").click()
    page.wait_for_load_state()


def heading(page):
    return page.locator("h1").inner_text()


def answer_emergency(page):
    choose(page, emergency_signs="none", urgent_signs="none")


def answer_visit(page):
    choose(page, for_whom="self", visited_before="new", kind="virtual", device="phone")
    page.select_option("[name=state]", "OH")


def answer_reason(page):
    choose(page, main_reason="pain", region="lumbar", duration="months")
    choose(page, earlier_surgery="yes", imaging="mri", referral="no")
    type_in(page, surgery_details="Microdiscectomy, 2011", story="Two blocks, then my leg burns.")


def answer_you(page):
    type_in(page, name="Josefína O'Brien-Vega", phone="(216) 555-0142")
    type_in(page, born_month="3", born_day="9", born_year="1958", email="vega@example.org")
    page.locator("[name=voicemail_ok]").check()
    choose(page, coverage="insured")


def answer_when(page):
    choose(page, time_of_day="morning")


ANSWER = [answer_emergency, answer_visit, answer_reason, answer_you, answer_when]


def walk(page, steps=5):
    for answer in ANSWER[:steps]:
        answer(page)
        go_on(page)


def fits(page):
    """The page is no wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
