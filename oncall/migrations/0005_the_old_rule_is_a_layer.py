from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RULE = ("starts_on", "days", "handover_minute")


def to_layers(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """What each rotation said becomes its lowest layer."""
    for rotation in apps.get_model("oncall", "Rotation").objects.all():
        rule = {name: getattr(rotation, name) for name in RULE}
        layer = apps.get_model("oncall", "Layer").objects.create(rotation=rotation, **rule)
        rotation.members.update(layer=layer, rotation=None)


def to_rotations(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """The lowest layer of each first rotation is what it says; the other layers are lost."""
    layers = apps.get_model("oncall", "Layer").objects
    apps.get_model("oncall", "Rotation").objects.filter(tier="secondary").delete()
    for rotation in apps.get_model("oncall", "Rotation").objects.all():
        for layer in layers.filter(rotation=rotation).order_by("position")[:1]:
            for name in RULE:
                setattr(rotation, name, getattr(layer, name))
            rotation.save()
            layer.members.update(layer=None, rotation=rotation)
        layers.filter(rotation=rotation).delete()


class Migration(migrations.Migration):
    dependencies = [("oncall", "0004_rotations_have_layers")]

    operations = [migrations.RunPython(to_layers, to_rotations)]
