#!/usr/bin/env bash
# A Grid Engine of one host, for tests, from Debian's packages. Run as root; every command may be
# given again.
#
#   gridengine.sh install   the packages
#   gridengine.sh up        install, then start an empty cell where none takes jobs
#   gridengine.sh down      delete all jobs, stop the daemons, erase the cell
#   gridengine.sh status    show hosts, queues and jobs; exit code 0 where jobs are taken, 3 where not
#
# CELL_QUEUE names the queue (default.q); CELL_SLOTS says how many jobs run at once (16).
set -euo pipefail

QUEUE=${CELL_QUEUE:-default.q}
SLOTS=${CELL_SLOTS:-16}
HOST=$(hostname)
DAEMONS=/usr/lib/gridengine
SPOOL=/var/spool/gridengine
PACKAGES=(gridengine-master gridengine-exec gridengine-client)
export SGE_ROOT=/var/lib/gridengine SGE_CELL=default
COMMON=$SGE_ROOT/$SGE_CELL/common

wait_for() { # wait_for SECONDS COMMAND...
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < end)) || { echo "gave up waiting for: $*" >&2; return 1; }
        sleep 0.2
    done
}

# --- the daemons -------------------------------------------------------------------------------

daemon_pid() { # daemon_pid NAME: Debian's init scripts look for the pid files elsewhere
    local file pid
    for file in "$SPOOL"/qmaster/qmaster.pid "$SPOOL"/execd/*/execd.pid; do
        [ -r "$file" ] || continue
        pid=$(<"$file")
        [ "$(readlink "/proc/$pid/exe" || true)" != "$DAEMONS/$1" ] || { echo "$pid"; return 0; }
    done
    return 1
}

gone() { ! daemon_pid "$1"; }

start_daemon() { # a job inherits the environment of execd, so that must be as bare as on a node
    env -i PATH=/usr/local/bin:/usr/bin:/bin SGE_ROOT="$SGE_ROOT" SGE_CELL="$SGE_CELL" \
        setsid --wait "$DAEMONS/$1" </dev/null >>"$SPOOL/$1.log" 2>&1
}

stop_daemon() { # at once: a polite stop of qmaster saves for 9 s what is erased afterwards
    local pid
    pid=$(daemon_pid "$1") || return 0
    kill -KILL "$pid" || true
    wait_for 10 gone "$1"
}

# --- what the cell says of itself --------------------------------------------------------------

no_jobs() { [ -z "$(qstat -u '*')" ]; }
healthy() { [ -z "$(qstat -f -q "$QUEUE" -qs acduACDES)" ]; }
takes_jobs() {
    daemon_pid sge_qmaster && daemon_pid sge_execd && qconf -sq "$QUEUE" && healthy
}

# --- its making --------------------------------------------------------------------------------

names_of_host() { # every name that one of our addresses may resolve to
    {
        echo "$HOST"
        echo localhost
        hostname -f || true
        for address in $(hostname -I); do getent hosts "$address" || true; done
    } 2>/dev/null | tr -s '[:blank:]' '\n' | grep -E '^[A-Za-z][A-Za-z0-9.-]*$' | awk '!seen[$0]++'
}

make_spool() {
    getent hosts "$HOST" >/dev/null || echo "127.0.0.1 $HOST" >>/etc/hosts
    rm -rf "${SPOOL:?}"/* "${SGE_ROOT:?}/${SGE_CELL:?}"
    install -d -o sgeadmin -g sgeadmin "$SGE_ROOT/$SGE_CELL" "$COMMON" \
        "$SPOOL"/{qmaster,qmaster/job_scripts,spooldb,execd}
    cp /usr/share/gridengine/default-bootstrap "$COMMON/bootstrap"
    echo "$HOST" >"$COMMON/act_qmaster"
    # qmaster refuses whoever resolves to another name than he gives, and with a host name that
    # shares 127.0.0.1 with localhost that is everybody: so they are said to be one.
    names_of_host | paste -sd ' ' >"$COMMON/host_aliases"
    chown -R sgeadmin: "$COMMON"
    su -s /bin/sh sgeadmin -c "/usr/share/gridengine/scripts/init_cluster $SGE_ROOT $SGE_CELL \
        $SPOOL/spooldb sgeadmin" >/dev/null
}

queue_text() { # complete, since there is no template that fills in what is left out
    cat <<END
qname              $QUEUE
hostlist           $HOST
seq_no             0
qtype              BATCH INTERACTIVE
slots              $SLOTS
pe_list            smp
shell              /bin/bash
shell_start_mode   unix_behavior
tmpdir             /tmp
load_thresholds    NONE
suspend_thresholds NONE
nsuspend           1
suspend_interval   00:05:00
min_cpu_interval   00:05:00
notify             00:00:60
priority           0
processors         UNDEFINED
rerun              FALSE
initial_state      default
END
    local each
    for each in ckpt_list prolog epilog starter_method suspend_method resume_method \
        terminate_method owner_list user_lists xuser_lists projects xprojects calendar \
        subordinate_list complex_values; do echo "$each NONE"; done
    for each in rt cpu fsize data stack core rss vmem; do
        echo "s_$each INFINITY"
        echo "h_$each INFINITY"
    done
}

parallel_text() {
    cat <<END
pe_name            smp
slots              $SLOTS
allocation_rule    \$pe_slots
control_slaves     FALSE
job_is_first_task  TRUE
urgency_slots      min
accounting_summary FALSE
user_lists         NONE
xuser_lists        NONE
start_proc_args    NONE
stop_proc_args     NONE
qsort_args         NONE
END
}

configure() {
    local at
    at=$(mktemp -d)
    # Below min_uid, a job of root would put the whole queue into an error state.
    qconf -sconf | sed -E -e 's/^(min_[ug]id +).*/\10/' \
        -e 's/^(shell_start_mode +).*/\1unix_behavior/' \
        -e 's/^(load_report_time +).*/\100:00:01/' -e 's/^(mailer +).*/\1\/bin\/true/' >"$at/global"
    qconf -ssconf | sed -E -e 's/^(schedule_interval +).*/\10:0:1/' \
        -e 's/^(flush_(submit|finish)_sec +).*/\11/' \
        -e 's/^(schedd_job_info +).*/\1true/' >"$at/scheduler"
    parallel_text >"$at/parallel"
    queue_text >"$at/queue"
    {
        qconf -Mconf "$at/global"
        qconf -Msconf "$at/scheduler"
        qconf -Ap "$at/parallel"
        qconf -Aq "$at/queue"
        qconf -as "$HOST"
    } >"$at/said" 2>&1 || { cat "$at/said" >&2; exit 1; }
    rm -r "$at"
}

