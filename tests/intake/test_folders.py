"""Folders of images and texts by class: what is left out, converted and refused."""

from __future__ import annotations

import os
import random
import struct
import time
import zlib
from pathlib import Path

import pytest
from PIL import Image

from tutor.intake import folders, images, look

from .conftest import Pictures, picture, proposed, refusal, told


def bomb(side: int) -> bytes:
    """A PNG of side by side black pixels, in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    packed = zlib.compress(b"\0" * (side // 8 + 1) * 100)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def test_images_by_class(pictures: Pictures) -> None:
    proposal = proposed(pictures(cats=6, dogs=8))
    assert proposal.family == "image"
    assert proposal.data["class_names"] == ["cats", "dogs"]
    assert proposal.data["image"] == [10, 12, 3]
    assert proposal.data["augmentations"] == ["shift", "flip"]
    assert proposal.settings["network"] == "convolutional"


def test_size_and_colour(tmp_path: Path, pictures: Pictures) -> None:
    root = pictures(size=(90, 70), cats=4)
    pictures(size=(300, 200), dogs=2)
    for number in range(3):
        grey = picture((80, 80), random.Random(number)).convert("L")
        (root / "owls").mkdir(exist_ok=True)
        grey.save(root / "owls" / f"{number}.png")
    with pytest.raises(Exception, match="dogs"):
        proposed(root)
    picture((300, 200), random.Random(9)).save(root / "dogs" / "more.png")
    assert proposed(root).data["image"] == [64, 64, 3]
    for file in root.rglob("*.png"):
        Image.open(file).convert("L").convert("RGB").save(file.with_suffix(".bmp"))
        file.unlink()
    assert proposed(root).data["image"][2] == 1


def test_damaged_images_are_listed(pictures: Pictures) -> None:
    root = pictures(cats=40, dogs=40)
    whole = (root / "cats" / "000.png").read_bytes()
    (root / "cats" / "cut.png").write_bytes(whole[:200])
    (root / "cats" / "none.png").touch()
    (root / "dogs" / "text.jpg").write_text("not an image")
    (root / "dogs" / "crc.png").write_bytes(whole[:60] + b"\0\1\2\3" + whole[64:])
    (root / "dogs" / "bomb.png").write_bytes(bomb(20_000))
    (root / "dogs" / "large.png").write_bytes(bomb(12_000))
    picture((12, 10), random.Random(77)).save(root / "dogs" / "png-inside.jpg", "PNG")
    started = time.monotonic()
    proposal = proposed(root)
    assert time.monotonic() - started < 5
    assert proposal.data["skipped"] == [
        "cats/cut.png",
        "cats/none.png",
        "dogs/bomb.png",
        "dogs/crc.png",
        "dogs/large.png",
        "dogs/text.jpg",
    ]
    text = "\n".join(proposal.notes)
    assert "6 images left out as unreadable" in text
    assert "0 bytes" in text


def test_many_damaged_images_are_an_error(pictures: Pictures) -> None:
    root = pictures(cats=8, dogs=8)
    for number in range(5):
        (root / "cats" / f"bad{number}.jpg").write_text("text")
    assert "5 of 21 files that were opened are no readable images" in refusal(root)


def test_all_kinds_of_pixels_are_read(pictures: Pictures) -> None:
    root = pictures(cats=6, dogs=6)
    base = picture((12, 10), random.Random(5))
    base.convert("CMYK").save(root / "cats" / "cmyk.jpg")
    base.convert("RGBA").save(root / "cats" / "alpha.webp")
    base.convert("P").save(root / "cats" / "palette.gif", save_all=True, append_images=[base])
    Image.new("I;16", (12, 10), 40_000).save(root / "cats" / "deep.png")
    turned = Image.Exif()
    turned[0x0112] = 6
    picture((10, 12), random.Random(6)).save(root / "cats" / "turned.jpg", exif=turned)
    proposal = proposed(root)
    assert proposal.data["skipped"] == []
    # The camera lay on its side: upright, it has the others' size.
    assert proposal.data["image"] == [10, 12, 3]


def test_links_hidden_files_and_other_kinds_are_left_out(
    pictures: Pictures, tmp_path: Path
) -> None:
    root = pictures(cats=6, dogs=6)
    outside = pictures(root="elsewhere", owls=3)
    (root / "cats" / "loop").symlink_to(root)
    (root / "cats" / "out.png").symlink_to(outside / "owls" / "000.png")
    (root / "owls").symlink_to(outside / "owls")
    (root / "cats" / ".hidden.png").write_bytes(b"x")
    (root / "cats" / "drawing.svg").write_text("<svg/>")
    (root / "beside.png").write_bytes(b"x")
    (root / "empty").mkdir()
    deep = root / "cats" / "more" / "still"
    deep.mkdir(parents=True)
    picture((12, 10), random.Random(9)).save(deep / "x.png")
    with open(os.fsencode(root) + b"/cats/\xff\xfe.png", "wb") as file:
        file.write(b"x")
    proposal = proposed(root)
    assert proposal.facts["classes"] == {"cats": 7, "dogs": 6}
    text = "\n".join(proposal.notes)
    for said in ("3 entries left out: links", "not UTF-8", "(.svg)", "beside", "no classes: empty"):
        assert said in text


def test_copies_are_left_out(pictures: Pictures) -> None:
    root = pictures(cats=6, dogs=6)
    (root / "dogs" / "copy.png").write_bytes((root / "cats" / "000.png").read_bytes())
    proposal = proposed(root)
    assert proposal.data["skipped"] == ["dogs/copy.png"]
    assert "1 of them in another class" in "\n".join(proposal.notes)


def test_parts_are_recognized(pictures: Pictures) -> None:
    pictures(root="pictures/Train", cats=6, dogs=6)
    root = pictures(size=(11, 10), root="pictures/test", cats=3, dogs=3).parent
    proposal = proposed(root)
    assert proposal.data["parts"] == {"train": ["Train"], "test": ["test"]}
    assert proposal.facts["classes"] == {"cats": 9, "dogs": 9}
    for file in (root / "test" / "dogs").iterdir():
        file.unlink()
    assert "no usable file in the test folder" in refusal(root)


@pytest.mark.parametrize(
    ("classes", "said"),
    [({"cats": 5}, "one class only"), ({"cats": 5, "dogs": 2}, 'class "dogs" has 2 usable files')],
)
def test_folders_that_cannot_be_learned(
    pictures: Pictures, classes: dict[str, int], said: str
) -> None:
    assert said in refusal(pictures(**classes))


def test_other_folders(tmp_path: Path, pictures: Pictures) -> None:
    (tmp_path / "none").mkdir()
    assert "no files in it" in refusal(tmp_path / "none")
    assert "no folders" in refusal(pictures(cats=3) / "cats")
    for name, said in (("a.wav", "sound"), ("a.csv", "folder of tables"), ("a.npy", "PNG")):
        folder = tmp_path / name.replace(".", "-")
        folder.mkdir()
        (folder / name).write_bytes(b"x")
        assert said in refusal(folder)
    assert "names a column of a table" in refusal(pictures(cats=3, dogs=3), target="x")


@pytest.mark.parametrize(
    ("names", "may"),
    [
        (("0", "7"), False),
        (("digit 3", "digit_7"), False),
        (("letterA", "letterB"), False),
        (("three", "seven"), False),
        (("left_turn", "right_turn"), False),
        (("cat", "dog"), True),
        (("stop sign", "no sign"), True),
    ],
)
def test_mirroring_by_the_names_of_the_classes(
    pictures: Pictures, names: tuple[str, str], may: bool
) -> None:
    root = pictures(**dict.fromkeys(names, 4))
    assert ("flip" in proposed(root).data["augmentations"]) is may
    found = look.look(root)
    assert (
        look.propose(found, look.Wishes(), not may).data["augmentations"]
        != proposed(root).data["augmentations"]
    )


def test_of_many_images_a_sample_is_opened(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "MOST_CHECKED", 20)
    monkeypatch.setattr(folders, "MOST_LOOKED_AT", 10)
    monkeypatch.setattr(folders.spread, "__defaults__", (10,))
    proposal = proposed(pictures(cats=30, dogs=3))
    assert any("sample of 1" in note for note in proposal.notes)
    assert proposal.facts["files"] == 33


def test_many_files_are_listed_fast(tmp_path: Path) -> None:
    for label in "ab":
        folder = tmp_path / "many" / label
        folder.mkdir(parents=True)
        for number in range(1500):
            os.close(os.open(folder / f"{number}.png", os.O_CREAT))
    started = time.monotonic()
    listing = folders.listed(tmp_path / "many", (".png",))
    # At this rate 100,000 take 20 s on the slowest of disks; making them here would take longer.
    assert len(listing.files) == 3000
    assert time.monotonic() - started < 0.6


def test_texts_by_class(texts: Path) -> None:
    proposal = proposed(texts)
    assert proposal.family == "text"
    assert proposal.data["class_names"] == ["bad", "good"]
    assert proposal.data["encoding"] == "utf-8"


def test_texts_left_out(texts: Path) -> None:
    for number in range(6, 40):
        (texts / "good" / f"{number}.txt").write_text(f"a good film, and number {number}")
    (texts / "good" / "blank.txt").write_text("  \n")
    (texts / "good" / "binary.txt").write_bytes(b"\0\1\2")
    (texts / "bad" / "copy.txt").write_bytes((texts / "good" / "1.txt").read_bytes())
    (texts / "bad" / "long.txt").write_text("very long " * 500_000)
    proposal = proposed(texts)
    # Of two equal files the first in the order of the classes stays.
    assert proposal.data["skipped"] == ["good/1.txt", "good/binary.txt", "good/blank.txt"]
    text = "\n".join(proposal.notes)
    assert "no words" in text
    assert "1 text of more than 1,000,000 bytes" in text


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig"])
def test_encodings_of_texts(texts: Path, encoding: str) -> None:
    for file in texts.rglob("*.txt"):
        file.write_text(file.read_text() + " café", encoding=encoding)
    assert proposed(texts).data["encoding"] == encoding


def test_texts_in_two_encodings(texts: Path) -> None:
    (texts / "good" / "x.txt").write_text("café", encoding="cp1252")
    (texts / "bad" / "x.txt").write_text("café", encoding="utf-8")
    assert "in cp1252 and in utf-8" in refusal(texts)


def test_texts_that_are_all_the_same(texts: Path) -> None:
    for file in texts.rglob("*.txt"):
        file.write_text("the same")
    assert "copies of others" in refusal(texts)


def test_texts_without_a_label(tmp_path: Path) -> None:
    for part in ("train", "test"):
        for label in ("pos", "neg", *(["unsup"] if part == "train" else [])):
            folder = tmp_path / "reviews" / part / label
            folder.mkdir(parents=True)
            for number in range(4):
                (folder / f"{number}.txt").write_text(f"{part} {label} {number}")
    proposal = proposed(tmp_path / "reviews")
    assert proposal.data["class_names"] == ["neg", "pos"]
    assert proposal.data["parts"] == {"train": ["train"], "test": ["test"]}
    assert "without a label" in told(tmp_path / "reviews")
