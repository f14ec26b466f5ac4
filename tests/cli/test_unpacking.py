"""Archives from the network: what is in them is written, and nothing else can be done by them."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tutor import datasets
from tutor.datasets import FullSet, SourceFile, checking, unpacking
from tutor.datasets.checking import Damage
from tutor.errors import UsageError

FILES = {"reviews/train/pos/1.txt": b"good", "reviews/train/neg/1.txt": b"bad", "readme.txt": b"?"}


def tgz(path: Path, files: dict[str, bytes], *more: tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
        for info in more:
            tar.addfile(info)
    return path


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path


def written(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "inside" / "target"
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize(("make", "name"), [(tgz, "a.tgz"), (tgz, "a.tar.gz"), (zipped, "a.zip")])
def test_members_keep_their_paths_and_hidden_ones_stay_out(
    make: Callable[..., Path], name: str, tmp_path: Path, target: Path
) -> None:
    hidden = {"reviews/._1.txt": b"x", ".git/config": b"x", "__MACOSX/a": b"x"}
    seen: list[int] = []
    unpacking.unpack(make(tmp_path / name, FILES | hidden), target, seen.append)
    assert written(target) == FILES
    assert seen[-1] == sum(map(len, FILES.values()))


@pytest.mark.parametrize(
    "name", ["/etc/evil", "../evil", "a/../../evil", "a\\..\\evil", "C:/evil", "x" * 500]
)
@pytest.mark.parametrize(("make", "kind"), [(tgz, "a.tgz"), (zipped, "a.zip")])
def test_paths_outside_are_refused(
    make: Callable[..., Path], kind: str, name: str, tmp_path: Path, target: Path
) -> None:
    with pytest.raises(Damage, match="no path inside"):
        unpacking.unpack(make(tmp_path / kind, {name: b"x"}), target)
    assert list(tmp_path.rglob("evil")) == []


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]
)
def test_links_and_devices_are_refused(kind: bytes, tmp_path: Path, target: Path) -> None:
    info = tarfile.TarInfo("link")
    info.type, info.linkname = kind, "/etc/passwd"
    with pytest.raises(Damage, match="link or a device"):
        unpacking.unpack(tgz(tmp_path / "a.tgz", {}, info), target)
    assert written(target) == {}


def test_a_link_in_a_zip_is_refused(tmp_path: Path, target: Path) -> None:
    info = zipfile.ZipInfo("link")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr(info, "/etc/passwd")
    with pytest.raises(Damage, match="link or a device"):
        unpacking.unpack(tmp_path / "a.zip", target)


def test_bombs_are_refused(tmp_path: Path, target: Path, monkeypatch) -> None:
    monkeypatch.setattr(unpacking, "MIN_LIMIT", 100_000)
    for archive in (
        tgz(tmp_path / "a.tgz", {"zeros": bytes(5_000_000)}),
        zipped(tmp_path / "a.zip", {"zeros": bytes(5_000_000)}),
    ):
        with pytest.raises(Damage, match="unpacks to more than"):
            unpacking.unpack(archive, target)
        shutil.rmtree(target)
        target.mkdir()
    monkeypatch.setattr(unpacking, "MAX_FILES", 10)
    many = tgz(tmp_path / "b.tgz", {f"{n}.txt": b"" for n in range(20)})
    with pytest.raises(Damage, match="more than 10 files"):
        unpacking.unpack(many, target)


def test_a_name_twice_is_refused(tmp_path: Path, target: Path) -> None:
    first, second = tarfile.TarInfo("a"), tarfile.TarInfo("a/b")
    with pytest.raises(Damage, match="twice"):
        unpacking.unpack(tgz(tmp_path / "a.tgz", {"c": b""}, first, second), target)


@pytest.mark.parametrize("name", ["a.tgz", "a.zip", "a.rar"])
def test_broken_archives_are_refused(name: str, tmp_path: Path, target: Path) -> None:
    noise = {"noise": os.urandom(50_000)}
    whole = (zipped if name == "a.zip" else tgz)(tmp_path / name, noise).read_bytes()
    for broken in (b"", b"no archive", whole[:-3000], whole[:500]):
        (tmp_path / name).write_bytes(broken)
        with pytest.raises(Damage):
            unpacking.unpack(tmp_path / name, target)
        shutil.rmtree(target)
        target.mkdir()


def test_an_empty_archive_is_refused(tmp_path: Path, target: Path) -> None:
    with pytest.raises(Damage, match="nothing in it"):
        unpacking.unpack(tgz(tmp_path / "a.tgz", {}), target)


def reviews(
    tmp_path: Path, folder: str = "reviews-set", files: dict[str, bytes] = FILES
) -> FullSet:
    archive = tgz(tmp_path / "reviews.tgz", files)
    sha256 = hashlib.sha256(archive.read_bytes()).hexdigest()
    file = SourceFile(
        archive.name, "http://127.0.0.1:9/", archive.stat().st_size, sha256=sha256, unpack=True
    )
    return FullSet("reviews", (file,), folder, folders=(tmp_path,))


def test_a_set_is_unpacked_in_place_and_remembered(tmp_path: Path, monkeypatch) -> None:
    data = reviews(tmp_path)
    assert datasets.state(data).missing == ("reviews.tgz",)
    assert datasets.provide(data)
    assert written(data.target) == FILES
    assert not list(data.home.rglob("*.tgz"))
    monkeypatch.setattr(checking, "_digests", lambda *_, **__: pytest.fail("hashed again"))
    assert datasets.state(data).whole


def change(target: Path) -> None:
    (target / "reviews" / "train" / "pos" / "1.txt").write_bytes(b"evil")


def cut(target: Path) -> None:
    (target / "reviews" / "train" / "pos" / "1.txt").unlink()


def add(target: Path) -> None:
    (target / "reviews" / "train" / "pos" / "2.txt").write_bytes(b"more")


def link(target: Path) -> None:
    cut(target)
    (target / "reviews" / "train" / "pos" / "1.txt").symlink_to("/etc/hostname")


def move(target: Path) -> None:
    shutil.rmtree(target / "reviews")
    (target / "reviews").symlink_to("/tmp")


@pytest.mark.parametrize("damage", [change, cut, add, link, move])
def test_what_was_unpacked_and_then_changed_is_put_right(
    damage: Callable[[Path], None], tmp_path: Path
) -> None:
    data = reviews(tmp_path)
    datasets.provide(data)
    damage(data.target)
    assert datasets.state(data).damaged
    assert datasets.provide(data)
    assert written(data.target) == FILES


def test_a_touched_file_is_hashed_once_more(tmp_path: Path) -> None:
    data = reviews(tmp_path)
    datasets.provide(data)
    os.utime(data.target / "readme.txt")
    (data.target / ".DS_Store").write_bytes(b"hidden files are none of ours")
    assert datasets.state(data).whole


def test_a_folder_of_the_users_own_is_kept(tmp_path: Path) -> None:
    data = reviews(tmp_path, folder="")
    mine = data.target / "reviews" / "mine.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("my notes")
    (said,) = datasets.fetch(data, lambda *_: None, tmp_path)
    assert "is now" in said
    assert (data.target / "reviews.before-1" / "mine.txt").read_text() == "my notes"
    assert datasets.state(data).whole


def test_an_evil_archive_leaves_nothing(tmp_path: Path) -> None:
    data = reviews(tmp_path, files={"good.txt": b"x", "../evil.txt": b"x"})
    with pytest.raises(UsageError, match="no path inside a folder; nothing of it was kept"):
        datasets.fetch(data, lambda *_: None, tmp_path)
    assert not any(data.target.iterdir())
    assert not list(data.home.rglob("*.txt"))
