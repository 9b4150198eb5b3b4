"""Words: French is written in the templates, other languages are catalogues beside them.

The `.po` files are read as they are, so what a translator edits is what is shown.
`python -m classroom.i18n update` brings new sentences into them and drops those that are gone.
"""

from __future__ import annotations

import gettext
import io
import sys
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import nodes
from jinja2.ext import InternationalizationExtension

from classroom import resources

SOURCE = "fr"
TRANSLATED = ("en",)
METHODS = [("**", "jinja2.ext:babel_extract")]
# The same options as the environment of `views.py`, so that both see the same sentences.
OPTIONS = {
    "**": {
        "extensions": "jinja2.ext.do",
        "trimmed": "true",
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "newstyle_gettext": "true",
        "silent": "false",
    }
}
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# Constant, so that two translators never meet a conflict on a date or a name of tool.
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""


class French(gettext.NullTranslations):
    """The sentences as they are written; in French, zero is singular."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return msgid1 if abs(n) < 2 else msgid2

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return self.ngettext(msgid1, msgid2, n)


class CompiledSentences(InternationalizationExtension):
    """`{% trans %}` looked up when a template is compiled: an environment speaks one language.

    Plurals alone wait for their number.
    """

    def _make_node(
        self,
        singular: str,
        plural: str | None,
        context: str | None,
        variables: dict[str, nodes.Expr],
        plural_expr: nodes.Expr | None,
        vars_referenced: bool,
        num_called_num: bool,
    ) -> nodes.Output:
        if plural_expr is not None or context is not None:
            return super()._make_node(
                singular, plural, context, variables, plural_expr, vars_referenced, num_called_num
            )
        words = self.environment.translations.gettext(singular)  # type: ignore[attr-defined]
        if not variables:
            return nodes.Output([nodes.TemplateData(words % {})])
        values = [nodes.Pair(nodes.Const(name), value) for name, value in variables.items()]
        sentence = nodes.MarkSafeIfAutoescape(nodes.Const(words))
        return nodes.Output([nodes.Mod(sentence, nodes.Dict(values))])


def file_of(language: str) -> Path:
    return resources.LOCALE / language / "LC_MESSAGES" / "classroom.po"


def catalogue(language: str) -> Catalog:
    """What the file of a language holds; empty when there is none yet."""
    if not file_of(language).exists():
        return Catalog(locale=language)
    with file_of(language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def translations(language: str) -> gettext.NullTranslations:
    """Translations for the Jinja environment; an untranslated sentence stays in French."""
    if language == SOURCE:
        return French()
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    known = gettext.GNUTranslations(compiled)
    known.add_fallback(French())
    return known


def messages() -> Catalog:
    """Every sentence of the templates, with the files that hold it."""
    found = Catalog(locale=SOURCE)
    extracted = extract_from_dir(resources.TEMPLATES, METHODS, OPTIONS, keywords=KEYWORDS)
    for file, _line, message, comments, context in extracted:
        place = (f"templates/{file}", 0)
        found.add(message, locations=[place], auto_comments=comments, context=context)
    return found


def update(language: str) -> int:
    """Bring the sentences of the templates into a catalogue; the count of those to translate."""
    known, merged = catalogue(language), Catalog(locale=language)
    missing = 0
    for message in messages():
        if not message.id:
            continue
        before = known.get(_key(message.id), message.context)
        same = before is not None and before.id == message.id and not before.fuzzy
        string = before.string if same and before is not None else None
        missing += not string or not all([string] if isinstance(string, str) else string)
        merged.add(
            message.id, string, message.locations, context=message.context,
            auto_comments=message.auto_comments,
        )  # fmt: skip
    body = io.BytesIO()
    write_po(body, merged, width=0, omit_header=True, sort_by_file=True, include_lineno=False)
    header = HEADER.format(language=language, plural=merged.plural_forms)
    file_of(language).parent.mkdir(parents=True, exist_ok=True)
    file_of(language).write_bytes(header.encode() + body.getvalue().strip(b"\n") + b"\n")
    return missing


def _key(message: str | tuple[str, ...] | list[str]) -> str:
    return message if isinstance(message, str) else message[0]


if __name__ == "__main__":
    if sys.argv[1:] != ["update"]:
        sys.exit("usage: python -m classroom.i18n update")
    for translated in TRANSLATED:
        print(f"{file_of(translated)}: {update(translated)} to translate")
