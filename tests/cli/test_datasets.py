"""Full data sets: found, checked, fetched; nothing broken is ever put where Keras looks."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tutor import catalog, datasets
from tutor.datasets import FullSet, SourceFile
from tutor.errors import UsageError, WorkError

CONTENT = b"sixty thousand pictures"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Tests are silent."""


@pytest.fixture
def origin(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    folder = tmp_path / "origin"
    folder.mkdir()
    (folder / "images.gz").write_bytes(gzip.compress(CONTENT))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}/images.gz"
    server.shutdown()
    server.server_close()


def full(url: str, *folders: Path) -> FullSet:
    file = SourceFile("images.gz", hashlib.sha256(CONTENT).hexdigest(), url)
    return FullSet("pictures", (file,), "pictures", folders)


def test_fetching_puts_whole_files_where_keras_looks(origin: tuple[Path, str]) -> None:
    data = full(origin[1])
    seen: list[int] = []
    assert not datasets.provide(data)
    datasets.fetch(data, lambda _name, done, _total: seen.append(done))
    assert datasets.in_place(data)
    assert seen[-1] == len((origin[0] / "images.gz").read_bytes())
    assert gzip.decompress((data.target / "images.gz").read_bytes()) == CONTENT


@pytest.mark.parametrize("damage", [b"", b"no gzip", gzip.compress(b"other pictures")])
def test_a_wrong_file_is_refused_and_not_kept(origin: tuple[Path, str], damage: bytes) -> None:
    (origin[0] / "images.gz").write_bytes(damage)
    data = full(origin[1])
    with pytest.raises(WorkError, match="checksum"):
        datasets.fetch(data, lambda *_: None)
    assert list(data.target.iterdir()) == []


def test_no_server_is_one_sentence() -> None:
    data = full("http://127.0.0.1:9/images.gz")
    with pytest.raises(WorkError, match="the embedded set works without a network"):
        datasets.fetch(data, lambda *_: None)


def test_a_local_copy_is_found_and_a_truncated_one_is_not(origin: tuple[Path, str]) -> None:
    data = full(origin[1], origin[0])
    whole = (origin[0] / "images.gz").read_bytes()
    (origin[0] / "images.gz").write_bytes(whole[:-5])
    assert not datasets.provide(data)
    (origin[0] / "images.gz").write_bytes(whole)
    assert datasets.provide(data)
    with pytest.raises(UsageError, match="does not hold whole copies"):
        datasets.provide(full(origin[1]).__class__("p", data.files, "p2", ()), origin[0].parent)


def test_a_damaged_cache_is_mended_from_a_whole_copy(origin: tuple[Path, str]) -> None:
    data = full(origin[1], origin[0])
    data.target.mkdir(parents=True)
    (data.target / "images.gz").write_bytes(b"cut")
    assert datasets.provide(data)
    assert datasets.in_place(data)


def test_an_experiment_without_its_data_says_how_to_get_it(monkeypatch) -> None:
    idea = catalog.idea("fashion-mnist")
    monkeypatch.setattr(datasets, "provide", lambda _data: False)
    with pytest.raises(UsageError, match="dltutor data fetch fashion-mnist"):
        datasets.ensure_for({"data": {"source": "full"}}, idea)
    datasets.ensure_for({"data": {"source": "embedded"}}, idea)
