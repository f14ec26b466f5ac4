"""What can be chosen for a new project: network, model style and backend, by family."""

from __future__ import annotations

from tutor.catalog import Idea
from tutor.families import family
from tutor.scaffold import Choices

OPTIONS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "network": (
        ("dense", "dense", "Each unit sees the whole input. Trains in seconds."),
        ("convolutional", "convolutional", "Small filters slide over the input. Slower, better."),
        ("parallel", "parallel", "Convolutions of several widths side by side."),
        ("recurrent", "recurrent", "Reads word after word and remembers. The slowest."),
        ("wide-deep", "wide and deep", "A deep leg on raw input, a wide one on made features."),
        ("dqn", "DQN", "Learns what every action is worth, from a memory of steps."),
        ("actor-critic", "actor-critic", "Learns what to do, and what a state is worth."),
    ),
    "style": (
        ("sequential", "Sequential", "A list of layers, one after the other."),
        ("functional", "functional", "Layers called on one another's outputs: branches are easy."),
        ("subclassed", "subclassed", "A model class of its own: anything Python can say."),
    ),
    "backend": (
        ("tensorflow", "TensorFlow", "Keras computes with TensorFlow, which came with dltutor."),
        ("torch", "PyTorch", "Keras computes with PyTorch; it must be installed."),
        ("jax", "JAX", "Keras computes with JAX; it must be installed."),
    ),
}
"""For each choice (value, label, what it means); a family takes some of them."""


def options_of(idea: Idea) -> dict[str, tuple[tuple[str, str, str], ...]]:
    """The choices that the idea's family has, its own start first."""
    kind = family(idea.family)
    first = Choices("x").completed(idea)
    allowed = {
        "network": (first.network, *kind.networks),
        "style": (first.style, *kind.styles),
        "backend": kind.backends,
    }
    known = {name: {option[0]: option for option in group} for name, group in OPTIONS.items()}
    return {
        name: tuple(known[name].get(v, (v, v, "")) for v in dict.fromkeys(values))
        for name, values in allowed.items()
    }
