"""The proposals for folders by class: images and texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from tutor.errors import UsageError
from tutor.intake import images, source
from tutor.intake.folders import File, Listing
from tutor.intake.images import Images
from tutor.intake.proposal import (
    Choice,
    Proposal,
    Wishes,
    balance_notes,
    cost,
    family,
    few_notes,
    pace,
)
from tutor.intake.texts import LONGEST, Texts

SMALLEST_MAP = 8
"""Blocks halve the image until it has about so many rows."""

FILTERS = (16, 32, 64, 64)
"""Filters of the blocks for larger images, growing as the images shrink."""

_TURNED = re.compile(r"(^|[_\W])(left|right|links|rechts|gauche|droite|izquierda|derecha)($|[_\W])")

_SIGN = re.compile(r"digit|number|letter|char(acter)?|ziffer|buchstabe|sign")
_DIGITS = frozenset(
    ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
)


def of_images(found: Images, wishes: Wishes, flips: bool | None = None) -> Proposal:
    """What to make of images; `flips` is the learner's word on mirroring. Raises UsageError."""
    _no_columns(wishes, found.listing)
    chosen = family(wishes.family, ("image",), found.listing.root)
    usable = found.usable
    counts = _counts(usable)
    rows, columns, why_size = images.size_of(found)
    channels = 3 if found.colour else 1
    mirror, why_flip = may_mirror(counts) if flips is None else (flips, "you said so")
    settings, pacing = pace(len(usable), most=128)
    settings |= {"network": "convolutional", **_blocks(min(rows, columns))}
    out = [*(file for file, _ in found.damaged), *found.repeated]
    return Proposal(
        path=found.listing.root,
        family=chosen,
        families=("image",),
        data={
            **_data(found.listing, counts, "images", out),
            "image": [rows, columns, channels],
            "augmentations": ["shift", *(["flip"] if mirror else [])],
        },
        settings=settings,
        choices=(
            Choice("family", "image", f"images in {len(counts)} folders, one for each class"),
            cost("image", len(counts)),
            Choice("network", "convolutional", "it finds a shape wherever it is in the image"),
            Choice("image size", f"{rows} x {columns}", why_size),
            Choice(
                "colours",
                "3 channels" if found.colour else "1 channel, grey",
                "some images have colours" if found.colour else "no image has a colour",
            ),
            Choice("shifts", "allowed", "what is in an image stays what it is elsewhere in it"),
            Choice("mirroring", "allowed" if mirror else "not allowed", why_flip),
            *pacing,
        ),
        notes=tuple(_image_notes(found, counts)),
        title=f"{source.cut(found.listing.root.name)}: name the class of an image",
        summary=f"{len(usable):,} images in {len(counts)} classes, read from your own folder.",
        facts={
            **_facts(found.listing, counts, found.looked, found.damaged, len(found.repeated)),
            "kind": "images",
            "sizes": [[c, r, n] for (c, r), n in found.sizes.most_common(5)],
            "colour": found.colour,
        },
    )


def of_texts(found: Texts, wishes: Wishes) -> Proposal:
    """What to make of texts by class. Raises UsageError."""
    _no_columns(wishes, found.listing)
    chosen = family(wishes.family, ("text",), found.listing.root)
    usable = found.usable
    counts = _counts(usable)
    settings, pacing = pace(len(usable), most=128)
    out = [*(file for file, _ in found.damaged), *found.repeated]
    from tutor.families import family as family_named

    return Proposal(
        path=found.listing.root,
        family=chosen,
        families=("text",),
        data={
            **_data(found.listing, counts, "texts", out),
            "encoding": found.encoding,
        },
        settings=settings,
        choices=(
            Choice("family", "text", f"texts in {len(counts)} folders, one for each class"),
            cost("text", len(counts)),
            Choice("network", family_named("text").networks[0], "the quickest to train"),
            *pacing,
        ),
        notes=tuple(_text_notes(found, counts)),
        title=f"{source.cut(found.listing.root.name)}: name the class of a text",
        summary=f"{len(usable):,} texts in {len(counts)} classes, read from your own folder.",
        facts={
            **_facts(found.listing, counts, found.looked, found.damaged, len(found.repeated)),
            "kind": "texts",
            "encoding": found.encoding,
            "median_words": found.words,
        },
    )


def may_mirror(counts: dict[str, int]) -> tuple[bool, str]:
    """Whether a mirrored image stays in its class, as far as the names of the classes tell."""
    names = [name.strip().lower() for name in counts]
    if sum(map(_is_sign, names)) > len(names) / 2:
        return False, "the classes look like digits or letters, and a mirrored 7 is no 7"
    if any(_TURNED.search(name) for name in names):
        return False, "a class is called left or right"
    return True, "most things look the same in a mirror; say no if yours do not"


