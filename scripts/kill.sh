#!/usr/bin/env bash
# Kills the server, or PostgreSQL, at random moments of an exam and checks after each kill that nothing
# acknowledged is lost or stored twice, and that all records are intact.
#
#   scripts/kill.sh [--database sqlite|postgres] [--target server|postgres] [--rounds N] [--seed N] [--no-build]
#
# By default it kills the server on SQLite 200 times. --target postgres kills PostgreSQL itself (with
# fsync on) and leaves the server running. PROCTORING_FAULTS_SERVER names another built Proctoring.Web.dll.
# The report and the data of rounds with a fault are in TestResults/kill-TARGET-DATABASE. The exit code is 1 after any fault.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/system.sh
database=sqlite target=server rounds=200 seed=$RANDOM build=yes
while [ $# -gt 0 ]; do
  case "$1" in
    --database) database=$2; shift 2 ;;
    --target) target=$2; shift 2 ;;
    --rounds) rounds=$2; shift 2 ;;
    --seed) seed=$2; shift 2 ;;
    --no-build) build=; shift ;;
    *) fail "usage: scripts/kill.sh [--database sqlite|postgres] [--target server|postgres] [--rounds N] [--seed N] [--no-build]" ;;
  esac
done
case "$target-$database" in
  server-sqlite) test=Nothing_acknowledged_is_lost_when_the_server_is_killed_on_sqlite ;;
  server-postgres) test=Nothing_acknowledged_is_lost_when_the_server_is_killed_on_postgres ;;
  postgres-*) test=Nothing_acknowledged_is_lost_when_postgres_is_killed ;;
  *) fail "--database is sqlite or postgres, --target is server or postgres" ;;
esac
need_tool dotnet "Install the .NET 10 SDK: https://dotnet.microsoft.com/download"
need_fault_tools
[ -z "$build" ] || build_for_faults
say "$rounds kills, seed $seed"
export PROCTORING_FAULTS_FOLDER=$PWD/TestResults/kill-$target-$database
rm -rf "$PROCTORING_FAULTS_FOLDER"
status=0
PROCTORING_KILL_ROUNDS=$rounds PROCTORING_KILL_SEED=$seed \
  dotnet Proctoring.Tests/bin/Release/net10.0/Proctoring.Tests.dll -method "Proctoring.Tests.Faults.KillTests.$test" || status=1
tail -n 1 "$PROCTORING_FAULTS_FOLDER/report"
exit $status
