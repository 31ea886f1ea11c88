"""A queue and what to ask of it -> a job script, workers, or the plain Dask client."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, ClassVar

from vizlib.errors import UnknownOptionError, VizlibError, unknown_option

if TYPE_CHECKING:
    from distributed import Client

    from vizlib.batch.workers.session import Lease

RENAMED = {
    "job_extra": "extra",
    "job_extra_directives": "extra",
    "job_script_prologue": "setup",
    "n_workers": "jobs",
    "account": "project",
    "worker_extra_args": "options={'worker_extra_args': [...]}",
}
"""What dask-jobqueue calls it -> what it is called here."""
ENVIRONMENT = (
    "export MPLBACKEND=agg OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1"
    " NUMBA_NUM_THREADS=1",
    'export VIZLIB_CACHE="${TMPDIR:-${TMP:-/tmp}}/vizlib-${JOB_ID:-$$}"',
    'export MPLCONFIGDIR="$VIZLIB_CACHE/matplotlib" NUMBA_CACHE_DIR="$VIZLIB_CACHE/numba"',
    'mkdir -p "$MPLCONFIGDIR" "$NUMBA_CACHE_DIR"',
    "trap 'rm -rf \"$VIZLIB_CACHE\"' EXIT",
)
"""A worker draws without a screen and a thread, and races with no other for a cache on NFS."""
DEATH = 20
PLACEHOLDER = "tcp://SCHEDULER:PORT"


@dataclass(frozen=True, kw_only=True)
class JobQueue:
    """Workers that a queue gives; each job is some worker processes of one thread.

    What is not given is taken from dask-jobqueue's settings file (``~/.config/dask``).

    Parameters
    ----------
    queue
        The name of the queue.
    jobs
        How many jobs to ask for.
    minimum, maximum
        Instead of ``jobs``: as many as there is work for, between these two.
    cores
        Cores, and so figures at once, of a job.
    memory
        Memory of a job, such as ``"1GB"``; a worker that takes more is ended.
    walltime
        How long a job may last, such as ``"04:00:00"``; workers leave before, and others come.
    setup
        Lines of shell before the worker starts, such as ``["source env.sh"]``; where one fails,
        the job fails.
    resource_spec
        What is asked of the queue by its own words, such as ``"h_vmem=2G"``.
    project
        The project or account that pays.
    log_directory
        Where the jobs write what they have to say.
    interface
        The network by which workers reach this machine, such as ``"ib0"``.
    extra
        Further lines for the head of the job script, such as ``["-pe smp 4"]``.
    python
        The Python of the workers, this one by default.
    start_timeout
        Seconds after which a run without a worker is given up; None waits as long as jobs wait.
    options
        Further options of dask-jobqueue's cluster.
    env_extra, processes
        The old names of ``setup`` and of the number of processes in a job.

    Raises
    ------
    VizlibError
        Where an option is not known or makes no sense.
    """

    kind: ClassVar[str] = ""
    submits: ClassVar[str] = ""
    specifies: ClassVar[bool] = True
    pays: ClassVar[str] = "project"
    bash: ClassVar[tuple[str, ...]] = ()

    queue: str | None = None
    jobs: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    cores: int | None = None
    memory: str | None = None
    walltime: str | int | None = None
    setup: Sequence[str] = ()
    resource_spec: str | None = None
    project: str | None = None
    log_directory: str | None = None
    interface: str | None = None
    extra: Sequence[str] = ()
    python: str | None = None
    start_timeout: float | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    env_extra: Sequence[str] = ()
    processes: int | None = None

    def __new__(cls, *given: Any, **options: Any) -> Any:
        """Refuse options that the queue does not have."""
        if given:
            raise VizlibError(f"Name the options: {cls.__name__}(queue='default.q', jobs=100).")
        known = {each.name for each in fields(cls)}
        for name in options:
            if name in RENAMED:
                raise UnknownOptionError(
                    f"{cls.__name__} has no option {name!r}; it is called {RENAMED[name]} here."
                )
            if name not in known:
                raise unknown_option(cls.__name__, name, known - {"env_extra", "processes"})
        return super().__new__(cls)

    def __post_init__(self) -> None:
        for name in ("setup", "env_extra", "extra"):
            if isinstance(getattr(self, name), str):
                raise VizlibError(
                    f"{name}={getattr(self, name)!r} must be a list of lines, such as"
                    f" [{getattr(self, name)!r}]."
                )
        for name in ("jobs", "maximum", "cores", "processes"):
            number = getattr(self, name)
            if number is not None and (not isinstance(number, int) or number < 1):
                raise VizlibError(f"{name}={number!r} must be a whole number above zero.")
        self._check()

    def _check(self) -> None:
        if self.jobs is not None and (self.minimum, self.maximum) != (None, None):
            raise VizlibError("Give jobs=..., or minimum=... and maximum=..., not both.")
        if (self.minimum or 0) > (self.maximum or self.minimum or 0):
            raise VizlibError(
                f"minimum={self.minimum} is more than maximum={self.maximum}; swap them."
            )
        if self.resource_spec is not None and not self.specifies:
            raise VizlibError(
                f"{type(self).__name__} has no resource_spec; write it into extra=[...] as it would"
                f" stand in a script for {self.submits}."
            )
        if self.processes not in (None, 1, self.cores):
            raise VizlibError(
                f"processes={self.processes}: each core of a job is one process here; give"
                f" cores={self.processes}."
            )

    @property
    def bounds(self) -> tuple[int, int]:
        """Least and greatest number of jobs."""
        if self.jobs is not None:
            return self.jobs, self.jobs
        if self.maximum is None and self.minimum is None:
            raise VizlibError(
                f"{type(self).__name__} needs jobs=..., or minimum=... and maximum=...: how many"
                " jobs to ask for."
            )
        least = self.minimum or 0
        return least, self.maximum or max(least, 1)

    @property
    def cluster_class(self) -> Any:
        """The cluster of dask-jobqueue."""
        from vizlib.batch.workers.session import jobqueue

        return getattr(jobqueue(), f"{self.kind}Cluster")

    @property
    def each(self) -> int:
        """How many processes a job has."""
        return self.cores or self._setting("cores") or 1

    def _setting(self, name: str) -> Any:
        """Read dask-jobqueue's settings file."""
        import dask

        from vizlib.batch.workers.session import jobqueue

        jobqueue()
        return dask.config.get(f"jobqueue.{self.kind.lower()}.{name}", None)

    def arguments(self, log_directory: str | None = None) -> dict[str, Any]:
        """Return what dask-jobqueue is told.

        Parameters
        ----------
        log_directory
            Where jobs write, if nothing else says so.
        """
        from vizlib.batch.workers.session import lifetime

        lines = [*self.env_extra, *self.setup] or list(self._setting("job-script-prologue") or [])
        walltime = self.walltime or self._setting("walltime")
        death = self._setting("death-timeout")
        name = self._setting("name")
        told = {
            "job_name": "vizlib" if name in (None, "dask-worker") else name,
            "cores": self.each,
            "processes": self.each,
            "memory": self.memory or self._setting("memory") or f"{2 * self.each}GB",
            "queue": self.queue,
            "walltime": None if self.walltime is None else str(self.walltime),
            "resource_spec": self.resource_spec,
            self.pays: self.project,
            "interface": self.interface,
            "python": self.python,
            "death_timeout": DEATH if death in (None, 60) else death,
            "log_directory": self.log_directory or self._setting("log-directory") or log_directory,
            "job_script_prologue": [*ENVIRONMENT, *(["set -e", *lines, "set +e"] if lines else [])],
            "job_extra_directives": [
                *self.bash, *(self.extra or self._setting("job-extra-directives") or []),
            ],
            "worker_extra_args": lifetime(walltime),
        }  # fmt: skip
        return {key: value for key, value in told.items() if value is not None} | dict(self.options)

    def job_script(self) -> str:
        """Return the script of a job; nothing is submitted.

        Examples
        --------
        >>> import vizlib as vz
        >>> script = vz.SGE(queue="all.q", jobs=2, walltime="01:00:00").job_script()
        >>> "#$ -q all.q" in script
        True
        """
        self._check_slots()
        told = {key: each for key, each in self.arguments().items() if key != "log_directory"}
        if self.log_directory is not None:
            told["log_directory"] = self.log_directory
        told.pop("scheduler_options", None)
        script: str = self.cluster_class.job_cls(
            scheduler=PLACEHOLDER, name="worker", **told
        ).job_script()
        return script

    def _check_slots(self) -> None:
        """Refuse what a queue would misunderstand; each queue adds its own."""

    def lease(self, retries: int = 2, out: str | None = None) -> "Lease":
        """Check everything, and ask the queue for workers."""
        from vizlib.batch.workers.session import Lease

        self._check_slots()
        return Lease(self, retries=retries, out=out)

    @contextmanager
    def client(self) -> "Iterator[Client]":
        """Hand out the plain Dask client of the workers, and give all jobs back in the end.

        Yields
        ------
        client
            For any function: ``map``, ``submit``, ``gather``, ``dask.delayed`` and the rest.

        Examples
        --------
        >>> import vizlib as vz
        >>> with vz.SGE(queue="all.q", jobs=4).client() as client:  # doctest: +SKIP
        ...     squares = client.gather(client.map(lambda x: x * x, range(1000)))
        """
        lease = self.lease()
        try:
            lease.first_worker()
            with lease.client.as_current():
                yield lease.client
        finally:
            lease.close()


