#!/usr/bin/env bash
# Builds Keypath and runs one benchmark: ./benchmarks/run.sh SecretLookup [arguments]. Maven's output goes to target/benchmark.log.
set -euo pipefail
cd "$(dirname "$0")/.."
source .ci/setup.sh

need_jdk
need curl
benchmark=${1:?"Which one? GateChecks, SecretLookup"}
shift
mkdir -p target
./mvnw -B -ntp -Dmaven.test.skip -Dspotless.check.skip -Denforcer.skip -pl providers/bundle,benchmarks -am \
    package dependency:build-classpath -Dmdep.outputFile=target/classpath -Dmdep.includeScope=runtime \
    >target/benchmark.log 2>&1 || { tail -40 target/benchmark.log >&2; exit 1; }
exec "$JAVA_HOME/bin/java" -cp "benchmarks/target/classes:$(cat benchmarks/target/classpath)" "io.keypath.benchmarks.$benchmark" . "$@"
