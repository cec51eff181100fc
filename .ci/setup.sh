# Sourced by run.sh and test.sh: what this machine needs. Debian and its kin; elsewhere it says what is missing.

say() {
    printf '%s\n' "$*"
}

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# debian_install PACKAGE...
debian_install() {
    command -v apt-get >/dev/null || fail "Please install: $*"
    local root=()
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || fail "Please install, as root: apt-get install $*"
        root=(sudo -n)
    fi
    say "Installing $*"
    # The lists of a fresh machine are empty or old.
    "${root[@]}" apt-get update -qq
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y -qq --no-install-recommends "$@" >/dev/null
}

# need COMMAND [PACKAGE]: COMMAND is there, from PACKAGE if it was not.
need() {
    PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v "$1" >/dev/null || debian_install "${2:-$1}"
}

# need_file FILE PACKAGE: FILE is there, from PACKAGE if it was not.
need_file() {
    [ -e "$1" ] || debian_install "$2"
}

# The major version of a JDK's folder; nothing if it is none.
jdk_version() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

newest_jdk() {
    local best='' best_version=16 home version on_path
    on_path=$(command -v javac || true)
    for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${on_path:+$(dirname "$(dirname "$(readlink -f "$on_path")")")}"; do
        version=$(jdk_version "$home" || true)
        if [ "${version:-0}" -gt "$best_version" ]; then
            best=$home best_version=$version
        fi
    done
    printf '%s' "$best"
}

# Sets JAVA_HOME to the newest JDK of this machine, 17 or later.
need_jdk() {
    local found
    found=$(newest_jdk)
    if [ -z "$found" ]; then
        debian_install openjdk-17-jdk-headless
        found=$(newest_jdk)
    fi
    [ -n "$found" ] || fail 'A JDK 17 or later is needed: set JAVA_HOME.'
    export JAVA_HOME=$found
    # Maven's own libraries call what newer JDKs warn of, four lines each time.
    if [ "$(jdk_version "$JAVA_HOME")" -ge 24 ]; then
        export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
    fi
}

# Node 20 or later, which Debian 12 does not have: then from npm, into a folder of the user's.
need_node() {
    need node nodejs
    need npm
    if [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
        local folder=${XDG_CACHE_HOME:-$HOME/.cache}/keypath/node
        [ -x "$folder/node_modules/node/bin/node" ] || npm install --silent --no-audit --no-fund --prefix "$folder" node@20 >/dev/null
        export PATH=$folder/node_modules/node/bin:$PATH
    fi
}

# need_python_modules MODULE:PACKAGE...: for the system's Python, which Debian's packages are for.
need_python_modules() {
    local pair
    for pair in "$@"; do
        /usr/bin/python3 -c "import ${pair%%:*}" 2>/dev/null || debian_install "${pair#*:}"
    done
}
