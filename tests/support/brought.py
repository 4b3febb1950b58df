"""What tests do at the pages that record something: bring files, submit, approve, confirm."""

import io
import json
import re
from datetime import date

from served import HOME, Site
from sheets import Rows, xlsx

FORM = "form"  # The token of ``Site.signed_in``.
INVOICES: Rows = (
    ("Invoice no", "Date", "Supplier", "Customer", "Description", "Net", "Category"),
    ("H-901", date(2026, 5, 8), "Hartside", "Rothley", "Choir days", 120.50, "Teaching"),
    ("H-902", date(2026, 5, 9), "Hartside", "Coquet", "Choir days", 80, "Teaching"),
)
BAD: Rows = (
    INVOICES[0],
    ("H-901", "soon", "Hartside", "Rothley", "Choir days", 120.50, "Teaching"),
    ("H-902", date(2026, 5, 9), "Hartside", "Nowhere", "Choir days", 80, "Teaching"),
    ("H-903", date(2026, 5, 9), "Hartside", "Coquet", "Choir days", "much", "Teaching"),
)
"""The same with three bad cells: B2, D3 and F4."""


def workbook(rows: Rows = INVOICES) -> bytes:
    return xlsx({"Invoices": rows})


def post(client, address, **fields):
    return client.post(address, data={"form": FORM, **fields}, base_url=HOME, content_type="multipart/form-data")


def bring(client, *files, rows=INVOICES, **fields):
    """Bring files, (content, name) each; the address of the page that says what would be recorded."""
    files = files or ((workbook(rows), "invoices.xlsx"),)
    opened = [(io.BytesIO(content), name) for content, name in files]
    answer = post(client, "/import", files=opened, **fields)
    assert answer.status_code == 303, answer.data
    return answer.headers["Location"]


def submitted(client, **brought):
    """Bring and submit; the code of the submission."""
    address = bring(client, **brought)
    assert post(client, f"{address}/submit").status_code == 303
    assert "Submitted" in text(client.get(address, base_url=HOME))
    return address.rpartition("/")[2]


def approve(client, code):
    """Look at a submission, and approve what is seen."""
    seen = re.search(r'name="mark" value="([0-9a-f]*)"', client.get(f"/approve/{code}", base_url=HOME).data.decode())
    return post(client, f"/approve/{code}", decision="approve", mark=seen[1] if seen else "")


def text(answer):
    """What a page says, without its marks."""
    plain = re.sub(r"<[^>]*>", " ", answer.data.decode())
    return " ".join(plain.replace("&#39;", "'").replace("&#34;", '"').split())


def rows_of(answer):
    """The cells that a page names as wrong: (file, sheet, cell)."""
    found = re.findall(r'<tr id="row-\d+"[^>]*>\s*<td>(.*?)</td><td>(.*?)</td><td>(.*?)</td>', answer.data.decode())
    return [tuple(one) for one in found]


def batches(site: Site):
    return sorted(path.name for path in (site.root / "batches").iterdir())


def manifest(site: Site):
    return json.loads((site.root / "batches" / batches(site)[-1] / "batch.json").read_text("utf-8"))
