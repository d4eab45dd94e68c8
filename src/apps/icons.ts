/** Icons of the applications: own drawings, not the makers' marks. */

import { LabIcon } from '@jupyterlab/ui-components';

import anySvg from '../../style/icons/app.svg';
import desktopSvg from '../../style/icons/desktop.svg';
import openrefineSvg from '../../style/icons/openrefine.svg';
import rstudioSvg from '../../style/icons/rstudio.svg';
import vscodeSvg from '../../style/icons/vscode.svg';

/** Stands for applications in general, and for one that has no icon of its own. */
export const appsIcon = new LabIcon({ name: 'hpclab:apps', svgstr: anySvg });

const ICONS: ReadonlyMap<string, LabIcon> = new Map(
  Object.entries({
    desktop: desktopSvg,
    openrefine: openrefineSvg,
    rstudio: rstudioSvg,
    vscode: vscodeSvg
  }).map(([name, svgstr]) => [
    name,
    new LabIcon({ name: `hpclab:${name}`, svgstr })
  ])
);

/** An application's icon, by its name in the routes. */
export function iconOf(name: string): LabIcon {
  return ICONS.get(name) ?? appsIcon;
}
