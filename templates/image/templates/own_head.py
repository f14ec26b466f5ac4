{% from "escape.j2" import quoted -%}
{% from "listed.j2" import listed -%}
{% set about = cookiecutter.data -%}
"""The data: image files, split into training, validation and test, fed in batches.

An image stays in its file until its batch is made. Then it is an array (rows, columns,
channels) of values from 0 (black) to 255; a label is the number of its class.
"""

import math
from pathlib import Path
from typing import NamedTuple

import numpy as np
import tensorflow as tf
from PIL import Image, ImageOps

from settings import PROJECT

FOLDER = PROJECT / {{ quoted(cookiecutter.data_file) }}
CLASS_NAMES = {{ listed(about["class_names"]) }}
IMAGE_SHAPE = ({{ about["image"] | join(", ") }})  # rows, columns, channels: 1 is grey, 3 are colours

# Files that cannot be read, or are copies of others.
SKIPPED = {{ listed(about.get("skipped", [])) }}
{%- if about.get("parts") %}
# The folders of the two parts; validation images are drawn from the first.
TRAIN_FOLDERS = {{ listed(about["parts"].get("train", []) + about["parts"].get("validation", [])) }}
{%- if about["parts"].get("test") %}
TEST_FOLDERS = {{ listed(about["parts"]["test"]) }}
{%- endif %}
{%- endif %}
{%- if not about.get("parts", {}).get("test") %}
# The share of the images that is set aside for the test, always the same ones.
TEST_SHARE = 0.15
{%- endif %}

SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp"}
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP")
# A small file can hold an image that fills the memory: more pixels are refused.
MOST_PIXELS = 50_000_000
# Decoded images up to so many bytes are kept in memory, so that they are decoded once.
MOST_KEPT = 1_000_000_000
