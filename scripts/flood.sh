#!/usr/bin/env bash
# Floods a server with anonymous connections and unfinished messages, and prints their cost.
#
#   scripts/flood.sh [CONNECTIONS] [MESSAGES]     by default 2000 connections and 200 messages
#
# Starts a server of its own on a free port, with a temporary data folder, and stops it afterwards.
# Three rounds: silent connections from ten addresses, silent connections from one address, and
# connections that each send 1.9 MB of a message that never ends. The strangers send pings and do not
# go by themselves. The exit code is 1 if the server leaves one of them open, or if its memory does
# not return to its previous level. FLOOD_PROGRAM names a built Proctoring.Web.dll to try; without it,
# the script builds this checkout.
set -euo pipefail
cd "$(dirname "$0")/.."
connections=${1:-2000} messages=${2:-200}
program=${FLOOD_PROGRAM:-}
if [ -z "$program" ]; then
  dotnet build Proctoring.Web --configuration Release --verbosity quiet --nologo
  program=$PWD/Proctoring.Web/bin/Release/net10.0/Proctoring.Web.dll
fi
work=$(mktemp -d)
server=
clean_up() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true
  rm -rf "$work"
}
trap clean_up EXIT
port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')

Proctoring__DataPath="$work/data" Proctoring__ModelsPath="$PWD/models" \
  dotnet "$program" --urls "http://127.0.0.1:$port" >"$work/log" 2>&1 &
server=$!
for _ in $(seq 360); do
  curl --silent --fail --output /dev/null "http://127.0.0.1:$port/health/live" && break
  kill -0 "$server" 2>/dev/null || break
  sleep 0.5
done
curl --silent --fail --output /dev/null "http://127.0.0.1:$port/health/live" || { echo "The server did not start:"; tail -20 "$work/log"; exit 1; }

status=0
node scripts/flood.mjs --port "$port" --pid "$server" --connections "$connections" --messages "$messages" || status=$?
grep -hA1 -E 'Proctoring.Web.(Hubs.JoinLimits|Requests.RefusedConnections)' "$work/log" | grep -vE '^(--|warn)' | sed 's/^ */Logged: /' || true
exit "$status"
