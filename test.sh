#!/usr/bin/env bash
# Installs the tests' requirements, runs every test, and leaves nothing running. The last line reports how many passed and failed.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/system.sh

need_tool dotnet "Install the .NET 10 SDK: https://dotnet.microsoft.com/download"
need_tool npm "Install Node.js: https://nodejs.org"
need_opencv_libraries
missing=()
command -v ffmpeg >/dev/null 2>&1 || missing+=(ffmpeg)
command -v espeak-ng >/dev/null 2>&1 || missing+=(espeak-ng)
need_fault_tools
[ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"

work=$(mktemp -d)
programs=$(postgres_programs)
[ -n "$programs" ] || fail "PostgreSQL's programs (initdb, pg_ctl) were not found after installing them."
# initdb refuses to run as root.
as_postgres() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
clean_up() {
  as_postgres "$programs/pg_ctl" -D "$work/postgres" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap clean_up EXIT

say "Building"
dotnet build Proctoring.sln --configuration Release --verbosity quiet --nologo
say "Restoring the models"
dotnet run --project tools --configuration Release --no-build -- models
say "Fetching the test pictures"
scripts/test-pictures.sh TestResults/pictures

say "Starting PostgreSQL"
port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
mkdir "$work/postgres"
chmod 755 "$work"
[ "$(id -u)" -ne 0 ] || chown postgres "$work/postgres"
as_postgres "$programs/initdb" -D "$work/postgres" -A trust -U proctoring --no-sync >/dev/null
as_postgres "$programs/pg_ctl" -D "$work/postgres" -l "$work/postgres/log" -w start >/dev/null \
  -o "-p $port -k $work/postgres -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
export PROCTORING_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=proctoring;Database=postgres"

say "Testing"
status=0
dotnet test --solution Proctoring.sln --configuration Release --no-build --output Detailed 2>&1 | tee "$work/tests.log" \
  | grep -vE '^ *passed |^  from .*Proctoring.Tests.dll' || status=${PIPESTATUS[0]}
count() { grep -oE "^ *$1: [0-9]+" "$work/tests.log" | tail -1 | grep -oE '[0-9]+' || echo 0; }
# The output of the whole process is long, so the failures are repeated at the end.
grep -E -A 8 '^ *failed ' "$work/tests.log" | cut -c 1-300 || true
[ "$(count skipped)" = 0 ] || echo "$(count skipped) skipped; see the reasons above."
echo "$(count succeeded) passed, $(count failed) failed"
exit "$status"
