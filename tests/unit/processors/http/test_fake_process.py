"""The fake service as a process of its own, for tests that kill the other side."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from imgrules.ext import Cutout
from tests.unit.processors.http import fake_service
from tests.unit.processors.http.bench import name_of, shot


def test_it_says_where_it_listens_and_what_it_charged(tmp_path, make, context):
    port_file, charges = tmp_path / "port", tmp_path / "charges.json"
    command = [sys.executable, str(Path(fake_service.__file__)), str(port_file), str(charges)]
    process = subprocess.Popen([*command, "--polls", "1"])
    try:
        while not port_file.exists():
            assert process.poll() is None
            time.sleep(0.02)
        draft = shot()
        service = make(base_url=port_file.read_text())
        assert isinstance(service.run("background.replace", draft, {}, context), Cutout)
        assert json.loads(charges.read_text()) == {name_of(draft): 1}
    finally:
        process.kill()
        process.wait()
