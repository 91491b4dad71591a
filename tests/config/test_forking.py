"""What the server processes must not inherit when they are forked."""

from types import SimpleNamespace

import pytest

from gongjian.config.processes import serving


def test_connections_and_pools_are_closed_before_forking(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []
    pooled = SimpleNamespace(close=lambda: closed.append("pooled"), close_pool=lambda: closed.append("pool"))
    plain = SimpleNamespace(close=lambda: closed.append("plain"))
    monkeypatch.setattr(serving, "connections", SimpleNamespace(all=lambda: [pooled, plain]))
    serving.close_connections()
    assert closed == ["pooled", "pool", "plain"]
