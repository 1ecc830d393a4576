#!/usr/bin/env bash
# Several servers on one PostgreSQL database, with candidates on their hubs: stops, kills and freezes one server
# after the other, and checks each time that all sessions continue, that nothing acknowledged is lost or
# stored twice, and that all records are intact.
#
#   scripts/cluster.sh [--rounds N] [--sessions N] [--servers N] [--partition] [--haproxy] [--no-build]
#
# By default 20 rounds with 40 sessions and two servers. --partition also cuts one server off from the others in
# each round, while the database and the candidates still reach it. --haproxy sends the candidates through haproxy
# (deploy/haproxy-cluster.cfg, two servers).
# PROCTORING_TEST_POSTGRES names the database server; without it a temporary one is started, with fsync off.
# The report is TestResults/cluster/report. The exit code is 1 after any fault.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/system.sh
rounds=20 sessions=40 servers=2 build=yes
while [ $# -gt 0 ]; do
  case "$1" in
    --rounds) rounds=$2; shift 2 ;;
    --sessions) sessions=$2; shift 2 ;;
    --servers) servers=$2; shift 2 ;;
    --partition) export PROCTORING_CLUSTER_PARTITION=1; shift ;;
    --haproxy) export PROCTORING_CLUSTER_PROXY=haproxy; shift ;;
    --no-build) build=; shift ;;
    *) fail "usage: scripts/cluster.sh [--rounds N] [--sessions N] [--servers N] [--partition] [--haproxy] [--no-build]" ;;
  esac
done
[ "$servers" -ge 2 ] || fail "--servers needs at least 2."
[ -z "${PROCTORING_CLUSTER_PROXY:-}" ] || [ "$servers" -eq 2 ] || fail "--haproxy needs two servers."
need_tool dotnet "Install the .NET 10 SDK: https://dotnet.microsoft.com/download"
need_fault_tools
[ -z "${PROCTORING_CLUSTER_PROXY:-}" ] || command -v haproxy >/dev/null 2>&1 || install_packages haproxy
[ -z "$build" ] || build_for_faults
[ -n "${PROCTORING_TEST_POSTGRES:-}" ] || start_postgres
say "$rounds rounds, $sessions sessions, $servers servers"
export PROCTORING_FAULTS_FOLDER=$PWD/TestResults/cluster PROCTORING_CLUSTER_SESSIONS=$sessions
export PROCTORING_CLUSTER_SERVERS=$servers PROCTORING_KILL_ROUNDS=$rounds
rm -rf "$PROCTORING_FAULTS_FOLDER"
status=0
dotnet Proctoring.Tests/bin/Release/net10.0/Proctoring.Tests.dll -class Proctoring.Tests.Faults.ClusterTests || status=1
cat "$PROCTORING_FAULTS_FOLDER/report"
exit $status
