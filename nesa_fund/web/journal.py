"""Fava's journal with its texts escaped: Fava writes payees, narrations and notes into its page as they stand.

They come from other people's spreadsheets. With this in its place, markup in them is shown and not obeyed.
"""

from importlib import resources

import jinja2
from flask import Flask

_NAME = "_journal_table.html"
_RAW, _ESCAPED = "{% autoescape false %}", "{% autoescape true %}"


def escape_journal(app: Flask) -> None:
    """Put the escaped journal in the place of Fava's own, once."""
    env = app.jinja_env
    if _NAME in app.config.setdefault("NESA_ESCAPED", set()) or env.loader is None:
        return
    app.config["NESA_ESCAPED"].add(_NAME)
    env.loader = jinja2.ChoiceLoader([jinja2.DictLoader({_NAME: _source()}), env.loader])
    if env.cache is not None:
        env.cache.clear()


def _source() -> str:
    text = resources.files("fava").joinpath("templates", _NAME).read_text("utf-8")
    assert _RAW in text, "Fava's journal is another than the one that we know"
    return text.replace(_RAW, _ESCAPED)
