"""``nesa backup`` and ``nesa restore``."""

import re
import shutil
from pathlib import Path

import nesa_fund
from commands import run

LEDGER = Path(nesa_fund.__file__).parents[1] / "ledger"


def test_a_ledger_is_backed_up_and_restored_with_the_head_it_had(tmp_path, capsys):
    root, archive = tmp_path / "ledger", tmp_path / "ledger 31 August.zip"
    shutil.copytree(LEDGER, root)
    assert run("--ledger", str(root), "backup", str(archive)) == 0
    backed_up = capsys.readouterr().out
    assert re.search(r"[0-9]+ batches, [0-9]+ files, head .*; each was read again", backed_up)
    assert f'nesa restore "{archive}" DIR' in backed_up
    assert run("restore", str(archive), str(tmp_path / "new")) == 0
    restored = capsys.readouterr().out
    head = backed_up.split("head ")[1].split(";")[0]
    assert f"head {head}" in restored
    assert run("--ledger", str(tmp_path / "new"), "verify", "--head", head) == 0


def test_what_is_no_backup_is_refused_in_a_sentence(tmp_path, capsys):
    (tmp_path / "no.zip").write_bytes(b"nothing of the sort")
    assert run("restore", str(tmp_path / "no.zip"), str(tmp_path / "new")) == 2
    assert "no.zip: File is not a zip file; nothing was restored" in capsys.readouterr().err
    assert run("restore", str(tmp_path / "absent.zip"), str(tmp_path / "new")) == 2
    assert run("--ledger", str(tmp_path / "none"), "backup", str(tmp_path / "kept.zip")) == 3
    assert not (tmp_path / "new").exists()
