{% from "kinds.j2" import has_categories with context -%}
"""What simple models make of the same data, on the same split:

    python baseline.py

A network that does no better than these is not worth its trouble. Printed is what they
reach on the validation rows; the test rows are for the end.
"""

from settings import load_experiment  # isort: skip  (first: it chooses Keras's backend)

import numpy as np
{% if has_categories -%}
import pandas as pd
from sklearn.compose import (
    ColumnTransformer,
    make_column_selector,
    make_column_transformer,
)
{% endif -%}
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import {{ "Pipeline, " if has_categories }}make_pipeline
from sklearn.preprocessing import {{ "OneHotEncoder, OrdinalEncoder, " if has_categories }}StandardScaler

from data import load_data
{%- if has_categories %}

# The columns of each kind in the table that `frame` makes, by their names.
NUMBERS = make_column_selector(pattern="^numbers")
CATEGORIES = make_column_selector(pattern="^categories")
{%- endif %}


def baselines(experiment: dict) -> dict[str, dict[str, float]]:
    """Fit each simple model; return its accuracies on the validation and test rows."""
{%- if not has_categories %}
    train, validation, test = (
        (part.inputs["numbers"], part.labels) for part in load_data(experiment)
    )
    models = {
        # Missing numbers are filled, and flagged in a further column each.
        "logistic regression": make_pipeline(
            SimpleImputer(
                strategy="median", add_indicator=True, keep_empty_features=True
            ),
            StandardScaler(),
            LogisticRegression(max_iter=1000),
        ),
        # Trees need no scale, and take numbers that are missing.
        "gradient-boosted trees": HistGradientBoostingClassifier(random_state=0),
    }
    for model in models.values():
        model.fit(*train)
    return {
        name: {
            "validation": float(model.score(*validation)),
            "test": float(model.score(*test)),
        }
        for name, model in models.items()
    }
{%- else %}
    data = load_data(experiment)
    return {
        name: {
            part: float(model.score(frame(split.inputs), split.labels))
            for part, split in (("validation", data.validation), ("test", data.test))
        }
        for name, model in fitted(data.train.inputs, data.train.labels).items()
    }


def fitted(inputs: dict[str, np.ndarray], labels: np.ndarray) -> dict[str, Pipeline]:
    """The simple models by name, fitted to the training rows."""
    columns = frame(inputs)
    # The numbered categories come first of the columns that the trees see.
    categorical = list(range(len(CATEGORIES(columns))))
    trees = HistGradientBoostingClassifier(
        categorical_features=categorical, random_state=0
    )
    models = {
        "logistic regression": make_pipeline(
            for_linear(), LogisticRegression(max_iter=1000)
        ),
        "gradient-boosted trees": make_pipeline(for_trees(), trees),
    }
    return {name: model.fit(columns, labels) for name, model in models.items()}


{% include "simple_features.py" %}
{%- endif %}
{{ "\n" if not has_categories }}
if __name__ == "__main__":
    experiment = load_experiment()
    counts = np.bincount(load_data(experiment).validation.labels)
    print("accuracy on the validation rows")
    print(f"{'always the most frequent class':32}{counts.max() / counts.sum():.3f}")
    for name, scores in baselines(experiment).items():
        print(f"{name:32}{scores['validation']:.3f}")
