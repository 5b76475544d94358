from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep measurements apart from the user's and from those of other tests."""
    monkeypatch.setenv("IMGRULES_CACHE_DIR", str(tmp_path_factory.mktemp("cache") / "imgrules"))
