# Sourced by run.sh, test.sh and other scripts: installs missing packages on Debian and Ubuntu; on other systems, names the packages to install.

# The SDK, too, would send usage data to its maker.
export DOTNET_CLI_TELEMETRY_OPTOUT=1

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# need_tool NAME HINT: fails with the hint if the tool is missing.
need_tool() { command -v "$1" >/dev/null 2>&1 || fail "$1 is missing. $2"; }

# as_administrator COMMAND...: runs the command as root, or with sudo.
as_administrator() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; return; fi
  command -v sudo >/dev/null 2>&1 || fail "Please run as an administrator: $*"
  sudo "$@"
}

# install_packages PACKAGE...: installs packages with apt-get.
install_packages() {
  command -v apt-get >/dev/null 2>&1 || fail "Please install these packages with your system's package manager: $*"
  say "Installing $*"
  as_administrator apt-get update -qq
  as_administrator env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# No pipe: under pipefail, an early end of grep would look like a missing library.
has_library() { [[ "$(ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null)" == *"$1"* ]]; }

# OpenCV's native library is linked against GTK 3 (docs/decisions/0004-libraries.md). TurboJPEG decodes
# camera frames; without it SkiaSharp does, three times as slowly (0011-picture-decoding.md).
need_opencv_libraries() {
  [ "$(uname -s)" = Linux ] || return 0
  has_library 'libgtk-3.so.0' || install_packages libgtk-3-0
  has_library 'libturbojpeg.so.0' || install_packages libturbojpeg0
}

# The folder of PostgreSQL's programs, which Debian does not put on PATH; empty if there is none.
postgres_programs() {
  local folder
  for folder in /usr/lib/postgresql/*/bin "$(pg_config --bindir 2>/dev/null || true)" \
    "$(dirname "$(command -v initdb 2>/dev/null || echo /none/initdb)")"; do
    [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ] && { echo "$folder"; return; }
  done
}

# Chromium without a window, which most browser tests use if Debian's package is available; otherwise they use the whole browser.
need_headless_shell() {
  command -v chromium-headless-shell >/dev/null 2>&1 && return 0
  command -v apt-cache >/dev/null 2>&1 || return 0
  as_administrator apt-get update -qq || return 0
  [ -z "$(apt-cache madison chromium-headless-shell 2>/dev/null)" ] || install_packages chromium-headless-shell || say "The browser tests use the whole browser."
}

# What scripts/kill.sh and scripts/faults.sh need besides .NET; test.sh installs it too.
need_fault_tools() {
  command -v chromium >/dev/null 2>&1 || [ -n "${CHROMIUM_PATH:-}" ] || install_packages chromium
  need_headless_shell
  [ -n "$(compgen -G '/usr/lib/*/faketime/libfaketime.so.1' || true)" ] || install_packages libfaketime
  need_postgres
}

# Builds the tests and fetches what they need.
build_for_faults() {
  need_opencv_libraries
  say "Building"
  dotnet build Proctoring.sln --configuration Release --verbosity quiet --nologo
  dotnet run --project tools --configuration Release --no-build -- models
  scripts/test-pictures.sh TestResults/pictures
}

# PostgreSQL's programs. Debian's package would start a server of its own; ours start theirs and stop it.
need_postgres() {
  [ -z "$(postgres_programs)" ] || return 0
  install_packages postgresql-common
  as_administrator sed -i 's/^#*create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  install_packages postgresql
}

# Puts temporary files into memory if there is enough of it: a sync of a file then takes microseconds instead of milliseconds, and tests
# wait for thousands of them. Sets TMPDIR and $memory, a folder that stop_postgres removes.
use_memory() {
  local place free
  place=$(df --output=avail /dev/shm 2>/dev/null | tail -1) || return 0
  free=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo 2>/dev/null) || return 0
  [ "${place:-0}" -ge 8388608 ] && [ "${free:-0}" -ge 12582912 ] || return 0
  memory=$(mktemp -d /dev/shm/proctoring-XXXXXX)
  # PostgreSQL's user reads from it.
  chmod 755 "$memory"
  # Tests start programs from temporary folders, which containers may forbid here.
  printf '#!/bin/sh\n' > "$memory/program"
  chmod +x "$memory/program"
  if "$memory/program" 2>/dev/null; then export TMPDIR=$memory; else rm -rf "$memory"; fi
}

# Starts a temporary PostgreSQL server for tests, with fsync off, and stops it when the script ends. Sets $work, a
# temporary folder, and PROCTORING_TEST_POSTGRES.
start_postgres() {
  local port
  work=$(mktemp -d)
  programs=$(postgres_programs)
  [ -n "$programs" ] || fail "PostgreSQL's programs (initdb, pg_ctl) were not found after installing them."
  trap stop_postgres EXIT
  say "Starting PostgreSQL"
  port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
  mkdir "$work/postgres"
  chmod 755 "$work"
  [ "$(id -u)" -ne 0 ] || chown postgres "$work/postgres"
  as_postgres "$programs/initdb" -D "$work/postgres" -A trust -U proctoring --no-sync >/dev/null
  as_postgres "$programs/pg_ctl" -D "$work/postgres" -l "$work/postgres/log" -w start >/dev/null \
    -o "-p $port -k $work/postgres -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
  export PROCTORING_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=proctoring;Database=postgres"
}

# initdb refuses to run as root.
as_postgres() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

stop_postgres() {
  as_postgres "$programs/pg_ctl" -D "$work/postgres" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$work" "${memory:-$work}"
}
