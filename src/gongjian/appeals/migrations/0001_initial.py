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
            name='Learned',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20, unique=True)),
                ('data', models.BinaryField()),
                ('cases', models.JSONField(default=list)),
                ('examples', models.PositiveIntegerField()),
                ('accuracy', models.FloatField(null=True)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('matter', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='appeal', serialize=False, to='matters.matter')),
                ('nature', models.CharField(choices=[('question', '咨询'), ('complaint', '投诉'), ('request', '求助'), ('suggestion', '建议')], max_length=10, verbose_name='性质')),
                ('channel', models.CharField(choices=[('web', '网页'), ('counter', '窗口'), ('phone', '电话'), ('wechat', '微信'), ('qq', 'QQ'), ('paper', '来信'), ('api', '接口'), ('board', '议事平台'), ('import', '批量导入'), ('proposal', '提案转来')], max_length=10, verbose_name='渠道')),
                ('answer_class', models.CharField(blank=True, choices=[('simple', '简单'), ('general', '一般'), ('complex', '复杂')], max_length=8, verbose_name='答复期限类别')),
                ('publish', models.BooleanField(default=False, verbose_name='同意公开')),
                ('danger', models.CharField(blank=True, max_length=20)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('text_hash', models.CharField(db_index=True, max_length=64)),
                ('suggested_category', models.CharField(blank=True, max_length=10)),
                ('suggested_by', models.CharField(blank=True, choices=[('rule', '派单规则'), ('learned', '过去的办理情况'), ('person', '受理人员判断'), ('objection', '异议后由兜底单位办理')], max_length=10)),
                ('suggested_why', models.TextField(blank=True)),
                ('confidence', models.FloatField(null=True)),
                ('because', models.JSONField(default=list)),
                ('routed_by', models.CharField(blank=True, choices=[('rule', '派单规则'), ('learned', '过去的办理情况'), ('person', '受理人员判断'), ('objection', '异议后由兜底单位办理')], max_length=10)),
                ('routed_why', models.TextField(blank=True)),
                ('forced', models.BooleanField(default=False)),
                ('excluded', models.BooleanField(default=False)),
                ('counted', models.JSONField(default=dict)),
                ('counts', models.PositiveIntegerField(default=0)),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('resembles', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='appeals.appeal')),
                ('suggested_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.body')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('confidence__isnull', True), models.Q(('confidence__gte', 0), ('confidence__lte', 1)), _connector='OR'), name='confidence_is_a_share'), models.CheckConstraint(condition=models.Q(('accepted_at__isnull', True), models.Q(('answer_class', ''), _negated=True), _connector='OR'), name='an_accepted_appeal_has_its_class'), models.CheckConstraint(condition=models.Q(('routed_by', ''), models.Q(('routed_why', ''), _negated=True), _connector='OR'), name='where_an_appeal_went_has_its_reason'), models.CheckConstraint(condition=models.Q(('forced', False), ('routed_by', 'objection'), _connector='OR'), name='only_an_objection_forces_a_unit')],
            },
        ),
        migrations.CreateModel(
            name='Alarm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.CharField(max_length=8)),
                ('category', models.CharField(max_length=10)),
                ('place', models.CharField(blank=True, max_length=60)),
                ('expected', models.FloatField()),
                ('seen', models.PositiveIntegerField()),
                ('p_value', models.FloatField()),
                ('weeks', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('cases', models.ManyToManyField(related_name='alarms', to='appeals.appeal')),
            ],
            options={
                'indexes': [models.Index(fields=['-week', 'p_value', 'id'], name='alarm_by_week')],
                'constraints': [models.UniqueConstraint(fields=('week', 'category', 'place'), name='a_cell_sounds_once_a_week')],
            },
        ),
        migrations.CreateModel(
            name='Board',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('topic', models.CharField(max_length=80, verbose_name='议题')),
                ('text', models.TextField(max_length=5000, verbose_name='说明')),
                ('opens_on', models.DateField(verbose_name='开始日期')),
                ('closes_on', models.DateField(verbose_name='结束日期')),
                ('made_by', models.CharField(max_length=120)),
                ('made_at', models.DateTimeField()),
                ('summary', models.TextField(blank=True, max_length=20000, verbose_name='归纳')),
                ('summarised_by', models.CharField(blank=True, max_length=120)),
                ('published_at', models.DateTimeField(null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.body')),
            ],
            options={
                'indexes': [models.Index(fields=['-closes_on', '-id'], name='board_by_date')],
                'constraints': [models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('opens_on'))), name='a_board_closes_after_it_opens'), models.CheckConstraint(condition=models.Q(('published_at__isnull', True), models.Q(('summary', ''), _negated=True), _connector='OR'), name='a_published_board_has_its_summary')],
            },
        ),
        migrations.AddField(
            model_name='appeal',
            name='board',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='appeals.board'),
        ),
        migrations.CreateModel(
            name='EmergencyContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('sort', models.CharField(choices=[('safety', '人身安全'), ('health', '突发疾病和心理危机')], max_length=10, verbose_name='情形')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('phone', models.CharField(max_length=40, verbose_name='电话')),
                ('place', models.CharField(blank=True, max_length=60, verbose_name='地点')),
                ('position', models.PositiveIntegerField(default=100, verbose_name='次序')),
                ('active', models.BooleanField(default=True)),
            ],
            options={
                'ordering': ['position', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('phone', ''), _negated=True), name='an_emergency_contact_has_its_number')],
            },
        ),
        migrations.CreateModel(
            name='Exclusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.CharField(max_length=120)),
                ('asked_by_id', models.BigIntegerField()),
                ('reason', models.TextField(verbose_name='剔除理由')),
                ('settled_at', models.DateTimeField(null=True)),
                ('settled_by', models.CharField(blank=True, max_length=120)),
                ('settled_by_id', models.BigIntegerField(null=True)),
                ('approved', models.BooleanField(null=True)),
                ('words', models.TextField(blank=True)),
                ('appeal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exclusions', to='appeals.appeal')),
            ],
            options={
                'ordering': ['asked_at', 'id'],
                'indexes': [models.Index(condition=models.Q(('approved', True)), fields=['settled_at', 'id'], name='exclusion_approved')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='an_exclusion_has_its_reason'), models.CheckConstraint(condition=models.Q(('settled_by_id__isnull', True), models.Q(('settled_by_id', models.F('asked_by_id')), _negated=True), _connector='OR'), name='an_exclusion_needs_two_persons'), models.CheckConstraint(condition=models.Q(models.Q(('approved__isnull', True), ('settled_at__isnull', True)), models.Q(('approved__isnull', False), ('settled_at__isnull', False), ('settled_by_id__isnull', False)), _connector='OR'), name='a_settled_exclusion_says_how_and_by_whom'), models.UniqueConstraint(condition=models.Q(('settled_at__isnull', True)), fields=('appeal',), name='an_exclusion_is_asked_once_at_a_time'), models.UniqueConstraint(condition=models.Q(('approved', True)), fields=('appeal',), name='an_appeal_is_excluded_once')],
            },
        ),
        migrations.CreateModel(
            name='FollowKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('index', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='matters.matter')),
            ],
        ),
        migrations.CreateModel(
            name='Lift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.CharField(max_length=7)),
                ('topic', models.BooleanField(default=False)),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('alarm', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='lifts', to='appeals.alarm')),
                ('appeals', models.ManyToManyField(related_name='lifts', to='appeals.appeal')),
                ('problem', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='matters.matter')),
            ],
            options={
                'indexes': [models.Index(fields=['-at', '-id'], name='lift_by_date')],
            },
        ),
        migrations.CreateModel(
            name='Reception',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('main', models.BooleanField(default=False)),
                ('active', models.BooleanField(default=True)),
                ('body', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.body')),
                ('default_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.body')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('main', True)), fields=('main',), name='one_reception_is_the_schools'), models.CheckConstraint(condition=models.Q(('main', False), ('active', True), _connector='OR'), name='the_schools_reception_is_open')],
            },
        ),
        migrations.AddField(
            model_name='board',
            name='reception',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appeals.reception'),
        ),
        migrations.CreateModel(
            name='ReplyTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('title', models.CharField(max_length=60, verbose_name='名称')),
                ('text', models.TextField(max_length=5000, verbose_name='内容')),
                ('category', models.CharField(blank=True, max_length=10, verbose_name='类别')),
                ('active', models.BooleanField(default=True)),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.body')),
            ],
            options={
                'ordering': ['title', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='a_reply_template_has_its_text')],
            },
        ),
        migrations.CreateModel(
            name='RoutingRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('category', models.CharField(blank=True, max_length=10, verbose_name='类别')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='字眼')),
                ('places', models.CharField(blank=True, max_length=300, verbose_name='地点')),
                ('position', models.PositiveIntegerField(default=100, verbose_name='次序')),
                ('active', models.BooleanField(default=True)),
                ('made_by', models.CharField(max_length=120)),
                ('made_at', models.DateTimeField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.body')),
            ],
            options={
                'ordering': ['position', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('category', ''), _negated=True), models.Q(('words', ''), _negated=True), models.Q(('places', ''), _negated=True), _connector='OR'), name='a_routing_rule_asks_for_something')],
            },
        ),
        migrations.CreateModel(
            name='Sending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sender', models.CharField(max_length=64)),
                ('text_hash', models.CharField(max_length=64)),
                ('at', models.DateTimeField(db_index=True)),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='matters.matter')),
            ],
            options={
                'indexes': [models.Index(fields=['sender', 'at'], name='sending_by_sender')],
            },
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(('board__isnull', True), ('channel', 'board'), _connector='OR'), name='an_opinion_comes_by_the_board'),
        ),
    ]
