#!/usr/bin/env bash
# What is done before a gateway is stopped, so that no request is lost: it is not ready from now on (whoever balances asks
# /ready), every answer ends its connection, and requests are taken until none has come for a while and none is under way.
# Bash alone, because Envoy's image has no HTTP client.
#
#   drain.sh [admin port] [seconds that it may take at most] [seconds without a request that are enough]
set -euo pipefail
port=${1:-9901} most=${2:-20} quiet=${3:-2}

ask() {
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  printf '%s %s HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n' "$1" "$2" >&3
  cat <&3
  exec 3>&-
}

# The sum of a statistic over the doors; the admin pages and the numbers have theirs, too.
sum() {
  local line total=0
  while read -r line; do
    if [[ $line =~ ^http\.(edge|mesh)\.$1:\ ([0-9]+) ]]; then total=$((total + BASH_REMATCH[2])); fi
  done < <(ask GET "/stats?filter=downstream_rq_(active|total)")
  echo "$total"
}

ask POST /healthcheck/fail >/dev/null
ask POST '/drain_listeners?graceful&skip_exit' >/dev/null
taken=$(sum downstream_rq_total) last=$SECONDS
while ((SECONDS < most)); do
  now=$(sum downstream_rq_total)
  if [[ $now != "$taken" ]]; then taken=$now last=$SECONDS; fi
  if ((SECONDS - last >= quiet)) && [[ $(sum downstream_rq_active) == 0 ]]; then exit 0; fi
  sleep 0.1
done
