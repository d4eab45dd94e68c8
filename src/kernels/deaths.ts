/** Hears of kernels that died, each once. */

import { ISignal, Signal } from '@lumino/signaling';

import { Changes, IChange } from '../api/changes';
import { ApiClient } from '../api/client';
import { KernelDeath } from './words';

/** The deaths since this page was opened; it lives as long as the page. */
export class Deaths {
  constructor(
    private readonly _client: ApiClient,
    changes: Changes
  ) {
    changes.changed.connect(this._onChange, this);
  }

  /** Emitted once for each kernel that died. */
  get died(): ISignal<this, KernelDeath> {
    return this._died;
  }

  /** Take what there is for told: it was before this page. */
  async begin(): Promise<void> {
    for (const death of await this._ask()) {
      this._told.add(keyOf(death));
    }
  }

  private _onChange(_: Changes, { capability }: IChange): void {
    if (capability === 'kernels') {
      void this._tell();
    }
  }

  private async _tell(): Promise<void> {
    for (const death of await this._ask()) {
      if (!this._told.has(keyOf(death))) {
        this._told.add(keyOf(death));
        this._died.emit(death);
      }
    }
  }

  /** Where the server doesn't answer, the next change brings it. */
  private async _ask(): Promise<KernelDeath[]> {
    const answer = await this._client.get('/kernels/deaths').catch(() => null);
    return answer?.deaths ?? [];
  }

  private readonly _died = new Signal<this, KernelDeath>(this);
  private readonly _told = new Set<string>();
}

function keyOf({ kernel_id: kernel, at }: KernelDeath): string {
  return `${kernel} ${at}`;
}
