{% set examples = "texts" -%}
{% include "classes_evaluate.py" %}