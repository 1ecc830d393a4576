#!/usr/bin/env bash
# Load curves: candidates send two real camera frames a second through the hub, each when it is due, also if
# earlier ones have no answer yet. Each step has new servers and a new database.
#
#   scripts/load.sh [--steps 10,20,40,80,160] [--servers 1,2] [--seconds 60] [--clip FILE] [--no-build]
#
# By default five steps of one minute on one server and then on two, 15 minutes in all. Without --clip the frames
# are shared/evaldata/clips/franck.mp4 beside the repository, else one moved picture. Run it on a quiet machine:
# servers, database and candidates share its cores. PROCTORING_TEST_POSTGRES names the database server; without
# it a temporary one is started, with fsync off. The results are TestResults/load/report, load.json and load.svg,
# also those of the steps before an interruption.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/system.sh
steps=10,20,40,80,160 servers=1,2 seconds=60 build=yes
while [ $# -gt 0 ]; do
  case "$1" in
    --steps) steps=$2; shift 2 ;;
    --servers) servers=$2; shift 2 ;;
    --seconds) seconds=$2; shift 2 ;;
    --clip) PROCTORING_LOAD_CLIP=$(realpath "$2"); export PROCTORING_LOAD_CLIP; shift 2 ;;
    --no-build) build=; shift ;;
    *) fail "usage: scripts/load.sh [--steps N,N] [--servers N,N] [--seconds N] [--clip FILE] [--no-build]" ;;
  esac
done
need_tool dotnet "Install the .NET 10 SDK: https://dotnet.microsoft.com/download"
need_postgres
[ -z "$build" ] || build_for_faults
[ -n "${PROCTORING_TEST_POSTGRES:-}" ] || start_postgres
say "$steps candidates on $servers servers, $seconds s each"
export PROCTORING_LOAD_STEPS=$steps PROCTORING_LOAD_SERVERS=$servers PROCTORING_LOAD_SECONDS=$seconds
export PROCTORING_LOAD_FOLDER=$PWD/TestResults/load
rm -rf "$PROCTORING_LOAD_FOLDER"
mkdir -p "$PROCTORING_LOAD_FOLDER"
status=0
dotnet Proctoring.Tests/bin/Release/net10.0/Proctoring.Tests.dll -class Proctoring.Tests.Load.LoadTests || status=1
cat "$PROCTORING_LOAD_FOLDER/report"
exit $status
