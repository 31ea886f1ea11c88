"""A queue and what to ask of it -> a job script, workers, or the plain Dask client."""

import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from vizlib.batch.workers.batch_system import BatchSystem, Demands
from vizlib.batch.workers.gridengine import GRID_ENGINE
from vizlib.batch.workers.jobqueue import cluster_class, death_timeout, job_name, prologue, setting
from vizlib.batch.workers.lsf import LSF_SYSTEM
from vizlib.batch.workers.pbs import PBS_SYSTEM
from vizlib.batch.workers.slurm import SLURM
from vizlib.batch.workers.walltime import in_queue_words, lifetime, seconds_of
from vizlib.errors import UnknownOptionError, VizlibError, short_tracebacks, unknown_option

if TYPE_CHECKING:
    from distributed import Client

    from vizlib.batch.workers.session import QueueRequest, QueueSession

RENAMED = {
    "job_extra": "extra",
    "job_extra_directives": "extra",
    "job_script_prologue": "setup",
    "n_workers": "jobs",
    "account": "project",
    "worker_extra_args": "options={'worker_extra_args': [...]}",
}
"""What dask-jobqueue calls it -> what it is called here."""
SCHEDULER_PLACEHOLDER = "tcp://SCHEDULER:PORT"


@short_tracebacks
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
        How long a job may last: ``"04:00:00"``, a number of seconds, or words of the queue's own
        (the text ``"30"`` is seconds or minutes as the queue reads it); workers leave before, and
        others come.
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

    system: ClassVar[BatchSystem]
    has_resource_spec: ClassVar[bool] = True
    project_option: ClassVar[str] = "project"
    shell_directives: ClassVar[tuple[str, ...]] = ()

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

    def __new__(cls, *given: object, **options: object) -> Self:
        """Refuse options that the queue does not have."""
        if given:
            raise VizlibError(f"Name the options: {cls.__name__}(queue='default.q', jobs=100).")
        names = {option.name for option in fields(cls)}
        for name in options:
            if name in RENAMED:
                raise UnknownOptionError(
                    f"{cls.__name__} has no option {name!r}; it is called {RENAMED[name]} here."
                )
            if name not in names:
                raise unknown_option(cls.__name__, name, names - {"env_extra", "processes"})
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
        if self.resource_spec is not None and not self.has_resource_spec:
            raise VizlibError(
                f"{type(self).__name__} has no resource_spec; write it into extra=[...] as it would"
                f" stand in a script for {self.system.submit_command}."
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
    def kind(self) -> str:
        """What dask-jobqueue calls this kind of queue."""
        return self.system.kind

    @property
    def demands(self) -> Demands:
        """What is asked for each job."""
        extra = self.extra or setting(self.kind, "job-extra-directives") or ()
        spec = self.resource_spec or setting(self.kind, "resource-spec")
        return Demands(
            queue=self.queue or setting(self.kind, "queue"), cores=self.processes_per_job,
            memory=self.memory, resource_spec=spec, extra=tuple(extra),
        )  # fmt: skip

    @property
    def processes_per_job(self) -> int:
        """How many processes, of one thread each, a job has."""
        return self.cores or setting(self.kind, "cores") or 1

    def words(self) -> str:
        """Say what is asked for.

        >>> import vizlib as vz
        >>> vz.Slurm(queue="short", jobs=3, cores=4).words()
        "3 jobs of queue 'short' of Slurm, 4 figures at once in each"
        """
        least, most = self.bounds
        jobs = f"{most:,} job{'s' * (most != 1)}"
        range_of_jobs = jobs if least == most else f"{least:,} to {jobs}"
        queue = f" of queue {self.demands.queue!r}" if self.demands.queue else ""
        many = self.processes_per_job
        at_once = f", {many:,} figures at once in each" if many > 1 else ""
        return f"{range_of_jobs}{queue} of {self.system.name}{at_once}"

    def arguments(self, log_directory: str | None = None) -> dict[str, Any]:
        """Return what dask-jobqueue is told.

        Parameters
        ----------
        log_directory
            Where jobs write, if nothing else says so.
        """
        processes = self.processes_per_job
        logs = setting(self.kind, "log-directory")
        walltime = self.walltime or setting(self.kind, "walltime")
        arguments = {
            "job_name": job_name(self.kind),
            "cores": processes,
            "processes": processes,
            "memory": self.memory or setting(self.kind, "memory") or f"{2 * processes}GB",
            "queue": self.queue,
            "walltime": None if walltime is None else in_queue_words(self.kind, walltime),
            "resource_spec": self.resource_spec,
            self.project_option: self.project,
            "interface": self.interface,
            "python": self.python,
            "death_timeout": death_timeout(self.kind),
            "log_directory": self.log_directory or logs or log_directory,
            "job_script_prologue": prologue(self.kind, [*self.env_extra, *self.setup]),
            "job_extra_directives": [*self.shell_directives, *self.demands.extra],
            "worker_extra_args": lifetime(walltime and seconds_of(self.kind, walltime)),
        }
        given = {name: value for name, value in arguments.items() if value is not None}
        return given | dict(self.options)

    def job_script(self) -> str:
        """Return the script of a job; nothing is submitted.

        Examples
        --------
        >>> import vizlib as vz
        >>> script = vz.SGE(queue="all.q", jobs=2, walltime="01:00:00").job_script()
        >>> "#$ -q all.q" in script
        True
        """
        self.system.check_words(self.demands)
        arguments = self.arguments() | {"log_directory": self.log_directory}
        arguments.pop("scheduler_options", None)
        if self.log_directory is None:
            del arguments["log_directory"]
        job = cluster_class(self.kind).job_cls(
            scheduler=SCHEDULER_PLACEHOLDER, name="worker", **arguments
        )
        return str(job.job_script())

    def request(self, out: str | None = None) -> "QueueRequest":
        """Return what the queue is asked for.

        Parameters
        ----------
        out
            The folder of the figures, where logs go unless something else is said; without it
            they go into a folder of their own for a time.
        """
        from vizlib.batch.workers.session import QueueRequest

        folder = Path(out or f"vizlib-logs-{os.getpid()}-{uuid.uuid4().hex[:8]}").absolute()
        arguments = self.arguments(str(folder / "logs"))
        own_logs = out is None and arguments.get("log_directory") == str(folder / "logs")
        min_jobs, max_jobs = self.bounds
        return QueueRequest(
            system=self.system, demands=self.demands, min_jobs=min_jobs, max_jobs=max_jobs,
            start_timeout=self.start_timeout, cluster_class=cluster_class(self.kind),
            arguments=arguments, temporary_logs=folder if own_logs else None,
        )  # fmt: skip

    def open_session(self, retries: int = 2, out: str | None = None) -> "QueueSession":
        """Check everything, and ask the queue for workers.

        Parameters
        ----------
        retries
            How often a task may take its worker along before it counts as failed.
        out
            The folder of the figures, where logs go unless something else is said.
        """
        from vizlib.batch.workers.session import QueueSession

        self.system.check_words(self.demands)
        return QueueSession(self.request(out), retries)

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
        with self.open_session().closing() as session:
            session.first_worker()
            with session.client.as_current():
                yield session.client


@short_tracebacks
@dataclass(frozen=True, kw_only=True)
class SGE(JobQueue):
    """Workers that Grid Engine gives; see :class:`JobQueue` for the options."""

    system: ClassVar[BatchSystem] = GRID_ENGINE
    shell_directives: ClassVar[tuple[str, ...]] = ("-S /bin/bash",)


@short_tracebacks
@dataclass(frozen=True, kw_only=True)
class Slurm(JobQueue):
    """Workers that Slurm gives; see :class:`JobQueue` for the options."""

    system: ClassVar[BatchSystem] = SLURM
    has_resource_spec: ClassVar[bool] = False
    project_option: ClassVar[str] = "account"


@short_tracebacks
@dataclass(frozen=True, kw_only=True)
class PBS(JobQueue):
    """Workers that PBS gives; see :class:`JobQueue` for the options."""

    system: ClassVar[BatchSystem] = PBS_SYSTEM
    project_option: ClassVar[str] = "account"


@short_tracebacks
@dataclass(frozen=True, kw_only=True)
class LSF(JobQueue):
    """Workers that LSF gives; see :class:`JobQueue` for the options."""

    system: ClassVar[BatchSystem] = LSF_SYSTEM
    has_resource_spec: ClassVar[bool] = False
