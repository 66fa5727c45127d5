"""A version stays loadable at its tag, with its own rows, after later ones were published."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from projects import read_articles
from published import REPOSITORY

if TYPE_CHECKING:
    from reading_desk import Desk

LOAD = """
import json, sys
import datasets

datasets.disable_progress_bars()
found = {}
for revision in sys.argv[2:]:
    parts = datasets.load_dataset(sys.argv[1], revision=revision)
    found[revision] = {row["id"]: row["text_sha256"] for part in parts.values() for row in part}
print(json.dumps(found))
"""


@pytest.mark.slow
def test_every_version_at_its_tag_and_the_newest_at_main(desk: Desk) -> None:
    revisions = ["v0.1.0", "v0.2.0", "v0.3.0", "main"]
    command = [sys.executable, "-W", "ignore", "-c", LOAD, REPOSITORY, *revisions]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=desk.hub.environment)
    assert done.returncode == 0, done.stderr[-2_000:]
    found = json.loads(done.stdout)
    for revision in revisions:
        version = "0.3.0" if revision == "main" else revision[1:]
        rows = read_articles(desk.project.releases / version)
        assert found[revision] == dict(rows.select("id", "text_sha256").iter_rows())
    assert found["v0.1.0"] != found["v0.2.0"] != found["v0.3.0"]