def _is_sign(name: str) -> bool:
    """Whether a class is called as a digit or a letter: 7, digit_7, seven, letter A."""
    bare = _SIGN.sub("", name).strip(" _-")
    return len(bare) == 1 or bare.isdigit() or name in _DIGITS


def _blocks(side: int) -> dict[str, Any]:
    """The network's blocks for images of this size, none where the template's own suit."""
    if side <= 32:
        return {}
    blocks, small = 0, side
    while small > SMALLEST_MAP and blocks < len(FILTERS):
        blocks, small = blocks + 1, small // 2
    return {"layers.widths": list(FILTERS[:blocks])}


def _data(
    listing: Listing, counts: dict[str, int], what: str, out: Sequence[File]
) -> dict[str, Any]:
    data: dict[str, Any] = {
        "file": str(listing.root),
        "folder": True,
        "source": f"Your own {what} in the folder {source.cut(listing.root.name, 80)}.",
        "class_names": list(counts),
        "skipped": sorted(file.path.relative_to(listing.root).as_posix() for file in out),
    }
    if listing.parts:
        data["parts"] = listing.parts
    return data


def _counts(files: Sequence[File]) -> dict[str, int]:
    return dict(sorted(Counter(file.label for file in files).items()))


def _image_notes(found: Images, counts: dict[str, int]) -> list[str]:
    notes = _notes(found.listing, counts, found.damaged, "image")
    files = len(found.listing.files)
    if found.looked < files:
        notes.insert(0, f"opened a sample of {found.looked:,} of {files:,} images")
    if len(found.sizes) > 1:
        notes.append(f"the images have {len(found.sizes)} different sizes and are resized")
    return notes + _copies(len(found.repeated), found.contradicting, "image")


def _text_notes(found: Texts, counts: dict[str, int]) -> list[str]:
    notes = _notes(found.listing, counts, found.damaged, "text")
    files = len(found.listing.files)
    if found.looked < files:
        notes.insert(0, f"opened a sample of {found.looked:,} of {files:,} texts")
    if found.long:
        first = source.cut(str(found.long[0].path.relative_to(found.listing.root)), 60)
        notes.append(
            f"{_many(len(found.long), 'text')} of more than {LONGEST:,} bytes, as {first}: "
            "the network reads no more than the first words ([data] length)"
        )
    return notes + _copies(len(found.repeated), found.contradicting, "text")


def _notes(
    listing: Listing, counts: dict[str, int], damaged: Sequence[tuple[File, str]], what: str
) -> list[str]:
    notes = []
    if listing.parts:
        said = ", ".join(f"{'+'.join(names)} ({part})" for part, names in listing.parts.items())
        notes.append(f"the folder is divided already: {source.cut(said, 120)}")
    if damaged:
        some = ", ".join(
            f"{source.cut(str(file.path.relative_to(listing.root)), 50)} ({why})"
            for file, why in damaged[:5]
        )
        more = f" and {len(damaged) - 5} more" if len(damaged) > 5 else ""
        notes.append(f"{_many(len(damaged), what)} left out as unreadable: {some}{more}")
    for why, count in listing.ignored.most_common(6):
        notes.append(f"{_many(count, 'entry', 'entries')} left out: {why}")
    if listing.empty:
        some = ", ".join(source.cut(name, 30) for name in listing.empty[:5])
        notes.append(f"folders without a usable file are no classes: {some}")
    notes.extend(balance_notes(counts))
    # A folder for validation has a size of its own.
    if "validation" not in listing.parts:
        notes.extend(few_notes(sum(counts.values()), f"{what}s", is_class=True))
    return notes


def _copies(repeated: int, contradicting: int, what: str) -> list[str]:
    if not repeated:
        return []
    also = f", {contradicting:,} of them in another class" if contradicting else ""
    return [
        f"{_many(repeated, what)} left out as exact copies of others{also}: "
        "none may be trained on and tested"
    ]


def _facts(
    listing: Listing,
    counts: dict[str, int],
    looked: int,
    damaged: Sequence[tuple[File, str]],
    repeated: int,
) -> dict[str, Any]:
    return {
        "files": len(listing.files),
        "files_looked_at": looked,
        "classes": counts,
        "parts": listing.parts,
        "damaged": [
            {"file": source.cut(str(f.path.relative_to(listing.root)), 200), "reason": why}
            for f, why in damaged[:100]
        ],
        "damaged_files": len(damaged),
        "repeated_files": repeated,
        "ignored": dict(listing.ignored),
    }


def _no_columns(wishes: Wishes, listing: Listing) -> None:
    for option, value in (
        ("--target", wishes.target),
        ("--ignore", wishes.ignore),
        ("--keep", wishes.keep),
    ):
        if value:
            raise UsageError(
                f"{option} names a column of a table, and {listing.shown} is a folder; leave it out"
            )


def _many(count: int, one: str, several: str = "") -> str:
    return f"{count:,} {one if count == 1 else several or one + 's'}"
