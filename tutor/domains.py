"""The ten social-impact domains of deep learning, and which kind of project serves which.

The domains, and the table of capabilities behind `BY_FAMILY`, are those of a study of some 160 uses
of artificial intelligence for social good (McKinsey Global Institute, 2018).
"""

from __future__ import annotations

import difflib

DOMAINS = {
    "equality-and-inclusion": "equality and inclusion",
    "education": "education",
    "health-and-hunger": "health and hunger",
    "security-and-justice": "security and justice",
    "information-verification": "information verification and validation",
    "crisis-response": "crisis response",
    "economic-empowerment": "economic empowerment",
    "public-and-social-sector": "public and social sector",
    "environment": "environment",
    "infrastructure": "infrastructure",
}
"""Slug and name of each domain."""

_ALL = tuple(DOMAINS)

BY_FAMILY = {
    # Structured data.
    "tabular": _ALL,
    "regression": _ALL,
    "wide-deep": _ALL,
    # Image classification.
    "image": tuple(slug for slug in _ALL if slug != "public-and-social-sector"),
    # Natural language.
    "text": tuple(slug for slug in _ALL if slug != "infrastructure"),
    # Content generation.
    "gan": ("equality-and-inclusion", "public-and-social-sector"),
    # Reinforcement learning.
    "rl": ("health-and-hunger",),
}
"""The domains that projects of a family can serve, by slug."""


def slug_of(text: str) -> str | None:
    """The slug of a domain given by its slug or its name, in any case; None for neither."""
    wanted = " ".join(text.lower().replace("-", " ").replace("_", " ").split())
    for slug, name in DOMAINS.items():
        if wanted in (slug.replace("-", " "), name):
            return slug
    return None


def hint(text: str) -> str:
    """`; did you mean "x"?` for the domain that has the most similar word, or an empty string."""
    words = {word: slug for slug in DOMAINS for word in slug.split("-") if len(word) > 3}
    words |= {slug: slug for slug in DOMAINS}
    found = difflib.get_close_matches(text.lower(), words, n=1, cutoff=0.6)
    return f'; did you mean "{words[found[0]]}"?' if found else ""