@dataclass(frozen=True, kw_only=True)
class SGE(JobQueue):
    """Workers that Grid Engine gives; see :class:`JobQueue` for the options."""

    kind: ClassVar[str] = "SGE"
    submits: ClassVar[str] = "qsub"
    bash: ClassVar[tuple[str, ...]] = ("-S /bin/bash",)

    def _check_slots(self) -> None:
        lines = [*self.extra, *(self._setting("job-extra-directives") or [])]
        if self.each > 1 and not any("-pe " in f"{line} " for line in lines):
            raise VizlibError(
                f"cores={self.each}: Grid Engine gives a job one slot unless it is asked for more;"
                f" name a parallel environment of your site, such as extra=['-pe smp {self.each}']"
                " ('qconf -spl' lists them)."
            )


@dataclass(frozen=True, kw_only=True)
class Slurm(JobQueue):
    """Workers that Slurm gives; see :class:`JobQueue` for the options."""

    kind: ClassVar[str] = "SLURM"
    submits: ClassVar[str] = "sbatch"
    specifies: ClassVar[bool] = False
    pays: ClassVar[str] = "account"


@dataclass(frozen=True, kw_only=True)
class PBS(JobQueue):
    """Workers that PBS gives; see :class:`JobQueue` for the options."""

    kind: ClassVar[str] = "PBS"
    submits: ClassVar[str] = "qsub"
    pays: ClassVar[str] = "account"


@dataclass(frozen=True, kw_only=True)
class LSF(JobQueue):
    """Workers that LSF gives; see :class:`JobQueue` for the options."""

    kind: ClassVar[str] = "LSF"
    submits: ClassVar[str] = "bsub"
    specifies: ClassVar[bool] = False
