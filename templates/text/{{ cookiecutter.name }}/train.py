{% set inputs, example = "texts", "text" -%}
{% include "classes_train.py" %}