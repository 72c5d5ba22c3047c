# Servers and tools for demo and tests: packages, build, a private PostgreSQL, a private Kafka. Source it, set nothing.
#
# Everything listens on 127.0.0.1 only and lives in a folder that the caller names; a server is stopped by the pid that
# it wrote there, never by name. Functions return non-zero after saying why on stderr; they never exit.
# The test kit calls them too: bash -c '. deploy/demo/lib.sh; "$@"' _ kafka_start DIR PORT

SPOOR_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# No name of our own begins with the group of a setting of Spoor (SPOOR_KAFKA_ …): Spoor takes such a one for a slip.
KAFKA_VERSION=${SPOOR_DEMO_KAFKA_VERSION:-3.9.1}

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }

# wait_until SECONDS COMMAND...: the only wait; true as soon as COMMAND is.
wait_until() {
    local deadline=$((SECONDS + $1)); shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.1
    done
}

# --- packages -------------------------------------------------------------------------------------------------------

# What a part needs, as probe=package. cmd: a program, pc: a pkg-config module, py: a module of /usr/bin/python3,
# any: a file pattern.
PACKAGES_BUILD="cmd:gcc=gcc any:/usr/include/stdio.h=libc6-dev cmd:cmake=cmake cmd:ninja=ninja-build
    cmd:pkg-config=pkg-config pc:rdkafka=librdkafka-dev pc:libpq=libpq-dev pc:jansson=libjansson-dev
    pc:libmicrohttpd=libmicrohttpd-dev pc:libcrypto=libssl-dev pc:expat=libexpat1-dev pc:zlib=zlib1g-dev
    pc:libsystemd=libsystemd-dev any:/usr/include/uthash.h=uthash-dev"
PACKAGES_SERVERS="any:/usr/lib/postgresql/*/bin/initdb=postgresql cmd:psql=postgresql-client
    cmd:java=openjdk-17-jre-headless cmd:mvn=maven cmd:kcat=kcat cmd:curl=curl cmd:setsid=util-linux"
PACKAGES_TEST="pc:cmocka=libcmocka-dev any:/usr/bin/python3=python3 py:confluent_kafka=python3-confluent-kafka
    py:psycopg2=python3-psycopg2 cmd:node=nodejs cmd:npm=npm cmd:git=git"

probe_holds() {
    case $1 in
        cmd:*) command -v "${1#cmd:}" ;;
        pc:*) pkg-config --exists "${1#pc:}" ;;
        py:*) /usr/bin/python3 -c "import ${1#py:}" ;;
        any:*) compgen -G "${1#any:}" ;;
    esac >/dev/null 2>&1
}

# packages_missing PROBES: prints the packages of the probes that do not hold.
packages_missing() {
    local entry
    for entry in $1; do
        probe_holds "${entry%%=*}" || printf '%s ' "${entry#*=}"
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# packages_install PROBES LOG: installs what is missing, and touches apt only then.
packages_install() {
    local missing log=$2
    missing=$(packages_missing "$1")
    [ -n "$missing" ] || return 0
    say "Installing Debian packages: $missing"
    if ! command -v apt-get >/dev/null; then
        warn "This is no Debian or Ubuntu (apt-get is missing). Install by hand: $missing"
        return 1
    fi
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        warn "Neither root nor sudo. Ask an administrator to run: apt-get install $missing"
        return 1
    fi
    mkdir -p "$(dirname "$log")"
    # Whether update went well does not decide: another source than Debian's may be out of order.
    # shellcheck disable=SC2086
    if ! { as_root apt-get update
           as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; } \
        >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        warn "apt-get could not install: $missing"
        warn "Is the network there, and Debian's mirror reachable? Whole output: $log"
        return 1
    fi
    hash -r
}

# --- build ----------------------------------------------------------------------------------------------------------

# build_preset NAME [LOG [TARGET]]: configures and builds (all, or TARGET); on failure shows the compiler's words.
build_preset() {
    local preset=$1 log=${2:-$SPOOR_ROOT/build/$1.log} target=${3:-all}
    mkdir -p "$SPOOR_ROOT/build" "$(dirname "$log")"
    [ -f "$SPOOR_ROOT/build/$preset/build.ninja" ] || say "Building for the first time, some minutes at most"
    if ! (cd "$SPOOR_ROOT" && cmake --preset "$preset" &&
          cmake --build "build/$preset" -j "$(nproc)" --target "$target") >"$log" 2>&1; then
        grep -E -A6 'error|Error|FAILED' "$log" | head -n 60 >&2
        warn "Build $preset failed. Whole output: $log"
        return 1
    fi
}

# --- ports and processes --------------------------------------------------------------------------------------------

port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# port_free: prints a port of 127.0.0.1 that nobody listens on now.
port_free() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        port_taken "$port" || { echo "$port"; return; }
    done
}

