"""Settings: experiment.toml as a dictionary, and the backend that Keras is to use.

Import this module before Keras, which reads KERAS_BACKEND once, when it is imported.
"""

import os
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parent


def load_experiment(file: Path = PROJECT / "experiment.toml") -> dict:
    """Read an experiment file as {"section": {"key": value}}."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


# A backend named in the environment wins over the one in experiment.toml.
if "KERAS_BACKEND" not in os.environ:
    os.environ["KERAS_BACKEND"] = load_experiment()["training"]["backend"]
