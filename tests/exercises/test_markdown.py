"""The small Markdown: bold, lists, line breaks; the rest as typed."""

from __future__ import annotations

import pytest

from classroom.exercises.markdown import inline, render, render_sheet


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("J'appuie sur **Répondre**.", "J'appuie sur <strong>Répondre</strong>."),
        ("un\ndeux", "un<br>\ndeux"),
        ("*a* _b_ __c__ `d` [e](f) # g", "*a* _b_ __c__ `d` [e](f) # g"),
        ("<script>x</script> & <b>", "&lt;script&gt;x&lt;/script&gt; &amp; &lt;b&gt;"),
        ("# Titre", "# Titre"),
    ],
)
def test_a_text_is_bold_or_as_typed(text: str, html: str) -> None:
    assert render(text) == inline(text) == html


def test_lists_and_sheets() -> None:
    assert "<li>a</li>" in render("- a\n- b")
    assert render("2. b").startswith('<ol start="2">')
    assert render_sheet("# À retenir\n\n- **a**").startswith("<h1>À retenir</h1>")
