"""A run's events as TensorBoard's summaries.

| part of the run | tags | step |
|---|---|---|
| `train` | `epoch_loss`, `epoch_` and each metric, `epoch_learning_rate` | epoch |
| `train` | `batch_loss`, `batch_learning_rate` (where it changes from batch to batch) | batch |
| `validation` | `epoch_loss`, `epoch_` and each metric | epoch |
| the run itself | `layers/NAME/gradient_norm` and so on, `layers/NAME/activations` | epoch |
| the run itself | `run` (text), the settings as hyperparameters | |
| `test` | `evaluated_` and the loss and each metric | 0 |

Training and validation are parts of their own, with the same tags: TensorBoard lays them into one
graph, as it does those of Keras's own callback.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from tutor import events as ev
from tutor.events import Event
from tutor.experiment.schema import Spec
from tutor.tensorboard import records

RUN, TRAIN, VALIDATION, TEST = "", "train", "validation", "test"
"""The parts of a run: its folder, and folders in it."""

TAG_LENGTH = 200

_STATUS = {"finished": 1, "stopped": 1, "time_limit": 1}
_FAILURE = 2
"""`Status` of the HParams plugin (`api.proto`)."""

_LAYER_FIGURES = (
    "gradient_norm",
    "gradient_mean_abs",
    "weight_norm",
    "update_ratio",
    "activation_mean",
    "activation_std",
    "zero_fraction",
    "dead_fraction",
    "saturated_fraction",
)

Part = tuple[str, bytes]
"""A part of the run, and a record for its file."""


class Summaries:
    """Turns one run's events, in their order, into records.

    The same events give the same bytes, so that a file can be gone on with.

    Args:
        request: the run's `request.json`, {} where there is none.
        spec: its frozen settings.
    """

    def __init__(self, request: Mapping[str, Any], spec: Spec) -> None:
        self._request = request
        self._spec = spec
        self._batches = 0
        self._started = _seconds(request.get("created"))

    def first(self) -> bytes:
        """The first record of a part's file."""
        return records.version_event(self._started)

    def begin(self) -> Iterator[Part]:
        """What is known before the first event: the run's words and its settings."""
        label = str(self._request.get("label") or "")
        values = (records.markdown("run", self._words(label)), self._settings(label))
        for value in values:
            yield RUN, records.summary_event(self._started, 0, value)

    def of(self, event: Event) -> Iterator[Part]:
        """The records of one event; none for an event that is no figure or was spoiled."""
        make = _MAKERS.get(event["event"])
        if make is None:
            return
        try:
            time = self._started + float(event.get("time") or 0.0)
            yield from list(make(self, event, time))
        except (KeyError, TypeError, ValueError, AttributeError):
            # A line that a disk spoiled may still be JSON: the history passes it over, too.
            return

    def _epoch(self, event: Event, time: float) -> Iterator[Part]:
        parts: dict[str, dict[str, Any]] = {
            TRAIN: {"loss": event["loss"], "learning_rate": event.get("learning_rate")},
            VALIDATION: {"loss": event.get("val_loss")},
        }
        for name, value in event.get("metrics", {}).items():
            part = VALIDATION if name.startswith("val_") else TRAIN
            parts[part][name.removeprefix("val_")] = value
        for part, figures in parts.items():
            yield from _scalars(part, time, event["epoch"], "epoch_", figures)

    def _batch(self, event: Event, time: float) -> Iterator[Part]:
        rates = event.get("learning_rates") or [None] * len(event["losses"])
        for loss, rate in zip(event["losses"], rates, strict=True):
            self._batches += 1
            figures = {"loss": loss, "learning_rate": rate}
            yield from _scalars(TRAIN, time, self._batches, "batch_", figures)

    def _layers(self, event: Event, time: float) -> Iterator[Part]:
        for layer in event["layers"]:
            place = f"layers/{layer['name']}/"
            figures = {name: layer.get(name) for name in _LAYER_FIGURES}
            yield from _scalars(RUN, time, event["epoch"], place, figures)
            seen = layer.get("histogram")
            if seen:
                value = records.histogram(
                    _tag(f"{place}activations"),
                    seen["low"],
                    seen["high"],
                    seen["counts"],
                    layer.get("activation_mean") or 0.0,
                    layer.get("activation_std") or 0.0,
                )
                yield RUN, records.summary_event(time, event["epoch"], value)

    def _evaluated(self, event: Event, time: float) -> Iterator[Part]:
        figures = {"loss": event.get("loss"), **event["metrics"]}
        yield from _scalars(TEST, time, 0, "evaluated_", figures)

    def _finished(self, event: Event, time: float) -> Iterator[Part]:
        status = _STATUS.get(event["status"], _FAILURE)
        end = records.inside(4, records.whole(1, status), records.double(2, time))
        value = records.hyperparameters("_hparams_/session_end_info", end)
        yield RUN, records.summary_event(time, 0, value)
        reason = f": {event['reason']}" if event.get("reason") else ""
        words = records.markdown("end", _verbatim(f"{event['status']}{reason}"))
        yield RUN, records.summary_event(time, 0, words)

    def _words(self, label: str) -> str:
        step = self._request.get("step")
        kind = str(self._request.get("kind") or "train")
        lines = [label or "no label", f"{kind} run" + (f" of the step {step}" if step else "")]
        lines += [f"{path} = {value}" for path, value in _flat(self._spec)]
        return _verbatim("\n".join(lines))

    def _settings(self, label: str) -> bytes:
        """`SessionStartInfo`: the settings, each as `google.protobuf.Value`."""
        pairs = [("label", label), *_flat(self._spec)]
        entries = [
            records.inside(1, records.text(1, path), records.inside(2, _value(value)))
            for path, value in pairs
        ]
        start = records.inside(3, *entries, records.double(5, self._started))
        return records.hyperparameters("_hparams_/session_start_info", start)


_MAKERS = {
    ev.EPOCH_FINISHED: Summaries._epoch,
    ev.BATCHES: Summaries._batch,
    ev.LAYER_STATS: Summaries._layers,
    ev.EVALUATED: Summaries._evaluated,
    ev.RUN_FINISHED: Summaries._finished,
}


def _scalars(
    part: str, time: float, step: int, prefix: str, figures: Mapping[str, Any]
) -> Iterator[Part]:
    values = [
        records.scalar(_tag(prefix + name), float(value))
        for name, value in figures.items()
        if value is not None
    ]
    if values:
        yield part, records.summary_event(time, step, *values)


def _tag(name: str) -> str:
    clean = "".join(c if c.isprintable() else "?" for c in name)
    return clean[:TAG_LENGTH]


def _flat(spec: Spec) -> list[tuple[str, Any]]:
    return [(f"{section}.{key}", v) for section, table in spec.items() for key, v in table.items()]


def _value(value: Any) -> bytes:
    if isinstance(value, bool):
        return records.whole(4, value)
    if isinstance(value, int | float):
        return records.double(2, float(value))
    return records.text(3, str(value))


def _verbatim(words: str) -> str:
    """A block of code in Markdown: indented, so that nothing in it can end it."""
    clean = "".join(c if c.isprintable() or c == "\n" else "?" for c in words)
    return "\n".join(f"    {line}" for line in clean.splitlines())


def _seconds(created: object) -> float:
    try:
        return datetime.fromisoformat(str(created)).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0
