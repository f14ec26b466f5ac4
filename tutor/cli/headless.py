"""What the headless commands share: an event loop with a trainer, and Ctrl-C that stops kindly."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

from tutor.cli.output import ExitCode, Leave, narrate
from tutor.engine import Tutor
from tutor.errors import WorkError
from tutor.project import Project
from tutor.runs.client import Trainer

Answer = TypeVar("Answer")


class Interruption:
    """Ctrl-C: the first stops the run at the end of its batch, the second at once.

    With no run yet, as Keras is still being imported, the first ends the command.
    """

    def __init__(self, tutor: Tutor) -> None:
        self._tutor = tutor
        self.asked = 0

    def __call__(self) -> None:
        self.asked += 1
        if self.asked == 1:
            batch = " at the end of the batch; Ctrl-C again stops at once"
            narrate(f"stopping{batch if self._tutor.live_runs else ''}")
            self._tutor.stop()
        else:
            self._tutor.kill()


def with_tutor(project: Project, work: Callable[[Tutor], Awaitable[Answer]]) -> Answer:
    """Do the work with a tutor and its trainer; raises Leave where it was interrupted."""

    async def main() -> Answer:
        async with _tutor(project) as (tutor, interruption):
            try:
                answer = await work(tutor)
            except WorkError:
                if not interruption.asked:
                    raise
                # What was stopped is not there for what would have come after it.
                narrate("interrupted")
                raise Leave(ExitCode.INTERRUPTED) from None
            if interruption.asked:
                raise Leave(ExitCode.INTERRUPTED)
            return answer

    return asyncio.run(main())


@contextlib.asynccontextmanager
async def _tutor(project: Project) -> AsyncIterator[tuple[Tutor, Interruption]]:
    trainer = Trainer(project.backend)
    tutor = Tutor(project, trainer)
    interruption = Interruption(tutor)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no handlers on the loop; there Ctrl-C raises KeyboardInterrupt.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, interruption)
    await trainer.start()
    try:
        yield tutor, interruption
    except asyncio.CancelledError:
        tutor.kill()
        raise
    finally:
        await trainer.close()
