"""An invented alliance as stock Beancount loads it: its batch files in a folder, below the file that includes them."""

from pathlib import Path

from beancount import loader

from alliances_office import Made
from nesa_fund import derived


def loaded(made: Made, folder: Path):
    """Beancount's entries, errors and options of an alliance's books."""
    top = derived.texts(made.book.register)[derived.BOOKS]
    for path, text in {**made.texts, derived.BOOKS: top}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return loader.load_file(str(folder / derived.BOOKS))
