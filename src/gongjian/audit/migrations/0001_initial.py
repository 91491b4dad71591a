import django.db.models.deletion
import django.db.models.functions.datetime
import gongjian.audit.append_only
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.BigIntegerField(null=True, unique=True)),
                ('prev_hash', models.CharField(default='', max_length=64)),
                ('hash', models.CharField(default='', max_length=64)),
                ('salt', models.CharField(max_length=32)),
                ('content_hash', models.CharField(max_length=64)),
                ('content', models.TextField(null=True)),
                ('receipt', models.CharField(blank=True, default='', max_length=64)),
                ('actor_person_id', models.BigIntegerField(null=True)),
                ('actor_name', models.CharField(blank=True, max_length=120)),
                ('actor_title', models.CharField(blank=True, max_length=200)),
                ('authority', models.CharField(blank=True, max_length=200)),
                ('verb', models.CharField(max_length=80)),
                ('subject_kind', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'indexes': [models.Index(fields=['subject_kind', 'subject_id', 'id'], name='entry_by_subject'), models.Index(fields=['actor_person_id', 'id'], name='entry_by_actor'), models.Index(condition=models.Q(('seq__isnull', True)), fields=['id'], name='entry_unlinked')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('hash', ''), ('prev_hash', ''), ('seq__isnull', True)), models.Q(('seq__gte', 1), models.Q(('hash', ''), _negated=True), models.Q(('prev_hash', ''), _negated=True)), _connector='OR'), name='an_entry_is_linked_wholly_or_not_at_all'), models.CheckConstraint(condition=models.Q(models.Q(('content__isnull', False), models.Q(('salt', ''), _negated=True)), models.Q(('actor_name', ''), ('actor_person_id__isnull', True), ('actor_title', ''), ('content__isnull', True), ('salt', '')), _connector='OR'), name='a_forgotten_content_has_no_salt_and_no_names')],
            },
        ),
        migrations.CreateModel(
            name='Head',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.BigIntegerField()),
                ('hash', models.CharField(max_length=64)),
                ('seals', models.BigIntegerField(default=0)),
                ('seal_hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
                ('walks', models.BigIntegerField(default=0)),
                ('walk_hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
                ('mark', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('prev_hash', models.CharField(max_length=64)),
                ('seq', models.BigIntegerField(unique=True)),
                ('hash', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('public_key', models.CharField(max_length=64)),
                ('signature', models.CharField(max_length=128)),
            ],
        ),
        migrations.CreateModel(
            name='Verification',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('prev_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('entries', models.BigIntegerField()),
                ('seconds', models.FloatField()),
                ('sound', models.BooleanField()),
                ('findings', models.JSONField(default=list)),
            ],
            options={
                'indexes': [models.Index(fields=['-at'], name='verification_latest')],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='given', serialize=False, to='audit.entry')),
                ('code', models.CharField(max_length=24, unique=True)),
                ('subject_kind', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('label', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['subject_kind', 'subject_id', 'entry'], name='receipt_by_subject')],
            },
        ),
        migrations.RunPython(
            code=gongjian.audit.append_only.migrate_up,
            reverse_code=gongjian.audit.append_only.migrate_down,
        ),
    ]
