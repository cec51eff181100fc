#!/usr/bin/env bash
# Installs what the tests need and runs all of them, on a fresh clone too. Arguments go to Maven.
set -euo pipefail
cd "$(dirname "$0")"
source .ci/setup.sh

need_jdk
need curl
need nginx nginx-light
need mariadbd mariadb-server
need caddy
need haproxy
need apache2 apache2-bin
need_file /usr/share/lua/5.3/socket/http.lua lua-socket
# Programs that speak HTTP and WebDAV, to the gate and to a server behind it.
need git
need cadaver
need mount.davfs davfs2
need rclone
need gdalinfo gdal-bin
need litmus
need chromium
need_node
need_python_modules authlib:python3-authlib requests:python3-requests requests_oauthlib:python3-requests-oauthlib

# Mutation tests of core take minutes, and say the same as before for the same core.
core=$(git ls-files -s providers/core | git hash-object --stdin)
tested=.ci/mutation-tested
mutation=()
if git diff --quiet HEAD -- providers/core && [ "$(cat "$tested" 2>/dev/null)" = "$core" ]; then
    mutation=(-DskipPitest)
    say 'The mutation tests of core are known to pass; without .ci/mutation-tested they run'
fi

say "Testing with $JAVA_HOME"
log=target/test.log
mkdir -p target
SECONDS=0
status=0
./mvnw -B -ntp -T 2 "${mutation[@]}" "$@" verify 2>&1 | tee "$log" |
    grep --line-buffered -E '^\[(INFO\] (Building |Running |Tests run:)|ERROR\]|WARNING\] Tests run:)|BUILD ' || status=${PIPESTATUS[0]}
if [ "$status" -eq 0 ] && git diff --quiet HEAD -- providers/core; then
    printf '%s\n' "$core" >"$tested"
fi
say 'The slowest, in seconds:'
sed -n 's/.*Tests run: \([0-9]*\),.*Time elapsed: \([0-9.]*\) s.* -- in .*\.\([A-Za-z]*\)$/\2 \3 (\1 tests)/p' "$log" | sort -rn | head -10
say "$((SECONDS / 60)) min $((SECONDS % 60)) s; all of it is in $log"
exit "$status"
