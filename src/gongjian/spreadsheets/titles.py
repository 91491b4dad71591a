"""Under which titles a column stands in the files people send: one table, from which every reader takes the fields it knows.

The headings are a format, not words of the page: the same in every language. Where a file has several of the titles of a field,
the one named first is read.
"""

from .headers import Aliases

TITLES: Aliases = {
    # a message, problem, appeal or proposal
    "mark": ("留言编号", "编号", "诉求编号", "工单号", "tid", "id"),
    "title": ("标题", "留言主题", "难题", "题目", "主题", "难题名称", "诉求标题", "案名", "提案名称", "title"),
    "text": (
        "事由",
        "留言详情",
        "内容",
        "正文",
        "详情",
        "留言内容",
        "难题内容",
        "诉求内容",
        "提案内容",
        "问题描述",
        "案由",
        "content",
        "text",
    ),
    "raised_at": (
        "提出时间",
        "留言时间",
        "时间",
        "日期",
        "提出日期",
        "提交时间",
        "发布时间",
        "publish_time",
        "date",
    ),
    "raised_by": ("留言用户", "用户", "提案人", "提出人", "proposer"),
    "category": ("类别", "一级标签", "一级分类", "分类", "标签", "领域", "domain", "类型", "type"),
    "nature": ("性质", "诉求性质", "类型", "type"),
    "place": ("地点", "位置", "发生地点", "所在地", "校区", "楼栋", "区域", "地区", "街道"),
    "raising_unit": ("单位", "所在单位", "提出单位", "学院", "部门"),
    "handling_unit": ("办理单位", "主办单位", "答复单位", "承办单位"),
    "reply": ("答复意见", "答复", "答复内容", "回复", "回复内容"),
    "replied_at": ("答复时间", "答复日期", "回复时间"),
    # the parts of a proposal
    "background": ("案由", "background"),
    "research": ("调研情况", "调研", "research"),
    "analysis": ("问题分析", "分析", "analysis"),
    "advice": ("具体建议", "建议", "advice"),
    "form": ("提案形式", "形式"),
    "signatories": ("署名人数", "联名人数", "附议人数", "人数"),
    # the three lists
    "number": ("编号", "难题编号"),
    "row_mark": ("行标识",),
    "goal": ("目标", "目标（销号标准）", "销号标准"),
    "measure": ("举措", "举措内容"),
    "metric": ("衡量标准",),
    "starts_on": ("开始", "开始日期"),
    "ends_on": ("完成", "完成日期", "完成时限"),
    "answerable_unit": ("责任单位", "单位"),
    "answerable_person": ("责任人",),
    "duty_part": ("分工",),
    "duty": ("责任内容", "责任"),
    "due_on": ("时限", "完成时限"),
    "drop": ("撤销",),
    # delegates
    "person_number": ("学号或工号", "学号", "工号", "学工号", "编号", "number"),
    "person_name": ("姓名", "名字", "代表姓名", "name"),
    "constituency": ("选举单位", "单位", "学院", "代表团", "所在单位", "constituency"),
    # days of a year
    "day": ("日期", "时间", "日"),
    "working": ("上班或放假", "安排", "状态", "是否上班"),
    "holiday": ("名称", "节日", "说明", "事由"),
}


def titles_of(*names: str, **renamed: str) -> Aliases:
    """The titles of these fields, in this order; ``unit="handling_unit"`` gives those of ``handling_unit`` under the name ``unit``.

    Where two fields share a title, a column is read for the one named first. Raises KeyError for a field that is not in ``TITLES``.
    """
    return {name: TITLES[name] for name in names} | {name: TITLES[field] for name, field in renamed.items()}
