/** The person's settings of the Software panel. */

import { ISettingRegistry } from '@jupyterlab/settingregistry';

/** Settings, read afresh each time. */
export interface ISoftwareSettings {
  /** List hidden modules too. */
  readonly showHidden: boolean;
  /** Show every plan before loading. */
  readonly alwaysConfirms: boolean;
}

/** What holds where there is no settings registry. */
export const DEFAULT_SETTINGS: ISoftwareSettings = {
  showHidden: false,
  alwaysConfirms: false
};

/** The settings as JupyterLab has them, checked by their schema. */
export function readSettings(
  settings: ISettingRegistry.ISettings
): ISoftwareSettings {
  return {
    showHidden: settings.composite['showHidden'] === true,
    alwaysConfirms: settings.composite['confirmLoad'] === 'always'
  };
}
