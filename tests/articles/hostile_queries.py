"""A hundred and more query strings of the search page that nobody types in good faith, by what they try."""

from urllib.parse import quote


def _asked(*queries):
    return [f"q={quote(query, safe='', errors='surrogatepass')}" for query in queries]


LONG = 10_000
HOSTILE = {
    "quotes": _asked(
        "'", '"', "''", '""', "`", "’", "“", "'a", "a'b'c", 'sci"atica', "\\'", '\\"', "«»", "$$", "$a$b$a$"
    ),
    "operators": _asked(
        "a & b", "a | b", "!a", "!!a", "a <-> b", "a <2> b", "(", ")", "((((", "a:*", "a:ABCD", ":*", "&|!",
        "<->", "* * *", "-a +b ~c", "a AND OR NOT b", "title:a", "a^2", "a~2", "[a TO b]", "{", "a?b*c",
    ),
    "sql": _asked(
        "'; DROP TABLE articles_page; --", "' OR 1=1 --", "1 UNION SELECT password FROM auth_user",
        "%(id)s", "%s", "%", "%%", "_", "\\", "{}", "{0}", "{{ 7*7 }}", "{% debug %}", "/* */", "--", ";",
        "pg_sleep(99)", "'||pg_sleep(99)||'", "$1", "\\x00", "E'\\n'",
    ),
    "markup": _asked(
        "<script>alert(1)</script>", "</title><script>alert(1)</script>", "<img src=x onerror=alert(1)>",
        '" autofocus onfocus="alert(1)', "<mark>", "&lt;b&gt;", "&#60;", "javascript:alert(1)", "<!--", "]]>",
    ),
    "length": _asked(
        "x" * LONG, "a b " * (LONG // 4), "sciatica " * (LONG // 9), "é" * LONG, "(" * LONG, "'" * LONG,
        " " * LONG, "a-" * (LONG // 2), "🦴" * LONG, "ﷺ" * 1_000, "e\u0301" * 1_000, "a\u0301\u0301" * 1_000,
        " ".join(f"word{n}" for n in range(2_000)), "9" * LONG,
    ),
    "control characters": _asked(
        "\x00", "sci\x00atica", "\x01\x02\x03", "\x1b[31m", "\r\nSet-Cookie: a=b", "\n\n", "\t", "\x7f",
        "\x85", "\u2028", "\ufeff", "\ufffe", "\uffff", "\x02sciatica\x03",
    ),
    "letters": _asked(
        "\ud83d", "a\udfff", "\u202esciatica", "\u200f\u200e", "\u200b", "שלום", "سياتيكا", "坐骨神经痛",
        "🦴", "👩‍⚕️", "İı", "ß", "ﬁbrosis", "Ⅳ", "½", "\u0301", "zalgo\u0335\u0322", "ſciatica", "A\u030a",
    ),
    "broken escapes": [
        "q=%", "q=%E0%A4%A", "q=%ff%fe", "q=%ED%A0%BD", "q=%zz", "q=%u0041", "q=%00%00", "q=%C0%AF",
        "q=%F4%90%80%80", "q=+%2B+", "%71=a", "q", "q=", "&&&", "=", "q[]=a", "q[a]=b",
    ],
    "pages": [
        f"q=disk&page={page}"
        for page in ("0", "-1", "999999999999999999999", "1e9", "x", "", "%00", "1.5", "last", "१", "²", "1 ", "-0")
    ],
    "choices": [
        f"q=disk&{choice}"
        for choice in (
            "kind=nobody", "subject=%00", "region=x%27", "kind=article&kind=condition-page", "subject=",
            "topic=disk", "letter=D", "kind=" + "x" * LONG, "region=lumbar&region=", "exact=" + "x" * 100,
            "exact=0", "exact=%00", "kind[]=article", "nobody=knows", "subject=condition%0d%0a",
        )
    ],
    "repeated": ["q=a&q=b", "q=&q=disk", "q=disk&page=1&page=2", "&".join(["q=disk"] * 900), "a=1&" * 900 + "q=x"],
}  # fmt: skip
