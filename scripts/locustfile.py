"""What the people of the crowd do (``scripts/crowd.py`` runs this with locust): they read, and some of them raise something."""

import json
import os
import random
import uuid
from pathlib import Path

from locust import FastHttpUser, between, constant, task

GIVEN = json.loads(Path(os.environ["CROWD_GIVEN"]).read_text())
HURRY = os.environ.get("CROWD_HURRY") == "1"


class Person(FastHttpUser):
    """One person: signed in, two of three; pauses as a reader does, unless in a hurry."""

    wait_time = constant(0) if HURRY else between(4, 12)
    connection_timeout = network_timeout = 30.0

    def on_start(self) -> None:
        self.mine = random.choice(GIVEN["sessions"]) if random.random() < 0.67 else ""

    def look(self, path: str, name: str = "") -> None:
        """Fetch a page; being sent back politely is counted by itself."""
        headers = {"Accept-Encoding": "gzip"}
        if self.mine:
            headers["Cookie"] = f"{GIVEN['cookie']}={self.mine}"
        with self.client.get(
            path, name=name or path, headers=headers, allow_redirects=False, catch_response=True
        ) as answer:
            self.judge(answer)

    @staticmethod
    def judge(answer: object, good: tuple[int, ...] = (200, 302)) -> None:
        if answer.status_code == 503 and answer.headers.get("Retry-After"):  # type: ignore[attr-defined]
            answer.request_meta["name"] = "sent back"  # type: ignore[attr-defined]
            answer.success()  # type: ignore[attr-defined]
        elif answer.status_code not in good:  # type: ignore[attr-defined]
            answer.failure(f"status {answer.status_code}")  # type: ignore[attr-defined]

    @task(25)
    def desk(self) -> None:
        self.look("/desk/")

    @task(20)
    def matters(self) -> None:
        self.look("/matters/")

    @task(20)
    def public(self) -> None:
        self.look("/matters/public/")

    @task(20)
    def one(self) -> None:
        self.look(f"/matters/public/{random.choice(GIVEN['numbers'])}/", "/matters/public/NUMBER/")

    @task(7)
    def home(self) -> None:
        self.look("/")

    @task(5)
    def bulletin(self) -> None:
        self.look("/bulletin/")

    @task(3)
    def raise_one(self) -> None:
        body = {
            "title": f"热水{random.random()}",
            "text": "没有热水",
            "category": "living",
            "origin_id": GIVEN["origin"],
        }
        headers = {"Authorization": f"Bearer {GIVEN['token']}", "Idempotency-Key": uuid.uuid4().hex}
        with self.client.post("/api/v1/matters", json=body, headers=headers, catch_response=True) as answer:
            self.judge(answer, (201,))
