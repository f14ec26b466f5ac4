"""Let a trained generator draw:

    python predict.py [--class NAME]    eight new images, in the terminal
    python predict.py FILE.png          a page of a hundred, as a picture

A class can be asked for where [layers] conditional was true in training.
"""

import argparse
import secrets
import sys
from pathlib import Path

from data import class_names
from draw import as_characters, draw, save_grid
from model import load_model
from settings import PROJECT, load_experiment

RUN = PROJECT / "runs" / "by-hand"


def main():
    parser = argparse.ArgumentParser(description="Let a trained generator draw.")
    parser.add_argument("file", nargs="?", type=Path, help="save a page of images here")
    parser.add_argument("--class", dest="name", help="the class to draw")
    parser.add_argument("--seed", type=int, help="the same seed draws the same again")
    options = parser.parse_args()
    if not (RUN / "best.keras").exists():
        sys.exit("There is no model yet: run train.py first.")

    model = load_model(RUN / "best.keras")
    names = class_names(load_experiment(RUN / "experiment.toml"))
    if options.name and not model.conditional:
        sys.exit("This generator draws what it likes: set [layers] conditional = true.")
    if options.name and options.name not in names:
        sys.exit(f"There is no such class; there are: {', '.join(names)}.")
    label = names.index(options.name) if options.name else None
    seed = secrets.randbits(32) if options.seed is None else options.seed

    if options.file:
        images, _ = draw(model, 100, label, seed)
        save_grid(images, options.file)
        return
    images, labels = draw(model, 8, label, seed)
    print(as_characters(images))
    if model.conditional:
        print("asked for:", ", ".join(names[asked] for asked in labels))
    print(f"drawn with --seed {seed}")


if __name__ == "__main__":
    main()
