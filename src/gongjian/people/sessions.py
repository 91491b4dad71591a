"""The session store: Django's database sessions, each with its account, so that people see and end their own."""

import datetime as dt
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from .models import Session

# What the sign-in page leaves in a session about itself.
ADDRESS = "address"
DEVICE = "device"
BEGAN_AT = "began_at"


class SessionStore(DatabaseStore):
    """Named by ``settings.SESSION_ENGINE``."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        account = data.get("_auth_user_id")
        row.account_id = int(account) if account else None
        row.address = str(data.get(ADDRESS, ""))[:45]
        row.device = str(data.get(DEVICE, ""))[:160]
        age = dt.timedelta(seconds=self.get_session_cookie_age())
        row.began_at = dt.datetime.fromisoformat(data[BEGAN_AT]) if BEGAN_AT in data else row.expire_date - age
        return row
