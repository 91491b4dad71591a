"""``python -m tests.browser.furnish``: the small cast of all tests, written into the database of a site of its own.

Some matters are already on their way, so that a journey can begin in the middle; ``TITLES`` names them.
"""

import datetime as dt
import os

import django

TITLES = {
    "anonymous": "图书馆闭馆提示音过大",
    "studied": "教学楼饮水点太少",
    "adopted": "报修之后没有回音",
    "for-pair": "宿舍热水晚间停供",
    "of-pair": "校车末班时间过早",
    "two-hands": "快递柜夜间不亮灯",
    "handling": "实验楼电梯经常停运",
    "claimed": "食堂排队时间过长",
    "judged": "操场照明关闭过早",
    "struck-off": "自行车棚漏雨",
}
BOARD = "书院自习室怎样开放"
PAIR = "校车与夜归服务共建"
NOTICES = ("浴室热水供应时间调整", "校区停水通知")  # published, and still a draft


def main() -> None:
    """Set Django up; enter the cast with posts held at this hour and the matters of ``TITLES``."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongjian.config.settings")
    django.setup()
    # These modules need Django to be set up.
    from django.db import connection, transaction  # noqa: PLC0415

    from gongjian.appeals import operations as appeals  # noqa: PLC0415
    from gongjian.appeals import queries as hearing  # noqa: PLC0415
    from gongjian.bulletin import operations as bulletin  # noqa: PLC0415
    from gongjian.bulletin import queries as notices  # noqa: PLC0415
    from gongjian.kernel import clock  # noqa: PLC0415
    from gongjian.kernel.clock import local_date  # noqa: PLC0415
    from gongjian.matters import operations as matters  # noqa: PLC0415
    from gongjian.pairing import operations as pairing  # noqa: PLC0415
    from gongjian.pairing import queries as pairs  # noqa: PLC0415
    from gongjian.pairing.operations import MemberLine, Plan  # noqa: PLC0415
    from gongjian.people.models import Account  # noqa: PLC0415
    from gongjian.problems import operations as problem_commands  # noqa: PLC0415
    from tests.cast import build_cast  # noqa: PLC0415
    from tests.matters import scenarios  # noqa: PLC0415

    with transaction.atomic():
        now = clock.now()
        cast = build_cast(now)
        for part, account in cast.accounts.items():  # one signs in by the part one plays
            Account.objects.filter(pk=account.pk).update(username=part)
        at = now - dt.timedelta(hours=3)
        scenarios.assigned(cast, at, title=TITLES["anonymous"], anonymous=True)
        scenarios.studied(cast, at, title=TITLES["studied"])
        scenarios.adopted(cast, at, title=TITLES["adopted"])
        scenarios.adopted(cast, at, title=TITLES["for-pair"])
        scenarios.assigned(cast, at, title=TITLES["two-hands"])
        scenarios.handling(cast, at, title=TITLES["handling"])
        scenarios.claimed(cast, at, title=TITLES["claimed"])
        scenarios.judged(cast, at, title=TITLES["judged"])
        scenarios.struck_off(cast, at, title=TITLES["struck-off"])

        today = local_date(at)
        plan = Plan(
            title=PAIR,
            kind="office-student",
            goals="晚归的同学有车可乘",
            problems=TITLES["of-pair"],
            since=today,
            until=today + dt.timedelta(days=365),
            members=(MemberLine(cast.branch.pk, "组织学生座谈"), MemberLine(cast.office_branch.pk, "调整班次")),
            activities=(),
        )
        pair = pairing.propose(**vars(plan), actor=cast.secretary, at=at)
        pairing.send_for_signing(pair=pairs.get_for(cast.system, pair.pk), actor=cast.secretary, at=at)
        for part in ("secretary", "office_secretary"):
            pairing.sign(pair=pairs.get_for(cast.system, pair.pk), actor=getattr(cast, part), at=at)
        matter = scenarios.adopted(cast, at, title=TITLES["of-pair"])
        problem_commands.draw_up(
            matter=matter,
            goal="末班车开到二十三点",
            measures=scenarios.measures(cast, at),
            duties=scenarios.duties(cast, at),
            pair_id=pair.pk,
            actor=cast.secretary,
            at=at,
        )
        problem_commands.assign(matter=scenarios.again(matter), lead_id=cast.department.pk, actor=cast.secretary, at=at)
        matters.take(matter=scenarios.again(matter), actor=cast.handler, at=at)

        for title in NOTICES:
            draft = {
                "column": "official",
                "title": title,
                "text": "# 时间\n\n自即日起，**热水**供应到二十三点。\n\n- 南区\n- 北区",
            }
            made = bulletin.write(**draft, body_id=cast.department.pk, actor=cast.handler, at=at)
            if title == NOTICES[0]:
                bulletin.send_for_review(notice=notices.again(made), actor=cast.handler, at=at)
                bulletin.publish(notice=notices.again(made), actor=cast.head, at=at)
        bulletin.enter_item(
            sort="found",
            kind="bag",
            title="黑色折叠伞",
            place="主楼一层",
            day=today,
            text="伞柄上有一圈红绳。",
            actor=cast.member,
            at=at,
        )

        board = appeals.open_board(
            reception_id=hearing.receptions()[0].pk,
            topic=BOARD,
            text="期末将至，想听听大家对自习室开放时间的意见。",
            opens_on=today,
            closes_on=today + dt.timedelta(days=20),
            actor=cast.receptionist,
            at=at,
        )
        opinion = {"title": "通宵开放一层", "text": "考试周通宵开放一层自习室。", "nature": "suggestion"}
        appeals.raise_appeal(**opinion, board_id=board.pk, actor=cast.member, at=at)
    connection.close()  # all of it is in the one file then


if __name__ == "__main__":
    main()
