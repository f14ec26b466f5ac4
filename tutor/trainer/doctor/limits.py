"""How much of a script is observed, so that any script at all can be."""

from __future__ import annotations

TRAININGS = 20
"""Models whose training is recorded; later ones are only counted. They stay in memory."""

WEIGHTS = 5_000_000
"""Parameters up to which the weights before training are kept, 20 MB."""

CAPTURED_FITS = 8
"""Calls of fit() on one model whose data are looked at: fit() in a loop gets other data each time,
and the first few tell what they are."""

CLOSE_LOOKS = 3
"""Calls of fit() on one model whose last epoch is looked at as closely as that of the only one."""

CHUNKS = 10
"""Epochs that a loop without any of its own is cut into."""

EPOCHS = 3
"""Fewer natural epochs than this in a loop, and it is cut into `CHUNKS` instead: one evaluation at
the very end makes no curve."""

BATCHES = 256
"""Batches of a loop of the learner's own that are looked at for a sample of its data."""

TURNS = 3
"""Times that the training of a model took over from that of another one, from which on the two are
trained against each other; the stages of a transfer, or folds, take over once."""

STDIN_SECONDS = 10.0
"""A script that reads from a pipe in which nothing arrives for so long gets the end of the file."""
