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
            name='Contest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='编号')),
                ('title', models.CharField(max_length=80, verbose_name='名称')),
                ('edition', models.PositiveSmallIntegerField(default=1, verbose_name='届次')),
                ('kind', models.CharField(choices=[('proposal', '提案大赛'), ('body', '集体评选')], max_length=12, verbose_name='类型')),
                ('state', models.CharField(choices=[('draft', '拟订'), ('open', '征集中'), ('judging', '评审中'), ('noticed', '公示中'), ('settled', '已公布'), ('called-off', '已取消')], default='draft', max_length=12, verbose_name='状态')),
                ('text', models.TextField(max_length=5000, verbose_name='章程')),
                ('opens_on', models.DateField(verbose_name='征集开始')),
                ('closes_on', models.DateField(verbose_name='征集截止')),
                ('judging_until', models.DateField(verbose_name='评审截止')),
                ('notice_days', models.PositiveSmallIntegerField(verbose_name='公示工作日')),
                ('anonymous', models.BooleanField(default=True, verbose_name='隐名评审')),
                ('jurors_per_entry', models.PositiveSmallIntegerField(default=0, verbose_name='每项评委数')),
                ('drawn_up_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField(null=True)),
                ('judging_at', models.DateTimeField(null=True)),
                ('noticed_at', models.DateTimeField(null=True)),
                ('notice_until', models.DateField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('remark', models.CharField(blank=True, max_length=500)),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contests', to='org.body')),
            ],
            options={
                'indexes': [models.Index(fields=['state', '-id'], name='contest_by_state'), models.Index(fields=['host', '-id'], name='contest_by_host')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'open', 'judging', 'noticed', 'settled', 'called-off'])), name='a_contest_is_in_a_state_of_its_procedure'), models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('opens_on')), ('judging_until__gt', models.F('closes_on'))), name='a_contest_opens_closes_and_is_judged_in_that_order'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['open', 'judging', 'noticed', 'settled']), _negated=True), ('opened_at__isnull', False), _connector='OR'), name='a_contest_under_way_was_opened'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['judging', 'noticed', 'settled']), _negated=True), ('judging_at__isnull', False), _connector='OR'), name='a_judged_contest_has_the_hour_its_judging_began'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['noticed', 'settled']), _negated=True), models.Q(('notice_until__isnull', False), ('noticed_at__isnull', False)), _connector='OR'), name='a_noticed_contest_has_the_end_of_its_notice'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state__in', ['settled', 'called-off'])), models.Q(models.Q(('state__in', ['settled', 'called-off']), _negated=True), ('ended_at__isnull', True)), _connector='OR'), name='only_an_ended_contest_has_its_end'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'called-off'), _negated=True), models.Q(('remark', ''), _negated=True), _connector='OR'), name='a_contest_called_off_has_its_reason')],
            },
        ),
        migrations.CreateModel(
            name='Award',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=40, verbose_name='奖项')),
                ('quota', models.PositiveSmallIntegerField(verbose_name='名额')),
                ('contest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='awards', to='evaluation.contest')),
            ],
            options={
                'ordering': ('place', 'id'),
                'constraints': [models.UniqueConstraint(fields=('contest', 'place'), name='an_award_has_its_own_place'), models.CheckConstraint(condition=models.Q(('quota__gte', 1)), name='an_award_can_be_won')],
            },
        ),
        migrations.CreateModel(
            name='Criterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=40, verbose_name='评分项')),
                ('text', models.CharField(blank=True, max_length=300, verbose_name='评分标准')),
                ('most', models.PositiveSmallIntegerField(verbose_name='满分')),
                ('weight', models.PositiveSmallIntegerField(verbose_name='权重')),
                ('contest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='evaluation.contest')),
            ],
            options={
                'ordering': ('place', 'id'),
                'constraints': [models.UniqueConstraint(fields=('contest', 'place'), name='a_criterion_has_its_own_place'), models.CheckConstraint(condition=models.Q(('most__gte', 1), ('weight__gte', 1)), name='a_criterion_has_points_and_weight')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='编号')),
                ('title', models.CharField(max_length=80, verbose_name='题目')),
                ('category', models.CharField(blank=True, max_length=30, verbose_name='类别')),
                ('state', models.CharField(choices=[('writing', '填写中'), ('handed-in', '待形式审查'), ('admitted', '待评审'), ('scored', '已评分'), ('awarded', '获奖'), ('not-awarded', '未获奖'), ('turned-down', '未通过审查'), ('retracted', '已撤回申报')], default='writing', max_length=12, verbose_name='状态')),
                ('background', models.TextField(blank=True, max_length=3000, verbose_name='案由')),
                ('research_place', models.CharField(blank=True, max_length=120, verbose_name='调研地点')),
                ('research_since', models.DateField(null=True, verbose_name='调研开始')),
                ('research_until', models.DateField(null=True, verbose_name='调研结束')),
                ('research_method', models.CharField(blank=True, max_length=200, verbose_name='调研方法')),
                ('asked', models.PositiveIntegerField(null=True, verbose_name='受访人数')),
                ('findings', models.TextField(blank=True, max_length=2000, verbose_name='主要发现')),
                ('analysis', models.TextField(blank=True, max_length=2000, verbose_name='分析')),
                ('advice', models.TextField(blank=True, max_length=3000, verbose_name='具体建议')),
                ('started_at', models.DateTimeField()),
                ('handed_in_at', models.DateTimeField(null=True)),
                ('checked_at', models.DateTimeField(null=True)),
                ('remark', models.CharField(blank=True, max_length=500)),
                ('score', models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                ('rank', models.PositiveSmallIntegerField(null=True)),
                ('valid_reviews', models.PositiveSmallIntegerField(default=0)),
                ('dropped_reviews', models.PositiveSmallIntegerField(default=0)),
                ('proposal', models.CharField(blank=True, max_length=40)),
                ('transferred_at', models.DateTimeField(null=True)),
                ('award', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='evaluation.award')),
                ('body', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='org.body')),
                ('contest', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='evaluation.contest')),
                ('leader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries_led', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['contest', 'state', 'id'], name='entry_by_contest'), models.Index(fields=['contest', 'rank', 'id'], name='entry_by_rank')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['writing', 'handed-in', 'admitted', 'scored', 'awarded', 'not-awarded', 'turned-down', 'retracted'])), name='an_entry_is_in_a_state_of_its_procedure'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['handed-in', 'admitted', 'scored', 'awarded', 'not-awarded', 'turned-down']), _negated=True), ('handed_in_at__isnull', False), _connector='OR'), name='an_entry_that_was_handed_in_has_its_hour'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['admitted', 'scored', 'awarded', 'not-awarded', 'turned-down']), _negated=True), ('checked_at__isnull', False), _connector='OR'), name='an_entry_is_judged_after_its_form_was_checked'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'turned-down'), _negated=True), models.Q(('remark', ''), _negated=True), _connector='OR'), name='an_entry_turned_down_has_the_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['scored', 'awarded', 'not-awarded']), _negated=True), models.Q(('rank__isnull', False), ('score__isnull', False)), _connector='OR'), name='a_scored_entry_has_score_and_rank'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['writing', 'handed-in', 'admitted', 'retracted']), _negated=True), models.Q(('award__isnull', True), ('rank__isnull', True), ('score__isnull', True)), _connector='OR'), name='an_entry_has_no_score_before_scoring_is_closed'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'awarded'), _negated=True), ('award__isnull', False), _connector='OR'), name='an_awarded_entry_has_its_award'), models.CheckConstraint(condition=models.Q(models.Q(('proposal', ''), ('transferred_at__isnull', True)), models.Q(('state', 'awarded'), ('transferred_at__isnull', False), models.Q(('proposal', ''), _negated=True)), _connector='OR'), name='only_an_awarded_entry_became_a_proposal'), models.CheckConstraint(condition=models.Q(('research_until__isnull', True), ('research_since__isnull', True), ('research_until__gte', models.F('research_since')), _connector='OR'), name='research_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='EntryMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('unit', models.CharField(blank=True, max_length=80)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='evaluation.entry')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='team_places', to='people.person')),
            ],
            options={
                'ordering': ('place', 'id'),
                'constraints': [models.UniqueConstraint(fields=('entry', 'person'), name='a_person_is_in_a_team_once')],
            },
        ),
        migrations.CreateModel(
            name='Juror',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('appointed_at', models.DateTimeField()),
                ('dismissed_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('contest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jurors', to='evaluation.contest')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='juries', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('contest', 'person'), name='a_person_is_a_juror_of_a_contest_once'), models.CheckConstraint(condition=models.Q(('dismissed_at__isnull', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='a_dismissed_juror_has_the_reason')],
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=1000)),
                ('at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True, max_length=1000)),
                ('upheld', models.BooleanField(null=True)),
                ('contest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objections', to='evaluation.contest')),
                ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='evaluation.entry')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='people.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('upheld__isnull', True)), models.Q(('answered_at__isnull', False), ('upheld__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='an_answered_objection_has_its_answer')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assigned_at', models.DateTimeField()),
                ('scored_at', models.DateTimeField(null=True)),
                ('comment', models.CharField(blank=True, max_length=1000, verbose_name='评语')),
                ('exclusion', models.CharField(blank=True, choices=[('', '—'), ('member', '团队成员'), ('body', '同属单位或上下级'), ('declared', '自行申报'), ('dismissed', '已解聘')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('excluded_at', models.DateTimeField(null=True)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='evaluation.entry')),
                ('juror', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='evaluation.juror')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('juror', 'entry'), name='a_juror_reviews_an_entry_once'), models.CheckConstraint(condition=models.Q(models.Q(('excluded_at__isnull', True), ('exclusion', '')), models.Q(models.Q(('exclusion', ''), _negated=True), ('excluded_at__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='an_excluded_juror_has_the_reason')],
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.DecimalField(decimal_places=1, max_digits=5)),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='evaluation.criterion')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='evaluation.review')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('review', 'criterion'), name='a_criterion_is_scored_once_in_a_review'), models.CheckConstraint(condition=models.Q(('points__gte', 0)), name='points_are_not_negative')],
            },
        ),
    ]
