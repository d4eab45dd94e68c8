/** The person's settings of the Software panel. */

import { ISettingRegistry } from '@jupyterlab/settingregistry';

/** Settings, read afresh each time. */
export interface ISoftwareSettings {
  /** List hidden modules too. */
  readonly showHidden: boolean;
  /** List what the site calls deprecated. */
  readonly showDeprecated: boolean;
  /** Show below each name what it is. */
  readonly showDescriptions: boolean;
  /** Leave less room between the rows. */
  readonly isCompact: boolean;
  /** Show every plan before loading. */
  readonly alwaysConfirms: boolean;
}

/** What holds where there is no settings registry. */
export const DEFAULT_SETTINGS: ISoftwareSettings = {
  showHidden: false,
  showDeprecated: true,
  showDescriptions: true,
  isCompact: false,
  alwaysConfirms: false
};

/** The settings as JupyterLab has them, checked by their schema. */
export function readSettings({
  composite
}: ISettingRegistry.ISettings): ISoftwareSettings {
  return {
    showHidden: composite['showHidden'] === true,
    showDeprecated: composite['showDeprecated'] !== false,
    showDescriptions: composite['showDescriptions'] !== false,
    isCompact: composite['density'] === 'compact',
    alwaysConfirms: composite['confirmLoad'] === 'always'
  };
}
