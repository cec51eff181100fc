#!/usr/bin/env bash
# Installs what the tests need and runs all of them, on a fresh clone too. Arguments go to Maven.
set -euo pipefail
cd "$(dirname "$0")"
source .ci/setup.sh

need_jdk
need curl
need nginx nginx-light
need chromium
need_node
need_python_modules authlib:python3-authlib requests:python3-requests requests_oauthlib:python3-requests-oauthlib

say "Testing with $JAVA_HOME"
log=target/test.log
mkdir -p target
SECONDS=0
status=0
./mvnw -B -ntp "$@" verify 2>&1 | tee "$log" |
    grep --line-buffered -E '^\[(INFO\] (Building |Running |Tests run:)|ERROR\]|WARNING\] Tests run:)|BUILD ' || status=${PIPESTATUS[0]}
say "$((SECONDS / 60)) min $((SECONDS % 60)) s; all of it is in $log"
exit "$status"
