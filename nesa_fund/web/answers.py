"""What Fava says of a ledger, worked out once for all who may see it: between two batches it is the same for everybody.

The guard has let in whoever asks before any of this is looked for.
"""

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any

from fava import LOCALES
from fava.context import g
from fava.core.charts import dumps
from fava.internal_api import get_ledger_data
from flask import Flask, Response, request
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from nesa_fund.web.shelf import Shelf

_MOST_BYTES = 64 * 2**20
_REPORTS = ("get_income_statement", "get_balance_sheet", "get_trial_balance", "get_account_report", "get_journal_page")
_GROWN = ("accounts", "account_details", "errors", "links", "options", "payees", "tags")


def keep_answers(app: Flask, day: Callable[[], date]) -> None:
    """Let an app of Fava's keep the data of its reports.

    Args:
        app: It; what stands before its requests stays as it is.
        day: Tells the day, from which Fava counts where somebody asks for this month.
    """
    kept: Shelf[tuple[Any, ...], bytes] = Shelf(_MOST_BYTES, len)
    for name in _REPORTS:
        endpoint = f"json_api.{name}"
        app.view_functions[endpoint] = _keeping(kept, app.view_functions[endpoint], day)
    app.add_template_global(_ledger_data, "ledger_data")


def _keeping(
    kept: Shelf[tuple[Any, ...], bytes], view: Callable[..., Any], day: Callable[[], date]
) -> Callable[..., Response]:
    def answer(**values: object) -> Response:
        language = request.accept_languages.best_match(["en", *LOCALES])
        key = (g.ledger.mtime, request.full_path, language, day())
        data = kept.get(key, lambda: view(**values).get_data())
        return Response(data, mimetype="application/json")

    return answer


def _ledger_data() -> Markup:
    """What every page tells Fava's script of its ledger, of which the most is written once."""
    data = get_ledger_data()
    own = {field.name: getattr(data, field.name) for field in fields(data)}
    grown = {name: own.pop(name) for name in _GROWN}
    if not g.ledger.told:  # type: ignore[attr-defined]  # It is one of ours.
        g.ledger.told = _json(grown)  # type: ignore[attr-defined]  # As above.
    return Markup("{}, {}").format(_json(own)[:-1], g.ledger.told[1:])  # type: ignore[attr-defined]  # As above.


def _json(data: dict[str, Any]) -> Markup:
    return htmlsafe_json_dumps(data, dumps=dumps)
