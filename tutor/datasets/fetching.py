"""Putting a full data set in place: from the user's own copy, a known folder, or the network.

All work is done in a hidden folder beside the sets; what is whole is then renamed into place, so
nothing partial is ever seen under the name of a data set.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tutor.catalog import Idea
from tutor.datasets import checking, download
from tutor.datasets.checking import Damage
from tutor.datasets.download import Progress
from tutor.datasets.memory import Checked, Memory
from tutor.datasets.sources import FullSet, SourceFile, full_set
from tutor.datasets.unpacking import unpack
from tutor.errors import UsageError, WorkError
from tutor.files import locked_now
from tutor.project import printable

PATIENCE_SECONDS = 10.0
"""How long a training waits for another process that puts the same set in place."""


def provide(data: FullSet) -> bool:
    """See that the set is in place, from the folders known for it; False where it cannot be had."""
    if checking.state(data).whole:
        return True
    wanted = [file for file in data.files if file.published]
    places = [
        place
        for place in data.folders
        if len(wanted) == len(data.files) and all((place / file.name).is_file() for file in wanted)
    ]
    if not places:
        return False
    with _working(data, PATIENCE_SECONDS) as work:
        return any(_from_folder(data, place, work) for place in places)


def fetch(data: FullSet, progress: Progress, given: Path | None = None) -> list[str]:
    """Put in place what is missing or damaged; what there is to say about it, as sentences.

    Takes `given` (a folder that holds the files, or the one file) where that is not None, else the
    folders known for the set, else the network. Raises UsageError where `given` does not hold the
    files, WorkError where the network does not have them, the disk has no room, or another process
    is at it.
    """
    if given is None and provide(data):
        return []
    with _working(data, 0) as work:
        found = checking.state(data)
        wanted = [file for file in data.files if file.name in (*found.missing, *found.damaged)]
        copies = _copies(wanted, given)
        _check_space(data, wanted, work)
        said: list[str] = []
        for file in wanted:
            said += _install(data, file, copies.get(file.name), work, progress)
        return said


def ensure_for(experiment: dict[str, Any], idea: Idea) -> None:
    """See that the data an experiment names can be loaded. Raises UsageError with the mend."""
    if experiment["data"].get("source") != "full":
        return
    data = full_set(idea)
    if data is None:
        raise UsageError(f'data.source: {idea.name} has no larger set than "embedded"')
    if provide(data):
        return
    problem = checking.state(data).problem
    how = f"is damaged ({problem})" if problem else "is not on this machine"
    otherwise = ', or set data.source = "embedded"' if idea.embedded else ""
    raise UsageError(
        f"the full set of {idea.name} {how}; `dltutor data fetch {idea.name}` "
        f"downloads it{' again' if problem else ''}{otherwise}"
    )


def _install(
    data: FullSet, file: SourceFile, copy: Path | None, work: Path, progress: Progress
) -> list[str]:
    """Have one file, check it, and put it or what is packed in it into place."""
    memory = Memory(data)
    part = work / file.name
    if copy:
        _duplicate(copy, part)
    else:
        try:
            download.download(file, part, progress)
        except WorkError as error:
            raise WorkError(
                f"{file.url} cannot be fetched ({error}); {_kept(file, part)}{data.meanwhile}, and "
                "--from takes files that you have"
            ) from None
    source = printable(copy) if copy else file.url
    try:
        sha256 = checking.verify(part, file, memory)
        said = _place(data, file, sha256, work, memory, progress)
    except Damage as damage:
        download.forget(part)
        fault = f"{source} is not {file.name} as it should be: {damage}; nothing of it was kept"
        raise (UsageError(fault) if copy else WorkError(f"{fault}, {data.meanwhile}")) from None
    except OSError as error:
        if copy:
            download.forget(part)
        raise _no_room(data, error) from None
    download.forget(part)
    return said


def _place(
    data: FullSet,
    file: SourceFile,
    sha256: str,
    work: Path,
    memory: Memory,
    progress: Progress,
) -> list[str]:
    """Rename a checked file, or what it unpacks to, into the set's folder, and remember it."""
    data.target.mkdir(parents=True, exist_ok=True)
    part = work / file.name
    said: list[str] = []
    known = memory.checked(file)
    ours = known.entries if known else ()
    if file.unpack:
        staging = work / "unpacked"
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        try:
            label = f"unpacking {file.name}"
            unpack(part, staging, lambda done: progress(label, done, file.unpacked_size))
            progress(label, file.unpacked_size or 1, file.unpacked_size or 1)
            entries = tuple(sorted(path.name for path in staging.iterdir()))
            content = checking.content(staging, entries)
            for name in entries:
                said += _swap(staging / name, data.target / name, name in ours, work)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    else:
        os.chmod(part, 0o644)
        said += _swap(part, data.target / file.name, True, work)
        entries, content = (file.name,), sha256
    memory.remember(file, Checked(entries, checking.fingerprint(data.target, entries), content))
    if not file.published and not memory.first(file)[0]:
        memory.remember_first(file, sha256)
        said.append(
            f"nobody publishes a checksum of {file.name}: its sha256 {sha256[:16]}... is "
            "remembered, and later copies are compared with it"
        )
    return said


