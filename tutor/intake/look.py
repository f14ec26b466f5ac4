"""Looking at the learner's data, whatever they are."""

from __future__ import annotations

from pathlib import Path

from tutor.errors import UsageError
from tutor.intake import folders, images, source, table, texts
from tutor.intake.images import Images
from tutor.intake.proposal import Proposal, Wishes
from tutor.intake.table import Table
from tutor.intake.texts import Texts
from tutor.project import printable

Found = Table | Images | Texts


def look(path: Path) -> Found:
    """What lies there. Raises UsageError: one sentence with the mend."""
    path = source.absolute(Path(path))
    if source.kind_of(path) == "file":
        return table.look(path)
    kinds = folders.suffixes(path)
    pictures = sum(kinds[suffix] for suffix in source.IMAGES)
    written = sum(kinds[suffix] for suffix in source.TEXTS)
    if not pictures and not written:
        raise UsageError(_of_no_use(path, dict(kinds.most_common(1))))
    return images.look(path) if pictures >= written else texts.look(path)


def propose(found: Found, wishes: Wishes, flips: bool | None = None) -> Proposal:
    """What to make of it. Raises UsageError: one sentence with the mend."""
    from tutor.intake import classed, tabular

    if isinstance(found, Table):
        return tabular.propose(found, wishes)
    if isinstance(found, Images):
        return classed.of_images(found, wishes, flips)
    return classed.of_texts(found, wishes)


def _of_no_use(path: Path, most: dict[str, int]) -> str:
    shown = source.cut(printable(path), 200)
    if not most:
        return f"{shown} has no files in it; it needs a folder of images or texts for each class"
    suffix = next(iter(most))
    if suffix in (".csv", ".tsv"):
        return f"{shown} is a folder of tables; name one file in it"
    mend = source.mend_of(suffix)
    what = f"{source.cut(suffix, 12)} files" if suffix else "files without a suffix"
    return (
        f"{shown} holds {what}, and neither images ({' '.join(source.IMAGES)}) nor texts "
        f"({' '.join(source.TEXTS)}); {mend or 'save them as one of these'}"
    )
