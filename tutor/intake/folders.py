"""A folder with a folder of files for each class, perhaps in parts for training and test."""

from __future__ import annotations

import hashlib
import os
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tutor.errors import UsageError
from tutor.intake import source
from tutor.project import printable

TRAIN = ("train", "training")
VALIDATION = ("validation", "valid", "val", "dev")
TEST = ("test", "testing")
"""Names of folders that are parts of the data, in small letters."""

WITHOUT_LABEL = ("unsup", "unlabeled", "unlabelled", "unknown")
"""Names of folders in a part whose files have no class."""

MOST_FILES = 1_000_000
"""More are not listed."""

DEEPEST = 8
"""Folders below one another that are looked into."""

MOST_LOOKED_AT = 2000
"""Files that are opened, spread over the classes."""

MOST_DAMAGED = 0.1
"""With a larger share of damaged files something is wrong with all of them."""

FEWEST = 3
"""Files of a class: one each for training, validation and test."""


@dataclass(frozen=True)
class File:
    """A file of a class; `part` is train, validation, test, or empty where there are no parts."""

    path: Path
    label: str
    part: str


@dataclass
class Listing:
    """What lies in a folder.

    Attributes:
        root: the folder, absolute.
        parts: folder names by part, empty where the classes lie directly in it.
        files: those that will be used, in a fixed order.
        ignored: how many were left out, by the reason in words.
        empty: classes without a file.
    """

    root: Path
    parts: dict[str, list[str]] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    empty: list[str] = field(default_factory=list)

    @property
    def classes(self) -> dict[str, int]:
        """Files of each class, by name."""
        return dict(sorted(Counter(file.label for file in self.files).items()))

    @property
    def shown(self) -> str:
        """The folder's name for people."""
        return source.cut(printable(self.root), 200)


def suffixes(root: Path, most: int = 5000) -> Counter[str]:
    """How many files of each suffix there are among the first ones, in small letters."""
    found: Counter[str] = Counter()
    for folder, names, files in os.walk(root):
        names[:] = sorted(name for name in names if not name.startswith("."))
        found.update(Path(name).suffix.lower() for name in files if not name.startswith("."))
        if found.total() >= most:
            break
        if len(Path(folder).relative_to(root).parts) >= DEEPEST:
            names.clear()
    return found


def listed(root: Path, wanted: Sequence[str]) -> Listing:
    """The files of these suffixes by class. Raises UsageError where there are no two classes."""
    listing = Listing(root)
    top = _folders(root, listing)
    listing.parts = _parts(top)
    loose = [entry for entry in _entries(root, Counter()) if entry.is_file(follow_symlinks=False)]
    if listing.parts:
        for part, names in listing.parts.items():
            for name in names:
                for label in _folders(root / name, listing):
                    if label.lower() in WITHOUT_LABEL:
                        listing.ignored[f"in {name}/{source.cut(label)}, without a label"] += 1
                    else:
                        _fill(listing, root / name / label, label, part, wanted)
    else:
        for label in top:
            _fill(listing, root / label, label, "", wanted)
    if loose:
        listing.ignored["beside the folders of the classes"] += len(loose)
    _check_classes(listing, bool(top), len(loose))
    return listing


def duplicates(files: Sequence[File]) -> tuple[list[File], int]:
    """Files that repeat an earlier one byte for byte, and how many of them with another class."""
    by_size: dict[int, list[File]] = defaultdict(list)
    for file in files:
        by_size[_size(file.path)].append(file)
    repeated, contradicting = [], 0
    for size, same in by_size.items():
        if len(same) < 2 or not size:
            continue
        first: dict[bytes, File] = {}
        # A copy in the test part is the one to keep out of training.
        for file in sorted(same, key=lambda f: f.part != "test"):
            digest = _digest(file.path)
            if digest is None:
                continue
            if digest in first:
                repeated.append(file)
                contradicting += file.label != first[digest].label
            else:
                first[digest] = file
    return repeated, contradicting


def spread(files: Sequence[File], most: int = MOST_LOOKED_AT) -> list[File]:
    """So many of the files, evenly spread, but one of each class at least."""
    if len(files) <= most:
        return list(files)
    step = len(files) / most
    chosen = {int(number * step) for number in range(most)}
    seen: set[str] = set()
    for number, file in enumerate(files):
        if file.label not in seen:
            seen.add(file.label)
            chosen.add(number)
    return [files[number] for number in sorted(chosen)]


