{%- if not cookiecutter.data.get("text") -%}
{% include "classes_baseline.py" -%}
{%- else -%}
{% set others = cookiecutter.data.get("numbers") or cookiecutter.data.get("categories") -%}
"""What simple models make of the same data, on the same split:

    python baseline.py

A network that does no better than these is not worth its trouble. Printed is what they
reach on the validation rows; the test rows are for the end.
"""

from settings import load_experiment  # isort: skip  (first: it chooses Keras's backend)

import numpy as np
import pandas as pd
{%- if others %}
from sklearn.compose import (
    ColumnTransformer,
    make_column_selector,
    make_column_transformer,
)
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

from data import load_data

# The columns of each kind in the table that `table` makes, by their names.
NUMBERS = make_column_selector(pattern="^numbers")
CATEGORIES = make_column_selector(pattern="^categories")
OTHERS = make_column_selector(pattern="^(?:numbers|categories)")
{%- else %}
from sklearn.compose import make_column_transformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from data import load_data
{%- endif %}


def baselines(experiment: dict) -> dict[str, dict[str, float]]:
    """Fit each simple model; return its accuracies on the validation and test rows."""
    data = load_data(experiment)
    return {
        name: {
            part: float(model.score(table(split.inputs), split.labels))
            for part, split in (("validation", data.validation), ("test", data.test))
        }
        for name, model in fitted(data.train.inputs, data.train.labels).items()
    }


def fitted(inputs: dict[str, np.ndarray], labels: np.ndarray) -> dict[str, Pipeline]:
    """The simple models by name, fitted to the training rows."""
    words = (TfidfVectorizer(min_df=2, sublinear_tf=True, ngram_range=(1, 2)), "texts")
    models = {
        "logistic regression, the texts alone": make_pipeline(
            make_column_transformer(words), LogisticRegression(max_iter=1000)
        ),
    }
    columns = table(inputs)
{%- if others %}
    models["logistic regression, all columns"] = make_pipeline(
        make_column_transformer(words, (for_linear(), OTHERS)),
        LogisticRegression(max_iter=1000),
    )
    # The numbered categories come first of the columns that the trees see.
    trees = HistGradientBoostingClassifier(
        categorical_features=list(range(len(CATEGORIES(columns)))), random_state=0
    )
    models["gradient-boosted trees, without texts"] = make_pipeline(
        make_column_transformer((for_trees(), OTHERS)), trees
    )
{%- endif %}
    return {name: model.fit(columns, labels) for name, model in models.items()}


def table(inputs: dict[str, np.ndarray]) -> pd.DataFrame:
    """Put all columns into one table, with the texts of a row joined."""
{%- if others %}
    others = {name: values for name, values in inputs.items() if name != "texts"}
    texts = pd.DataFrame({"texts": [" ".join(texts) for texts in inputs["texts"]]})
    return pd.concat([frame(others), texts], axis=1)


{% include "simple_features.py" %}
{%- else %}
    return pd.DataFrame({"texts": [" ".join(texts) for texts in inputs["texts"]]})
{% endif %}

if __name__ == "__main__":
    experiment = load_experiment()
    counts = np.bincount(load_data(experiment).validation.labels)
    print("accuracy on the validation rows")
    print(f"{'always the most frequent class':40}{counts.max() / counts.sum():.3f}")
    for name, scores in baselines(experiment).items():
        print(f"{name:40}{scores['validation']:.3f}")
{% endif -%}
