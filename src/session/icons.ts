/** The icon of the Session panel. */

import { LabIcon } from '@jupyterlab/ui-components';

import sessionSvg from '../../style/icons/session.svg';

export const sessionIcon = new LabIcon({
  name: 'hpclab:session',
  svgstr: sessionSvg
});
