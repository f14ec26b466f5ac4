"""Every idea is complete, and the catalogue finds it."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from pathlib import Path

import pytest

from tests.cli.test_new import dltutor
from tutor import catalog, domains, families
from tutor.catalog import DIFFICULTIES, Idea
from tutor.datasets import full_set
from tutor.errors import UsageError
from tutor.experiment import spec
from tutor.experiment.schema import find_key
from tutor.experiment.spec import FAMILIES
from tutor.paths import projects_dir

IDEAS = [pytest.param(idea, id=idea.name) for idea in catalog.ideas()]
HEX = re.compile(r"[0-9a-f]+")


@pytest.mark.parametrize("idea", IDEAS)
def test_an_idea_is_complete(idea: Idea) -> None:
    assert idea.name == idea.folder.name
    assert re.fullmatch(r"[a-z][a-z0-9-]{1,23}", idea.name)
    assert idea.family in FAMILIES
    assert idea.difficulty in DIFFICULTIES
    assert isinstance(idea.about["order"], int)
    assert 0 < len(idea.title) <= 70
    assert 20 < len(idea.summary) <= 200
    assert "\n" not in idea.title + idea.summary
    assert idea.embedded or idea.has_full
    known = {"name", "order", "title", "family", "embedded", "difficulty", "domains", "summary"}
    known |= {"next", "data", "experiment", "recipes", "reference", "book", "resources"}
    assert set(idea.about) <= known
    assert "next" not in idea.data, "next belongs above the first [section]"


@pytest.mark.parametrize("idea", IDEAS)
def test_its_notes(idea: Idea) -> None:
    notes = idea.notes()
    assert notes.startswith("# ")
    assert len(notes) > 300


@pytest.mark.parametrize("idea", IDEAS)
def test_it_says_what_to_read_and_what_to_try_next(idea: Idea) -> None:
    assert idea.next_steps
    assert 2 <= len(idea.resources) <= 5
    for resource in idea.resources:
        assert resource.keys() == {"title", "url"}
        assert re.fullmatch(r"https://[\w.-]+\.[a-z]+(/\S*)?", resource["url"])
    if idea.reference:
        assert {"metric", "value", "source"} <= idea.reference.keys()


@pytest.mark.parametrize("idea", IDEAS)
def test_its_domains_are_known_and_among_its_familys(idea: Idea) -> None:
    assert idea.domains
    assert set(idea.domains) <= set(domains.BY_FAMILY[idea.family])


@pytest.mark.parametrize("idea", IDEAS)
def test_its_embedded_data_are_those_of_its_checksum(idea: Idea) -> None:
    if idea.data_file is None:
        assert idea.family == "rl" or idea.has_full
        return
    assert projects_dir() in idea.data_file.parents
    assert hashlib.sha256(idea.data_file.read_bytes()).hexdigest() == idea.data["sha256"]
    assert idea.data["source"]
    assert idea.data["licence"]
    assert idea.embedded_bytes > 0


@pytest.mark.parametrize("idea", IDEAS)
def test_its_full_set_can_be_fetched(idea: Idea) -> None:
    full = full_set(idea)
    if full is None:
        return
    table = idea.data["full"]
    assert set(table) <= {"folder", "folders", "files", "licence", "train", "test"}
    assert full.licence
    assert ".." not in Path(full.folder).parts
    assert not Path(full.folder).is_absolute()
    assert full.files
    for file in full.files:
        assert re.fullmatch(r"[\w][\w.%() -]*", file.name)
        assert file.url.startswith("https://")
        assert file.size > 0 or not file.unpack
        assert len(file.sha256) in (0, 64)
        assert len(file.md5) in (0, 32)
        assert HEX.fullmatch(file.sha256 + file.md5 + "0")
        assert not file.unpack or file.name.endswith((".tgz", ".tar.gz", ".zip"))


@pytest.mark.parametrize("idea", IDEAS)
def test_its_own_settings_are_allowed(idea: Idea) -> None:
    keys = spec.keys_of(idea.family)
    for path, value in idea.settings.items():
        if path == "network":
            assert value in families.family(idea.family).networks
        else:
            spec.check_value(find_key(path, keys), value)


def test_names_and_places_are_told_apart() -> None:
    names = [idea.name for idea in catalog.ideas()]
    assert len(names) == len(set(names))
    assert names[0] == catalog.DEFAULT
    folders = {file.parent.name for file in projects_dir().glob("*/project.toml")}
    assert set(names) == folders


def test_the_ten_domains_and_who_serves_them() -> None:
    assert len(domains.DOMAINS) == 10
    assert domains.BY_FAMILY.keys() == set(FAMILIES)
    for family in ("tabular", "regression", "wide-deep"):
        assert set(domains.BY_FAMILY[family]) == set(domains.DOMAINS)
    assert "public-and-social-sector" not in domains.BY_FAMILY["image"]
    assert "infrastructure" not in domains.BY_FAMILY["text"]
    assert domains.BY_FAMILY["rl"] == ("health-and-hunger",)


@pytest.mark.parametrize("typed", ["education", "Education", "EDUCATION"])
def test_a_domain_is_found_by_slug_or_name(typed: str) -> None:
    assert domains.slug_of(typed) == "education"
    assert domains.slug_of("Health and hunger") == "health-and-hunger"
    assert domains.slug_of("health-and-hunger") == "health-and-hunger"
    assert domains.slug_of("information verification and validation")
    assert domains.slug_of("sport") is None


def test_ideas_are_filtered() -> None:
    everything = catalog.ideas()
    assert {idea.family for idea in catalog.ideas("image")} == {"image"}
    assert {idea.name for idea in catalog.ideas(difficulty="first-steps")} == {
        idea.name for idea in everything if idea.difficulty == "first steps"
    }
    assert not any(
        idea.family == "image" for idea in catalog.ideas(domain="public and social sector")
    )
    assert catalog.ideas("image", "education", "a challenge") == ()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("imgae", None, None), 'did you mean "image"'),
        ((None, "helth", None), 'did you mean "health-and-hunger"'),
        ((None, "", None), "domains: equality-and-inclusion"),
        ((None, None, "frist steps"), 'did you mean "first steps"'),
    ],
)
def test_a_wrong_filter_is_answered_with_the_nearest(
    words: tuple[str | None, str | None, str | None], said: str
) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        catalog.ideas(*words)


def test_the_table_fits_eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    code, out = dltutor("ideas")
    assert code == 0
    assert max(map(len, out.splitlines())) < 80
    families_seen = [line for line in out.splitlines() if line in FAMILIES]
    assert families_seen == [name for name in FAMILIES if name in families_seen]
    assert all(f"  {idea.name} " in out for idea in catalog.ideas())


@pytest.mark.parametrize("idea", IDEAS)
def test_all_about_one_idea(idea: Idea, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    code, out = dltutor("ideas", idea.name)
    assert code == 0
    assert out.endswith(f"Start it with: dltutor new {idea.name}\n")
    assert idea.title in " ".join(out.split())
    assert all(resource["url"] in out for resource in idea.resources)
    prose = [line for line in out.splitlines() if not line.startswith(("|", "  http", "    "))]
    assert max(map(len, prose)) < 80


def test_the_json_has_all_that_is_known() -> None:
    code, out = dltutor("ideas", "--json")
    entries = {entry["name"]: entry for entry in json.loads(out)["ideas"]}
    assert code == 0
    assert entries.keys() == {idea.name for idea in catalog.ideas()}
    mnist = entries["mnist"]
    assert mnist["data"] == {
        "source": catalog.idea("mnist").data["source"],
        "licence": "CC BY-SA 3.0",
        "bytes": catalog.idea("mnist").embedded_bytes,
        "train": 4000,
        "test": 1000,
        "full": {"bytes": 11490434, "train": 60000, "test": 10000},
    }
    assert mnist["reference"]["value"] == 0.9927
    assert mnist["domains"] == list(domains.BY_FAMILY["image"])
    assert mnist["difficulty"] == "first steps"
    assert mnist["next"]
    assert mnist["resources"][0].keys() == {"title", "url"}
    code, out = dltutor("ideas", "mnist", "--json")
    assert [entry["name"] for entry in json.loads(out)["ideas"]] == ["mnist"]


def test_every_project_toml_is_read_as_it_stands() -> None:
    for file in projects_dir().glob("*/project.toml"):
        assert catalog.idea(file.parent.name).about == tomllib.loads(file.read_text("utf-8"))
