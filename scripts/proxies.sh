#!/usr/bin/env bash
# Runs the proxies of deploy/ in front of a server, with TLS from a certificate authority made for this run, and checks what a
# browser needs: pages, the redirect to HTTPS, WebSockets for pages and for frames, and that the server knows the caller.
#
#   scripts/proxies.sh [haproxy] [nginx]     by default both; missing ones are installed
#
# PROCTORING_PROGRAM names a program to try, such as the one of an unpacked archive; without it the script builds this checkout.
# Everything is in a temporary folder and on free ports of this machine. The exit code is 1 after a fault.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/system.sh
[ $# -gt 0 ] || set -- haproxy nginx
need_tool openssl "Install openssl."
for proxy in "$@"; do
  case "$proxy" in haproxy | nginx) ;; *) fail "usage: scripts/proxies.sh [haproxy] [nginx]" ;; esac
  PATH=$PATH:/usr/sbin command -v "$proxy" >/dev/null 2>&1 || install_packages "$([ "$proxy" = nginx ] && echo nginx-light || echo haproxy)"
done
PATH=$PATH:/usr/sbin
if [ -n "${PROCTORING_PROGRAM:-}" ]; then
  program=("$PROCTORING_PROGRAM")
else
  dotnet build Proctoring.Web --configuration Release --verbosity quiet --nologo
  program=(dotnet "$PWD/Proctoring.Web/bin/Release/net10.0/Proctoring.Web.dll")
fi

work=$(mktemp -d)
chmod 755 "$work"
pids=()
clean_up() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap clean_up EXIT
free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }

say "Making a certificate authority and a certificate for exams.test"
(
  cd "$work"
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=Local CA" -keyout ca.key -out ca.pem
  openssl req -newkey rsa:2048 -nodes -subj "/CN=exams.test" -keyout site.key -out site.csr
  openssl x509 -req -in site.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out site.pem \
    -extfile <(printf 'subjectAltName=DNS:exams.test')
) 2>"$work/openssl" || { cat "$work/openssl"; exit 1; }
cat "$work/site.pem" "$work/site.key" >"$work/both.pem"

server_port=$(free_port)
Proctoring__DataPath=$work/data Proctoring__Proxies__0=127.0.0.1 Proctoring__Guests__SessionsPerAddress=1 \
  "${program[@]}" --urls "http://127.0.0.1:$server_port" >"$work/server" 2>&1 &
pids+=($!)
for _ in $(seq 240); do
  curl --silent --fail --output /dev/null "http://127.0.0.1:$server_port/ready" && break
  sleep 0.5
done
curl --silent --fail --output /dev/null "http://127.0.0.1:$server_port/ready" || { tail -20 "$work/server"; exit 1; }

run_haproxy() {
  PROCTORING_HTTP=127.0.0.1:$1 PROCTORING_HTTPS=127.0.0.1:$2 PROCTORING_SERVER=127.0.0.1:$server_port \
    PROCTORING_CERTIFICATE=$work/both.pem haproxy -db -f deploy/haproxy.cfg >"$work/haproxy" 2>&1 &
  pids+=($!)
}

run_nginx() {
  sed -e "s#HTTP_ADDRESS#127.0.0.1:$1#;s#HTTPS_ADDRESS#127.0.0.1:$2#;s#SERVER_ADDRESS#127.0.0.1:$server_port#" \
    -e "s#CERTIFICATE_KEY#$work/site.key#;s#CERTIFICATE;#$work/site.pem;#" deploy/nginx.conf >"$work/nginx-site"
  printf 'pid %s/nginx.pid;\nerror_log stderr;\nevents {}\nhttp {\n  access_log off;\n  include %s/nginx-site;\n}\n' "$work" "$work" \
    >"$work/nginx-main"
  nginx -g 'daemon off;' -c "$work/nginx-main" >"$work/nginx" 2>&1 &
  pids+=($!)
}

failed=0
# check NAME COMMAND...: prints whether the command succeeds.
check() {
  local name=$1
  shift
  if "$@" >"$work/output" 2>&1; then echo "  ok      $name"; else echo "  FAILED  $name"; tail -3 "$work/output"; failed=1; fi
}
get() { curl --silent --show-error --cacert "$work/ca.pem" --resolve "exams.test:$https:127.0.0.1" "$@"; }
answers() { get --fail --output /dev/null "https://exams.test:$https/ready"; }
page() { get --fail "https://exams.test:$https/" | grep -q "blazor.web"; }
modern() { [ "$(get --output /dev/null --write-out '%{http_version}' "https://exams.test:$https/")" = 2 ]; }
remembers() { get --fail --dump-header - --output /dev/null "https://exams.test:$https/sign-in" | grep -qi '^strict-transport-security:'; }
redirects() { curl --silent --head "http://127.0.0.1:$http/sign-in" -H "Host: exams.test" | grep -qi '^location: https://exams.test/sign-in'; }
hides() { [ "$(get --output /dev/null --write-out '%{http_code}' "https://exams.test:$https/metrics")" = 404 ]; }
socket() { NODE_EXTRA_CA_CERTS=$work/ca.pem node scripts/web-socket.mjs exams.test "$https" "$1"; }

for proxy in "$@"; do
  http=$(free_port) https=$(free_port)
  say "$proxy"
  "run_$proxy" "$http" "$https"
  for _ in $(seq 60); do answers 2>/dev/null && break; sleep 0.5; done
  answers || cat "$work/$proxy"
  check "pages come over HTTPS" page
  check "HTTP/2 is offered" modern
  check "HTTP is redirected" redirects
  check "the server knows that the browser uses HTTPS" remembers
  check "a page's WebSocket opens" socket /_blazor
  check "the WebSocket for frames opens" socket /hubs/candidate
  check "metrics are not public" hides
done
exit $failed
