# Sets PYTHON to a Python of at least 3.11, or says what is missing and ends. Read by ./run and ./test.
PYTHON=""
for candidate in "${GONGJIAN_PYTHON:-}" .venv/bin/python python3 python3.11 python3.12 python3.13 python3.14 python; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        PYTHON="$candidate"
        break
    fi
done
if [ -z "$PYTHON" ]; then
    echo "缺少 Python 3.11 或更新的版本。Debian/Ubuntu：apt-get install python3 python3-venv；其他系统见 python.org。" >&2
    echo "Python 3.11 or newer is missing. Debian/Ubuntu: apt-get install python3 python3-venv; elsewhere: python.org." >&2
    exit 1
fi
