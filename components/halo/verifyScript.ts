import { certificateHost } from "./conventions";

/**
 * Asks every server that it is told of until it answers as it should, and prints what each said, never a file's content.
 * It is run by `sh -c` with curl (7.75 or newer, with HTTP/2), beside `tls.pem`, `tls.key` and `roots.pem`. An address is
 *
 * - `grpc://<service>:<port>`: over HTTP/2 and mutual TLS a gRPC server answers. TLS 1.3 lets a client finish its
 *   handshake before the server has looked at its certificate, so only the answer to a call shows that it is accepted.
 *   The call is that of grpc.health.v1. Halo's servers have their health service on a port of its own, for the kubelet,
 *   and say UNIMPLEMENTED (12) here; one that has it here must say SERVING. The request is empty: a frame's five bytes.
 * - `https://<service>:<port>/<path>`: over TLS this path answers 200, or without a path anything is answered
 * - `http://<service>:<port>/<path>`: the same without TLS
 *
 * A server's certificate must come from `roots.pem` and be for the name that Halo's own clients ask for. What waiting does
 * not cure, files that don't fit, fails at once; anything else after 30 attempts, which take 5 minutes at most.
 */
export const verifyScript = `set -eu
if ! command -v curl >/dev/null; then
  echo 'found no curl in this image, expected 7.75 or newer with HTTP/2 (stepwise:halo.verify.image)' >&2
  exit 1
fi
serving=$(printf '\\002\\010\\001')
# The answer without NULs; in its last line curl's exit code, the HTTP version and status, and what went wrong.
ask() {
  curl -q -s -i --noproxy '*' --max-time 5 -w '\\n%{exitcode} %{http_version} %{http_code} %{errormsg}' "$@" | tr -d '\\000\\r'
}
tls() { # host:port, path, options
  host_port=$1
  url=https://${certificateHost}:\${1##*:}$2
  shift 2
  ask --cacert ./roots.pem --cert ./tls.pem --key ./tls.key --connect-to "::$host_port" "$@" "$url"
}
check() { # address
  rest=\${1#*://}
  host_port=\${rest%%/*}
  path=\${rest#"$host_port"}
  case "$1" in
    grpc://*) answer=$(printf '\\000\\000\\000\\000\\000' | tls "$host_port" /grpc.health.v1.Health/Check --http2 \\
      -H 'content-type: application/grpc' -H 'te: trailers' --data-binary @-) ;;
    https://*) answer=$(tls "$host_port" "\${path:-/}") ;;
    *) answer=$(ask "http://$rest") ;;
  esac
  said=$(printf '%s\\n' "$answer" | tail -n 1)
  grpc=$(printf '%s\\n' "$answer" | sed -n 's/.*grpc-status: *//p' | tail -n 1)
  # A server may reset a stream that it has answered in full (92): it need not wait for what it does not read.
  case "\${said%% *} $grpc" in
    '0 '* | '92 '?*) ;;
    *) echo "\${said#* * * } (curl: \${said%% *})"; return 1 ;;
  esac
  http=\${said#* }
  version=\${http%% *}
  http=\${http#* }
  http=\${http%% *}
  case "\${1%%:*}$path HTTP/$version $http $grpc" in
    'grpc HTTP/2 200 12') echo 'answers gRPC over mutual TLS' ;;
    'grpc HTTP/2 200 0')
      case "$answer" in
        *"$serving"*) echo 'is serving, over mutual TLS' ;;
        *) echo 'says that it is not serving'; return 1 ;;
      esac ;;
    grpc*) echo "answers HTTP/$version $http and gRPC status \${grpc:-none}, expected HTTP/2 200 and 12"; return 1 ;;
    'https '* | https*' 200 '*) echo "answers HTTP $http over TLS" ;;
    http*' 200 '*) echo 'answers HTTP 200' ;;
    *) echo "answers HTTP $http, expected 200"; return 1 ;;
  esac
}
for address in "$@"; do
  tries=0
  until found=$(check "$address"); do
    tries=$((tries + 1))
    case "$found" in *'(curl: 58)' | *'(curl: 60)' | *'(curl: 77)') tries=30 ;; esac
    if [ "$tries" -ge 30 ]; then
      echo "$address: $found" >&2
      exit 1
    fi
    sleep 5
  done
  echo "$address $found"
done`;
