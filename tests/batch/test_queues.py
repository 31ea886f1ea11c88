"""What a queue is asked for, as text; and what is refused before anything is asked."""

import subprocess
import sys
from pathlib import Path

import dask
import networkx as nx
import pytest

import vizlib as vz
from vizlib.batch.workers import gridengine, slurm
from vizlib.batch.workers.commands import Reply, log_tail
from vizlib.batch.workers.gridengine import GRID_ENGINE
from vizlib.batch.workers.slurm import SLURM
from vizlib.batch.workers.walltime import in_queue_words, lifetime, seconds_of

HOME = Path(__file__).resolve().parents[2]
ASKED = {"jobs": 4, "memory": "2GB", "walltime": "04:00:00", "setup": ["source env.sh"]}


@pytest.mark.parametrize(
    ("queue", "lines"),
    [
        (
            vz.SGE(queue="all.q", project="brains", resource_spec="h_vmem=2G", cores=4,
                   extra=["-pe smp 4"], **ASKED),
            ["#$ -q all.q", "#$ -P brains", "#$ -l h_vmem=2G", "#$ -l h_rt=04:00:00",
             "#$ -S /bin/bash", "#$ -pe smp 4"],
        ),
        (
            vz.Slurm(queue="short", project="brains", extra=["--constraint=fast"], **ASKED),
            ["#SBATCH -p short", "#SBATCH -A brains", "#SBATCH -t 04:00:00", "#SBATCH -n 1",
             "#SBATCH --constraint=fast"],
        ),
        (
            vz.PBS(queue="short", project="brains", **ASKED),
            ["#PBS -q short", "#PBS -A brains", "#PBS -l walltime=04:00:00"],
        ),
        (
            vz.LSF(queue="short", project="brains", **ASKED),
            ["#BSUB -q short", '#BSUB -P "brains"', "#BSUB -W 4:00", "#BSUB -n 1"],
        ),
    ],
)  # fmt: skip
def test_a_job_script_says_what_was_asked_and_nothing_is_submitted(queue, lines):
    script = queue.job_script()
    script_lines = script.splitlines()
    assert script_lines[0] == "#!/usr/bin/env bash"
    assert set(lines) <= set(script_lines)
    assert (
        script_lines.index("set -e")
        < script_lines.index("source env.sh")
        < script_lines.index("set +e")
    )
    assert "MPLBACKEND=agg OMP_NUM_THREADS=1" in script
    worker = script_lines[-1] or script_lines[-2]
    assert "--nthreads 1" in worker
    assert "--lifetime 13860s" in worker
    assert "--death-timeout 20" in worker
    assert ("--nworkers 4" in worker) == (queue.cores == 4)


def test_the_shell_of_a_job_script_is_sound(tmp_path):
    script = vz.SGE(queue="all.q", jobs=1, setup=["echo ready"]).job_script()
    shell = script.partition("set +e")[0]
    shell_run = subprocess.run(
        ["bash", "-c", shell + '\necho "$MPLCONFIGDIR"'], env={"TMP": str(tmp_path), "JOB_ID": "7",
        "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert shell_run.stdout.split() == ["ready", f"{tmp_path}/vizlib-7/matplotlib"]
    assert not list(tmp_path.iterdir())  # the caches go with the job


def test_the_settings_file_of_dask_jobqueue_counts():
    settings = {
        "jobqueue.sge.queue": "long.q", "jobqueue.sge.memory": "3GB", "jobqueue.sge.name": "mine",
        "jobqueue.sge.job-script-prologue": ["module load python"],
    }  # fmt: skip
    vz.SGE(jobs=1).job_script()
    with dask.config.set(settings):
        script = vz.SGE(jobs=1).job_script()
        assert "#$ -q long.q" in script
        assert "#$ -N mine" in script
        assert "module load python" in script
        assert "--memory-limit 2.79GiB" in script
        assert "#$ -q own.q" in vz.SGE(jobs=1, queue="own.q").job_script()


def test_the_old_call_still_means_what_it_meant():
    old = vz.SGE(queue="default.q", walltime="1500000", processes=1, memory="1GB", cores=1, jobs=2,
                 env_extra=["source env.sh"])  # fmt: skip
    assert "source env.sh" in old.job_script()
    assert "#$ -l h_rt=1500000" in old.job_script()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"job_extra": []}, "has no option 'job_extra'; it is called extra here"),
        ({"job_script_prologue": []}, "it is called setup here"),
        ({"qeue": "all.q"}, "Did you mean 'queue'"),
        ({"setup": "source env.sh"}, "must be a list of lines"),
        ({"jobs": 0}, "jobs=0 must be a whole number above zero"),
        ({"jobs": 1, "maximum": 3}, "not both"),
        ({"minimum": 5, "maximum": 3}, "minimum=5 is more than maximum=3"),
        ({"processes": 3}, "give cores=3"),
    ],
)
def test_options_that_make_no_sense_are_explained(options, words):
    with pytest.raises(vz.VizlibError, match=words):
        vz.SGE(**options)


