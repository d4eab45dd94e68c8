/** The icon of the jobs. */

import { LabIcon } from '@jupyterlab/ui-components';

import jobsSvg from '../../style/icons/jobs.svg';

export const jobsIcon = new LabIcon({ name: 'hpclab:jobs', svgstr: jobsSvg });
