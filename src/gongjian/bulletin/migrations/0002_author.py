"""The people who have written on a notice are its authors: another name in Python, the same table."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bulletin", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Hand", "Author"),
                migrations.AlterModelTable("author", "bulletin_hand"),
                migrations.AlterField(
                    "author",
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="authors", to="bulletin.notice"
                    ),
                ),
            ]
        )
    ]
