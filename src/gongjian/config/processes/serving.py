"""``gongjian serve``: granian with the WSGI entry point, and beside it one worker process that is started again if it falls."""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

import click
from django.conf import settings
from django.db import connections
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from gongjian.config.requests.gate import SPARE
from gongjian.kernel.commands import say

CONNECTIONS = 4096  # of one server process
SILENT = 15_000  # milliseconds in which a request's head must have come, or the connection is closed; longer than nginx keeps one
BUSY = "端口 {port} 已被占用，或不允许使用：{error}。请换一个端口，例如：--port {other}。"

# Ctrl-C at a terminal reaches the child too, also while it is still starting; it is for us to end it.
WORK = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); from gongjian.config.cli import main; main()"


def load_site(parent: int) -> Callable[..., Any]:
    """Called in each server process: the WSGI entry point. The process ends when *parent* is gone.

    Ctrl-C at a terminal goes to the whole process group. A server process that gets it beside the SIGTERM of its
    parent does not stop, so each has a group of its own and hears from its parent alone.
    """
    os.setpgrp()
    threading.Thread(target=_end_with, args=(parent,), daemon=True, name="end-with-parent").start()
    return import_module("gongjian.config.wsgi").application


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def port_trouble(host: str, port: int) -> str:
    """Empty if a server can listen there, else what the system said."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.strerror or str(error)
    return ""


def refuse_busy_port(host: str, port: int) -> None:
    """Raises click.ClickException with a sentence if the port cannot be had."""
    trouble = port_trouble(host, port)
    if trouble:
        raise click.ClickException(BUSY.format(port=port, error=trouble, other=min(port + 1, 65535)))


class WorkerBeside:
    """One ``gongjian work`` child. Started again a second after it falls; ended with us."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._watch = threading.Thread(target=self._keep, daemon=True, name="worker-beside")

    def start(self) -> None:
        self._child = self._fresh()
        self._watch.start()

    @staticmethod
    def _fresh() -> subprocess.Popen[bytes]:
        environment = {**os.environ, "GONGJIAN_WORK_PARENT": str(os.getpid())}
        return subprocess.Popen([sys.executable, "-c", WORK, "work"], env=environment)

    def _keep(self) -> None:
        while self._child is not None:
            self._child.wait()
            if self._stopping.wait(1):
                return
            self._child = self._fresh()

    def stop(self) -> None:
        """SIGTERM, ten seconds to finish what it began, then SIGKILL."""
        self._stopping.set()
        child = self._child
        if child is None or child.poll() is not None:
            return
        child.terminate()
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _meant(record: logging.LogRecord) -> bool:
    """Leave out granian's advice on the number of threads: most of ours wait at the gate, and it is meant so."""
    return "Configuration allows spawning" not in str(record.msg)


def close_connections() -> None:
    """Close this process's connections and pools: what is forked later must not share a connection, nor have a pool whose
    threads stayed behind, which would never replace a connection that was cut.
    """
    for connection in connections.all():
        connection.close()
        if (close_pool := getattr(connection, "close_pool", None)) is not None:
            close_pool()


def serve(*, host: str, port: int, workers: int, threads: int, with_worker: bool) -> None:
    """Serve until SIGTERM or Ctrl-C. Raises click.ClickException with a sentence if the port cannot be had."""
    refuse_busy_port(host, port)
    # Server processes that are forked inherit these settings, those that are spawned read the environment.
    if with_worker:
        settings.DELIVERY = "worker"
    os.environ["GONGJIAN_DELIVERY"] = settings.DELIVERY
    settings.AT_ONCE = threads
    os.environ["GONGJIAN_AT_ONCE"] = str(threads)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongjian.config.settings")
    beside = WorkerBeside() if with_worker else None
    server = Granian(
        "gongjian.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        # The gate lets *threads* of them work; those that wait there hold one each, made when needed, gone when idle.
        blocking_threads=threads + settings.WAITING + SPARE,
        backlog=CONNECTIONS,
        backpressure=CONNECTIONS,  # granian counts connections, and one that is kept open counts while it is silent
        http=HTTPModes.http1,  # which of the two it is would be waited for without end
        http1_settings=HTTP1Settings(header_read_timeout=SILENT),
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        process_name=None,
    )
    logging.getLogger("_granian").addFilter(_meant)
    close_connections()
    if beside:
        server.on_startup(beside.start)
    # A closed terminal ends us; granian would read its SIGHUP as "load anew".
    server.on_startup(lambda: signal.signal(signal.SIGHUP, server.signal_handler_interrupt))
    try:
        shown = f"[{host}]" if ":" in host else host
        say(f"共建正在 http://{shown}:{port}/ 提供服务；按 Ctrl-C 结束。")
        server.serve(target_loader=partial(load_site, os.getpid()), wrap_loader=False)
    finally:
        if beside:
            beside.stop()
        say("已停止。")