def test_a_queue_takes_options_by_name_only():
    with pytest.raises(vz.VizlibError, match="Name the options: SGE"):
        vz.SGE("all.q")


def test_what_depends_on_the_queue_is_explained():
    with pytest.raises(vz.VizlibError, match="Slurm has no resource_spec"):
        vz.Slurm(jobs=1, resource_spec="mem=2G")
    with pytest.raises(vz.VizlibError, match="SGE needs jobs"):
        _ = vz.SGE(queue="all.q").bounds
    assert vz.SGE(minimum=2, maximum=5).bounds == (2, 5)
    assert vz.SGE(maximum=5).bounds == (0, 5)


def test_a_machine_that_cannot_submit_is_told_what_it_lacks(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(vz.VizlibError, match=r"no 'sbatch' on the PATH.*on=None draws"):
        vz.Slurm(queue="short", jobs=1).open_session()
    with pytest.raises(vz.VizlibError, match="no 'qsub' on the PATH"):
        vz.render({}, vz.ArcPlot, out=tmp_path / "out", on=vz.SGE(jobs=1))
    assert not (tmp_path / "out" / "journal.jsonl").exists()


@pytest.mark.parametrize(
    ("kind", "walltime", "written", "seconds"),
    [
        ("SGE", "01:00:00", "01:00:00", 3600),
        ("SGE", "1500000", "1500000", 1_500_000),
        ("SGE", 3600, "3600", 3600),
        ("SGE", "2h", "2h", None),
        ("SLURM", "01:00:00", "01:00:00", 3600),
        ("SLURM", 3661, "1:01:01", 3661),
        ("SLURM", "90", "90", 5400),
        ("SLURM", "90:30", "90:30", 5430),
        ("SLURM", "1-12", "1-12", 129_600),
        ("SLURM", "2-00:30:00", "2-00:30:00", 174_600),
        ("SLURM", "infinite", "infinite", None),
        ("PBS", "04:00:00", "04:00:00", 14_400),
        ("PBS", 600, "600", 600),
        ("LSF", "04:00:00", "4:00", 14_400),
        ("LSF", "04:00:01", "4:01", 14_401),
        ("LSF", "3:30", "3:30", 12_600),
        ("LSF", "210", "210", 12_600),
        ("LSF", 3600, "1:00", 3600),
        ("LSF", "00:30", "00:30", 1800),
        ("LSF", "3:30/host", "3:30/host", None),
    ],
)
def test_a_walltime_means_the_same_to_queue_and_workers(kind, walltime, written, seconds):
    assert in_queue_words(kind, walltime) == written
    assert seconds_of(kind, walltime) == seconds


def test_workers_leave_before_their_time_is_up():
    assert lifetime(3600) == ["--lifetime", "3420s", "--lifetime-stagger", "60s"]
    assert lifetime(240) == lifetime(None) == []
    assert "--lifetime 12120s" in vz.LSF(jobs=1, walltime="3:30").job_script()


QSTAT = """job-ID  prior   name       user         state submit/start at     queue
---------------------------------------------------------------------
     91 0.50000 vizlib     root         r     11/24/2026 11:58:57 default.q@vm
     92 0.50000 vizlib     root         Eqw   11/24/2026 11:58:57
"""


def test_what_grid_engine_says_is_understood(monkeypatch, tmp_path):
    answers = {
        ("qstat",): QSTAT,
        ("qstat", "-j", "92"): "owner: me\nerror reason 1: no such folder",
    }
    monkeypatch.setattr(gridengine, "ask", lambda *command: Reply(0, answers[command]))
    states = gridengine.job_states()
    assert {job: state.word for job, state in states.items()} == {"91": "r", "92": "Eqw"}
    with pytest.raises(vz.VizlibError, match=r"could not start job 92.*no such folder"):
        GRID_ENGINE.refuse_hopeless(["92"], states, [], None)
    GRID_ENGINE.refuse_hopeless(["91"], states, ["no more than one"], None)
    (tmp_path / "vizlib.o93").write_text("bash: no such licence")
    with pytest.raises(vz.VizlibError, match=r"(?s)Every job ended.*no such licence"):
        GRID_ENGINE.refuse_hopeless(["93"], states, [], str(tmp_path))


def test_the_log_that_is_shown_is_that_of_the_job(tmp_path):
    for name in ("vizlib-15.err", "vizlib.o15", "vizlib-5.sh", "vizlib-5.out"):
        (tmp_path / name).write_text("" if name == "vizlib-5.out" else f"of {name}")
    assert log_tail(str(tmp_path), ["5"]).startswith("No log was found")
    (tmp_path / "vizlib-5.err").write_text("far too little memory")
    words = log_tail(str(tmp_path), ["4", "5", "6"])
    assert "far too little memory" in words
    assert "15" not in words.partition("vizlib-5.err")[2]


def test_a_queue_that_does_not_answer_is_not_taken_for_one_without_jobs(monkeypatch):
    for module in (gridengine, slurm):
        monkeypatch.setattr(module, "ask", lambda *command: Reply(1, "unable to contact"))
        assert module.job_states() is None


def test_some_reasons_of_slurm_never_pass(monkeypatch):
    listing = "7|PENDING|Priority\n8|PENDING|QOSMaxMemoryPerJob\n9|PENDING|BadConstraints"
    answers = {"squeue": listing, "scontrol": "JobId=8 Reason=QOSMaxMemoryPerJob ExitCode=0:0"}
    monkeypatch.setattr(slurm, "ask", lambda *command: Reply(0, answers[command[0]]))
    states = slurm.job_states()
    assert [states[job].phase for job in "789"] == ["waiting", "hopeless", "hopeless"]
    with pytest.raises(vz.VizlibError, match=r"job 8 \(state PENDING\): Reason=QOSMaxMemoryPerJob"):
        SLURM.refuse_hopeless(["8"], states, [], None)


COMMENT = r"Job Id: 71.head\n    comment = Not Running: the partition is\n\tbeing mended\n"
LISTED = r"Job id   Name    User  Time Use S Queue\n71.head  vizlib  me    0 Q short\n"
REASONS = r"JOBID USER STAT QUEUE\n71 me PEND short\n the partition is being mended;\n"
PENDING = r"JOBID USER STAT QUEUE\n71 me PEND short head - vizlib Nov 24 12:00\n"
STANDINS = {
    "PBS": {
        "qsub": "echo 71.head",
        "qstat": f"[ \"$1\" = -f ] && printf '{COMMENT}' || printf '{LISTED}'",
        "qdel": 'echo "$@" >>"$RECORD"',
    },
    "LSF": {
        "bsub": "cat >/dev/null; echo 'Job <71> is submitted to queue <short>.'",
        "bjobs": f"[ \"$1\" = -p ] && printf '{REASONS}' || printf '{PENDING}'",
        "bkill": 'echo "$@" >>"$RECORD"',
    },
}
"""What the commands of queues that are not at hand answer by their manuals."""


@pytest.fixture
def standin(monkeypatch, tmp_path):
    """Put commands on the PATH that answer as those of a queue do."""

    def put(commands):
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        for name, lines in commands.items():
            (folder / name).write_text(f"#!/bin/bash\n{lines}\n")
            (folder / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
        monkeypatch.setenv("RECORD", str(tmp_path / "deleted"))
        monkeypatch.chdir(tmp_path)

    return put


@pytest.mark.parametrize(("kind", "state"), [("PBS", "Q"), ("LSF", "PEND")])
def test_every_queue_gives_up_at_start_timeout_and_says_what_it_knows(
    standin, tmp_path, kind, state
):
    standin(STANDINS[kind])
    words = rf"start_timeout=4 seconds.*jobs: 1 {state}.*the partition is\s?being mended"
    with pytest.raises(vz.VizlibError, match=words):
        vz.render({"a": nx.path_graph(2)}, vz.ArcPlot, out=tmp_path / "out", progress=False,
                  on=getattr(vz, kind)(queue="short", jobs=1, start_timeout=4))  # fmt: skip
    assert "71" in (tmp_path / "deleted").read_text().split()


@pytest.mark.parametrize(("kind", "submit"), [("PBS", "qsub"), ("LSF", "bsub")])
def test_a_job_that_a_queue_does_not_take_ends_the_wait_with_its_words(
    standin, tmp_path, kind, submit
):
    refusing = {submit: "echo 'shrot: no such queue' >&2; exit 1"}
    standin(STANDINS[kind] | refusing | {"qstat": "", "bjobs": "echo 'No unfinished job found'"})
    with pytest.raises(vz.VizlibError, match=rf"(?s){kind} would not run.*shrot: no such queue"):
        vz.render({"a": nx.path_graph(2)}, vz.ArcPlot, out=tmp_path / "out", progress=False,
                  on=getattr(vz, kind)(queue="shrot", jobs=2))  # fmt: skip


@pytest.mark.parametrize(
    ("queue", "lines"),
    [
        (
            vz.Slurm(jobs=1, cores=4, memory="1.2GB"),
            ["#SBATCH --cpus-per-task=4", "#SBATCH --mem=2G"],
        ),
        (vz.PBS(jobs=1, cores=4, memory="2GB"), ["#PBS -l select=1:ncpus=4:mem=1908MB"]),
        (
            vz.LSF(jobs=1, cores=4, memory="2GB", options={"lsf_units": "mb"}),
            ["#BSUB -n 4", '#BSUB -R "span[hosts=1]"', "#BSUB -M 2000"],
        ),
        (
            vz.SGE(jobs=1, cores=4, memory="2GB", extra=["-pe smp 4"], resource_spec="h_vmem=1G"),
            ["#$ -pe smp 4", "#$ -l h_vmem=1G"],
        ),
    ],
)
def test_cores_and_memory_are_written_in_words_of_the_queue(queue, lines):
    assert set(lines) <= set(queue.job_script().splitlines())


@pytest.mark.parametrize(
    ("queue", "words"),
    [
        (vz.SGE(jobs=1, cores=4), r"extra=\['-pe smp 4'\]"),
        (vz.SGE(jobs=1, cores=4, extra=["-pe smp 2"]), "asks for 2 slots.*give cores=2"),
        (
            vz.PBS(jobs=1, cores=4, memory="2gb", resource_spec="place=excl"),
            "no cores and no memory.*'select=1:ncpus=4:mem=2gb'",
        ),
    ],
)
def test_what_would_not_reach_the_queue_is_refused_with_what_would(queue, words):
    with pytest.raises(vz.VizlibError, match=words):
        queue.job_script()


WATCHED_IMPORT = """
import signal, sys, threading
import vizlib as vz

plain, swapped = signal.signal, []

class Watcher:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("dask_jobqueue."):
            swapped.append(signal.signal is not plain)

sys.meta_path.insert(0, Watcher())

def ask():
    try:
        vz.SGE(jobs=1).job_script()
    except vz.VizlibError as error:
        print("refused:", error)
"""


def run_python(script):
    call = [sys.executable, "-c", script]
    return subprocess.run(call, capture_output=True, text=True, check=True, cwd=HOME).stdout


@pytest.mark.parametrize("own", ["signal.getsignal(signal.SIGINT)", "lambda *given: None"])
def test_ctrl_c_is_left_as_it_was_and_nothing_is_swapped_meanwhile(own):
    script = (
        f"{WATCHED_IMPORT}\nbefore = {own}\nsignal.signal(signal.SIGINT, before)\nask()\n"
        "print(signal.getsignal(signal.SIGINT) is before, len(swapped) > 3, any(swapped))"
    )
    assert run_python(script).split() == ["True", "True", "False"]


def test_a_thread_that_cannot_import_dask_jobqueue_is_told_what_to_do():
    thread = "\nthread = threading.Thread(target=ask)\nthread.start()\nthread.join()\n"
    first, *more = run_python(f"{WATCHED_IMPORT}{thread}ask(){thread}").splitlines()
    assert first.startswith("refused: dask-jobqueue")
    assert "vz.SGE(jobs=1).job_script()" in first
    assert more == []  # once the main thread has imported it, any thread may use it
