"""The tables that only problems have pass to the app ``problems``: taken from this app's state, not from the database."""

from django.db import migrations, models

MODELS = ("Progress", "Measure", "Duty", "Adjustment", "FieldRecord", "Study", "Resolution", "Claim")


class Migration(migrations.Migration):
    dependencies = [("matters", "0002_drop_rule_edition")]

    operations = [
        migrations.AlterField(
            model_name="matter",
            name="kind",
            field=models.CharField(
                choices=[("problem", "难题"), ("appeal", "诉求"), ("proposal", "提案")], max_length=10
            ),
        ),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name=name) for name in MODELS]),
    ]
