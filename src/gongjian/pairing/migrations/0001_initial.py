import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('org', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('title', models.CharField(max_length=80, verbose_name='可提供的力量')),
                ('words', models.CharField(max_length=300, verbose_name='关键词')),
                ('text', models.TextField(blank=True, max_length=1000, verbose_name='说明')),
                ('capacity', models.PositiveSmallIntegerField(default=1, verbose_name='最多同时承接')),
                ('place', models.CharField(blank=True, max_length=40, verbose_name='所在校区')),
                ('since', models.DateField(verbose_name='起')),
                ('until', models.DateField(blank=True, null=True, verbose_name='止')),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='org.body')),
            ],
            options={
                'indexes': [models.Index(fields=['body', '-id'], name='offer_by_body')],
                'constraints': [models.CheckConstraint(condition=models.Q(('capacity__gte', 1), ('capacity__lte', 20)), name='an_offer_takes_one_to_twenty'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='an_offer_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Pair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='编号')),
                ('title', models.CharField(max_length=80, verbose_name='名称')),
                ('kind', models.CharField(choices=[('office-office', '机关内部共建'), ('office-college', '机关与教学科研单位共建'), ('office-student', '机关与学生支部共建'), ('local', '校地共建'), ('firm', '校企共建'), ('undergraduate-graduate', '本研共建'), ('one-with-many', '“1+X”共建')], max_length=24, verbose_name='类型')),
                ('state', models.CharField(choices=[('draft', '拟订'), ('signing', '待签署'), ('active', '共建中'), ('concluded', '已结束'), ('dissolved', '已解除')], default='draft', max_length=12, verbose_name='状态')),
                ('goals', models.TextField(max_length=2000, verbose_name='共建目标')),
                ('problems', models.TextField(blank=True, max_length=2000, verbose_name='拟解难题')),
                ('since', models.DateField(verbose_name='起')),
                ('until', models.DateField(verbose_name='止')),
                ('proposed_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('began_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_note', models.TextField(blank=True, max_length=2000)),
                ('given_back', models.CharField(blank=True, max_length=300)),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['state', '-id'], name='pair_by_state'), models.Index(fields=['kind', '-id'], name='pair_by_kind')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'signing', 'active', 'concluded', 'dissolved'])), name='a_pair_is_in_a_state_of_its_procedure'), models.CheckConstraint(condition=models.Q(('until__gt', models.F('since'))), name='a_pair_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'draft'), _negated=True), models.Q(('began_at__isnull', True), ('ended_at__isnull', True), ('sent_at__isnull', True)), _connector='OR'), name='a_drafted_pair_was_not_sent'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'signing'), _negated=True), models.Q(('began_at__isnull', True), ('ended_at__isnull', True), ('sent_at__isnull', False)), _connector='OR'), name='a_pair_in_signing_was_sent_and_has_not_begun'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'active'), _negated=True), models.Q(('began_at__isnull', False), ('ended_at__isnull', True), ('sent_at__isnull', False)), _connector='OR'), name='an_active_pair_has_begun_and_not_ended'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'concluded'), _negated=True), models.Q(('began_at__isnull', False), ('ended_at__isnull', False), models.Q(('end_note', ''), _negated=True)), _connector='OR'), name='a_concluded_pair_has_begun_and_has_its_summary_and_date'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'dissolved'), _negated=True), models.Q(('ended_at__isnull', False), models.Q(('end_note', ''), _negated=True)), _connector='OR'), name='a_dissolved_pair_has_its_reason_and_date'), models.CheckConstraint(condition=models.Q(('began_at__isnull', True), ('ended_at__isnull', True), ('ended_at__gte', models.F('began_at')), _connector='OR'), name='a_pair_ends_after_it_has_begun')],
            },
        ),
        migrations.CreateModel(
            name='Outcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=1000, verbose_name='成果')),
                ('served', models.PositiveIntegerField(blank=True, null=True, verbose_name='惠及人数')),
                ('figures', models.CharField(blank=True, max_length=200, verbose_name='其他数字')),
                ('at', models.DateTimeField()),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('pair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='pairing.pair')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='an_outcome_says_what')],
            },
        ),
        migrations.CreateModel(
            name='PairMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('initiator', '发起方'), ('partner', '参加方')], max_length=10, verbose_name='身份')),
                ('brings', models.CharField(blank=True, max_length=200, verbose_name='投入的力量')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pair_members', to='org.body')),
                ('offer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='taken_by', to='pairing.offer')),
                ('pair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='pairing.pair')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('pair', 'body'), name='a_body_is_in_a_pair_once'), models.UniqueConstraint(condition=models.Q(('part', 'initiator')), fields=('pair',), name='a_pair_has_one_initiator')],
            },
        ),
        migrations.CreateModel(
            name='PairSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='签署人')),
                ('title', models.CharField(blank=True, max_length=120, verbose_name='职务')),
                ('at', models.DateTimeField()),
                ('signed_on', models.DateField(verbose_name='签署日期')),
                ('on_paper', models.BooleanField(default=False)),
                ('void_at', models.DateTimeField(null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatures', to='pairing.pairmember')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('void_at__isnull', True)), fields=('member',), name='a_member_signs_once'), models.CheckConstraint(condition=models.Q(models.Q(('on_paper', True), ('person__isnull', True), ('recorded_by__isnull', False)), models.Q(('on_paper', False), ('person__isnull', False), ('recorded_by__isnull', True)), _connector='OR'), name='a_signature_is_a_persons_own_or_recorded_from_paper')],
            },
        ),
        migrations.CreateModel(
            name='PlannedActivity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='活动名称')),
                ('day', models.DateField(verbose_name='计划日期')),
                ('place', models.CharField(blank=True, max_length=80, verbose_name='地点')),
                ('held_on', models.DateField(blank=True, null=True, verbose_name='实际日期')),
                ('present', models.PositiveIntegerField(blank=True, null=True, verbose_name='参加人数')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='结果')),
                ('called_off', models.CharField(blank=True, max_length=200, verbose_name='取消原因')),
                ('host', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='hosted', to='pairing.pairmember')),
                ('pair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='activities', to='pairing.pair')),
            ],
            options={
                'indexes': [models.Index(fields=['pair', 'day', 'id'], name='planned_activity_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('held_on__isnull', True), ('note', ''), ('present__isnull', True)), models.Q(('called_off', ''), ('held_on__isnull', False), models.Q(('note', ''), _negated=True)), _connector='OR'), name='a_held_activity_has_its_date_and_result')],
            },
        ),
    ]
