"""The server extension: the one place that builds every part, and starts and stops background work."""

from __future__ import annotations

import asyncio
import gc
import itertools
import os
import pwd
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from jupyter_server.extension.application import ExtensionApp
from jupyter_server.utils import url_path_join
from jupyter_server_proxy.config import ServerProxy

from . import __version__, routes
from .apps.builtin import SPECS as APPS
from .apps.manager import AppManager
from .apps.offered import Offer, Offered, launcher_settings
from .apps.proxy.entries import handlers as entry_handlers
from .apps.proxy.handlers import handlers as proxy_handlers
from .apps.spec import Memory
from .apps.surroundings import Surroundings
from .cluster.glance import ClusterGlance
from .core import kept_files, lab_settings, redaction, server_log, threads
from .core.activities import Activities
from .core.environment import ServerEnvironment
from .core.errors import HpcLabError
from .core.events import ChangeEvents, Revision
from .core.web import API_VERSION, SERVICES_SETTING
from .jobs.actions import JobActions
from .jobs.changes import JobChanges
from .jobs.details import JobDetails
from .jobs.ended import EndWatch
from .jobs.history import JobHistory
from .jobs.notebooks.service import NotebookJobs
from .jobs.output import JobOutput
from .jobs.queue import JobQueue
from .jobs.submit import JobSubmission
from .jobs.submitting import Submitting
from .jobs.targets import JobTargets
from .kernels.deaths import DeathWatch
from .kernels.follow import RunningKernels
from .kernels.held_back import HeldBackKernels
from .kernels.running import RunningProcesses
from .kernels.specs import KernelFolders, kernel_files
from .kernels.started_with import SessionHistory
from .session.allocation import Allocation
from .session.ending import SessionEnd
from .session.idle import IdleLimit
from .session.last import LastSessionReader
from .session.memory import MemoryWatch
from .session.more_time import MoreTime
from .session.overview import SessionOverview
from .session.own_job import own_job
from .session.told import Told
from .session.usage import UsageMeter, oom_kills
from .site import submission
from .site.site import Site, SiteSettings
from .site_traits import SiteTraits
from .slurm.client import SlurmClient
from .software import module_systems, neighbours
from .software.backend import Backend
from .software.catalog import CatalogStore
from .software.collections import Collections
from .software.default_collection import DefaultCollection, chosen
from .software.details import ModuleDetails
from .software.discovery import Discovery
from .software.kept_catalog import BuildPolicy
from .software.kernel_needs import KernelFiles
from .software.last_modules import LastModules
from .software.models import SoftwareSite
from .software.session import ModuleSession
from .software.site import Complain, site_of
from .status import sections, settings
from .status.doctor import Doctor, Lines, Section, in_thread
from .status.journal import Journal
from .status.status import StatusReader

Service = TypeVar("Service")

# An answer is out by then.
_ANSWER_SECONDS = 0.5
_SETTINGS_SECONDS = 5.0
_SOFTWARE_PLUGIN = "hpclab:software"


