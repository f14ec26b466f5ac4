"""What a simple model makes of the same texts, on the same split:

    python baseline.py

It counts words and pairs of neighbours, weighs them by how rare they are (TF-IDF), and
fits a logistic regression. A network that does no better is not worth its trouble.
Printed is what it reaches on the validation texts; the test texts are for the end.
"""

from settings import load_experiment  # isort: skip  (it chooses Keras's backend)

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from data import Split, load_texts

# More texts take minutes, and these show what words alone tell.
MOST_TEXTS = 25_000


def baselines(experiment: dict) -> dict[str, dict[str, float]]:
    """Fit the simple model; return its accuracy on the validation and test texts."""
    data = load_texts(experiment)
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        LogisticRegression(C=3, max_iter=1000),
    )
    train = spread(data.train)
    model.fit(train.texts, train.labels)
    scores = {
        name: float(model.score(*spread(part)))
        for name, part in (("validation", data.validation), ("test", data.test))
    }
    return {"logistic regression": scores}


def spread(part: Split) -> Split:
    """Take at most MOST_TEXTS texts, spread over the part."""
    step = -(-len(part.labels) // MOST_TEXTS)
    return Split(part.texts[::step], part.labels[::step])


if __name__ == "__main__":
    experiment = load_experiment()
    counts = np.bincount(load_texts(experiment).validation.labels)
    print("accuracy on the validation texts")
    print(f"{'always the most frequent class':32}{counts.max() / counts.sum():.3f}")
    for name, scores in baselines(experiment).items():
        print(f"{name:32}{scores['validation']:.3f}")
