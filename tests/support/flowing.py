"""What a test asks of the statements about the flows between members, and a ledger with all that is awkward in it."""

from datetime import date

from nesa_fund.statements.catalogue import Arguments, statement_named

AS_AT = date(2025, 12, 31)
LATER = """
;; batch 6
2025-12-10 * "Coquet" "Cello teaching, autumn" ^Hartside-0012
  event: "payment"
  Assets:Hartside:Bank                            450.00 GBP
  Assets:Hartside:Debtors:Coquet                 -450.00 GBP
2025-12-10 * "Hartside" "Cello teaching, autumn" ^Hartside-0012
  event: "payment"
  Liabilities:Coquet:Creditors:Hartside           450.00 GBP
  Assets:Coquet:Bank                             -450.00 GBP

2025-12-12 * "Fund" "Workshops" ^Coquet-7
  event: "invoice"
  number: "7"
  Assets:Coquet:Debtors:Fund                      300.00 GBP
  Income:Coquet:Recharges:Teaching               -300.00 GBP
2025-12-12 * "Coquet" "Workshops" ^Coquet-7
  event: "invoice"
  number: "7"
  Expenses:Fund:General:Teaching                  300.00 GBP
  Liabilities:Fund:Creditors:Coquet              -300.00 GBP
2025-12-12 * "Fund" "Workshops" ^Coquet-7
  event: "payment"
  Assets:Coquet:Bank                              120.00 GBP
  Assets:Coquet:Debtors:Fund                     -120.00 GBP
2025-12-12 * "Coquet" "Workshops" ^Coquet-7
  event: "payment"
  Liabilities:Fund:Creditors:Coquet               120.00 GBP
  Assets:Fund:Bank                               -120.00 GBP

2025-12-15 * "Hartside" "Returned" ^Fund-2025-26-Hartside-surplus
  event: "surplus"
  year: "2025-26"
  Income:Fund:Contributions:Hartside               96.00 GBP
  Assets:Fund:Debtors:Hartside                    -96.00 GBP
2025-12-15 * "Fund" "Returned" ^Fund-2025-26-Hartside-surplus
  event: "surplus"
  year: "2025-26"
  Liabilities:Hartside:Creditors:Fund              96.00 GBP
  Expenses:Hartside:Contribution                  -96.00 GBP
2025-12-22 * "Hartside" "Returned" ^Fund-2025-26-Hartside-surplus
  event: "refund"
  Assets:Fund:Debtors:Hartside                     96.00 GBP
  Assets:Fund:Bank                                -96.00 GBP
2025-12-22 * "Fund" "Returned" ^Fund-2025-26-Hartside-surplus
  event: "refund"
  Assets:Hartside:Bank                             96.00 GBP
  Liabilities:Hartside:Creditors:Fund             -96.00 GBP

2025-12-20 * "Rothley" "A slip" ^Hartside-0099
  event: "invoice"
  number: "0099"
  Assets:Hartside:Debtors:Rothley                7000.00 GBP
  Income:Hartside:Recharges:Teaching            -7000.00 GBP
2025-12-20 * "Hartside" "A slip" ^Hartside-0099
  event: "invoice"
  number: "0099"
  Expenses:Rothley:Costs:Teaching                7000.00 GBP
  Liabilities:Rothley:Creditors:Hartside        -7000.00 GBP
;; batch 7
2025-12-20 * "Rothley" "A slip" ^Hartside-0099
  event: "reversal"
  reverses: "0006"
  Assets:Hartside:Debtors:Rothley               -7000.00 GBP
  Income:Hartside:Recharges:Teaching             7000.00 GBP
2025-12-20 * "Hartside" "A slip" ^Hartside-0099
  event: "reversal"
  reverses: "0006"
  Expenses:Rothley:Costs:Teaching               -7000.00 GBP
  Liabilities:Rothley:Creditors:Hartside         7000.00 GBP
"""


def statement(name, book, as_at=AS_AT, **given):
    return statement_named(name)(book, Arguments(as_at=as_at, **given))


def table(said, name):
    return next(one for one in said.tables if one.name == name)


def flows(book, name, as_at=AS_AT, **given):
    return table(statement("flows", book, as_at, **given), name).rows


def check_agreement(book, as_at):
    """The flows of the year of a day are those of each account, and what is outstanding is that of the balances."""
    said = statement("flows", book, as_at)
    pairs = {row[:2]: row[2:] for row in table(said, "pairs").rows}
    paid = {row[0]: row[1:3] for row in table(said, "members").rows}
    accounts = {}
    for code in book.register.members:
        account = statement("account", book, as_at, member=code)
        name = book.register.name(code)
        for other, start, charged, credited, paid_, corrected, end in table(account, "owes").rows:
            accounts[name, other] = start, charged - credited + corrected, paid_, end
        for other, start, charged, credited, paid_, corrected, end in table(account, "owed").rows:
            accounts[other, name] = start, charged - credited + corrected, paid_, end
        assert table(account, "payments").totals[-2:] == paid.get(name, (0, 0))
    assert {pair: row for pair, row in accounts.items() if any(row)} == pairs
    balances = table(statement("balances", book, as_at), "pairs").rows
    to_pay = {row[:2]: row[-1] for row in balances}
    outstanding = {pair: row[-1] for pair, row in pairs.items()}
    assert [pair for pair in {*to_pay, *pairs} if net(outstanding, pair) != net(to_pay, pair)] == []


def net(owed, pair):
    """What one owes another less what is owed the other way."""
    return owed.get(pair, 0) - owed.get(pair[::-1], 0)
