"""Names of environments: what is refused, and what is said then."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tutor import gymid
from tutor.errors import UsageError
from tutor.experiment import rl, spec


@pytest.mark.parametrize("name", gymid.KNOWN)
def test_known(name: str) -> None:
    assert gymid.fault(name) == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("FrozenLake-v0", "FrozenLake-v1, as this environment is called today"),
        ("Taxi-v3", "Taxi-v4"),
        ("LunarLander-v2", "LunarLander-v3"),
        ("MountainCar", "MountainCar-v0"),
        ("CartPole-v7", "CartPole-v1"),
        ("Cartpole-v1", 'did you mean "CartPole-v1"?'),
        ("Nope-v1", "one of CartPole-v1"),
        ("", "one of CartPole-v1"),
        ("MountainCarContinuous-v0", "its actions are numbers"),
        ("Blackjack-v1", "a hand"),
        ("HalfCheetah-v5", "its actions are numbers"),
        ("ALE/Pong-v5", "ale-py"),
        ("os:CartPole-v1", "would be imported"),
        ("my.module:Env-v0", "would be imported"),
    ],
)
def test_refused(name: str, said: str) -> None:
    assert said in gymid.fault(name)


def test_set_names_key_value_and_mend() -> None:
    assert spec.parse_setting("data.environment=Acrobot-v1", "rl") == (
        "data.environment",
        "Acrobot-v1",
    )
    with pytest.raises(UsageError) as refused:
        spec.parse_setting("data.environment=FrozenLake-v0", "rl")
    assert str(refused.value) == (
        'data.environment = "FrozenLake-v0" is not allowed; it takes FrozenLake-v1, '
        "as this environment is called today"
    )


def test_every_easier_environment_is_known() -> None:
    from tutor.families.rl import EASIER

    assert {*EASIER, *EASIER.values()} <= set(gymid.KNOWN)


def test_list_is_that_of_gymnasium() -> None:
    gymnasium = pytest.importorskip("gymnasium")
    registered = {
        name for name in gymnasium.registry if not name.startswith(("Gym", "phys", "tab"))
    }
    assert set(gymid.KNOWN) <= registered
    unspoken = {
        name
        for name in registered - set(gymid.KNOWN)
        if name.rpartition("-v")[0] not in {*gymid.NOT_HERE, *gymid.TODAY}
    }
    assert unspoken == set()


def test_naming_an_environment_does_not_import_gymnasium() -> None:
    code = (
        "import sys; from tutor.experiment import spec; from tutor import families;"
        "spec.parse_setting('data.environment=CartPole-v1', 'rl'); families.family('rl');"
        "sys.exit('gymnasium' in sys.modules or 'numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_keys_stand_in_the_order_of_the_steps() -> None:
    from tutor.experiment.schema import SECTIONS

    sections = [key.section for key in rl.KEYS]
    assert sections == sorted(sections, key=SECTIONS.index)
