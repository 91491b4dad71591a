"""``python -m tests.browser.reception TITLE``: the other side of an appeal's life, in the site whose data folder is set.

What was newly raised under this title is accepted, assigned and taken; what is in hand is answered.
"""

import os
import sys

import django

ANSWERS = (
    "已经派人到现场查看：路灯线路老化，维修人员将于本周五前更换线路并恢复照明。联系人后勤保障部温老师，电话82660000。",
    "第二次检修已经完成：更换了控制器和三盏灯具，将于今晚试亮。下一步每周巡查一次，联系人后勤保障部温老师，电话82660000。",
)


def main(title: str) -> None:
    """Carry the appeal with this title on until it is answered."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongjian.config.settings")
    django.setup()
    # These modules need Django to be set up.
    from gongjian.appeals import operations as appeals  # noqa: PLC0415
    from gongjian.kernel import clock  # noqa: PLC0415
    from gongjian.matters import operations as matters  # noqa: PLC0415
    from gongjian.matters.models import Matter  # noqa: PLC0415
    from gongjian.org.models import Body  # noqa: PLC0415
    from gongjian.org.queries import actor_for  # noqa: PLC0415
    from gongjian.people.models import Account  # noqa: PLC0415

    at = clock.now()
    rows = Matter.objects.select_related("origin", "holder", "lead", "appeal").filter(kind="appeal", title=title)
    receptionist, handler = (actor_for(Account.objects.get(username=u), at) for u in ("receptionist", "handler"))
    if rows.get().state == "raised":
        appeals.accept(matter=rows.get(), category="safety", answer_class="general", actor=receptionist, at=at)
        lead = Body.objects.get(code="D1").pk
        appeals.assign(matter=rows.get(), lead_id=lead, actor=receptionist, at=at)
        matters.take(matter=rows.get(), actor=handler, at=at)
    matter = rows.get()
    appeals.answer(matter=matter, text=ANSWERS[matter.round - 1], confirmed=True, actor=handler, at=at)


if __name__ == "__main__":
    main(sys.argv[1])
