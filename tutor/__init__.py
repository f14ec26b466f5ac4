"""dltutor: a terminal tutor and project scaffolder for deep learning with Keras 3."""

__version__ = "0.3.0"
