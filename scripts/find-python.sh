# Sets PYTHON to a Python of at least 3.11; as root where apt-get is it is installed if there is none, elsewhere a sentence
# says what is missing. Read by ./run, ./test and deploy/cluster, in the folder of the project.
export PYTHONUTF8=1 # whatever the language of the terminal: our sentences and files are UTF-8

find_python() {
    for candidate in "${GONGJIAN_PYTHON:-}" .venv/bin/python python3 python3.11 python3.12 python3.13 python3.14 python; do
        [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            PYTHON="$candidate"
            return 0
        fi
    done
    return 1
}

PYTHON=""
if ! find_python && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "▸ 安装本机缺少的 Python：apt-get install python3 python3-venv  (installing Python)"
    said="$(mktemp)"
    {
        apt-get update -q || true # one source that does not answer does not matter if the others do
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
            -o Acquire::Retries=1 -o Acquire::http::Timeout=30 -o DPkg::Lock::Timeout=600 python3 python3-venv
    } >"$said" 2>&1 </dev/null || tail -n 20 "$said" >&2
    rm -f "$said"
    find_python || true
fi
if [ -z "$PYTHON" ]; then
    echo "缺少 Python 3.11 或更新的版本。Debian/Ubuntu：apt-get install python3 python3-venv；其他系统见 python.org。" >&2
    echo "Python 3.11 or newer is missing. Debian/Ubuntu: apt-get install python3 python3-venv; elsewhere: python.org." >&2
    exit 1
fi
