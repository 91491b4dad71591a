"""``./run``: from a fresh clone to a page. Sets up what is missing, then hands over to ``gongjian start``."""

import argparse
import os
import socket
import sys
from pathlib import Path

import setup_steps


def port_trouble(port: int) -> str:
    """Empty if the port is free; said before anything is installed."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return error.strerror or str(error)
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="./run", description="装好缺的东西，建好数据库，在 127.0.0.1 提供服务。Sets up what is missing and serves."
    )
    parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000 (port)")
    parser.add_argument("--data", default=os.environ.get("GONGJIAN_DATA"), help="数据文件夹，默认 ./data (data folder)")
    parser.add_argument("--no-demo", action="store_true", help="不生成示范大学 (no demo university)")
    chosen = parser.parse_args()
    if not 1 <= chosen.port <= 65535:
        parser.error("--port: 1–65535")
    trouble = port_trouble(chosen.port)
    if trouble:
        sys.stderr.write(
            f"端口 {chosen.port} 不能使用：{trouble}。请换一个：./run --port {min(chosen.port + 1, 65535)}\n"
            f"(port {chosen.port} cannot be used: choose another)\n"
        )
        return 1
    setup_steps.ensure_python(dev=False)
    setup_steps.ensure_frontend()
    setup_steps.ensure_catalogues()
    called_from = Path(os.environ.get("GONGJIAN_CALLED_FROM") or ".")
    data = called_from / chosen.data if chosen.data else setup_steps.ROOT / "data"
    command = [str(setup_steps.PYTHON.with_name("gongjian")), "--data", str(data), "start", "--port", str(chosen.port)]
    os.execv(command[0], [*command, *(["--no-demo"] if chosen.no_demo else [])])
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except setup_steps.Missing as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.stderr.write("\n已停止 (stopped)。\n")
        sys.exit(130)
