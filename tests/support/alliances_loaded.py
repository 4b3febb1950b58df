"""An invented alliance as stock Beancount loads it: its batch files in a folder, below the file that includes them."""

from datetime import UTC, datetime, time
from pathlib import Path

from beancount import loader

from alliances_office import Made
from nesa_fund import derived
from nesa_fund.batches import Papers, Signature, manifest_bytes
from nesa_fund.bookwriter import write_file
from nesa_fund.history import MANIFEST, folder_name


def loaded(made: Made, folder: Path):
    """Beancount's entries, errors and options of an alliance's books."""
    top = derived.texts(made.book.register)[derived.BOOKS]
    for path, text in {**made.texts, derived.BOOKS: top}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return loader.load_file(str(folder / derived.BOOKS))


def recorded(made: Made, root: Path) -> Path:
    """An alliance as a whole ledger: its batches with their sources and manifests, chained, and the derived files."""
    previous = None
    for one, of in zip(made.batches, made.written, strict=True):
        draft = one.draft
        sources = {f"source/{name}": content for name, content in draft.sources.items()}
        files = {**{name: text.encode() for name, text in of.texts.items()}, **sources}
        folder = root / "batches" / folder_name(of.number)
        digests = {name: write_file(folder / name, [content]) for name, content in files.items()}
        papers = Papers(draft.kind, digests, draft.names, draft.rows, draft.totals, draft.note)
        signature = Signature("clerk", datetime.combine(one.day, time(12), UTC), "head", "signed-in")
        manifest = manifest_bytes(of.number, previous, papers, signature, "0")
        previous = write_file(folder / MANIFEST, [manifest])
    derived.refresh(root, made.book.register)
    return root
