"""Hooking into Keras once the script has imported it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any

from tutor.trainer.doctor import namesakes, places, startup
from tutor.trainer.doctor.case import Case
from tutor.trainer.doctor.importing import AfterImport

LEGACY = (
    "The script trains with legacy Keras 2 (tf_keras), which dltutor cannot look into; it examines "
    "scripts of Keras 3: import keras instead, without TF_USE_LEGACY_KERAS."
)


def install(case: Case) -> None:
    """Wait for the script to import Keras, then hook into it."""

    def keras_imported(keras: ModuleType) -> None:
        with case.unbroken("hook into Keras"):
            if places.relative(str(getattr(keras, "__file__", None) or "<none>")):
                case.note(namesakes.sentence("keras"))
                return
            if not str(getattr(keras, "__version__", "3")).startswith("3"):
                case.note(LEGACY, legacy=True)
                return
            Hooks(case).install()

    AfterImport(
        {
            "keras": keras_imported,
            "tf_keras": lambda module: case.note(LEGACY, legacy=True),
            "matplotlib": _without_windows,
        },
        {"tensorflow": functools.partial(startup.hushed, case.folder)}
        if startup.set_level()
        else {},
    ).install()


class Hooks:
    """Patches Keras's classes, once.

    Args:
        case: the script under examination.
    """

    def __init__(self, case: Case) -> None:
        from tutor.trainer.doctor.compiling import Compilations
        from tutor.trainer.doctor.fitting import Fitting
        from tutor.trainer.doctor.opening import Opening
        from tutor.trainer.doctor.stepping import Stepping
        from tutor.trainer.doctor.tapes import Tapes

        self._case = case
        self._compilations = Compilations(case)
        self._opening = Opening(case, self._compilations)
        self._fitting = Fitting(case, self._opening)
        self._stepping = Stepping(case, self._opening)
        self._tapes = Tapes(case, self._opening)
        case.closing = self._opening.close

    def install(self) -> None:
        """Take the place of what a script trains with."""
        import keras
        from keras.src.optimizers.base_optimizer import BaseOptimizer
        from keras.src.trainers.trainer import Trainer

        trainer = defining_class(keras.Model, "fit")
        _replace(Trainer, "compile", self._compilations.around)
        _replace(trainer, "fit", self._fitting.around)
        _replace(trainer, "train_on_batch", self._stepping.around_training)
        _replace(trainer, "test_on_batch", self._stepping.around_evaluation)
        _replace(trainer, "evaluate", self._stepping.around_evaluation)
        _replace(keras.layers.Layer, "__new__", self._marking_new)
        _replace(BaseOptimizer, "__init__", self._marking_init)
        if keras.backend.backend() == "tensorflow":
            self._install_for_loops(keras, BaseOptimizer)

    def _install_for_loops(self, keras: ModuleType, optimizer: type[Any]) -> None:
        """Take the place of what a script's own loop goes through."""
        import tensorflow as tf
        from tensorflow.python.eager.polymorphic_function.polymorphic_function import Function

        tapes = self._tapes
        _replace(keras.Model, "__call__", tapes.around_call)
        _replace(keras.losses.Loss, "__call__", tapes.around_loss)
        _replace(optimizer, "apply", tapes.around_apply)
        _replace(tf.GradientTape, "gradient", tapes.around_gradient)
        _replace(Function, "__call__", tapes.around_function)
        _replace(tf.data.Dataset, "__iter__", tapes.around_pass)

    def _marking_new(self, original: Callable[..., Any]) -> Callable[..., Any]:
        import keras

        case, model_class, tapes = self._case, keras.Model, self._tapes

        @functools.wraps(original)
        def __new__(cls: type[Any], *args: Any, **kwargs: Any) -> Any:
            layer = original(cls, *args, **kwargs)
            if case.active:
                with case.unbroken("see where a layer was made"):
                    places.mark(layer)
                    if isinstance(layer, model_class):
                        tapes.made(layer)
            return layer

        return staticmethod(__new__)

    def _marking_init(self, original: Callable[..., Any]) -> Callable[..., Any]:
        case = self._case

        @functools.wraps(original)
        def __init__(optimizer: Any, *args: Any, **kwargs: Any) -> None:
            original(optimizer, *args, **kwargs)
            if case.active:
                with case.unbroken("see where an optimizer was made"):
                    places.mark(optimizer)

        return __init__


def defining_class(cls: type[Any], name: str) -> type[Any]:
    """The class in whose own body a method stands."""
    return next(base for base in cls.__mro__ if name in vars(base))


def _replace(cls: type[Any], name: str, around: Callable[[Any], Any]) -> None:
    setattr(cls, name, around(getattr(cls, name)))


def _without_windows(matplotlib: ModuleType) -> None:
    """Keep Matplotlib from opening windows, which nobody would close, even where asked to."""
    import os

    if os.environ.get("MPLBACKEND") != "Agg":
        return
    use = matplotlib.use

    @functools.wraps(use)
    def quiet(backend: str, *args: Any, **kwargs: Any) -> Any:
        interactive = str(backend).lower() not in ("agg", "pdf", "ps", "svg", "cairo", "pgf")
        return use("Agg" if interactive else backend, *args, **kwargs)

    matplotlib.use = quiet  # type: ignore[attr-defined]
