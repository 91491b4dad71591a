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
            name='DayReads',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('reads', models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='LostItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='编号')),
                ('sort', models.CharField(choices=[('found', '捡到'), ('lost', '丢失')], max_length=5, verbose_name='捡到还是丢失')),
                ('kind', models.CharField(choices=[('card', '证件卡片'), ('device', '手机电脑'), ('key', '钥匙'), ('bag', '包袋衣物'), ('book', '书本文具'), ('other', '其他')], max_length=6, verbose_name='类别')),
                ('title', models.CharField(max_length=40, verbose_name='物品')),
                ('text', models.CharField(blank=True, max_length=500, verbose_name='说明')),
                ('place', models.CharField(max_length=60, verbose_name='地点')),
                ('day', models.DateField(verbose_name='日期')),
                ('state', models.CharField(choices=[('open', '招领中'), ('settled', '已找回'), ('expired', '已到期'), ('taken-down', '已撤下')], default='open', max_length=10, verbose_name='状态')),
                ('entered_at', models.DateTimeField()),
                ('expires_on', models.DateField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_note', models.CharField(blank=True, max_length=300)),
                ('cover_id', models.BigIntegerField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['-entered_at', '-id'], name='lost_item_open'), models.Index(condition=models.Q(('state', 'open')), fields=['expires_on'], name='lost_item_to_expire'), models.Index(fields=['person', '-entered_at'], name='lost_item_by_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'settled', 'expired', 'taken-down'])), name='a_lost_item_is_in_a_state_of_its_procedure'), models.CheckConstraint(condition=models.Q(('sort__in', ('found', 'lost'))), name='a_lost_item_was_lost_or_found'), models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('place', ''), _negated=True)), name='a_lost_item_says_what_and_where'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state', 'open')), models.Q(('state__in', ('settled', 'expired', 'taken-down')), ('ended_at__isnull', False)), _connector='OR'), name='a_lost_item_is_open_or_has_its_end'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'taken-down'), _negated=True), models.Q(('end_note', ''), _negated=True), _connector='OR'), name='a_lost_item_taken_down_has_its_reason'), models.CheckConstraint(condition=models.Q(('expires_on__gte', models.F('day'))), name='a_lost_item_expires_after_its_day')],
            },
        ),
        migrations.CreateModel(
            name='ItemAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by_owner', models.BooleanField()),
                ('text', models.CharField(max_length=300, verbose_name='内容')),
                ('at', models.DateTimeField()),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='bulletin.lostitem')),
            ],
            options={
                'indexes': [models.Index(fields=['item', 'other', 'id'], name='item_answer_by_pair')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='an_answer_says_something')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='编号')),
                ('column', models.CharField(choices=[('official', '官方通知'), ('rights', '权益跟踪'), ('concern', '问题关注'), ('call', '行动倡议'), ('festival', '节日纪念'), ('outcome', '怎么解决的'), ('model', '典型')], max_length=10, verbose_name='栏目')),
                ('title', models.CharField(max_length=80, verbose_name='标题')),
                ('text', models.TextField(max_length=10000, verbose_name='正文')),
                ('state', models.CharField(choices=[('draft', '拟订'), ('in-review', '待审核'), ('published', '已发布'), ('taken-down', '已撤下'), ('discarded', '已作废')], default='draft', max_length=10, verbose_name='状态')),
                ('written_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_note', models.CharField(blank=True, max_length=300)),
                ('given_back', models.CharField(blank=True, max_length=300)),
                ('source_kind', models.CharField(blank=True, max_length=40)),
                ('source_id', models.BigIntegerField(null=True)),
                ('source_label', models.CharField(blank=True, max_length=120)),
                ('source_url', models.CharField(blank=True, max_length=200)),
                ('reads', models.PositiveBigIntegerField(default=0, verbose_name='阅读')),
                ('joined', models.PositiveIntegerField(default=0, verbose_name='响应')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='org.body')),
                ('reviewer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('writer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'published')), fields=['column', '-published_at', '-id'], name='notice_by_column'), models.Index(condition=models.Q(('state', 'published')), fields=['-published_at', '-id'], name='notice_published'), models.Index(condition=models.Q(('state', 'in-review')), fields=['state', 'sent_at'], name='notice_in_review'), models.Index(fields=['body', '-id'], name='notice_by_body')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in-review', 'published', 'taken-down', 'discarded'])), name='a_notice_is_in_a_state_of_its_procedure'), models.CheckConstraint(condition=models.Q(('column__in', ['official', 'rights', 'concern', 'call', 'festival', 'outcome', 'model'])), name='a_notice_stands_in_a_column_of_notices'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='a_notice_has_a_title'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'draft'), _negated=True), models.Q(('ended_at__isnull', True), ('published_at__isnull', True), ('sent_at__isnull', True)), _connector='OR'), name='a_drafted_notice_was_not_sent'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'in-review'), _negated=True), models.Q(('given_back', ''), ('published_at__isnull', True), ('sent_at__isnull', False), models.Q(('text', ''), _negated=True)), _connector='OR'), name='a_notice_in_review_was_sent_with_its_text'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('published', 'taken-down')), _negated=True), models.Q(('published_at__isnull', False), ('reviewer__isnull', False), ('sent_at__isnull', False), models.Q(('text', ''), _negated=True)), _connector='OR'), name='a_published_notice_was_reviewed_by_somebody'), models.CheckConstraint(condition=models.Q(('reviewer__isnull', True), ('writer__isnull', True), models.Q(('reviewer', models.F('writer')), _negated=True), _connector='OR'), name='nobody_reviews_what_they_wrote'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'taken-down'), _negated=True), models.Q(('ended_at__isnull', False), models.Q(('end_note', ''), _negated=True)), _connector='OR'), name='a_notice_taken_down_has_its_reason_and_date'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'discarded'), _negated=True), models.Q(('ended_at__isnull', False), ('published_at__isnull', True)), _connector='OR'), name='a_discarded_notice_was_never_published'), models.CheckConstraint(condition=models.Q(models.Q(('source_id__isnull', True), ('source_kind', '')), models.Q(models.Q(('source_kind', ''), _negated=True), ('source_id__isnull', False)), _connector='OR'), name='a_notice_names_its_source_wholly_or_not_at_all'), models.CheckConstraint(condition=models.Q(('column', 'call'), ('joined', 0), _connector='OR'), name='only_a_call_is_joined'), models.UniqueConstraint(condition=models.Q(models.Q(('source_kind', ''), _negated=True), models.Q(('state__in', ('taken-down', 'discarded')), _negated=True)), fields=('source_kind', 'source_id'), name='a_matter_has_one_standing_outcome')],
            },
        ),
        migrations.CreateModel(
            name='Joining',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='joinings', to='bulletin.notice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('notice', 'person'), name='a_call_is_joined_once')],
            },
        ),
        migrations.CreateModel(
            name='Hand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hands', to='bulletin.notice')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('notice', 'person'), name='a_hand_is_named_once')],
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('column', models.CharField(choices=[('official', '官方通知'), ('rights', '权益跟踪'), ('concern', '问题关注'), ('lost', '失物招领'), ('call', '行动倡议'), ('festival', '节日纪念'), ('outcome', '怎么解决的'), ('model', '典型')], max_length=10)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['column', 'person'], name='subscription_by_column')],
                'constraints': [models.UniqueConstraint(fields=('person', 'column'), name='a_column_is_subscribed_once'), models.CheckConstraint(condition=models.Q(('column__in', ['official', 'rights', 'concern', 'lost', 'call', 'festival', 'outcome', 'model'])), name='a_subscription_names_a_column')],
            },
        ),
    ]