# --- the commands ------------------------------------------------------------------------------

install_packages() {
    dpkg -s "${PACKAGES[@]}" >/dev/null 2>&1 && return
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # dma is the smallest of the mail servers that one of them asks for; netbase names the ports.
    apt-get install -qq -y --no-install-recommends "${PACKAGES[@]}" dma netbase >/dev/null
}

up() {
    install_packages
    if takes_jobs >/dev/null 2>&1; then
        echo "the cell is up"
        return
    fi
    down
    make_spool
    start_daemon sge_qmaster
    wait_for 30 qconf -sconf
    configure
    start_daemon sge_execd # last, since it reads the configuration when it starts
    wait_for 30 takes_jobs
    echo "the cell is up"
}

down() {
    if daemon_pid sge_qmaster >/dev/null; then
        qdel -u '*' >/dev/null 2>&1 || true
        wait_for 15 no_jobs || true
    fi
    stop_daemon sge_execd
    stop_daemon sge_qmaster
    local file
    for file in "$SPOOL"/execd/*/active_jobs/*/job_pid; do # what outlived its job
        [ ! -s "$file" ] || kill -KILL -- "-$(<"$file")" 2>/dev/null || true
    done
    rm -rf "${SPOOL:?}"/*
}

status() {
    takes_jobs >/dev/null 2>&1 || { echo "no cell takes jobs here"; exit 3; }
    qhost
    qstat -f -u '*'
}

case ${1-} in
    install) install_packages ;;
    up | down | status) "$1" ;;
    *)
        sed -n '2,/^set/ s/^# \{0,1\}//p' "$0"
        exit 2
        ;;
esac
