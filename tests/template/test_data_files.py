"""The embedded data sets are what their project.toml and the licence register say."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from tutor import catalog
from tutor.catalog import Idea
from tutor.paths import projects_dir

ROOT = Path(__file__).parents[2]
IDEAS = [pytest.param(idea, id=idea.name) for idea in catalog.ideas("image")]


@pytest.fixture(scope="module")
def make_data() -> ModuleType:
    file = ROOT / "scripts" / "make_data.py"
    module_spec = importlib.util.spec_from_file_location("make_data", file)
    assert module_spec
    assert module_spec.loader
    module = importlib.util.module_from_spec(module_spec)
    module_spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("idea", IDEAS)
def test_checksum(idea: Idea) -> None:
    sha256 = hashlib.sha256(idea.data_file.read_bytes()).hexdigest()
    assert sha256 == idea.data["sha256"]
    register = (projects_dir() / "DATA-LICENCES.md").read_text(encoding="utf-8")
    assert f"`{idea.name}/data/{idea.data_file.name}`" in register
    assert sha256 in register


@pytest.mark.parametrize("idea", IDEAS)
def test_arrays(idea: Idea) -> None:
    with np.load(idea.data_file, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    assert arrays.keys() == {"x_train", "y_train", "x_test", "y_test"}
    for part in ("train", "test"):
        images, labels = arrays[f"x_{part}"], arrays[f"y_{part}"]
        assert images.dtype == labels.dtype == np.uint8
        assert images.shape == (idea.data[part], *idea.data["image"][:2])
        assert labels.shape == (idea.data[part],)
        assert (images.min(), images.max()) == (0, 255)
        counts = np.bincount(labels, minlength=len(idea.class_names))
        assert len(counts) == len(idea.class_names)
        assert counts.max() <= 1.1 * counts.min()


@pytest.mark.parametrize("idea", IDEAS)
def test_no_image_is_in_both_parts(idea: Idea) -> None:
    with np.load(idea.data_file) as file:
        train = {image.tobytes() for image in file["x_train"]}
        test = {image.tobytes() for image in file["x_test"]}
    assert not train & test


def test_script_makes_the_digits_again(make_data: ModuleType) -> None:
    pytest.importorskip("sklearn")
    made = make_data.digits()
    with np.load(catalog.idea("digits").data_file) as file:
        assert all(np.array_equal(made[name], file[name]) for name in file.files)


def test_script_makes_fashion_mnist_again(make_data: ModuleType) -> None:
    folders = [make_data.DEBIAN_FOLDER, ROOT.parent / "shared" / "data" / "fashion-mnist"]
    folder = next((folder for folder in folders if folder.is_dir()), None)
    if folder is None:
        pytest.skip("the package dataset-fashion-mnist is not installed")
    made = make_data.fashion_mnist(folder)
    with np.load(catalog.idea("fashion-mnist").data_file) as file:
        assert all(np.array_equal(made[name], file[name]) for name in file.files)


def test_script_refuses_a_damaged_source(make_data: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "t10k-labels-idx1-ubyte.gz"
    file.write_bytes(gzip.compress(b"\0\0\x08\x01\0\0\0\x01\x03"))
    with pytest.raises(ValueError, match="sha256"):
        make_data.read_idx(file)
