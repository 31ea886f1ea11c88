"""What a queue is asked for, as text; and what is refused before anything is asked."""

import subprocess
import sys
from pathlib import Path

import dask
import pytest

import vizlib as vz
from vizlib.batch.workers import gridengine
from vizlib.batch.workers.jobqueue import lifetime

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
            ["#BSUB -q short", '#BSUB -P "brains"', "#BSUB -W 04:00:00", "#BSUB -n 1"],
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
    with pytest.raises(vz.VizlibError, match=r"extra=\['-pe smp 4'\]"):
        vz.SGE(jobs=1, cores=4).job_script()
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
    ("walltime", "seconds"),
    [("01:00:00", 3420), ("1500000", 1499340), (3600, 3420), ("00:04:00", None), (None, None),
     ("1-00:00:00", None)],
)  # fmt: skip
def test_workers_leave_before_their_time_is_up(walltime, seconds):
    wanted = [] if seconds is None else ["--lifetime", f"{seconds}s", "--lifetime-stagger", "60s"]
    assert lifetime(walltime) == wanted


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
    monkeypatch.setattr(gridengine, "ask", lambda *command: gridengine.Reply(0, answers[command]))
    assert gridengine.job_states() == {"91": "r", "92": "Eqw"}
    with pytest.raises(vz.VizlibError, match=r"could not start job 92.*no such folder"):
        gridengine.refuse_hopeless({"92": "Eqw"}, connected=False, logs=None)
    gridengine.refuse_hopeless({"92": "Eqw"}, connected=True, logs=None)
    (tmp_path / "vizlib.o93").write_text("bash: no such licence")
    with pytest.raises(vz.VizlibError, match=r"(?s)Every job ended.*no such licence"):
        gridengine.refuse_hopeless({"93": None}, connected=False, logs=str(tmp_path))


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
