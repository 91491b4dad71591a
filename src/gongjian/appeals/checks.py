"""Looking through a reply before it is sent: what an answer should have, and whether it was only copied. Pure.

A finding is a code with parameters; its sentence is in ``appeals.check_words``. Only what is no answer at all is blocking; the
rest is advice, and the person decides. How this goes with people's own marks: ``docs/algorithms/reply-checks.md``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from . import likeness

SHORTEST = 30  # characters that say something
LEFT_OVER = 12  # characters that remain of an answer when the courtesies are taken away
NEAR_COPY = 0.80

_NUMBER = "[0-9一二两三四五六七八九十百]"
_DATE = re.compile(
    rf"""\d{{4}}\s*[-/.]\s*\d{{1,2}}(?:\s*[-/.]\s*\d{{1,2}})? | \d{{4}}\s*年 | {_NUMBER}{{1,3}}\s*月(?!份?起?草)
    | {_NUMBER}{{1,3}}\s*[日号](?:前|起|止|内|之前) | (?:本|下|今|明|后|当)(?:周|月|年|季度|学期|学年|天|日)(?!常)
    | (?:周|星期|礼拜)[一二三四五六日天末] | {_NUMBER}{{1,3}}\s*(?:个)?\s*(?:工作日|自然日|天|周|月|小时|学期|季度)(?:内|后|之内|以内|左右|前)
    | (?:月|年|学期|学年|季度)(?:底|末|初|内) | [上中下]旬 | (?:暑|寒)假 | (?:开|放)学(?:前|后) | 即日起 | (?:上|下)半年
    | 每(?:天|日|周|月|学期) """,
    re.VERBOSE,
)
# When the appeal was written, and the day under a letter, are no dates of what will be done.
_OTHER_DATES = re.compile(
    r"""您[^，。；]{0,8}?(?:\d{4}年)?\d{1,2}月\d{1,2}[日号][^，。；]{0,8}(?:留言|反映|来信|提出|咨询|投诉|提交)
    | (?:\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*[日号]?|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})\s*$""",
    re.VERBOSE,
)
_TELEPHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|(?:0\d{2,3}[-－— ]?)?[2-9]\d{6,7}|1\d{4})(?!\d)")
_EXTENSION = re.compile(r"(?:电话|分机|拨打|热线|致电|联系方式)[^，。；]{0,8}?\d{3,}")
_PERSON = re.compile(
    r"(?:联系人|经办人|负责人|承办人|责任人)\s*[:：为是]?\s*[\u4e00-\u9fff]{1,4}"
    r"|(?![各位敬的们和与向找])[\u4e00-\u9fff](?:老师|主任|科长|处长|部长|院长|经理|师傅|同志|先生|女士|工程师|辅导员)"
)
_OFFICE = re.compile(
    r"[\u4e00-\u9fff]{2,12}(?:处|科|部|中心|办公室|办|局|学院|书院|窗口|服务台|大厅|集团|公司|医院|图书馆|委员会|支部|党委|街道|社区|派出所)"
)
_SALUTATION = re.compile(r"^[^。！!，,]{0,24}?(?:您好|你好)")
_STEP = re.compile(
    r"将(?!近|军)|拟|计划|安排|准备|下一步|接下来|后续|已(?:经)?(?:将|安排|联系|完成|要求|责成|组织|通知|启动|更换|维修|修复|整改|解决|转|向|对|由|按|在|于)"
    r"|责成|督促|整改|维修|更换|修复|核实|协调|推进|实施|加强|优化|增设|处理|办理|落实|请(?:您)?(?:到|于|在|携带|拨打|联系|登录|关注|提供|前往|持)"
    r"|可(?:以)?(?:到|向|在|拨打|登录|联系|凭|持|通过|按)|建议您"
)
_COURTESY = re.compile(
    r"尊敬的|敬爱的|亲爱的|网友|同学|老师|您好|你好|领导|感谢(?:您|你)?的?(?:对[^，。！!]{0,20})?(?:关注|来信|留言|支持|理解|监督|建议|反映|信任|配合|关心)?"
    r"(?:和|与|及|、)?(?:关注|支持|理解|监督|建议|信任|配合|关心)?|谢谢(?:您|你)?|(?:您|你)(?:的)?(?:留言|来信|意见|建议|诉求|反映的?(?:问题|情况))?(?:已)?(?:收悉|收到|阅悉|知悉)"
    r"|现(?:将有关情况)?(?:答复|回复)如下|特此(?:答复|回复)|(?:祝|顺祝)[^，。！!]{0,12}|(?:我们)?(?:会|将)?(?:高度重视|认真(?:研究|考虑|对待|处理)|转(?:交|送)?有关部门|继续努力|不断改进)"
    r"|此复|(?:您|你)的|留言|来信|收悉|已收到|已转|有关部门|相关部门|高度重视|我们"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: a code, whether it forbids sending, and what the sentence needs."""

    code: str
    blocking: bool = False
    parameters: dict[str, int] = field(default_factory=dict)


CODES = ("empty", "courtesy-only", "too-short", "near-copy", "no-step", "no-date", "no-contact")


def check_reply(
    text: str,
    earlier: Sequence[tuple[int, str]] = (),
    *,
    shortest: int = SHORTEST,
    near_copy: float = NEAR_COPY,
) -> list[Finding]:
    """What should be looked at before this reply is sent; the blocking ones first. *earlier*: (id, text) of other replies."""
    said = re.sub(r"\s+", " ", text.replace("&nbsp;", " ")).strip()
    length = len(likeness.plain(said))
    if not length:
        return [Finding("empty", blocking=True)]
    if len(likeness.plain(_COURTESY.sub("", said))) < LEFT_OVER:
        return [Finding("courtesy-only", blocking=True)]
    found = []
    if length < shortest:
        found.append(Finding("too-short", blocking=True, parameters={"length": length, "least": shortest}))
    copied = likeness.nearest_copy(earlier, said, least=near_copy)
    if copied is not None:
        found.append(Finding("near-copy", parameters={"id": copied[0], "percent": round(100 * copied[1])}))
    if not names_a_step(said):
        found.append(Finding("no-step"))
    if not names_a_date(said):
        found.append(Finding("no-date"))
    if not names_a_contact(said):
        found.append(Finding("no-contact"))
    return found


def names_a_step(text: str) -> bool:
    """Whether it says what was or will be done, or what the raiser can do."""
    return bool(_STEP.search(_COURTESY.sub("", text)))


def names_a_date(text: str) -> bool:
    """Whether it says when: a day, or a period; the day of the appeal or under the letter does not count."""
    return bool(_DATE.search(_OTHER_DATES.sub("", text.strip())))


def names_a_contact(text: str) -> bool:
    """Whether it names a person, a telephone, or an office to turn to."""
    without_salutation = _SALUTATION.sub("", text.strip())
    return any(p.search(without_salutation) for p in (_TELEPHONE, _EXTENSION, _PERSON)) or bool(
        _OFFICE.search(_COURTESY.sub("", without_salutation))
    )
