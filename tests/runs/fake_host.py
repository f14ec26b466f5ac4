"""Stands in for the trainer host, without Keras: `FAKE_HOST` says how it behaves."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

import psutil

from tutor import events


def say(**message: object) -> None:
    print(json.dumps(message), flush=True)


def write(folder: Path, **event: object) -> None:
    with open(folder / "events.jsonl", "a", encoding="utf-8") as file:
        file.write(events.encode({"time": 0.0, **event}) + "\n")


def train(run: Path) -> None:
    """A run that goes on until it is asked to stop."""
    stopped = False

    def stop(*_: object) -> None:
        nonlocal stopped
        stopped = True

    signal.signal(signal.SIGTERM, stop)
    me = psutil.Process()
    (run / "trainer.json").write_text(json.dumps({"pid": me.pid, "start": me.create_time()}))
    write(run, event="run_started", run=run.name, kind="train", epochs=1000)
    epoch = 0
    while not stopped:
        epoch += 1
        write(run, event="epoch_finished", epoch=epoch, loss=1 / epoch, val_loss=1 / epoch)
        time.sleep(0.02)
    write(run, event="run_finished", status="stopped", seconds=1.0)


def main() -> None:
    mode = os.environ["FAKE_HOST"]
    if mode == "unavailable":
        say(event="unavailable", reason="TensorFlow is missing; install it with pip")
        sys.exit(1)
    if mode == "dies":
        os.kill(os.getpid(), signal.SIGILL)
    if mode == "hangs":
        time.sleep(600)
    print("a stray print, which is no message", flush=True)
    say(event="ready", backend="tensorflow", seconds=0.0)
    for line in sys.stdin:
        run = Path(json.loads(line)["run"])
        if os.fork() == 0:
            os.setsid()
            train(run)
            os._exit(0)


if __name__ == "__main__":
    main()
