"""Words to choose from, for faces (which never touch a table)."""

from .models import Matter, Reply, Voice

CATEGORIES = Matter.Category.choices
CATEGORY_LABELS = dict(CATEGORIES)
SOURCES = Matter.Source.choices
GRADES = dict(Reply.Grade.choices)
PART_LABELS = dict(Voice.Part.choices)
# What other systems call a category, and ours.
CATEGORY_WORDS = {
    "教育教学": "teaching",
    "教育文体": "teaching",
    "教育": "teaching",
    "成长成才": "growth",
    "就业": "growth",
    "生活服务": "living",
    "城乡建设": "living",
    "交通运输": "living",
    "环境保护": "living",
    "卫生计生": "living",
    "医疗": "living",
    "权益维护": "rights",
    "商贸旅游": "rights",
    "安全稳定": "safety",
    "治安": "safety",
    "科研学科": "research",
    "教职工事务": "staff",
    "劳动和社会保障": "staff",
}


def category_of(word: str) -> str:
    """The category that a word of another system, or one of our codes, means; "other" if none."""
    return word if word in CATEGORY_LABELS else CATEGORY_WORDS.get(word, "other")