class HpcLab(SiteTraits, ExtensionApp):
    """hpclab, the cluster inside JupyterLab. It works without configuration."""

    name = "hpclab"
    app_name = "hpclab"
    description = "The cluster, inside JupyterLab: modules, the Slurm job and applications in the sidebar."
    extension_url = "/lab"
    load_other_extensions = True

    def initialize_settings(self) -> None:
        """Build every part."""
        self.services: dict[type[object], object] = {}
        self.settings[SERVICES_SETTING] = self.services
        self.environment = ServerEnvironment()
        assert self.serverapp is not None
        assert self.serverapp.event_logger is not None
        self.events = ChangeEvents(self.serverapp.event_logger)
        self._build_journal()
        self._build_software()
        self._build_session()
        self._build_jobs()
        self.cluster_glance = self._provide(ClusterGlance(self.slurm))
        self._build_apps()
        self._build_kernels()
        self._build_activities()
        self._build_end()
        self._build_status()

    def initialize_handlers(self) -> None:
        """Put up the routes that the site has left."""
        for route in routes.enabled_routes(self.disabled):
            pattern = url_path_join("hpclab", API_VERSION, route.pattern)
            off = routes.methods_off(route, self.disabled)
            self.handlers.append((f"/{pattern}", route.handler, {"off": off}))
        self.handlers.extend(proxy_handlers(self.app_manager.specs))
        self.handlers.extend(entry_handlers(self.offered))

    def _build_journal(self) -> None:
        self.journal = Journal()
        self.log.addHandler(self.journal)

    def _build_software(self) -> None:
        self.discovery = Discovery(self.environment, self.lmod_command)
        self.catalog = self._provide(
            CatalogStore(
                self.discovery,
                self.environment,
                self.events,
                self.log,
                self.catalog_file,
                policy=BuildPolicy(self.catalog_build, max(0.0, self.catalog_delay)),
            )
        )
        self._provide(
            self.software_site(
                lambda setting, mistake: self.log.error("hpclab: c.HpcLab.%s: %s", setting, mistake)
            )
        )
        self._provide(ModuleDetails(self.discovery, self.catalog, self.environment, self.lmod_timeout))
        self.last_modules = LastModules(
            self.environment.initial,
            self.log,
            is_on=not routes.is_disabled("modules.change.last", self.disabled),
        )
        self.modules = self._provide(
            ModuleSession(
                self.environment,
                backend=self._module_system,
                known=self.catalog.now,
                hierarchy=self.catalog.hierarchy,
                events=self.events,
                collections=Collections(self.environment, self._module_system),
                last_modules=self.last_modules,
                default=self._default_collection,
                read_only=self._read_only_reason(),
                kernels=self._kernel_files,
            )
        )

    async def _kernel_files(self) -> Sequence[KernelFiles]:
        assert self.serverapp is not None
        assert self.serverapp.kernel_spec_manager is not None
        return await kernel_files(self.serverapp.kernel_spec_manager)

    def software_site(self, complain: Complain) -> SoftwareSite:
        """What the site says of its software, as far as it is right.

        Args:
            complain: told of each mistake.

        """
        return site_of(
            hidden=self.hidden_modules,
            pinned=self.pinned_modules,
            documentation=self.module_documentation,
            sources=self.software_sources,
            request=self.software_request,
            complain=complain,
        )

    def _build_session(self) -> None:
        folder = Path(self.slurm_bin) if self.slurm_bin else None
        self.slurm = SlurmClient(self.environment.initial, folder=folder, timeout=self.slurm_timeout)
        initial = self.environment.initial
        self.site = Site(self._site_settings(), initial, _user_name(), self.log)
        self.allocation = Allocation(initial, self.slurm, self.events, self.log)
        more_time = self._provide(MoreTime(self._more_time_command(), initial, self.allocation))
        told = Told(initial, self.log)
        self._provide(SessionOverview(self.allocation, self.site, told, more_time, self._idle_limit()))
        self.usage = self._provide(UsageMeter(initial, quotas=self.site.quotas))

    def _idle_limit(self) -> IdleLimit:
        assert self.serverapp is not None
        server: Any = self.serverapp  # these methods of it are untyped

        def own_limit() -> float:
            is_held = len(server.kernel_manager) or server.extension_manager.any_activity()
            return 0.0 if is_held else float(server.shutdown_no_activity_timeout)

        return IdleLimit(
            self.idle_limit,
            own=own_limit,
            last_activity=lambda: float(server.web_app.last_activity().timestamp()),
        )

    def _more_time_command(self) -> Sequence[str]:
        return [] if routes.is_disabled("session.more_time", self.disabled) else self.more_time_command

    def _site_settings(self) -> SiteSettings:
        return SiteSettings(
            announcements=self.announcements,
            links=self.links,
            links_file=self.links_file,
            partitions=self.partitions,
            quota_command=self.quota_command,
            quota_interval=self.quota_interval,
            quota_files=self.quota_files,
            balance_files=self.balance_files,
        )

    def _build_jobs(self) -> None:
        assert self.serverapp is not None
        user, root = _user_name(), Path(self.serverapp.root_dir)
        allows_all = not routes.is_disabled("jobs.all", self.disabled)
        self.job_queue = self._provide(JobQueue(self.slurm, user, allows_all=allows_all))
        self.job_history = self._provide(JobHistory(self.slurm, user))
        self.job_details = self._provide(JobDetails(self.slurm, self.job_queue, self.job_history, user, root))
        self._provide(JobOutput(self.job_details))
        changes = JobChanges(self.job_queue, self.events)
        self._provide(JobActions(self.slurm, changes))
        self.job_ends = self._build_end_watch()
        reports = self.job_ends.folder if self._tells_ends else None
        self.job_submission = JobSubmission(self.slurm, changes, reports)
        self._provide(Submitting(self.job_submission, root))
        self.job_targets = self._provide(self._job_targets(user))
        assert self.serverapp.kernel_spec_manager is not None
        self._provide(
            NotebookJobs(
                self.job_submission,
                self.slurm,
                self.discovery,
                self.environment,
                kernels=self.serverapp.kernel_spec_manager,
                root=root,
                log=self.log,
            )
        )

    def _job_targets(self, user: str) -> JobTargets:
        """Where jobs can go, with what the site says of that."""

        def complain(setting: str) -> Callable[[str], None]:
            return lambda mistake: self.log.error("hpclab: c.HpcLab.%s: %s", setting, mistake)

        return JobTargets(
            self.slurm,
            user,
            self.site.partition,
            submission.accounts(self.accounts, complain("accounts")),
            submission.presets(self.submit_presets, complain("submit_presets")),
        )

    def _build_end_watch(self) -> EndWatch:
        initial = self.environment.initial
        job = own_job(initial)
        folder = kept_files.data_folder(initial) / "ended-jobs"
        watch = self._provide(EndWatch(folder, job.number if job else None, self.events))
        if self._tells_ends:
            self.job_queue.on_mine(watch.follow)
        return watch

    @property
    def _tells_ends(self) -> bool:
        """Whether jobs report that they have ended."""
        return not routes.is_disabled("jobs.ended", self.disabled)

    def _build_apps(self) -> None:
        assert self.serverapp is not None
        self.offered = self._offered()
        # Other managers of contents, such as one for a cloud's storage, have no folder of this disk.
        root = getattr(self.serverapp.contents_manager, "root_dir", "")
        surroundings = Surroundings(
            modules=self.modules,
            catalog=self.catalog,
            environment=self.environment,
            base_url=self.serverapp.base_url,
            log=self.log,
            memory=self._memory,
            root=Path(root) if root else None,
            allows_network=not routes.is_disabled("apps.network", self.disabled),
        )
        self.app_manager = self._provide(AppManager(self.offered.specs, surroundings, self.events))

    def _offered(self) -> Offered:
        """The applications that there are."""
        assert self.serverapp is not None
        config = self.serverapp.config
        offer = Offer(
            is_disabled=lambda name: routes.is_disabled(f"apps.{name}", self.disabled),
            launcher=launcher_settings(config, self.log),
            log=self.log,
        )
        offer.add_own(APPS)
        offer.add_declared(self.apps, "c.HpcLab.apps")
        offer.add_packages()
        if self._extensions().get("jupyter_server_proxy"):
            offer.add_entries(ServerProxy(parent=self.serverapp).servers)
        return offer.result()

    async def _memory(self) -> Memory | None:
        """The memory that an application may use."""
        memory = await self.usage.memory()
        if memory is None or memory.limit is None:
            return None
        return Memory(limit=memory.limit, left=max(memory.limit - memory.used, 0))

    def _build_status(self) -> None:
        self._provide(
            StatusReader(
                version=__version__,
                discovery=self.discovery,
                slurm=self.slurm,
                environment=self.environment.initial,
                disabled=self.disabled,
                read_only=self._read_only_reason(),
            )
        )
        self._provide(Doctor(self._sections(), self._secrets))

    def _sections(self) -> dict[str, Section]:
        """The doctor's report, section by section."""
        return {
            "Versions": in_thread(sections.versions),
            "Modules": self._modules_section,
            "Loaded modules": self._loaded_section,
            "Catalog": in_thread(lambda: sections.catalog(self.catalog.state(), time.time())),
            "Slurm": self._slurm_section,
            "Applications": self._applications_section,
            "Site": self._site_section,
            "Settings": in_thread(lambda: sections.settings(self._effective_settings())),
            "Server extensions": in_thread(lambda: sections.extensions(self._extensions())),
            "Last warnings and errors": in_thread(lambda: sections.journal(self.journal.lines())),
            "End of the server's log": in_thread(lambda: sections.server_log(server_log.end_of_log())),
        }

    async def _modules_section(self) -> Lines:
        return sections.modules(await self.discovery.system(), self._read_only_reason())

    async def _loaded_section(self) -> Lines:
        # Not in a thread: a change of the modules must not come between two variables.
        return sections.loaded(self.environment.snapshot())

    async def _slurm_section(self) -> Lines:
        status = await self._service(StatusReader).status()
        found = await self.slurm.facts()
        return sections.slurm(status, found.commands, is_configured=bool(self.slurm_bin))

    async def _applications_section(self) -> Lines:
        apps, obstacle = await asyncio.gather(
            self._service(AppManager).apps(), self.app_manager.networks.obstacle()
        )
        return sections.applications(apps, obstacle)

    async def _site_section(self) -> Lines:
        return await self.site.report() or ["The site names no announcements, links, quotas or balances."]

    def _effective_settings(self) -> list[settings.Setting]:
        assert self.serverapp is not None
        return settings.effective(
            self,
            SiteTraits.class_own_traits(config=True),
            command_line=self.serverapp.cli_config,
            files=[*self.serverapp.loaded_config_files, *self.loaded_config_files],
        )

    def _secrets(self) -> set[str]:
        """What must never be in a report."""
        assert self.serverapp is not None
        return {self.serverapp.identity_provider.token, *redaction.secrets_of(self.environment.snapshot())}

    def _build_kernels(self) -> None:
        assert self.serverapp is not None
        assert self.serverapp.kernel_spec_manager is not None
        revision = Revision()
        folders = KernelFolders(self.serverapp.kernel_spec_manager, self.environment, self.events, revision)
        self.environment.on_apply(folders.follow)
        self.environment.on_apply(RunningKernels(self.serverapp.kernel_manager).follow)
        if self._changes_modules():
            HeldBackKernels(self.serverapp.kernel_manager, self.modules.settled, self.environment)
        self.deaths = self._provide(
            DeathWatch(
                self.serverapp.kernel_manager, oom_kills, self.usage.memory_limit, self.events, revision
            )
        )

    def _build_activities(self) -> None:
        assert self.serverapp is not None
        settings_of_server = self.serverapp.web_app.settings
        running = RunningProcesses(
            self.serverapp.kernel_manager,
            self.serverapp.session_manager,
            terminals=lambda: settings_of_server.get("terminal_manager"),  # another extension's, maybe later
            history=SessionHistory(self.environment),
        )
        self.activities = self._provide(Activities())
        self.activities.add(running.kernels, running.end_kernels)
        self.activities.add(running.terminals, running.end_terminals)
        self.activities.add(self.app_manager.activities, self.app_manager.close)
        self.memory = self._provide(MemoryWatch(self.environment.initial, self.activities, self.events))

    def _build_end(self) -> None:
        initial = self.environment.initial
        self.last_session = self._provide(LastSessionReader(initial, self.slurm, self.session_logs, self.log))
        self._provide(
            SessionEnd(
                initial,
                self.slurm,
                self.activities,
                forget=self.last_session.forget_own,
                stop_server=self._stop_server,
                log=self.log,
            )
        )

    def _stop_server(self) -> None:
        """End the server when the answer to who wants that is out."""
        assert self.serverapp is not None
        asyncio.get_running_loop().call_later(_ANSWER_SECONDS, self.serverapp.stop)

    async def _start_jupyter_server_extension(self, serverapp: object) -> None:
        """Start the background work."""
        # All that the server has loaded stays. Else a full collection of garbage looks at 200,000 objects,
        # for instance as a large list is read, and nobody is answered for 100 ms.
        gc.freeze()
        self.catalog.start()
        self.app_manager.sweep()
        self.deaths.start()
        if not routes.is_disabled("session.memory", self.disabled):
            self.memory.start()
        if self._tells_ends:
            self.job_ends.start()
        # The disk may be slow.
        self._beginning = [asyncio.create_task(self.last_session.begin())]
        if self._changes_modules():
            self._beginning.append(asyncio.create_task(self.modules.begin()))

    async def stop_extension(self) -> None:
        """End the background work."""
        # Side by side: the end of a job leaves little time.
        await asyncio.gather(
            self.app_manager.close(),
            self.catalog.stop(),
            self.deaths.stop(),
            self.memory.stop(),
            self.job_ends.stop(),
            self.allocation.close(),
            self.site.close(),
            self.job_queue.close(),
            self.job_history.close(),
            self.job_details.close(),
            self.job_targets.close(),
            self.cluster_glance.close(),
            self.last_modules.close(),
        )

    def _changes_modules(self) -> bool:
        """Whether modules are changed here at all."""
        is_disabled = routes.is_disabled("modules.change", self.disabled)
        return not is_disabled and self._read_only_reason() is None

    async def _default_collection(self) -> DefaultCollection | None:
        """What is to be restored at the start; the site's where the person's settings can't be read."""
        settings: Mapping[str, object] = {}
        if (lab := self._lab()) is not None:
            try:
                settings = await threads.run(
                    lambda: lab_settings.read(lab, _SOFTWARE_PLUGIN), timeout=_SETTINGS_SECONDS
                )
            except HpcLabError as error:
                self.log.warning("hpclab: %s %s", error.message, error.detail or "")
        return chosen(settings, self.default_collection)

    def _lab(self) -> lab_settings.LabFolders | None:
        """JupyterLab's server extension, or that of another interface like it; None where there is none."""
        assert self.serverapp is not None
        apps = itertools.chain.from_iterable(self.serverapp.extension_manager.extension_apps.values())
        return next((app for app in apps if getattr(app, "user_settings_dir", "")), None)

    async def _module_system(self) -> Backend:
        return module_systems.at((await self.discovery.installation()).command, self.lmod_timeout)

    def _read_only_reason(self) -> str | None:
        """Why the modules of this server aren't changed by hpclab; None where they may be."""
        return neighbours.read_only_reason([name for name, is_on in self._extensions().items() if is_on])

    def _extensions(self) -> dict[str, bool]:
        """The server's extensions, and whether each is enabled."""
        assert self.serverapp is not None
        return {name: one.enabled for name, one in self.serverapp.extension_manager.extensions.items()}

    def _service(self, kind: type[Service]) -> Service:
        """A service that was built."""
        found = self.services[kind]
        assert isinstance(found, kind)
        return found

    def _provide(self, service: Service) -> Service:
        """Make a service available to the handlers, by its class."""
        self.services[type(service)] = service
        return service


def _user_name() -> str:
    """Whom Slurm takes this server's user for; a user without a name has their number."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
