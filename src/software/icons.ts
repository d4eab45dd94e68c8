/** The icon of the Software panel. */

import { LabIcon } from '@jupyterlab/ui-components';

import softwareSvg from '../../style/icons/software.svg';

export const softwareIcon = new LabIcon({
  name: 'hpclab:software',
  svgstr: softwareSvg
});
