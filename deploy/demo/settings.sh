# Where the demo lives and which ports it uses; sourced by up, down, env, status and kafka-tool after lib.sh.

STATE=${SPOOR_DEMO_STATE:-$SPOOR_ROOT/deploy/demo/state}
case $STATE in /*) ;; *) STATE=$PWD/$STATE ;; esac

# Ports, and the version of Kafka, chosen at the first `up` are remembered: the other commands find the servers again.
DEMO_PORTS_FILE=$STATE/ports
# shellcheck disable=SC1090
[ -f "$DEMO_PORTS_FILE" ] && . "$DEMO_PORTS_FILE"
PG_PORT=${SPOOR_DEMO_PG_PORT:-${PG_PORT:-15432}}
KAFKA_PORT=${SPOOR_DEMO_KAFKA_PORT:-${KAFKA_PORT:-19092}}
KAFKA_CONTROLLER_PORT=${SPOOR_DEMO_KAFKA_CONTROLLER_PORT:-${KAFKA_CONTROLLER_PORT:-19093}}
HTTP_PORT=${SPOOR_DEMO_HTTP_PORT:-${HTTP_PORT:-9464}}
KAFKA_VERSION=${SPOOR_DEMO_KAFKA_VERSION:-$KAFKA_VERSION}

# The binary of this tree; SPOOR_DEMO_BIN names another one (an installed spoor), then nothing is built.
SPOOR_BIN=${SPOOR_DEMO_BIN:-$SPOOR_ROOT/build/release/bin/spoor}
DEMO_CONFIG=$STATE/spoor.conf
SHIPPED_MAPPINGS=$SPOOR_ROOT/schemas/mapping
OWN_MAPPINGS=$STATE/mappings
DEMO_URL=http://127.0.0.1:$HTTP_PORT

# Arguments of the lively day. A few records that intake must refuse are among them, so that the quarantine has something
# to show; far too few for the breaker (half of 200).
# shellcheck disable=SC2034
DEMO_SIMULATE=${SPOOR_DEMO_SIMULATE-"--poison 0.2"}

ports_remember() {
    cat >"$DEMO_PORTS_FILE" <<PORTS
PG_PORT=$PG_PORT
KAFKA_PORT=$KAFKA_PORT
KAFKA_CONTROLLER_PORT=$KAFKA_CONTROLLER_PORT
HTTP_PORT=$HTTP_PORT
KAFKA_VERSION=$KAFKA_VERSION
PORTS
}

spoor_running() { pid_alive "$STATE/spoor.pid" spoor; }
spoor_ready() { curl -fsS -m 2 "$DEMO_URL/readyz"; }