# port_require PORT WHAT VARIABLE
port_require() {
    port_taken "$1" || return 0
    warn "Port $1 of 127.0.0.1, meant for $2, is taken by another program."
    warn "Stop that program, or choose another port: $3=PORT"
    return 1
}

# pid_alive PIDFILE WORD: the pid in the file is a live process whose command line has WORD (a pid may be reused).
pid_alive() {
    local pid
    pid=$(head -n 1 "$1" 2>/dev/null) && [ -n "$pid" ] || return 1
    { tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null | grep -qF -- "$2"
}

# A process that ended is gone, also where nobody collects it (the first process of many containers collects nothing).
pid_gone() { ! grep -q '^State:[[:space:]][^ZX]' "/proc/$1/status" 2>/dev/null; }

# process_stop PIDFILE WORD SECONDS: SIGTERM, then SIGKILL after SECONDS.
process_stop() {
    local pid
    if pid_alive "$1" "$2"; then
        pid=$(head -n 1 "$1")
        kill -TERM "$pid" 2>/dev/null
        wait_until "$3" pid_gone "$pid" || kill -KILL "$pid" 2>/dev/null
        wait_until 10 pid_gone "$pid" || { warn "process $pid does not end"; return 1; }
    fi
    rm -f "$1"
}

# --- PostgreSQL -----------------------------------------------------------------------------------------------------

pg_bin() { compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1; }

# PostgreSQL refuses to run as root; then it runs as the user postgres that its package made.
pg_as() {
    if [ "$(id -u)" = 0 ]; then (cd / && exec runuser -u postgres -- "$@"); else "$@"; fi
}

# pg_home DIR: prints where the cluster of DIR lives: DIR itself, or, where the user postgres may not look into DIR (a
# clone below /root), a folder in /var/tmp that DIR/elsewhere points to.
pg_home() {
    if [ -L "$1/elsewhere" ]; then readlink "$1/elsewhere"; else echo "$1"; fi
}

pg_prepare() {
    local dir=$1 home
    mkdir -p "$dir"
    [ "$(id -u)" = 0 ] || return 0
    if [ ! -L "$dir/elsewhere" ] && ! pg_as test -x "$dir" 2>/dev/null; then
        home=$(mktemp -d /var/tmp/spoor-postgres.XXXXXX) && ln -s "$home" "$dir/elsewhere"
    fi
    chown postgres: "$(pg_home "$dir")"
}

# pg_initdb HOME PASSWORD: a cluster with superuser spoor; without password it trusts every local connection (tests).
pg_initdb() {
    local home=$1 password=$2 auth=trust
    local options=(-D "$home/data" -U spoor -E UTF8 --locale=C.UTF-8 --no-instructions)
    if [ -n "$password" ]; then
        auth=scram-sha-256
        (umask 077 && printf '%s\n' "$password" >"$home/password")
        [ "$(id -u)" != 0 ] || chown postgres: "$home/password"
        options+=("--pwfile=$home/password")
    fi
    pg_as "$(pg_bin)/initdb" "${options[@]}" "--auth=$auth" >"$home/initdb.log" 2>&1 ||
        { cat "$home/initdb.log" >&2; return 1; }
    rm -f "$home/password"
    pg_as tee "$home/data/spoor.conf" >/dev/null <<'SETTINGS'
# Durable, as in production: fsync and synchronous_commit are on.
listen_addresses = '127.0.0.1'
max_connections = 100
shared_buffers = 256MB
max_wal_size = 2GB
checkpoint_timeout = 15min
jit = off
timezone = 'UTC'
log_line_prefix = '%m [%p] %q%a %d '
SETTINGS
    echo "include_if_exists = 'spoor.conf'" | pg_as tee -a "$home/data/postgresql.conf" >/dev/null
}

pg_running() { pid_alive "$(pg_home "$1")/data/postmaster.pid" postgres; }

# pg_start DIR PORT [PASSWORD]: makes the cluster at first, starts it and waits until it answers.
pg_start() {
    local dir=$1 port=$2 home sockets
    pg_running "$dir" && return 0
    pg_prepare "$dir" || return 1
    home=$(pg_home "$dir")
    if [ ! -f "$home/data/spoor.conf" ]; then
        rm -rf "$home/data"
        pg_initdb "$home" "${3:-}" || return 1
    fi
    # A socket's path may have 107 bytes; without room there is TCP only.
    sockets=$home
    [ "${#home}" -lt 85 ] || sockets=
    if ! pg_as "$(pg_bin)/pg_ctl" -D "$home/data" -l "$home/postgresql.log" -w -t 120 \
        -o "-p $port -c unix_socket_directories='$sockets'" start >/dev/null 2>&1 </dev/null; then
        tail -n 15 "$home/postgresql.log" >&2
        warn "PostgreSQL did not start on port $port. Whole log: $home/postgresql.log"
        return 1
    fi
}

# pg_stop DIR [smart|fast|immediate]
pg_stop() {
    local home
    home=$(pg_home "$1")
    pg_running "$1" || return 0
    pg_as "$(pg_bin)/pg_ctl" -D "$home/data" -w -t 60 -m "${2:-fast}" stop >/dev/null 2>&1 || ! pg_running "$1"
}

# pg_remove DIR: stops it and removes its files.
pg_remove() {
    pg_stop "$1" immediate
    if [ -L "$1/elsewhere" ]; then rm -rf "$(readlink "$1/elsewhere")"; fi
    rm -rf "$1"
}

# --- Kafka ----------------------------------------------------------------------------------------------------------

kafka_libs() { echo "${SPOOR_DEMO_KAFKA_LIBS:-$SPOOR_ROOT/build/kafka}/$KAFKA_VERSION"; }

# kafka_fetch: the jars of $KAFKA_VERSION, by maven, once.
kafka_fetch() {
    local libs log flags=("-Dkafka.version=$KAFKA_VERSION")
    libs=$(kafka_libs)
    [ -f "$libs/complete" ] && return 0
    log=$libs.log
    mkdir -p "$libs"
    case $KAFKA_VERSION in [4-9].*) flags+=(-Dkafka4) ;; esac
    say "Fetching Kafka $KAFKA_VERSION from Maven Central"
    if ! mvn -q -B -Dstyle.color=never -f "$SPOOR_ROOT/deploy/kafka/pom.xml" dependency:copy-dependencies -DincludeScope=runtime \
        "-DoutputDirectory=$libs" "${flags[@]}" >"$log" 2>&1; then
        grep -E 'ERROR' "$log" | head -n 3 >&2
        warn "Kafka could not be downloaded. Is Maven Central reachable (proxy in ~/.m2/settings.xml)? Log: $log"
        return 1
    fi
    touch "$libs/complete"
}

