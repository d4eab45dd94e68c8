/** When to warn of the end and whether to save, as the settings say. */

import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ISignal, Signal } from '@lumino/signaling';

import { IEndingOptions } from './stages';

/** Whose settings these are. */
const PLUGIN_ID = 'hpclab:session';

/** As the schema has it, for a browser that can't read the settings. */
const DEFAULTS: IEndingOptions = { warnMinutes: [30, 10, 2], saves: true };

/** The options, for all who warn or show how near the end is. */
export class EndingOptions {
  /** Emitted when they are others than before. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get value(): IEndingOptions {
    return this._value;
  }
  set value(value: IEndingOptions) {
    this._value = value;
    this._changed.emit();
  }

  /** Take them from the settings, now and whenever those change. */
  async follow(registry: ISettingRegistry | null): Promise<void> {
    const settings = await registry?.load(PLUGIN_ID).catch(() => null);
    if (!settings) {
      return;
    }
    const read = (): void => {
      this.value = {
        warnMinutes: settings.get('warnMinutes').composite as number[],
        saves: settings.get('saveBeforeEnd').composite !== false
      };
    };
    settings.changed.connect(read);
    read();
  }

  private readonly _changed = new Signal<this, void>(this);
  private _value = DEFAULTS;
}
