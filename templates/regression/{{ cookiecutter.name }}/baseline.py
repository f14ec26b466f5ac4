{% from "kinds.j2" import has_categories with context -%}
"""What simple models make of the same data, on the same split:

    python baseline.py

A network that does no better than these is not worth its trouble. Printed is what they
reach on the validation rows; the test rows are for the end.
"""

from settings import load_experiment  # isort: skip  (first: it chooses Keras's backend)

{% if has_categories -%}
import numpy as np
import pandas as pd
from sklearn.compose import (
    ColumnTransformer,
    make_column_selector,
    make_column_transformer,
)
{% endif -%}
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.pipeline import {{ "Pipeline, " if has_categories }}make_pipeline
from sklearn.preprocessing import {{ "OneHotEncoder, OrdinalEncoder, " if has_categories }}StandardScaler

from data import load_data
{%- if has_categories %}

# The columns of each kind in the table that `frame` makes, by their names.
NUMBERS = make_column_selector(pattern="^numbers")
CATEGORIES = make_column_selector(pattern="^categories")
{%- endif %}


def baselines(experiment: dict) -> dict[str, dict[str, float]]:
    """Fit each simple model; return its R2 on the validation and test rows."""
{%- if not has_categories %}
    train, validation, test = (
        (part.inputs["numbers"], part.targets) for part in load_data(experiment)
    )
    models = {
        # Missing numbers are filled, and flagged in a further column each.
        "linear regression": make_pipeline(
            SimpleImputer(
                strategy="median", add_indicator=True, keep_empty_features=True
            ),
            StandardScaler(),
            Ridge(),
        ),
        # Trees need no scale, and take numbers that are missing.
        "gradient-boosted trees": HistGradientBoostingRegressor(random_state=0),
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
            part: float(model.score(frame(split.inputs), split.targets))
            for part, split in (("validation", data.validation), ("test", data.test))
        }
        for name, model in fitted(data.train.inputs, data.train.targets).items()
    }


def fitted(inputs: dict[str, np.ndarray], targets: np.ndarray) -> dict[str, Pipeline]:
    """The simple models by name, fitted to the training rows."""
    columns = frame(inputs)
    # The numbered categories come first of the columns that the trees see.
    categorical = list(range(len(CATEGORIES(columns))))
    trees = HistGradientBoostingRegressor(
        categorical_features=categorical, random_state=0
    )
    models = {
        "linear regression": make_pipeline(for_linear(), Ridge()),
        "gradient-boosted trees": make_pipeline(for_trees(), trees),
    }
    return {name: model.fit(columns, targets) for name, model in models.items()}


{% include "simple_features.py" %}
{%- endif %}
{{ "\n" if not has_categories }}
if __name__ == "__main__":
    print("R2 on the validation rows")
    print(f"{'always the mean':32}{0:.3f}")
    for name, scores in baselines(load_experiment()).items():
        print(f"{name:32}{scores['validation']:.3f}")
