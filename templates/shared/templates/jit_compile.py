{% from "kinds.j2" import is_wide, has_categories with context -%}
{% set tables = cookiecutter.family in ("tabular", "regression", "wide-deep") -%}
{% set has_strings = cookiecutter.family == "text" or (tables and has_categories) -%}
{% if is_wide %}        # XLA, which Keras would choose itself, knows no strings.
        jit_compile=False,
{%- elif has_strings %}        # XLA, which Keras would choose itself, knows no strings. JAX is given none, and
        # crawls without it.
        jit_compile="auto" if keras.backend.backend() == "jax" else False,
{%- else %}        # XLA, which Keras would choose itself, doubled TensorFlow's time for an epoch
        # on a CPU. JAX has no other compiler and crawls without it.
        jit_compile="auto" if keras.backend.backend() == "jax" else False,
{%- endif %}