#!/usr/bin/env bash
# Runs before the stop of a gateway, so that no request is lost. The gateway reports not ready (balancers poll
# /ready), and every answer closes its connection. It accepts requests until none has arrived for a while and none is
# active. Uses bash alone, because Envoy's image has no HTTP client.
#
#   drain.sh [admin port] [maximum seconds] [seconds without a request before the end]
set -euo pipefail
port=${1:-9901} most=${2:-20} quiet=${3:-2}

ask() {
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  printf '%s %s HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n' "$1" "$2" >&3
  cat <&3
  exec 3>&-
}

# The sum of a statistic over the listeners for requests. The admin and stats listeners count separately.
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
