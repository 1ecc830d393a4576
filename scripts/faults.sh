#!/usr/bin/env bash
# Takes away what a running server needs (disk, models, keys, database, clock), gives it back, and prints
# the expectation and whether it was met.
#
#   scripts/faults.sh [--no-build]
#
# The disk steps mount a small tmpfs and need root; without it they are skipped, which is printed. The clock
# steps use libfaketime. PROCTORING_FAULTS_SERVER names another built Proctoring.Web.dll. The exit code is 1
# after any difference.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/system.sh
[ $# -eq 0 ] || [ "$1" = --no-build ] || fail "usage: scripts/faults.sh [--no-build]"
need_tool dotnet "Install the .NET 10 SDK: https://dotnet.microsoft.com/download"
need_fault_tools
[ "${1:-}" = --no-build ] || build_for_faults
mkdir -p TestResults/faults
rm -f TestResults/faults/steps
status=0
PROCTORING_KILL_ROUNDS=0 dotnet Proctoring.Tests/bin/Release/net10.0/Proctoring.Tests.dll \
  -class Proctoring.Tests.Faults.FaultTests -parallel none >TestResults/faults/faults.log 2>&1 || status=1
cat TestResults/faults/steps
grep -E 'SKIP|FAIL|Total:' TestResults/faults/faults.log || true
exit $status
