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

- **Epoch**: one pass over all training images.
- **Batch**: the images of one update of the weights; an epoch has many.
- **Loss**: the number that training makes small.
- **Training loss**, a red line: the loss on the images that are trained on.
- **Validation loss**, blue `x` marks: the loss on images that are never trained on. When it turns
  up while the training loss falls, the model has begun to learn its images by heart.
- **Best epoch**, `◆`: the one with the lowest validation loss; its weights are kept.
- **Accuracy**: the share of images that are named correctly, .873 for 87.3 %.
- **Chance**, a dashed line: the accuracy of always naming the most frequent class.
- **Seed**: the start of all random numbers. Two seeds of one setting differ by luck alone, so a
  difference counts only where it is larger.
- **Learning rate**: the size of an update.
- **Finding**: `PROBLEM` is wrong and costs you results, `WATCH` is worth an eye, `OK` is nothing.
"""
