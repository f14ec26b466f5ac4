"""Runs as TensorBoard reads them, written from their own events; neither TensorFlow nor the package
tensorboard is imported for it."""
