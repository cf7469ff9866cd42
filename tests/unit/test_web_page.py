"""What all pages for a browser have in common: one file, names that stay text, data that end no script."""

import re

from convcalc.render.web.page import WebPage, web_page


def test_a_page_holds_all_that_it_shows_and_asks_for_nothing():
    shown = WebPage(
        "a <b> & @style@", "A", "<p>main</p>", "lead", "foot.", ".own { color: red; }", "run();", ["</script>"]
    )
    page = "\n".join(web_page(shown))
    assert page.startswith("<!doctype html>")
    assert "<title>a &lt;b&gt; &amp; @style@</title>" in page
    assert all(part in page for part in ("<h1>A</h1>", '<p class="lead">lead</p>', "<p>main</p>", ".own {", "run();"))
    assert page.count("</script>") == 2
    assert not re.search(r"https?://|@import|url\(|<link|<iframe|\ssrc=", page)


def test_a_page_without_a_script_has_none():
    assert "<script" not in "\n".join(web_page(WebPage("t", "T", "<p>main</p>")))
