"""What must hold of any HTML whatever: made up by hypothesis, and shown to a real browser."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.html import ATTRIBUTES, TAGS, plain_text, sanitise

# Pieces that browsers, sanitisers and their authors have stumbled over, and what surrounds them.
PIECES = [
    "<script>ran()</script>", "<script src=//x>", "</script>", "<img src=x onerror=ran()>", "<svg onload=ran()>",
    "<svg><script>ran()</script></svg>", "<math><mi//xlink:href='javascript:ran()'>", "<a href=javascript:ran()>a</a>",
    "<a href='jAvA\tscript:ran()'>a</a>", "<a href='&#106;avascript:ran()'>a</a>", "<iframe srcdoc='<script>ran()</script>'>",
    "<style>@import 'javascript:ran()'</style>", "<noscript><p title='</noscript><img src=x onerror=ran()>'>",
    "<template><img src=x onerror=ran()></template>", "<textarea><img src=x onerror=ran()>", "<title><img src=x onerror=ran()>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=ran()>", "<table><td><svg onload=ran()>",
    "<!--><img src=x onerror=ran()>-->", "<![CDATA[<img src=x onerror=ran()>]]>", "<img alt='`' src=x onerror=ran()>",
    "<body onload=ran()>", "<details open ontoggle=ran()>", "<video><source onerror=ran()>", "<object data=javascript:ran()>",
    "<embed src=javascript:ran()>", "<base href=javascript:ran()//>", "<meta http-equiv=refresh content='0;url=javascript:ran()'>",
    "<p style='background:url(javascript:ran())'>", "<b onclick=ran()>", "<p title=\"><script>ran()</script>\">", "<h1>", "<h2 ", "</h1>",
    "<a title='<img src=x onerror=ran()>'>", "<abbr title=\"&quot;><img src=x onerror=ran()>\">", "&lt;script&gt;ran()&lt;/script&gt;",
    "<input autofocus onfocus=ran()>", "<select><style></select><img src=x onerror=ran()>", "\x00", "<", ">", "\"", "'", "=", "/", "--", "]]>",
]  # fmt: skip
NAMES = sorted(TAGS | {"h1", "h2", "h5", "b", "i", "div", "script", "style", "svg", "math", "xmp"})
VALUES = sorted(
    {name for names in ATTRIBUTES.values() for name in names} | {"onclick", "style", "id"}
)
word = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
tag = st.builds(
    lambda name, key, value, close: f'<{"/" if close else ""}{name} {key}="{value}">',
    st.sampled_from(NAMES),
    st.sampled_from(VALUES),
    word,
    st.booleans(),
)
any_html = st.lists(st.one_of(st.sampled_from(PIECES), tag, word), max_size=12).map("".join)
made_up = settings(
    max_examples=300, deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip


@given(any_html)
@made_up
def test_sanitising_twice_changes_nothing(html):
    once = sanitise(html)

    assert sanitise(once) == once


@given(any_html)
@made_up
def test_nothing_outside_the_allow_list_is_left(html):
    kept = sanitise(html)

    names = {part.split(">")[0].split()[0].strip("/") for part in kept.split("<")[1:]}
    assert names <= TAGS
    assert plain_text(kept) == plain_text(sanitise(kept))


RENDER = """
(bodies) => {
  window.ran = (why) => (window.executed = why || "a script");
  window.executed = "";
  const left = [];
  for (const body of bodies) {
    const place = document.createElement("div");
    document.body.append(place);
    place.innerHTML = body;
    const parsed = new DOMParser().parseFromString(body, "text/html");
    for (const root of [place, parsed.body]) {
      for (const element of root.querySelectorAll("*")) {
        const acts = [...element.attributes].some(({ name, value }) =>
          name.startsWith("on") || name === "style" || /^\\s*(javascript|data|vbscript):/i.test(value));
        const foreign = element.namespaceURI !== "http://www.w3.org/1999/xhtml";
        if (acts || foreign || /^(script|style|iframe|object|embed|form|base|meta|link)$/i.test(element.tagName)) {
          left.push([body, element.outerHTML]);
        }
      }
    }
    for (const link of place.querySelectorAll("a[href]")) link.click();
  }
  return new Promise((done) => setTimeout(() => done({ left, executed: window.executed }), 0));
}
"""


def collected():
    """A few hundred inputs: every known piece, every pair with what opens a context, and made-up ones."""
    openers = ["<p>", "<table>", '<a href="', "<!--", "<svg>", "<math>", "<h1>"]
    inputs = PIECES + [opener + piece for opener in openers for piece in PIECES]

    @given(any_html)
    @made_up
    def gather(html):
        inputs.append(html)

    gather()
    return inputs


def test_no_html_yields_a_script_in_a_real_browser(page):
    # Given hostile and made-up HTML, cleaned
    bodies = [sanitise(html) for html in collected()]
    assert len(bodies) > 500

    # When a browser shows all of it on one page, follows no link away, and finds no picture
    page.route(
        "**/*", lambda route: route.fulfill(status=200, body="<!doctype html><title>t</title>")
    )
    page.goto("/")
    page.evaluate("addEventListener('click', (event) => event.preventDefault())")
    result = page.evaluate(RENDER, bodies)

    # Then nothing ran, and nothing is left that could
    assert result == {"left": [], "executed": ""}, json.dumps(result)[:2000]


def test_the_browser_would_tell(page):
    """The same page without the sanitiser: the test above can see a script that runs."""
    page.route(
        "**/*", lambda route: route.fulfill(status=200, body="<!doctype html><title>t</title>")
    )
    page.goto("/")

    result = page.evaluate(RENDER, ["<img src='data:,' onerror='ran()'>", '<svg onload="ran()">'])

    assert result["left"]
    page.wait_for_function("window.executed === 'a script'")
