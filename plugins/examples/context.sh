#!/bin/sh
# The context of a folder, with nothing but a shell and curl: `context.sh [ROLE] [FOLDER]`. Prints the answer of `context/get` as JSON;
# ends with 1 and a sentence on standard error where Scribe does not run or refuses. Written from docs/protocol.md.
home=${SCRIBE_HOME:-$HOME/.scribe}
sock=$(sed -n 's/^  "socket": "\(.*\)",$/\1/p' "$home/run/scribe.json" 2>/dev/null)
[ -n "$sock" ] || { echo 'Scribe does not run.' >&2; exit 1; }
# JSON's own rules for a text: backslashes, quotes, and no control characters.
text() { printf '"%s"' "$(printf %s "$1" | tr -d '\000-\037' | sed 's/[\\"]/\\&/g')"; }
request='{"jsonrpc":"2.0","id":1,"method":"context/get","params":{"role":'$(text "${1:-coder}")',"cwd":'$(text "${2:-$PWD}")'}}'
answer=$(curl -q -sS --max-time 5 --unix-socket "$sock" -H 'Expect:' --data-binary "$request" http://scribe/v1/rpc) || exit 1
case $answer in
  *'"error":'*'"code":'*) printf '%s\n' "$answer" >&2; exit 1 ;;
esac
printf '%s\n' "$answer"
