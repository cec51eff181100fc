#!/usr/bin/env bash
# Builds Keypath and starts Keycloak with it, the demo realm and sample files behind the gate of nginx; installs what it needs.
# -Dkeypath.without-themes leaves out the account console's Developer settings, which need Node. Other arguments go to Maven too.
# Ports: KEYPATH_PORT (8080) and KEYPATH_PROXY_PORT (8081); free ones are taken when these are not. Ctrl-C stops everything.
set -euo pipefail
cd "$(dirname "$0")"
source .ci/setup.sh

need_jdk
need curl
need nginx nginx-light

modules=providers/bundle,demo
case " $* " in
*" -Dkeypath.without-themes "*) rm -f themes/target/keypath-themes-*.jar ;;
*)
    need_node
    modules+=,themes
    ;;
esac
say "Building with $JAVA_HOME"
./mvnw -q -B -ntp -Dmaven.test.skip -Dspotless.check.skip -Denforcer.skip "$@" -pl "$modules" -am package

# In place of this shell, so that signals reach it.
exec "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp demo/target/classes:keycloak-dist/target/classes io.keypath.demo.Demo .
