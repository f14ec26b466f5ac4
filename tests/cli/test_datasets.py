"""Full data sets: found, checked, fetched; nothing broken is ever put where a project looks."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.serving import Server, serving
from tests.cli.test_new import dltutor
from tutor import catalog, datasets
from tutor.cli.data import _Quarters
from tutor.datasets import FullSet, SourceFile, checking, download, fetching
from tutor.errors import DltutorError, UsageError, WorkError

CONTENT = os.urandom(300_000)
LIMITS = (download.OPEN_SECONDS, download.SILENCE_SECONDS)


@pytest.fixture(autouse=True)
def without_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "OPEN_SECONDS", 0.4)
    monkeypatch.setattr(download, "SILENCE_SECONDS", 0.3)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(CONTENT) as running:
        yield running


def published(server: Server, **more: object) -> FullSet:
    """A set of one raw file with a published checksum."""
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    file = SourceFile("images.bin", f"{server.address}/images.bin", len(CONTENT), sha256=sha256)
    return FullSet("pictures", (file,), "pictures", **more)  # type: ignore[arg-type]


def silent(*_: object) -> None:
    """A progress that nobody looks at."""


def place(data: FullSet) -> Path:
    return data.target / data.files[0].name


def part(data: FullSet) -> Path:
    return data.home / ".dltutor" / data.idea / data.files[0].name


def nothing_in_place(data: FullSet) -> bool:
    return not data.target.exists() or not any(data.target.iterdir())


def test_fetching_puts_a_whole_file_where_projects_look(server: Server) -> None:
    data = published(server)
    seen: list[tuple[int, int]] = []
    assert datasets.state(data).missing == ("images.bin",)
    assert not datasets.provide(data)
    assert datasets.fetch(data, lambda _, done, total: seen.append((done, total))) == []
    assert place(data).read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert datasets.state(data).whole
    assert not part(data).exists()
    assert datasets.fetch(data, silent) == []
    assert len(server.asked) == 1


def test_an_md5_alone_is_enough(server: Server) -> None:
    data = published(server)
    file = SourceFile("a.bin", data.files[0].url, md5=hashlib.md5(CONTENT).hexdigest())
    assert datasets.fetch(FullSet("a", (file,), "a"), silent) == []
    wrong = SourceFile("b.bin", data.files[0].url, md5="0" * 32)
    with pytest.raises(WorkError, match="checksum is wrong"):
        datasets.fetch(FullSet("b", (wrong,), "b"), silent)


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("403", "answers 403"),
        ("404", "answers 404"),
        ("silent", "no answer"),
        ("stall", "no answer"),
        ("garbage", "no web server"),
        ("lies", "301,000 bytes where 300,000 are expected"),
        ("page", "236 bytes where 300,000 are expected"),
        ("elsewhere", "redirects from http to ftp"),
    ],
)
def test_a_server_that_fails_is_one_sentence(
    server: Server, mode: str, said: str, request: pytest.FixtureRequest
) -> None:
    if said == "no answer":
        request.getfixturevalue("impatient")
    server.mode = mode
    data = published(server)
    start = time.monotonic()
    with pytest.raises(WorkError, match=said) as failure:
        datasets.fetch(data, silent)
    assert time.monotonic() - start < 5
    assert "the embedded set works without a network" in str(failure.value)
    assert "\n" not in str(failure.value)
    assert nothing_in_place(data)


@pytest.mark.parametrize("mode", ["redirect", "no-length"])
def test_servers_that_are_only_odd(server: Server, mode: str) -> None:
    server.mode = mode
    data = published(server)
    datasets.fetch(data, silent)
    assert place(data).read_bytes() == CONTENT


def test_the_limits_are_under_ten_seconds() -> None:
    assert max(LIMITS) < 10


def test_a_name_that_is_never_found_is_given_up(server: Server, impatient, monkeypatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: server.over.wait(5))
    with pytest.raises(WorkError, match="no answer"):
        datasets.fetch(published(server), silent)


def test_no_server_no_proxy_no_secure_connection(server: Server, monkeypatch) -> None:
    def reason(url: str) -> str:
        with pytest.raises(WorkError) as failure:
            datasets.fetch(FullSet("x", (SourceFile("x.npy", url),), "x"), silent)
        return str(failure.value)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert "refused" in reason(f"http://127.0.0.1:{free.getsockname()[1]}/x.npy")
    assert "no secure connection" in reason(server.address.replace("http", "https") + "/x.npy")
    expired = ssl.SSLCertVerificationError(1, "certificate verify failed")
    expired.verify_message = "certificate has expired"
    assert "certificate has expired" in download._reason(expired)
    monkeypatch.setenv("https_proxy", server.address)
    assert "the proxy refuses it: 403" in reason("https://example.invalid/x.npy")


def test_a_cut_connection_is_taken_up_again(server: Server) -> None:
    server.mode = "cut"
    data = published(server)
    datasets.fetch(data, silent)
    assert place(data).read_bytes() == CONTENT
    assert server.asked == ["", "bytes=150000-"]


def test_a_length_that_never_comes_ends(server: Server) -> None:
    server.mode = "lies"
    data = FullSet("x", (SourceFile("x.bin", server.address),), "x", embedded=False)
    with pytest.raises(WorkError, match=r"cut.*dltutor ideas"):
        datasets.fetch(data, silent)
    assert len(server.asked) <= download.ATTEMPTS
    assert nothing_in_place(data)


def stopped_half_way(data: FullSet, server: Server) -> None:
    server.mode = "stall"

    def interrupt(_name: str, done: int, _total: int) -> None:
        if done >= len(CONTENT) // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        datasets.fetch(data, interrupt)
    assert part(data).stat().st_size == len(CONTENT) // 2
    assert nothing_in_place(data)
    server.mode = "whole"
    server.asked.clear()


def test_an_interrupted_download_goes_on(server: Server) -> None:
    data = published(server)
    stopped_half_way(data, server)
    datasets.fetch(data, silent)
    assert server.asked == ["bytes=150000-"]
    assert place(data).read_bytes() == CONTENT


def test_a_server_without_ranges_begins_again(server: Server) -> None:
    data = published(server)
    stopped_half_way(data, server)
    server.mode = "no-range"
    datasets.fetch(data, silent)
    assert place(data).read_bytes() == CONTENT


def test_a_file_that_changed_meanwhile_begins_again(server: Server) -> None:
    file = SourceFile("x.bin", server.address)
    data = FullSet("x", (file,), "x")
    stopped_half_way(data, server)
    server.content, server.tag = CONTENT[::-1], '"two"'
    datasets.fetch(data, silent)
    assert place(data).read_bytes() == CONTENT[::-1]


def test_a_part_that_cannot_be_told_is_not_gone_on_with(server: Server) -> None:
    data = published(server)
    stopped_half_way(data, server)
    origin = part(data).with_name("images.bin.json")
    origin.write_text(json.dumps({**json.loads(origin.read_text()), "validator": ""}))
    part(data).write_bytes(b"other" * 30_000)
    datasets.fetch(data, silent)
    assert server.asked == [""]


def test_a_wrong_part_is_noticed_and_thrown_away(server: Server) -> None:
    data = published(server)
    stopped_half_way(data, server)
    part(data).write_bytes(b"x" * 150_000)
    with pytest.raises(WorkError, match="checksum is wrong; nothing of it was kept"):
        datasets.fetch(data, silent)
    datasets.fetch(data, silent)
    assert place(data).read_bytes() == CONTENT


def test_without_a_checksum_the_first_copy_is_remembered(server: Server) -> None:
    data = FullSet("x", (SourceFile("x.bin", server.address),), "x")
    (said,) = datasets.fetch(data, silent)
    assert "nobody publishes a checksum of x.bin" in said
    assert datasets.state(data).whole
    shutil.rmtree(data.target)
    assert datasets.fetch(data, silent) == []
    shutil.rmtree(data.target)
    server.content = CONTENT[::-1]
    with pytest.raises(WorkError, match="not the same as the copy of"):
        datasets.fetch(data, silent)


@pytest.mark.parametrize("name", ["x.csv", "x.npy", "x.npz", "x.tgz"])
def test_a_log_in_page_is_never_remembered(server: Server, name: str) -> None:
    server.mode = "page"
    data = FullSet("x", (SourceFile(name, server.address),), "x")
    with pytest.raises(WorkError, match=r"web page|it is no \.|gzip"):
        datasets.fetch(data, silent)
    assert nothing_in_place(data)


def test_a_disk_that_is_too_small_is_told_before(server: Server, monkeypatch) -> None:
    free = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free)
    with pytest.raises(WorkError, match=r"GB free.*KERAS_HOME"):
        datasets.fetch(published(server), silent)
    assert server.asked == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_one_sentence() -> None:
    with (
        open("/dev/full", "wb", buffering=0) as out,
        pytest.raises(WorkError, match="takes no more"),
    ):
        download._write(out, b"x")


def test_another_users_working_folder_is_left_alone(server: Server, monkeypatch) -> None:
    monkeypatch.setattr(checking, "strange", lambda _: True)
    with pytest.raises(WorkError, match="belongs to another user"):
        datasets.fetch(published(server), silent)
    assert server.asked == []


def test_two_at_once_do_not_meet(server: Server) -> None:
    data = published(server)
    with (
        fetching._working(data, 0),
        pytest.raises(WorkError, match="another dltutor is fetching pictures"),
    ):
        datasets.fetch(data, silent)
    datasets.fetch(data, silent)


def damage_by_truncation(path: Path) -> None:
    path.write_bytes(CONTENT[:-5])


def damage_by_change(path: Path) -> None:
    before = path.stat()
    # Times on a disk are those of the last tick, 4 ms at most.
    time.sleep(0.02)
    path.write_bytes(b"x" + CONTENT[1:])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def damage_by_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/hostname")


def damage_by_fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def damage_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "damage",
    [damage_by_truncation, damage_by_change, damage_by_link, damage_by_fifo, damage_by_folder],
)
def test_a_damaged_file_is_seen_and_fetched_again(server: Server, damage) -> None:
    data = published(server)
    datasets.fetch(data, silent)
    damage(place(data))
    assert datasets.state(data).problem.startswith("images.bin: ")
    assert not datasets.provide(data)
    datasets.fetch(data, silent)
    assert datasets.state(data).whole
    assert place(data).read_bytes() == CONTENT
    assert not place(data).is_symlink()


def test_nothing_is_hashed_twice(server: Server, monkeypatch) -> None:
    data = published(server)
    datasets.fetch(data, silent)
    monkeypatch.setattr(checking, "_digests", lambda *_, **__: pytest.fail("hashed again"))
    assert datasets.state(data).whole
    assert datasets.provide(data)


def test_what_another_user_could_change_is_hashed_each_time(server: Server, monkeypatch) -> None:
    data = published(server)
    datasets.fetch(data, silent)
    monkeypatch.setattr(checking, "strange", lambda _: True)
    assert datasets.state(data).whole
    damage_by_change(place(data))
    assert not datasets.state(data).whole


def test_another_users_file_without_a_checksum_is_refused(server: Server, monkeypatch) -> None:
    data = FullSet("x", (SourceFile("x.bin", server.address),), "x")
    datasets.fetch(data, silent)
    monkeypatch.setattr(checking, "strange", lambda _: True)
    assert "belongs to another user" in datasets.state(data).problem


def test_a_lost_memory_costs_one_hash(server: Server) -> None:
    data = published(server)
    datasets.fetch(data, silent)
    for file in (Path(os.environ["DLTUTOR_HOME"]) / "cache" / "datasets").iterdir():
        file.write_text("{ no json")
    assert datasets.state(data).whole


def test_a_local_copy_is_found_and_a_truncated_one_is_not(server: Server, tmp_path: Path) -> None:
    data = published(server, folders=(tmp_path / "nowhere", tmp_path))
    (tmp_path / "images.bin").write_bytes(CONTENT[:-5])
    assert not datasets.provide(data)
    (tmp_path / "images.bin").write_bytes(CONTENT)
    assert datasets.provide(data)
    damage_by_truncation(place(data))
    assert datasets.provide(data)
    assert server.asked == []


def test_packed_files_are_compared_by_content(tmp_path: Path) -> None:
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    file = SourceFile("images.gz", "http://127.0.0.1:9/", len(CONTENT), sha256=sha256)
    data = FullSet("x", (file,), "x", folders=(tmp_path,))
    copy = tmp_path / "images.gz"
    for broken in (b"", b"no gzip", gzip.compress(CONTENT)[:-20], gzip.compress(b"other")):
        copy.write_bytes(broken)
        assert not datasets.provide(data)
    copy.write_bytes(gzip.compress(CONTENT, 1, mtime=5))
    assert datasets.provide(data)


def test_the_users_own_copy(server: Server, tmp_path: Path) -> None:
    data = published(server)
    (tmp_path / "mine.bin").write_bytes(CONTENT[:-1])
    for given, said in (
        (tmp_path / "nowhere", "no file and no folder"),
        (tmp_path, "does not hold images.bin"),
        (tmp_path / "mine.bin", "299,999 bytes instead of 300,000"),
    ):
        with pytest.raises(UsageError, match=said):
            datasets.fetch(data, silent, given)
        assert nothing_in_place(data)
    (tmp_path / "mine.bin").write_bytes(CONTENT)
    datasets.fetch(data, silent, tmp_path / "mine.bin")
    assert datasets.state(data).whole
    assert server.asked == []


def test_an_experiment_without_its_data_says_how_to_get_it() -> None:
    idea = catalog.idea("mnist")
    full = {"data": {"source": "full"}}
    with pytest.raises(UsageError, match=r"data fetch mnist` downloads it, or set data.source"):
        datasets.ensure_for(full, idea)
    data = datasets.full_set(idea)
    assert data
    data.target.mkdir(parents=True)
    (data.target / "mnist.npz").write_bytes(b"PK cut")
    with pytest.raises(UsageError, match=r"is damaged .*mnist.npz: it has 6 bytes"):
        datasets.ensure_for(full, idea)
    datasets.ensure_for({"data": {"source": "embedded"}}, idea)
    datasets.ensure_for({"data": {}}, idea)


def test_the_list_in_words_and_as_json() -> None:
    code, out = dltutor("data", "list")
    assert code == 0
    assert "mnist: embedded, 834 kB, CC BY-SA 3.0" in out
    assert "`dltutor data fetch mnist` fetches it" in out
    code, out = dltutor("data", "list", "--json")
    entries = {entry["name"]: entry for entry in json.loads(out)["data"]}
    assert entries["digits"]["full"] is None
    assert entries["mnist"]["full"] is False
    assert entries["mnist"]["full_bytes"] == 11490434
    assert entries["mnist"]["get"] == "dltutor data fetch mnist"
    assert entries.keys() == {idea.name for idea in catalog.ideas()}


@pytest.fixture
def pictures(server: Server, monkeypatch: pytest.MonkeyPatch) -> FullSet:
    """The set that `dltutor data fetch mnist` fetches in a test."""
    data = published(server)
    monkeypatch.setattr(datasets, "full_set", lambda _: data)
    return data


def test_the_command_says_where(pictures: FullSet) -> None:
    code, out = dltutor("data", "fetch", "mnist")
    assert (code, out) == (0, f"{pictures.target}\n")


def test_without_a_terminal_each_quarter_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    show = _Quarters()
    for done in range(0, 101, 10):
        show("x.csv", done * 10**6, 10**8)
    quarters = ["x.csv: 25 %", "x.csv: 50 %", "x.csv: 75 %", "x.csv: 100 %"]
    assert capsys.readouterr().err.splitlines() == ["x.csv, 100 MB", *quarters]


def test_the_command_is_interrupted(pictures: FullSet, monkeypatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(datasets, "fetch", interrupt)
    assert dltutor("data", "fetch", "mnist")[0] == 130


def test_the_command_without_a_network(pictures: FullSet, server: Server) -> None:
    server.mode = "503"
    assert dltutor("data", "fetch", "mnist")[0] == 1
    assert dltutor("data", "fetch", "mnist", "--from", "/nowhere")[0] == 2


def test_a_folder_that_cannot_be_written_to(server: Server, monkeypatch, tmp_path: Path) -> None:
    (tmp_path / "keras").write_text("a file in the way")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    with pytest.raises(DltutorError, match="set KERAS_HOME to a folder of your own"):
        datasets.fetch(published(server), silent)
