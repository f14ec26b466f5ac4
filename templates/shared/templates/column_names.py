{% from "escape.j2" import quoted -%}
{% from "listed.j2" import listed -%}
{% from "kinds.j2" import has_numbers, has_categories, has_texts with context -%}
{% set about = cookiecutter.data -%}
FILE = {{ quoted(cookiecutter.data_file) }}
FORMAT = {
    "sep": {{ quoted(about.get("delimiter", ",")) }},
    "encoding": {{ quoted(about.get("encoding", "utf-8")) }},
    "decimal": {{ quoted(about.get("decimal", ".")) }},
{%- if about.get("columns") %}
    # The file has no line of names.
    "header": None,
    "names": {{ listed(about["columns"]) | indent(4) }},
{%- endif %}
}
# What stands in the file where a value is missing.
MISSING = {{ listed((["", "NaN", "nan"] + about.get("missing", [])) | unique(case_sensitive=true) | list) }}
TARGET = {{ quoted(about.get("target", "")) }}
# The columns that the network reads, as the file names them.
{%- if has_numbers %}
NUMBERS = {{ listed(about.get("numbers", [])) }}
{%- endif %}
{%- if has_categories %}
CATEGORIES = {{ listed(about.get("categories", [])) }}
{%- endif %}
{%- if has_texts %}
# Texts, of a sentence or more.
TEXTS = {{ listed(about["text"]) }}
{%- endif %}
{%- if about.get("ignored") %}
# In the file too, and kept from the network.
IGNORED = {{ listed(about["ignored"]) }}
{%- endif %}
{%- if about.get("part") %}
# This column says which rows are the test part.
PART = {{ quoted(about["part"]) }}
{%- endif %}
