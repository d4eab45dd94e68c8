/** Says in words what an application does. */

import { TranslationBundle } from '@jupyterlab/translation';

import { formatDuration } from '../ui/time';
import { App, Errand } from './model';

/** How a state shows: the colour of its dot. */
export type Tone = 'off' | 'busy' | 'on' | 'error';

/** A state in words. */
export interface IStateWords {
  tone: Tone;
  text: string;
}

/**
 * What an application does, in a few words.
 *
 * @param errand - What the server was asked to do and hasn't confirmed.
 * @param now - Unix seconds.
 */
export function describeState(
  app: App,
  errand: Errand | undefined,
  now: number,
  trans: TranslationBundle
): IStateWords {
  const awaited = describeErrand(app, errand, trans);
  if (awaited) {
    return { tone: 'busy', text: awaited };
  }
  switch (app.state) {
    case 'starting':
      return {
        tone: 'busy',
        text: withModules(describeStarting(app, trans), app, trans)
      };
    case 'running':
      return {
        tone: 'on',
        text: withModules(describeRunning(app, now, trans), app, trans)
      };
    case 'failed':
      return { tone: 'error', text: trans.__('failed') };
    case 'unavailable':
      return { tone: 'off', text: trans.__('not installed here') };
    default:
      return { tone: 'off', text: describeStopped(app, trans) };
  }
}

/**
 * What one that starts or runs does, where there is room for a word: its age when it runs.
 *
 * @param errand - What the server was asked to do and hasn't confirmed.
 * @param now - Unix seconds.
 */
export function describeBriefly(
  app: App,
  errand: Errand | undefined,
  now: number,
  trans: TranslationBundle
): string {
  const awaited = describeErrand(app, errand, trans);
  if (awaited || app.state !== 'running') {
    return awaited ?? trans.__('starting');
  }
  const age = ageOf(app, now);
  return age < 60 ? trans.__('running') : formatDuration(age, trans);
}

/** What was asked for and isn't done; null where nothing was. */
function describeErrand(
  app: App,
  errand: Errand | undefined,
  trans: TranslationBundle
): string | null {
  if (errand === 'restart') {
    return trans.__('restarting');
  }
  if (errand === 'start' && !['starting', 'running'].includes(app.state)) {
    return trans.__('starting');
  }
  if (errand === 'stop' || app.stage === 'stopping') {
    return trans.__('stopping');
  }
  return null;
}

function describeStarting({ stage }: App, trans: TranslationBundle): string {
  switch (stage) {
    case 'loading':
      return trans.__('starting · loads its modules');
    case 'waiting':
      return trans.__('starting · waits for its page');
    default:
      return trans.__('starting');
  }
}

function describeRunning(
  app: App,
  now: number,
  trans: TranslationBundle
): string {
  const age = ageOf(app, now);
  const running =
    age < 60
      ? trans.__('running')
      : trans.__('running %1', formatDuration(age, trans));
  return app.network ? trans.__('%1 · with network', running) : running;
}

/** Seconds since its start. */
function ageOf(app: App, now: number): number {
  return now - (app.started_at ?? now);
}

/** What it would start with, beyond the session's modules. */
function describeStopped(app: App, trans: TranslationBundle): string {
  return describeModules(app, trans) || trans.__('stopped');
}

function withModules(text: string, app: App, trans: TranslationBundle): string {
  const modules = describeModules(app, trans);
  return modules ? `${text} · ${modules}` : text;
}

/** What it has beyond the session's modules; empty where it has nothing else. */
function describeModules(app: App, trans: TranslationBundle): string {
  const own = ownModules(app);
  return own.length ? trans.__('with %1', own.join(', ')) : '';
}

/** The modules that it loads for itself: its own first, then those that take another's place. */
function ownModules({ modules = [], changes = [] }: App): string[] {
  const isChange = (name: string): boolean => changes.includes(name);
  return [...modules.filter(name => !isChange(name)), ...changes];
}
