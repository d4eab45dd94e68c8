/** What other extensions may ask of the modules. */

import { Token } from '@lumino/coreutils';
import { ISignal } from '@lumino/signaling';

import type { Schemas } from '../api/client';

/** The loaded modules, and operations on them; each rejects with an `ApiError` where it fails. */
export interface IModules {
  /** What is loaded; null until the server has answered. */
  readonly state: Schemas['ModuleState'] | null;
  /** Why modules can't be worked with here, for people; null where they can. */
  readonly absence: string | null;
  /** An operation is under way. */
  readonly isBusy: boolean;
  /** Emitted when any of these has changed. */
  readonly stateChanged: ISignal<IModules, void>;
  /** Ask the server again; never rejects. */
  refresh(): Promise<void>;
  /** Find out what an operation would do. */
  plan(request: Schemas['PlanRequest']): Promise<Schemas['Plan']>;
  /** Carry out a plan, made from this request. */
  apply(
    plan: Schemas['Plan'],
    request: Schemas['PlanRequest']
  ): Promise<Schemas['ModuleChange']>;
  /** Load modules, by full name or by name for the default version, with what they need. */
  load(modules: string[]): Promise<Schemas['ModuleChange']>;
  /** Unload modules; sticky ones only by force. */
  unload(modules: string[], force?: boolean): Promise<Schemas['ModuleChange']>;
  /** Put a module in another's place. */
  swap(from: string, to: string): Promise<Schemas['ModuleChange']>;
  /** Unload all that the session loaded; sticky ones only by force. */
  purge(force?: boolean): Promise<Schemas['ModuleChange']>;
  /** Return to the modules that the server started with. */
  reset(): Promise<Schemas['ModuleChange']>;
  /** Take back the last change. */
  undo(): Promise<Schemas['ModuleChange']>;
}

export const IModules = new Token<IModules>(
  'hpclab:IModules',
  'The modules that are loaded in this server: their state and operations on them.'
);
