from typing import Any

from django.db import migrations, models

ALL = ["read", "raise", "handle", "administer"]


def may_do_all_as_before(apps: Any, editor: Any) -> None:
    apps.get_model("people", "ApiToken").objects.update(scopes=ALL)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddField("apitoken", "scopes", models.JSONField(default=list)),
        migrations.RunPython(may_do_all_as_before, migrations.RunPython.noop),
    ]
