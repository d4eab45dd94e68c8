/** The plugins that hpclab brings: several small ones, so that a site can switch one off. */

import { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { plugin as api } from './api/plugin';
import { plugin as apps } from './apps/plugin';
import { plugin as cluster } from './cluster/plugin';
import { plugin as notebookJobs } from './jobs/notebook/plugin';
import { plugin as jobs } from './jobs/plugin';
import { plugin as jobsEnded } from './jobs/ended/plugin';
import { plugin as kernelDeaths } from './kernels/plugin';
import { plugin as announcements } from './session/announcements/plugin';
import { plugin as sessionEnd } from './session/closing/plugin';
import { plugin as lastSession } from './session/last/plugin';
import { plugin as moreTime } from './session/moreTime/plugin';
import { plugin as sessionMemory } from './session/memory/plugin';
import { plugin as sessionWarnings } from './session/ending/plugin';
import { plugin as sessionModel } from './session/modelPlugin';
import { plugin as session } from './session/plugin';
import { plugin as storage } from './session/storage/plugin';
import { plugin as software } from './software/plugin';
import { plugin as status } from './status/plugin';

export { IHpcLab } from './api/tokens';
export { IModules } from './software/tokens';
export { ISessionPanel } from './ui/sessionPanel';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  api,
  software,
  sessionModel,
  session,
  announcements,
  storage,
  sessionWarnings,
  sessionMemory,
  moreTime,
  sessionEnd,
  lastSession,
  kernelDeaths,
  apps,
  jobs,
  notebookJobs,
  jobsEnded,
  cluster,
  status
];

export default plugins;