# kafka_java CLASS ARGS...: any class of the broker's jars; JVM options in KAFKA_JVM.
kafka_java() {
    # shellcheck disable=SC2086
    java ${KAFKA_JVM:--Xmx256m "-Dlog4j.configuration=file:$SPOOR_ROOT/deploy/kafka/log4j-tools.properties"
        -Dspoor.log.level=WARN -Dspoor.log.target=SYSTEM_ERR} \
        "-Dlog4j2.configurationFile=$SPOOR_ROOT/deploy/kafka/log4j2.xml" -cp "$(kafka_libs)/*" "$@"
}

kafka_running() { pid_alive "$1/kafka.pid" kafka.Kafka; }

kafka_configure() {
    local dir=$1 port=$2 controller_port=$3
    sed -e "s|@PORT@|$port|g" -e "s|@CONTROLLER_PORT@|$controller_port|g" -e "s|@LOG_DIR@|$dir/data|g" \
        "$SPOOR_ROOT/deploy/kafka/server.properties.in" >"$dir/server.properties"
    # Further settings, one per line, for a test that needs other ones.
    printf '%s\n' "${SPOOR_DEMO_KAFKA_SETTINGS:-}" >>"$dir/server.properties"
    [ -f "$dir/data/meta.properties" ] && return 0
    local id
    id=$(kafka_java kafka.tools.StorageTool random-uuid | tail -n 1)
    kafka_java kafka.tools.StorageTool format -t "$id" -c "$dir/server.properties" >"$dir/format.log" 2>&1 ||
        { tail -n 10 "$dir/format.log" >&2; warn "Kafka's storage could not be formatted: $dir/data"; return 1; }
}

