"""The tables that ``matters`` made before problems had an app of their own: taken over as they are, under this app's name."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


MODELS = ("Measure", "Progress", "Resolution", "Study", "Adjustment", "Claim", "Duty", "FieldRecord")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('matters', '0003_problems_have_their_own_app'),
        ('org', '0001_initial'),
    ]

    state = [
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=300, verbose_name='举措')),
                ('metric', models.CharField(max_length=200, verbose_name='衡量标准')),
                ('starts_on', models.DateField(verbose_name='开始')),
                ('ends_on', models.DateField(verbose_name='完成')),
                ('person_name', models.CharField(max_length=60, verbose_name='责任人')),
                ('percent', models.PositiveSmallIntegerField(default=0)),
                ('planned_starts_on', models.DateField()),
                ('planned_ends_on', models.DateField()),
                ('dropped_on', models.DateField(null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.body')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='measures', to='matters.matter')),
            ],
            options={
                'db_table': 'matters_measure',
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Progress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('percent', models.PositiveSmallIntegerField()),
                ('text', models.TextField(verbose_name='进展')),
                ('evidence', models.CharField(blank=True, max_length=300, verbose_name='依据')),
                ('by', models.CharField(max_length=120)),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='problems.measure')),
            ],
            options={
                'db_table': 'matters_progress',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Resolution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_on', models.DateField(verbose_name='会议日期')),
                ('due', models.PositiveIntegerField(verbose_name='应到')),
                ('present', models.PositiveIntegerField(verbose_name='实到')),
                ('in_favour', models.PositiveIntegerField(verbose_name='赞成')),
                ('adopted', models.BooleanField()),
                ('words', models.TextField(blank=True, verbose_name='结论')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='resolutions', to='matters.matter')),
            ],
            options={'db_table': 'matters_resolution'},
        ),
        migrations.CreateModel(
            name='Study',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_on', models.DateField(verbose_name='研究日期')),
                ('opinion', models.TextField(verbose_name='研究意见')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='studies', to='matters.matter')),
            ],
            options={'db_table': 'matters_study'},
        ),
        migrations.CreateModel(
            name='Adjustment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('changes', models.JSONField()),
                ('reason', models.TextField(verbose_name='调整理由')),
                ('state', models.CharField(choices=[('proposed', '待确认'), ('effective', '已生效'), ('rejected', '未同意')], default='proposed', max_length=10)),
                ('proposed_at', models.DateTimeField()),
                ('proposed_by_id', models.BigIntegerField(null=True)),
                ('proposed_by', models.CharField(max_length=120)),
                ('lead_at', models.DateTimeField(null=True)),
                ('lead_by', models.CharField(blank=True, max_length=120)),
                ('lead_by_id', models.BigIntegerField(null=True)),
                ('supervisor_at', models.DateTimeField(null=True)),
                ('supervisor_by', models.CharField(blank=True, max_length=120)),
                ('supervisor_by_id', models.BigIntegerField(null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('rejected_by', models.CharField(blank=True, max_length=120)),
                ('rejected_reason', models.TextField(blank=True)),
                ('batch', models.CharField(blank=True, max_length=64)),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='adjustments', to='matters.matter')),
            ],
            options={
                'db_table': 'matters_adjustment',
                'indexes': [models.Index(fields=['state', 'matter'], name='adjustment_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'effective'), _negated=True), models.Q(('lead_at__isnull', False), ('supervisor_at__isnull', False), ('settled_at__isnull', False)), _connector='OR'), name='an_effective_adjustment_has_both_confirmations'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'rejected'), _negated=True), models.Q(('settled_at__isnull', False), models.Q(('rejected_reason', ''), _negated=True)), _connector='OR'), name='a_rejected_adjustment_has_its_reason'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='an_adjustment_has_its_reason')],
            },
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('statement', models.TextField(verbose_name='办理结果')),
                ('evidence', models.TextField(verbose_name='依据')),
                ('by', models.CharField(max_length=120)),
                ('by_person_id', models.BigIntegerField(null=True)),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='matters.matter')),
            ],
            options={
                'db_table': 'matters_claim',
                'ordering': ['at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('matter', 'round'), name='solved_is_claimed_once_a_round'), models.CheckConstraint(condition=models.Q(('evidence', ''), _negated=True), name='a_claim_has_its_evidence')],
            },
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('part', models.CharField(choices=[('lead', '牵头'), ('help', '配合'), ('supervise', '督办')], max_length=10, verbose_name='分工')),
                ('person_name', models.CharField(max_length=60, verbose_name='责任人')),
                ('task', models.CharField(max_length=300, verbose_name='责任内容')),
                ('due_on', models.DateField(verbose_name='时限')),
                ('dropped_on', models.DateField(null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.body')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duties', to='matters.matter')),
            ],
            options={
                'db_table': 'matters_duty',
                'ordering': ['position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('matter', 'position'), name='a_duty_has_its_own_number'), models.UniqueConstraint(condition=models.Q(('dropped_on__isnull', True), ('part', 'lead')), fields=('matter',), name='a_matter_has_one_lead_duty')],
            },
        ),
        migrations.CreateModel(
            name='FieldRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=120, verbose_name='调研地点')),
                ('found_on', models.DateField(verbose_name='调研日期')),
                ('by_whom', models.CharField(max_length=120, verbose_name='调研人')),
                ('affected', models.PositiveIntegerField(verbose_name='涉及人数')),
                ('method', models.CharField(choices=[('unannounced', '四不两直'), ('talk', '座谈访谈'), ('visit', '走访'), ('survey', '问卷'), ('online', '线上收集')], max_length=12, verbose_name='调研方式')),
                ('matter', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='field_record', to='matters.matter')),
            ],
            options={
                'db_table': 'matters_fieldrecord',
                'constraints': [models.CheckConstraint(condition=models.Q(('affected__gte', 1)), name='a_problem_found_touches_somebody')],
            },
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.UniqueConstraint(fields=('matter', 'position'), name='a_measure_has_its_own_number'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='a_measure_ends_after_it_began'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.CheckConstraint(condition=models.Q(('percent__lte', 100)), name='progress_is_at_most_all'),
        ),
        migrations.AddConstraint(
            model_name='progress',
            constraint=models.CheckConstraint(condition=models.Q(('percent__lte', 100)), name='reported_progress_is_at_most_all'),
        ),
        migrations.AddConstraint(
            model_name='resolution',
            constraint=models.CheckConstraint(condition=models.Q(('present__lte', models.F('due')), ('in_favour__lte', models.F('present'))), name='votes_do_not_exceed_those_present'),
        ),
        migrations.AddConstraint(
            model_name='resolution',
            constraint=models.CheckConstraint(condition=models.Q(('adopted', False), ('due__lt', django.db.models.expressions.CombinedExpression(models.F('in_favour'), '*', models.Value(2))), _connector='OR'), name='an_adopted_problem_has_more_than_half'),
        ),
    ]
    operations = [
        migrations.SeparateDatabaseAndState(state_operations=state),
        *(migrations.AlterModelTable(name=name, table=None) for name in MODELS),
    ]