def refuse_damaged(
    listing: Listing, damaged: Sequence[tuple[File, str]], looked: int, what: str
) -> None:
    """Raises UsageError where too many of the files that were opened cannot be read."""
    if len(damaged) > max(MOST_DAMAGED * looked, 1) or len(damaged) == looked:
        file, why = damaged[0]
        name = source.cut(str(file.path.relative_to(listing.root)), 80)
        raise UsageError(
            f"{listing.shown}: {len(damaged):,} of {looked:,} files that were opened are no "
            f"readable {what}, as {name} ({why}); mend or remove them"
        )


def check_counts(listing: Listing, files: Sequence[File]) -> None:
    """Raises UsageError for a class with too few files to be divided."""
    counts = Counter(file.label for file in files)
    labels = sorted({file.label for file in listing.files})
    for label in labels:
        if counts[label] < FEWEST:
            raise UsageError(
                f'{listing.shown}: the class "{source.cut(label)}" has {counts[label]} usable '
                f"file{'s' * (counts[label] != 1)}, and {FEWEST} are needed, for training, "
                "validation and test; add files, or remove its folder"
            )
    if not listing.parts.get("test"):
        return
    for is_test, part in ((True, "test"), (False, "training")):
        there = {file.label for file in files if (file.part == "test") == is_test}
        missing = [label for label in labels if label not in there]
        if missing:
            raise UsageError(
                f'{listing.shown}: the class "{source.cut(missing[0])}" has no usable file in the '
                f"{part} folder (copies of test files are not used for training); add some, or "
                "remove the class"
            )


def _fill(listing: Listing, folder: Path, label: str, part: str, wanted: Sequence[str]) -> None:
    """Put the files of a class into the listing, those of folders in it too."""
    before = len(listing.files)
    waiting: list[tuple[Path, int]] = [(folder, 0)]
    skip = listing.ignored
    while waiting:
        inside, depth = waiting.pop()
        deeper = []
        for entry in _entries(inside, skip):
            if entry.is_dir(follow_symlinks=False):
                if depth < DEEPEST:
                    deeper.append((Path(entry.path), depth + 1))
                else:
                    skip["in folders too deep"] += 1
            elif not entry.is_file(follow_symlinks=False):
                skip["pipes or devices"] += 1
            elif Path(entry.name).suffix.lower() not in wanted:
                skip[f"of another kind ({source.cut(Path(entry.name).suffix, 8)})"] += 1
            else:
                listing.files.append(File(Path(entry.path), label, part))
        waiting.extend(reversed(deeper))
        if len(listing.files) > MOST_FILES:
            raise UsageError(
                f"{listing.shown} has more than {MOST_FILES:,} files; name a folder with fewer"
            )
    if len(listing.files) == before and part in ("", "train"):
        listing.empty.append(label)


def _folders(root: Path, listing: Listing) -> list[str]:
    found = _entries(root, listing.ignored)
    return [entry.name for entry in found if entry.is_dir(follow_symlinks=False)]


def _entries(folder: Path, ignored: Counter[str]) -> list[os.DirEntry[str]]:
    """What lies in a folder, by name, without hidden entries, links and names that are no text."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        ignored["in folders that cannot be read"] += 1
        return []
    kept = []
    for entry in entries:
        if _is_text(entry.name) and entry.name.startswith("."):
            continue
        if not _is_text(entry.name):
            ignored["with names that are not UTF-8"] += 1
        elif entry.is_symlink():
            ignored["links, which are not followed"] += 1
        else:
            kept.append(entry)
    return kept


def _parts(names: Sequence[str]) -> dict[str, list[str]]:
    """The folders that are parts, where there is one for training; no other may be beside them."""
    kinds = {"train": TRAIN, "validation": VALIDATION, "test": TEST}
    found = {
        kind: [name for name in names if name.lower() in likely] for kind, likely in kinds.items()
    }
    parts = {kind: which for kind, which in found.items() if which}
    return parts if "train" in parts and len(parts) > 1 else {}


def _check_classes(listing: Listing, any_folder: bool, loose: int) -> None:
    layout = "a folder for each class, with its files in it"
    if not any_folder:
        what = f"{loose:,} files and no folders" if loose else "nothing"
        raise UsageError(f"{listing.shown} has {what} in it; it needs {layout}")
    classes = listing.classes
    if not classes:
        reasons = "; ".join(f"{n:,} {why}" for why, n in listing.ignored.most_common(2))
        also = f" (left out: {reasons})" if reasons else ""
        raise UsageError(f"{listing.shown} has no usable file in its folders{also}; copy them in")
    if len(classes) < 2:
        raise UsageError(
            f'{listing.shown} has one class only, "{source.cut(next(iter(classes)))}", so there is '
            f"nothing to tell apart; it needs {layout}, two at least"
        )


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _digest(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError:
        return None
