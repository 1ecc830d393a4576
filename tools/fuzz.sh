#!/usr/bin/env bash
# Tries mutated pictures on the picture decoder, then on a server's API and hub.
#
#   tools/fuzz.sh [FILES] [REQUESTS] [SEED]     by default 100000 files and 5000 requests
#
# The tests run in a child process. If it is killed by a signal, the current file is saved as
# TestResults/fuzz/crash-NUMBER and the run continues with the next one. A file that takes more than
# 100 ms of processor time or 64 MB is a failure too. The exit code is 1 after any crash or failure.
set -uo pipefail
cd "$(dirname "$0")/.."
files=${1:-100000} requests=${2:-5000} seed=${3:-20261127}
folder=$PWD/TestResults/fuzz
rm -rf "$folder"
mkdir -p "$folder"
export PROCTORING_FUZZ_FOLDER=$folder PROCTORING_FUZZ_SEED=$seed
tests=Proctoring.Tests/bin/Release/net10.0/Proctoring.Tests.dll
[ -n "${FUZZ_NO_BUILD:-}" ] || dotnet build Proctoring.sln --configuration Release --verbosity quiet --nologo || exit 1
failures=0

# run CLASS VARIABLE COUNT: runs the class until all files of the sequence were tried.
run() {
  local class=$1 variable=$2 count=$3 first=0 status number
  while [ "$first" -lt "$count" ]; do
    rm -f "$folder/number"
    env PROCTORING_FUZZ_FIRST="$first" "$variable=$((count - first))" \
      dotnet "$tests" -class "$class" >"$folder/$class.out" 2>"$folder/$class.err"
    status=$?
    if [ "$status" -lt 128 ]; then
      [ "$status" -eq 0 ] || { failures=$((failures + 1)); grep -m 5 -iA 3 fail "$folder/$class.out"; }
      break
    fi
    if [ ! -f "$folder/number" ]; then
      echo "The process ended with status $status before its first file."
      failures=$((failures + 1))
      break
    fi
    number=$(cat "$folder/number")
    cp "$folder/current" "$folder/crash-$number"
    echo "The process died with signal $((status - 128)) on file $number; saved as TestResults/fuzz/crash-$number"
    failures=$((failures + 1))
    first=$((number + 1))
  done
  # Native libraries must not write to standard error.
  if grep -qE 'libpng|Corrupt JPEG|Premature end|libjpeg' "$folder/$class.out" "$folder/$class.err"; then
    echo "A native library wrote to standard error."
    failures=$((failures + 1))
  fi
}

run Proctoring.Tests.Vision.Pictures.PictureFuzzTests PROCTORING_FUZZ_FILES "$files"
run Proctoring.Tests.Vision.Pictures.PictureFuzzServerTests PROCTORING_FUZZ_REQUESTS "$requests"
cat "$folder/report"
echo "$failures failures"
[ "$failures" -eq 0 ]
