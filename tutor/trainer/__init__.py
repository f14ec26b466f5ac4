"""The trainer: the only part of the package that imports Keras.

It runs in processes of its own, started as `python -m tutor.trainer.host`; no other part imports
it. It writes what it sees into the run's folder, which any number of readers may follow.
"""
