"""What the bulletin holds about a person, for the own-data export."""

from typing import Any

from ..models import ItemAnswer, Joining, LostItem, Notice, Subscription


def own_data(person_id: int) -> dict[str, Any]:
    """Subscriptions, calls joined, things entered, words written about things, notices written. Reads are not known."""
    mine = {"person_id": person_id}
    return {
        "subscriptions": list(Subscription.objects.filter(**mine).order_by("column").values_list("column", flat=True)),
        "joined": [
            {"notice": number, "at": at}
            for number, at in Joining.objects.filter(**mine).order_by("id").values_list("notice__number", "at")
        ],
        "items": list(
            LostItem.objects.filter(**mine)
            .order_by("id")
            .values("number", "sort", "title", "text", "place", "day", "state", "entered_at")
        ),
        "answers": [
            {"item": number, "text": text, "at": at}
            for number, text, at in ItemAnswer.objects.filter(other_id=person_id, by_owner=False)
            .order_by("id")
            .values_list("item__number", "text", "at")
        ],
        "notices": list(
            Notice.objects.filter(authors__person_id=person_id).order_by("id").values_list("number", flat=True)
        ),
    }
