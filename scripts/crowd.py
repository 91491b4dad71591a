"""500 people at once, then more than the server can carry, then an ordinary day: ``.venv/bin/python scripts/crowd.py``.

Starts a site of its own on loopback (the demo university; ``--database`` as DATABASE_URL), sends locust's people there,
and writes one JSON to standard output. Bounded: three phases of ``--seconds``.
"""

import argparse
import contextlib
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import setup_steps
from cluster import answers, free_port

GONGJIAN = setup_steps.PYTHON.with_name("gongjian")
LOCUST = setup_steps.TOOLS / "load"

PREPARE = """
import json
from django.conf import settings
from django.test import Client
from gongjian.kernel import clock
from gongjian.matters.models import Matter
from gongjian.matters.queries import public_ones
from gongjian.org.queries import actor_for
from gongjian.people.models import Account
from gongjian.people.operations import make_token
settings.ALLOWED_HOSTS.append("testserver")
sessions = []
for account in Account.objects.filter(is_active=True, must_change_password=False, person__isnull=False).order_by("pk")[:60]:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    sessions.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
matter = Matter.objects.filter(raiser__account__isnull=False, origin__sort="organisation", origin__ended=None).order_by("-pk").first()
account = matter.raiser.account
token = make_token(account=account, label="crowd", days=1, actor=actor_for(account, clock.now()), at=clock.now())[1]
print("GIVEN " + json.dumps({
    "sessions": sessions, "cookie": settings.SESSION_COOKIE_NAME, "token": token, "origin": matter.origin_id,
    "numbers": list(public_ones().order_by("-pk").values_list("number", flat=True)[:200]),
}))
"""


def locust() -> Path:
    """The program, installed beside the project's own packages on first use (requirements/load.txt, with hashes)."""
    stamp = setup_steps.Stamp(LOCUST / ".stamp", setup_steps.digest([setup_steps.ROOT / "requirements/load.txt"]))
    if not stamp.fresh:
        setup_steps.say("安装 locust，放在 .tools/load", "installing locust")
        setup_steps.run([setup_steps.find_uv(), "venv", "-q", "--clear", "-p", setup_steps.PYTHON, LOCUST])
        wanted = ["--require-hashes", "-r", "requirements/load.txt"]
        setup_steps.run([setup_steps.find_uv(), "pip", "install", "-q", "-p", LOCUST / "bin/python", *wanted])
        stamp.put()
    return LOCUST / "bin/locust"


def percentile(times: Counter[float], share: float) -> float | None:
    """From how often each time (ms) was met."""
    left = sum(times.values()) * share
    for ms in sorted(times):
        left -= times[ms]
        if left <= 0:
            return ms
    return None


def worked(server: int) -> float:
    """CPU seconds of the server's processes (one session) so far; 0 where there is no /proc."""
    ticks = 0
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            if int(fields[3]) == server:
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def phase(url: str, given: Path, server: int, people: int, seconds: int, hurry: bool) -> dict[str, Any]:
    """Send so many people for so many seconds; what they met."""
    before, load = worked(server), os.getloadavg()[0]
    ran = subprocess.run(
        [locust(), "-f", setup_steps.ROOT / "scripts/locustfile.py", "--headless", "--json", "--host", url, "-u", str(people),
         "-r", str(people), "-t", f"{seconds}s", "-s", "15", "--loglevel", "ERROR", "--exit-code-on-error", "0"],
        env={**os.environ, "CROWD_GIVEN": str(given), "CROWD_HURRY": "1" if hurry else "0"},
        stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    rows = json.loads(ran.stdout[ran.stdout.index("[") :])
    served: Counter[float] = Counter()
    sent_back: Counter[float] = Counter()
    for row in rows:
        times = {float(ms): int(n) for ms, n in row["response_times"].items()}
        (sent_back if row["name"] == "sent back" else served).update(times)
    errors = sum(row["num_failures"] for row in rows)
    cpu = worked(server) - before
    return {
        "people": people,
        "hurry": hurry,
        "seconds": seconds,
        "served": sum(served.values()) - errors,
        "served_a_second": round((sum(served.values()) - errors) / seconds, 1),
        "errors": errors,
        "server_cpu_seconds": round(cpu, 1),
        "server_cpu_ms_each": round(1000 * cpu / max(sum(served.values()), 1), 1),
        "load_before": round(load, 1),
        "p50": percentile(served, 0.5),
        "p95": percentile(served, 0.95),
        "p99": percentile(served, 0.99),
        "sent_back": sum(sent_back.values()),
        "sent_back_p50": percentile(sent_back, 0.5),
        "sent_back_p99": percentile(sent_back, 0.99),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--beyond", type=int, default=1200, help="people in a hurry, of the second phase")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--database", default="", help="DATABASE_URL of an empty database (default: SQLite)")
    chosen = parser.parse_args()
    setup_steps.ensure_python(dev=False)
    setup_steps.ensure_frontend()
    with tempfile.TemporaryDirectory(prefix="gongjian-crowd-") as folder:
        port = free_port()
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("GONGJIAN_", "DATABASE_", "DJANGO_"))}
        environment = {**clean, "GONGJIAN_DATA": folder, "DATABASE_URL": chosen.database}
        setup_steps.say("建库，生成示范大学", "making the demo university")
        for words in (["migrate"], ["demo"], ["work", "--once"]):
            setup_steps.run([GONGJIAN, *words], env=environment)
        said = subprocess.run(
            [GONGJIAN, "django", "shell", "-c", PREPARE], env=environment, capture_output=True, text=True, check=False
        )
        lines = [line for line in said.stdout.splitlines() if line.startswith("GIVEN ")]
        if not lines:
            raise setup_steps.Missing(said.stdout + said.stderr)
        given = Path(folder) / "given.json"
        given.write_text(lines[-1].removeprefix("GIVEN "))
        log = Path(folder) / "serve.log"
        with log.open("wb") as out:
            server = subprocess.Popen(
                [GONGJIAN, "serve", "--port", str(port)],
                env=environment,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        try:
            url = f"http://127.0.0.1:{port}"
            while not answers(f"{url}/healthz"):
                if server.poll() is not None:
                    raise setup_steps.Missing(log.read_text())
                time.sleep(0.2)
            began = os.times()
            found: dict[str, Any] = {
                "machine": f"{os.cpu_count()} cores, {platform.machine()}",
                "load": os.getloadavg(),
            }
            found["database"] = "postgresql" if chosen.database else "sqlite"
            for name, people, seconds, hurry in (
                ("crowd", chosen.people, chosen.seconds, False),
                ("beyond", chosen.beyond, chosen.seconds // 2, True),
                ("after", 20, 10, True),
            ):
                setup_steps.say(f"{name}：{people} 人，{seconds} 秒")
                found[name] = phase(url, given, server.pid, people, seconds, hurry)
            found["locust_cpu_seconds"] = round(os.times().children_user - began.children_user, 1)
            found["well"] = answers(f"{url}/healthz")
            found["tracebacks"] = log.read_text(errors="replace").count("Traceback")
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except setup_steps.Missing as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
