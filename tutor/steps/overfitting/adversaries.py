"""The sentences of step 5 for models whose score, and not their loss, says which epoch is best."""

from __future__ import annotations

from tutor.history import History
from tutor.steps import ranking, wording


def headline(remedy: str, works: bool, will_work: bool, mine: History, lost: bool) -> str:
    """Of two networks against each other, which may lose their balance and have no gap to show.

    `remedy` is the one taken, `with dropout`, or empty; `works` whether the project as it is gets
    above chance, `will_work` whether it does with the remedy; `lost` whether its last weights are
    kept instead of its best.
    """
    if not works and remedy and will_work:
        return f"Your GAN is not above chance, but it is {remedy}."
    if not works:
        return "Your GAN is not above chance, so there is nothing to hold back yet."
    if lost:
        return "Your GAN got worse again, and it keeps its last weights instead of its best."
    seen = "Your GAN got worse again" if ranking.turned(mine) else "Your GAN has not got worse yet"
    if not remedy:
        return f"{seen}, and no remedy buys anything for certain."
    return f"{seen}, and it is better {remedy}."


def by_score(mine: History) -> str:
    """Where the score that decides is highest, and what it is at the end."""
    best, last, metric = mine.best_epoch, mine.epochs[-1], mine.metric
    if best is None:
        return ""
    told = (
        f"Its {metric.noun} is highest at epoch {best.number} of {len(mine.epochs)}, "
        f"{wording.score(best.score(metric), metric)}"
    )
    if best.number == last.number:
        return f"{told}, so it was still rising at the end."
    return f"{told}, and {wording.score(last.score(metric), metric)} at the end."


def balance(mine: History) -> str:
    """Of two networks against each other, for which no remedy was taken."""
    if not ranking.turned(mine):
        return f"While the {mine.metric.noun} holds, nothing has to be held back."
    return (
        "Two networks that chase each other do not come to rest: the best epoch's weights are the "
        "remedy you have."
    )
