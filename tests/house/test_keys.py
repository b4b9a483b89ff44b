"""Foreign keys point to rooms on lower floors, and leave no name on the other side."""

import configparser
import re

from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField

from tests.house.rooms import REPOSITORY


def _floor_of() -> dict[str, int]:
    floors = configparser.ConfigParser()
    floors.read(REPOSITORY / ".importlinter")
    layers = floors["importlinter:contract:floors"]["layers"].strip().splitlines()
    return {room: -height for height, layer in enumerate(layers) for room in re.findall(r"\w+", layer)}


def test_foreign_keys_point_down() -> None:
    floor_of = _floor_of()
    for model in apps.get_models():
        room = model.__module__.split(".")[1] if model.__module__.startswith("jieqing.") else None
        for field in model._meta.get_fields() if room else ():
            if not isinstance(field, ForeignKey | ManyToManyField):
                continue
            name, to = f"{model.__name__}.{field.name}", field.related_model.__module__
            is_down = not to.startswith("jieqing.") or floor_of[to.split(".")[1]] < floor_of[room]
            is_home = to.startswith(f"jieqing.{room}.")
            assert is_down or is_home, f"{name} points up to {to}"
            assert is_home or field.remote_field.related_name == "+", f"{name} leaves a name there"