# True when the broker on PORT answers a metadata request.
kafka_answers() { kcat -b "127.0.0.1:$1" -L -m 2 >/dev/null 2>&1; }

kafka_answers_or_died() { kafka_answers "$2" || ! kafka_running "$1"; }

# kafka_start DIR PORT [CONTROLLER_PORT]: formats at first, starts and waits until it answers.
kafka_start() {
    local dir=$1 port=$2 controller_port=${3:-$(($2 + 1))}
    kafka_running "$dir" && return 0
    kafka_fetch || return 1
    mkdir -p "$dir"
    kafka_configure "$dir" "$port" "$controller_port" || return 1
    # The garbage collector as Kafka's own start script sets it: its pauses are part of every latency.
    KAFKA_JVM= setsid java -Xms512m -Xmx1g -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 \
        -XX:+ExplicitGCInvokesConcurrent -XX:+ExitOnOutOfMemoryError -Djava.awt.headless=true \
        "-Dlog4j.configuration=file:$SPOOR_ROOT/deploy/kafka/log4j.properties" \
        "-Dlog4j2.configurationFile=$SPOOR_ROOT/deploy/kafka/log4j2.xml" \
        -cp "$(kafka_libs)/*" kafka.Kafka "$dir/server.properties" >>"$dir/kafka.log" 2>&1 </dev/null &
    echo $! >"$dir/kafka.pid"
    disown 2>/dev/null
    wait_until 5 kafka_running "$dir"
    if ! wait_until 90 kafka_answers_or_died "$dir" "$port" || ! kafka_running "$dir"; then
        grep -E 'ERROR|FATAL|Exception' "$dir/kafka.log" | tail -n 5 >&2
        warn "Kafka did not start on port $port. Whole log: $dir/kafka.log"
        process_stop "$dir/kafka.pid" kafka.Kafka 5
        return 1
    fi
}

# kafka_stop DIR: in order; kafka_kill DIR: at once, as a crash would.
kafka_stop() { process_stop "$1/kafka.pid" kafka.Kafka 30; }

kafka_kill() {
    kafka_running "$1" && kill -KILL "$(head -n 1 "$1/kafka.pid")"
    process_stop "$1/kafka.pid" kafka.Kafka 10
}

kafka_remove() {
    kafka_kill "$1"
    rm -rf "$1"
}
