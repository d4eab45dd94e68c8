/** The plugins that hpclab brings: several small ones, so that a site can switch one off. */

import { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { plugin as api } from './api/plugin';

const plugins: JupyterFrontEndPlugin<unknown>[] = [api];

export default plugins;