def _swap(new: Path, place: Path, ours: bool, work: Path) -> list[str]:
    """Rename `new` to `place`. A folder there that dltutor did not make is kept beside it."""
    said: list[str] = []
    if place.is_dir() and not place.is_symlink():
        aside = work / "replaced"
        if not ours:
            aside = next(
                path
                for number in range(1, 1000)
                if not (path := place.with_name(f"{place.name}.before-{number}")).exists()
            )
            said.append(f"what stood at {printable(place)} is now {printable(aside)}")
        shutil.rmtree(work / "replaced", ignore_errors=True)
        os.rename(place, aside)
    elif new.is_dir() and os.path.lexists(place):
        place.unlink()
    os.replace(new, place)
    shutil.rmtree(work / "replaced", ignore_errors=True)
    return said


def _from_folder(data: FullSet, place: Path, work: Path) -> bool:
    """Install all that is wanted from a folder; False where a copy there is not whole."""
    found = checking.state(data)
    for file in data.files:
        if file.name not in (*found.missing, *found.damaged):
            continue
        try:
            _install(data, file, place / file.name, work, lambda *_: None)
        except UsageError:
            return False
    return True


def _copies(wanted: list[SourceFile], given: Path | None) -> dict[str, Path]:
    """The user's own copies by name. Raises UsageError where they are not all there."""
    if given is None or not wanted:
        return {}
    names = ", ".join(file.name for file in wanted)
    if given.is_dir():
        copies = {file.name: given / file.name for file in wanted}
        absent = [name for name, path in copies.items() if not path.is_file()]
        if absent:
            raise UsageError(f"{printable(given)} does not hold {', '.join(absent)}")
        return copies
    if not given.is_file():
        raise UsageError(f"{printable(given)} is no file and no folder; --from takes {names}")
    if len(wanted) > 1:
        raise UsageError(f"{printable(given)} is one file; give the folder that holds {names}")
    return {wanted[0].name: given}


def _duplicate(source: Path, target: Path) -> None:
    download.forget(target)
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        target.unlink(missing_ok=True)
        raise WorkError(f"{printable(source)} cannot be copied: {error.strerror}") from None


def _check_space(data: FullSet, wanted: list[SourceFile], work: Path) -> None:
    """Raise WorkError where the disk has no room for what is to come."""
    here = sum(path.stat().st_size for file in wanted if (path := work / file.name).is_file())
    needed = sum(file.space for file in wanted) - here
    free = shutil.disk_usage(work).free
    if needed > free:
        raise WorkError(
            f"{printable(data.home)} has {free / 1e9:.1f} GB free, and this takes about "
            f"{needed / 1e9:.1f} GB; make room, or set KERAS_HOME to a folder on another disk"
        )


def _kept(file: SourceFile, part: Path) -> str:
    return "the same command goes on from what has come; " if download.kept(file, part) else ""


def _no_room(data: FullSet, error: OSError) -> WorkError:
    why = error.strerror or str(error)
    place = printable(Path(error.filename or data.home))
    return WorkError(
        f"{place} cannot be written to ({why}); make room or set KERAS_HOME to a folder of your own"
    )


@contextlib.contextmanager
def _working(data: FullSet, patience: float) -> Iterator[Path]:
    """The hidden folder of this set, held by this process alone.

    Raises WorkError where another process holds it for longer than `patience` seconds.
    """
    work = data.home / ".dltutor" / data.idea
    try:
        data.home.mkdir(parents=True, exist_ok=True)
        for folder in (work.parent, work):
            folder.mkdir(mode=0o700, exist_ok=True)
            # Whoever owns it could have put a link where a download is to be written.
            if checking.strange(folder.stat()):
                raise PermissionError(errno.EPERM, "it belongs to another user", str(folder))
        lock = open(work / "lock", "a+", encoding="utf-8")  # noqa: SIM115 - closed below
    except OSError as error:
        raise _no_room(data, error) from None
    with lock:
        end = time.monotonic() + patience
        while not locked_now(lock):
            if time.monotonic() > end:
                raise WorkError(
                    f"another dltutor is fetching {data.idea} just now; "
                    "`dltutor data list` tells when it is here"
                )
            time.sleep(0.1)
        yield work
