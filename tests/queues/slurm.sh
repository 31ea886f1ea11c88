#!/usr/bin/env bash
# A Slurm of one host, for tests, from Debian's packages. Run as root; every command may be given
# again. It has a configuration, a key and a spool of its own, and leaves /etc/slurm alone.
#
#   slurm.sh install   the packages
#   slurm.sh up        install, then start an empty cell where none takes jobs
#   slurm.sh down      cancel all jobs, stop the daemons, erase the cell
#   slurm.sh status    show nodes and jobs; exit code 0 where jobs are taken, 3 where not
#
# CELL_PARTITION names the partition (normal); CELL_SLOTS says how many jobs run at once (16).
# Whoever submits sets SLURM_CONF as it is below.
set -euo pipefail

PARTITION=${CELL_PARTITION:-normal}
SLOTS=${CELL_SLOTS:-16}
HOST=$(hostname -s)
SPOOL=/var/spool/slurm-cell
PACKAGES=(slurmctld slurmd slurm-client munge)
export SLURM_CONF=$SPOOL/slurm.conf

wait_for() { # wait_for SECONDS COMMAND...
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < end)) || { echo "gave up waiting for: $*" >&2; return 1; }
        sleep 0.2
    done
}

# --- the daemons -------------------------------------------------------------------------------

daemon_pid() { # daemon_pid NAME: only what this cell started, never another's
    local pid
    [ -r "$SPOOL/$1.pid" ] || return 1
    pid=$(<"$SPOOL/$1.pid")
    [[ $(readlink "/proc/$pid/exe" || true) == */"$1"* ]] || return 1
    echo "$pid"
}

gone() { ! daemon_pid "$1"; }

start_daemon() { # start_daemon COMMAND...: as bare as on a node, which knows nothing of a caller
    env -i PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin \
        SLURM_CONF="$SLURM_CONF" setsid "$@" </dev/null >>"$SPOOL/log/started" 2>&1
}

stop_daemon() { # at once: what a polite stop would save is erased afterwards
    local pid
    pid=$(daemon_pid "$1") || return 0
    kill -KILL "$pid" || true
    wait_for 10 gone "$1"
}

# --- what the cell says of itself --------------------------------------------------------------

no_jobs() { [ -z "$(squeue -h)" ]; }
answers() { [[ $(scontrol ping) == *UP* ]]; }
takes_jobs() {
    daemon_pid slurmctld && daemon_pid slurmd && [[ $(sinfo -h -o %t) =~ ^(idle|mix|alloc)$ ]]
}

# --- its making --------------------------------------------------------------------------------

configuration() { # without cgroups, accounts and mail: a container has none of them
    cat <<END
ClusterName=cell
SlurmctldHost=$HOST(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$SPOOL/munge/socket
SlurmctldPidFile=$SPOOL/slurmctld.pid
SlurmdPidFile=$SPOOL/slurmd.pid
SlurmdSpoolDir=$SPOOL/slurmd
StateSaveLocation=$SPOOL/slurmctld
SlurmctldLogFile=$SPOOL/log/slurmctld
SlurmdLogFile=$SPOOL/log/slurmd
MailProg=/bin/true
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=5
KillWait=5
ReturnToService=2
SlurmdParameters=config_overrides
NodeName=$HOST NodeAddr=127.0.0.1 CPUs=$SLOTS RealMemory=64000 State=UNKNOWN
PartitionName=$PARTITION Nodes=$HOST Default=YES MaxTime=7-00:00:00 DefMemPerCPU=1000 State=UP
END
}

make_spool() {
    getent hosts "$HOST" >/dev/null || echo "127.0.0.1 $HOST" >>/etc/hosts
    rm -rf "${SPOOL:?}"
    install -d "$SPOOL" "$SPOOL"/{log,munge,slurmd,slurmctld}
    (umask 077 && head -c 1024 /dev/urandom >"$SPOOL/munge/key")
    configuration >"$SLURM_CONF"
}

# --- the commands ------------------------------------------------------------------------------

install_packages() {
    dpkg -s "${PACKAGES[@]}" >/dev/null 2>&1 && return
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -qq -y --no-install-recommends "${PACKAGES[@]}" >/dev/null
}

up() {
    install_packages
    if takes_jobs >/dev/null 2>&1; then
        echo "the cell is up"
        return
    fi
    down
    make_spool
    start_daemon munged --key-file="$SPOOL/munge/key" --socket="$SPOOL/munge/socket" \
        --pid-file="$SPOOL/munged.pid" --log-file="$SPOOL/log/munged" --seed-file="$SPOOL/munge/seed"
    start_daemon slurmctld
    wait_for 30 answers
    start_daemon slurmd
    wait_for 30 takes_jobs
    echo "the cell is up"
}

down() {
    if daemon_pid slurmctld >/dev/null; then
        scancel --partition="$PARTITION" >/dev/null 2>&1 || true
        wait_for 20 no_jobs || true
    fi
    stop_daemon slurmd
    stop_daemon slurmctld
    stop_daemon munged
    rm -rf "${SPOOL:?}"
}

status() {
    takes_jobs >/dev/null 2>&1 || { echo "no cell takes jobs here"; exit 3; }
    sinfo
    squeue
}

case ${1-} in
    install) install_packages ;;
    up | down | status) "$1" ;;
    *)
        sed -n '2,/^set/ s/^# \{0,1\}//p' "$0"
        exit 2
        ;;
esac
