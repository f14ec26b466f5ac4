"""What the workbench's help says: the keys in the order of a step, and the words in plain terms."""

HELP = """\
# The workbench

A step has four phases. **Lesson**: the idea, with your own figures. **Prediction**: what you expect
before anything runs. **Experiments**: short trainings of your own project, side by side.
**Verdict**: what was seen, whether your prediction held, and an edit of `experiment.toml`, which
you accept or refuse.

`enter` goes on to the next phase. The left and right arrows turn the phases, `,` and `.` go to the
step before and after. Nothing is locked: any step can be entered and run again at any time. What
runs goes on while you read elsewhere, and after you have left.

`w` explains the findings. `e` mends the first of them that `experiment.toml` can mend: it makes the
edit, runs the same training again from the same seed, and shows both runs side by side. `u` takes
the edit back.

## Words

- **Epoch**: one pass over all that is trained on.
- **Batch**: the samples of one update of the weights; an epoch has many.
- **Loss**: the number that training makes small.
- **Training loss**, a red line: the loss on what is trained on.
- **Validation loss**, blue `x` marks: the loss on what is never trained on. When it turns
  up while the training loss falls, the model has begun to learn its data by heart.
- **Best epoch**, `◆`: the one with the lowest validation loss; its weights are kept. Where no loss
  tells which network is better, it is the one with the highest score.
- **Score**: what runs are compared by, higher is better. *Accuracy* is the share that is named
  correctly, .873 for 87.3 %. *R²* is the share of the differences between the answers that is
  explained. *Likeness* is 1 for images that cannot be told from real ones. The *return* is what an
  agent collects in an episode.
- **Chance**, a dashed line: the score of knowing nothing, as always naming the most frequent
  class, always answering the mean, or moving at random.
- **Seed**: the start of all random numbers. Two seeds of one setting differ by luck alone, so a
  difference counts only where it is larger.
- **Learning rate**: the size of an update.
- **Finding**: `PROBLEM` is wrong and costs you results, `WATCH` is worth an eye, `OK` is nothing.
"""
