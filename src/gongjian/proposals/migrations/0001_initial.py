import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('matters', '0001_initial'),
        ('org', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CongressSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='届次')),
                ('opens_on', models.DateField(verbose_name='征集开始')),
                ('closes_on', models.DateField(verbose_name='征集结束')),
                ('concluded_on', models.DateField(null=True, verbose_name='结束日期')),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.body')),
            ],
            options={
                'ordering': ['-opens_on', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('opens_on'))), name='collecting_ends_after_it_began'), models.CheckConstraint(condition=models.Q(('concluded_on__isnull', True), ('concluded_on__gte', models.F('closes_on')), _connector='OR'), name='a_session_ends_after_its_collecting')],
            },
        ),
        migrations.CreateModel(
            name='Delegate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='起')),
                ('until', models.DateField(null=True, verbose_name='止')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='终止原因')),
                ('constituency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.body')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delegates', to='proposals.congresssession')),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'session'], name='delegate_by_person')],
                'constraints': [models.UniqueConstraint(fields=('session', 'person'), name='a_person_is_delegate_once_in_a_session'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='a_delegate_ends_after_they_began')],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('title', models.CharField(max_length=120, verbose_name='会议名称')),
                ('starts_at', models.DateTimeField(verbose_name='时间')),
                ('place', models.CharField(max_length=120, verbose_name='地点')),
                ('state', models.CharField(choices=[('planned', '待召开'), ('held', '已召开'), ('called-off', '已取消')], default='planned', max_length=10)),
                ('present', models.CharField(blank=True, max_length=1000, verbose_name='到会人员')),
                ('summary', models.TextField(blank=True, verbose_name='会议小结')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='取消原因')),
                ('held_at', models.DateTimeField(null=True)),
                ('recorded_by', models.CharField(blank=True, max_length=120)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='proposals.congresssession')),
            ],
            options={
                'ordering': ['-starts_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'held'), ('held_at__isnull', False)), models.Q(models.Q(('state', 'held'), _negated=True), ('held_at__isnull', True)), _connector='OR'), name='a_meeting_that_was_held_has_its_minutes'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'called-off'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='a_meeting_is_called_off_with_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='MeetingUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('came', models.BooleanField(default=False)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.body')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='units', to='proposals.meeting')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'body'), name='a_unit_is_invited_once')],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('matter', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='proposal', serialize=False, to='matters.matter')),
                ('background', models.TextField(verbose_name='案由')),
                ('research', models.TextField(blank=True, verbose_name='调研情况')),
                ('analysis', models.TextField(blank=True, verbose_name='问题分析')),
                ('advice', models.TextField(blank=True, verbose_name='具体建议')),
                ('publish', models.BooleanField(default=True, verbose_name='立案后公开办理进度')),
                ('signatories', models.PositiveIntegerField(null=True, verbose_name='署名人数')),
                ('form', models.CharField(blank=True, max_length=20, verbose_name='提案形式')),
                ('entry_label', models.CharField(blank=True, max_length=160, verbose_name='参赛作品')),
                ('entry_url', models.CharField(blank=True, max_length=300)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='proposals.congresssession')),
            ],
            options={
                'indexes': [models.Index(fields=['session', 'matter'], name='proposal_by_session')],
            },
        ),
        migrations.CreateModel(
            name='Postponement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('due_before', models.DateField(verbose_name='原定日期')),
                ('due_after', models.DateField(verbose_name='新的日期')),
                ('reason', models.TextField(verbose_name='变更理由')),
                ('by', models.CharField(max_length=120)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='postponements', to='proposals.proposal')),
            ],
            options={
                'ordering': ['at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_promise_is_moved_with_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='proposals.proposal')),
            ],
            options={
                'ordering': ['at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('proposal', 'person'), name='a_joint_proposer_is_invited_once')],
            },
        ),
        migrations.CreateModel(
            name='Discussion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said', models.TextField(blank=True, verbose_name='说明')),
                ('by', models.CharField(blank=True, max_length=120, verbose_name='说明人')),
                ('next_step', models.CharField(blank=True, max_length=300, verbose_name='下一步')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='discussions', to='proposals.meeting')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='discussions', to='proposals.proposal')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'proposal'), name='a_proposal_is_on_an_agenda_once'), models.CheckConstraint(condition=models.Q(('said', ''), models.Q(('by', ''), _negated=True), _connector='OR'), name='what_was_said_was_said_by_somebody')],
            },
        ),
    ]
