import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort', models.CharField(choices=[('unit', '单位'), ('organisation', '党组织')], max_length=12)),
                ('path', models.CharField(max_length=60, unique=True)),
                ('code', models.CharField(max_length=80, unique=True, verbose_name='代码')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('short', models.CharField(max_length=30, verbose_name='简称')),
                ('place', models.CharField(blank=True, max_length=40, verbose_name='所在校区')),
                ('founded', models.DateField(blank=True, null=True, verbose_name='成立日期')),
                ('ended', models.DateField(blank=True, null=True, verbose_name='终止日期')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='org.body')),
            ],
            options={
                'indexes': [models.Index(fields=['sort', 'name', 'id'], name='body_by_name')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended__isnull', True), ('founded__isnull', True), ('ended__gte', models.F('founded')), _connector='OR'), name='a_body_ends_after_it_was_founded')],
            },
        ),
        migrations.CreateModel(
            name='PartyOrganisation',
            fields=[
                ('body_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='org.body')),
                ('tier', models.CharField(choices=[('committee', '党委'), ('general-branch', '党总支'), ('branch', '党支部'), ('group', '党小组')], max_length=16, verbose_name='层级')),
                ('form', models.CharField(choices=[('regular', '常设'), ('joint', '师生联合'), ('functional', '功能型'), ('temporary', '临时')], default='regular', max_length=12, verbose_name='形式')),
                ('students', models.BooleanField(default=False, verbose_name='以学生为主')),
                ('planned_end', models.DateField(blank=True, null=True, verbose_name='预定撤销日期')),
                ('purpose', models.CharField(blank=True, max_length=200, verbose_name='设立事由')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('form', 'temporary'), _negated=True), models.Q(('planned_end__isnull', False), models.Q(('purpose', ''), _negated=True)), _connector='OR'), name='a_temporary_organisation_has_its_end_and_purpose')],
            },
            bases=('org.body',),
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(max_length=30, verbose_name='职务')),
                ('since', models.DateField(verbose_name='起')),
                ('until', models.DateField(blank=True, null=True, verbose_name='止')),
                ('ended_reason', models.CharField(blank=True, max_length=120)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='people.person')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='org.body')),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sent', to='org.body')),
            ],
            options={
                'indexes': [models.Index(fields=['body', 'post'], name='appointment_by_body')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='a_term_ends_after_it_began'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('person', 'body', 'post'), name='a_post_is_held_once_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('applicant', '入党申请人'), ('activist', '入党积极分子'), ('candidate', '发展对象'), ('probationary', '预备党员'), ('full', '正式党员')], max_length=14)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='people.person')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='org.partyorganisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'stage'], name='membership_by_organisation')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('person',), name='one_open_membership_a_person'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='a_membership_ends_after_it_began')],
            },
        ),
        migrations.CreateModel(
            name='Liaison',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='liaisons', to='people.person')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='liaisons', to='org.partyorganisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('organisation',), name='a_branch_has_one_liaison_at_a_time'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='a_liaison_ends_after_it_began')],
            },
        ),
        migrations.CreateModel(
            name='Host',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='host_rows', to='org.partyorganisation')),
            ],
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('body_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='org.body')),
                ('kind', models.CharField(choices=[('university', '学校'), ('department', '机关部处'), ('college', '学院'), ('academy', '书院'), ('hospital', '附属医院'), ('student-body', '学生组织'), ('class', '班级'), ('partner', '校外单位')], max_length=14, verbose_name='类别')),
                ('partner_kind', models.CharField(blank=True, choices=[('', '—'), ('government', '地方政府'), ('police', '公安'), ('university', '兄弟高校'), ('firm', '企业'), ('community', '社区')], max_length=12, verbose_name='校外单位类别')),
                ('duties', models.CharField(blank=True, max_length=300, verbose_name='职责范围')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'partner'), models.Q(('partner_kind', ''), _negated=True)), models.Q(models.Q(('kind', 'partner'), _negated=True), ('partner_kind', '')), _connector='OR'), name='a_partner_and_only_a_partner_says_which_kind')],
            },
            bases=('org.body',),
        ),
        migrations.AddField(
            model_name='partyorganisation',
            name='hosts',
            field=models.ManyToManyField(related_name='organisations', through='org.Host', to='org.unit'),
        ),
        migrations.AddField(
            model_name='host',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='host_rows', to='org.unit'),
        ),
        migrations.CreateModel(
            name='Affiliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('main', models.BooleanField(default=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='affiliations', to='people.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='affiliations', to='org.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['unit', 'person'], name='affiliation_by_unit')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('person', 'unit'), name='one_open_affiliation_to_a_unit'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='an_affiliation_ends_after_it_began')],
            },
        ),
        migrations.AddConstraint(
            model_name='host',
            constraint=models.UniqueConstraint(fields=('organisation', 'unit'), name='a_unit_hosts_an_organisation_once'),
        ),
    ]
