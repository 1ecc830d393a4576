#!/usr/bin/env bash
# Runs the proxies of deploy/ in front of a server, with TLS from a certificate authority made for this run, and checks what a
# browser needs: pages, the redirect to HTTPS, WebSockets for pages and for frames, and that the server knows the caller. Then the same
# below a path, with the changes of docs/operators.md, and that the addresses that the API and the pages name lead below the path.
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

# start DATA [NAME=VALUE...]: starts a server with these settings, waits until it is ready, and sets server_port and server_pid.
start() {
  local data=$1
  shift
  server_port=$(free_port)
  env Proctoring__DataPath="$work/$data" Proctoring__Proxies__0=127.0.0.1 Proctoring__Guests__SessionsPerAddress=1 "$@" \
    "${program[@]}" --urls "http://127.0.0.1:$server_port" >"$work/server" 2>&1 &
  server_pid=$!
  pids+=("$server_pid")
  for _ in $(seq 240); do
    curl --silent --fail --output /dev/null "http://127.0.0.1:$server_port/ready" && return
    sleep 0.5
  done
  tail -20 "$work/server"
  exit 1
}

# In front of a path, the two files get the changes that docs/operators.md names.
run_haproxy() {
  cp deploy/haproxy.cfg "$work/haproxy.cfg"
  local rule="acl proctoring path $path\n  acl proctoring path_beg $path/\n  use_backend server if proctoring"
  [ -z "$path" ] || sed -i "s#^  default_backend server#  $rule#" "$work/haproxy.cfg"
  PROCTORING_HTTP=127.0.0.1:$1 PROCTORING_HTTPS=127.0.0.1:$2 PROCTORING_SERVER=127.0.0.1:$server_port \
    PROCTORING_CERTIFICATE=$work/both.pem haproxy -db -f "$work/haproxy.cfg" >"$work/haproxy" 2>&1 &
  pids+=($!)
}

run_nginx() {
  sed -e "s#^  location / {#  location $path/ {#" \
    -e "s#HTTP_ADDRESS#127.0.0.1:$1#;s#HTTPS_ADDRESS#127.0.0.1:$2#;s#SERVER_ADDRESS#127.0.0.1:$server_port#" \
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
status() { get --output /dev/null --write-out '%{http_code}' "$1"; }
answers() { get --fail --output /dev/null "$site/ready"; }
page() { get --fail "$site/" | grep -q "blazor.web"; }
modern() { [ "$(get --output /dev/null --write-out '%{http_version}' "$site/")" = 2 ]; }
remembers() { get --fail --dump-header - --output /dev/null "$site/sign-in" | grep -qi '^strict-transport-security:'; }
redirects() {
  curl --silent --head "http://127.0.0.1:$http$path/sign-in" -H "Host: exams.test" | grep -qi "^location: https://exams.test$path/sign-in"
}
hides() { [ "$(status "$site/metrics")" = 404 ]; }
socket() { NODE_EXTRA_CA_CERTS=$work/ca.pem node scripts/web-socket.mjs exams.test "$https" "$path$1"; }
# The addresses of the links have the host without the port, because one server stands behind two proxies on free ports.
leads_below() {
  case "$1" in "https://exams.test$path/"*) ;; *) echo "$1"; return 1 ;; esac
  [ "$(status "$site${1#"https://exams.test$path"}")" = 200 ]
}
started() {
  get --fail "$site/api/start-exam/" -H "X-Api-Key: $key" -H 'Content-Type: application/json' \
    --data "{\"student_id\":\"$proxy\",\"exam_name\":\"Interview\",\"total_questions\":1}" |
    node -e 'process.stdin.on("data", (text) => console.log(JSON.parse(text).embed_url))'
}
frame() { leads_below "$(started)"; }
based() { get --fail "$site/" | grep -q "<base href=\"$path/\""; }
signs_in() {
  get --output /dev/null --dump-header - -H "Accept: text/html" "$site/review" |
    grep -qi "^location: \(https://exams.test:$https\)\?$path/sign-in?returnUrl="
}
slash() { [ "$(get --location --output /dev/null --write-out '%{http_code} %{url_effective}' "${site}")" = "200 $site/" ]; }
script() { get --fail "$site/sdk/v1/element.js" | grep -q exam-proctoring; }
outside() { ! get "https://exams.test:$https/" | grep -q "blazor.web"; }

# try PROXY...: runs each proxy in front of the server and checks it.
try() {
  for proxy in "$@"; do
    http=$(free_port) https=$(free_port)
    site=https://exams.test:$https$path
    say "$proxy${path:+ below $path}"
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
    [ -n "$path" ] || continue
    check "the path gets its slash" slash
    check "pages are relative to the path" based
    check "the sign-in is below the path" signs_in
    check "the SDK is below the path" script
    check "embed_url leads to the frame below the path" frame
    check "nothing answers outside the path" outside
  done
}

path=
start data
try "$@"
kill "$server_pid"
wait "$server_pid" 2>/dev/null || true
path=/proctoring
start below Proctoring__PathBase=$path Proctoring__Api__PublicAddress=https://exams.test
key=$(env Proctoring__DataPath="$work/below" "${program[@]}" key new proxies 2>/dev/null)
try "$@"
exit $failed
