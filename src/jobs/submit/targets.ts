/** Where jobs can go and what the site offers: asked once, when the first form opens, and shared by all forms. */

import { ISignal, Signal } from '@lumino/signaling';

import type { ApiClient, ApiError, Schemas } from '../../api/client';
import { asApiError } from '../../api/live';
import type { Account, Partition } from './limits';

export type Preset = Schemas['Preset'];

/** Partitions, accounts and presets. */
export class Targets {
  constructor(private readonly _client: ApiClient) {}

  partitions: readonly Partition[] = [];
  accounts: readonly Account[] = [];
  presets: readonly Preset[] = [];
  /** Why the partitions aren't known. */
  partitionsReason: string | null = null;
  /** Why the accounts aren't known. */
  accountsReason: string | null = null;

  /** Emitted when more is known. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Ask for what isn't known yet; the server asks Slurm seldom. */
  async load(): Promise<void> {
    await Promise.all([
      this._load('/partitions', answer => {
        this.partitions = answer.partitions;
        this.partitionsReason = answer.reason ?? null;
      }).catch((error: ApiError) => (this.partitionsReason = error.message)),
      this._load('/accounts', answer => {
        this.accounts = answer.accounts;
        this.accountsReason = answer.reason ?? null;
      }).catch((error: ApiError) => (this.accountsReason = error.message)),
      this._load('/presets', answer => {
        this.presets = answer.presets;
      }).catch(() => undefined)
    ]);
    this._changed.emit();
  }

  private async _load<P extends '/partitions' | '/accounts' | '/presets'>(
    path: P,
    take: (answer: Awaited<ReturnType<typeof this._client.get<P>>>) => void
  ): Promise<void> {
    try {
      take(await this._client.get(path));
    } catch (error) {
      throw asApiError(error);
    }
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
}
