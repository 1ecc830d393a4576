#!/usr/bin/env bash
# Several servers on one PostgreSQL database, with candidates on their hubs: stops, kills and freezes one server
# after the other, and checks each time that all sessions continue, that nothing acknowledged is lost or
# stored twice, and that all records are intact.
#
#   scripts/cluster.sh [--rounds N] [--sessions N] [--servers N] [--partition] [--database] [--only "stop kill"]
#                      [--measured SECONDS] [--haproxy] [--no-build]
#
# By default 20 rounds with 40 sessions and two servers. --partition also cuts one server off from the others in
# each round, while the database and the candidates still reach it. --database also restarts the database, which is
# then a separate one with fsync. --only names the failures of a round: stop, kill, freeze, partition, database.
# --measured is the time before the first round in which the undisturbed servers are measured (60; 0 for none).
# --haproxy sends the candidates through haproxy (deploy/haproxy-cluster.cfg, with a line for each further server).
# All chains are verified in every tenth round and in the last one. While a server starts again after a failure, the
# candidates send one frame a second instead of two.
# PROCTORING_TEST_POSTGRES names the database server; without it a temporary one is started, with fsync off.
# TestResults/cluster has the report, the times of each kind of failure and the logs of the servers, also of those that
# were killed. All are written after each failure. The exit code is 1 after any fault.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/system.sh
rounds=20 sessions=40 servers=2 build=yes harms="stop kill freeze" measured=60
while [ $# -gt 0 ]; do
  case "$1" in
    --rounds) rounds=$2; shift 2 ;;
    --sessions) sessions=$2; shift 2 ;;
    --servers) servers=$2; shift 2 ;;
    --partition) harms="$harms partition"; shift ;;
    --database) harms="$harms database"; shift ;;
    --only) harms=$2; shift 2 ;;
    --measured) measured=$2; shift 2 ;;
    --haproxy) export PROCTORING_CLUSTER_PROXY=haproxy; shift ;;
    --no-build) build=; shift ;;
    *) fail "usage: scripts/cluster.sh [--rounds N] [--sessions N] [--servers N] [--partition] [--database] [--only \"stop kill\"] [--measured SECONDS] [--haproxy] [--no-build]" ;;
  esac
done
[ "$servers" -ge 2 ] || fail "--servers needs at least 2."
need_tool dotnet "Install the .NET 10 SDK: https://dotnet.microsoft.com/download"
need_fault_tools
[ -z "${PROCTORING_CLUSTER_PROXY:-}" ] || command -v haproxy >/dev/null 2>&1 || install_packages haproxy
[ -z "$build" ] || build_for_faults
[ -n "${PROCTORING_TEST_POSTGRES:-}" ] || start_postgres
say "$rounds rounds, $sessions sessions, $servers servers: $harms"
export PROCTORING_FAULTS_FOLDER=$PWD/TestResults/cluster PROCTORING_CLUSTER_SESSIONS=$sessions
export PROCTORING_CLUSTER_SERVERS=$servers PROCTORING_KILL_ROUNDS=$rounds
export PROCTORING_CLUSTER_HARMS=$harms PROCTORING_CLUSTER_MEASURED=$measured
rm -rf "$PROCTORING_FAULTS_FOLDER"
status=0
dotnet Proctoring.Tests/bin/Release/net10.0/Proctoring.Tests.dll -class Proctoring.Tests.Faults.ClusterTests || status=1
cat "$PROCTORING_FAULTS_FOLDER/report" "$PROCTORING_FAULTS_FOLDER/times" 2>/dev/null || true
exit $status
