/** Puts a kernel's death into words: what happened, and what to do. */

import { TranslationBundle } from '@jupyterlab/translation';

import { Schemas } from '../api/client';
import { formatBytes } from '../ui/bytes';

export type KernelDeath = Schemas['KernelDeath'];

/** Signals by which compiled code fails. */
const FAULTS = ['SIGSEGV', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGABRT'];

/** The share of the job's memory from which what a kernel held is worth telling. */
const TELLING = 0.25;

/** What happened, in a sentence or two. */
export function causeText(
  death: KernelDeath,
  trans: TranslationBundle
): string {
  switch (death.cause) {
    case 'memory':
      return memoryText(death, trans);
    case 'exit':
      return trans.__(
        'The kernel ended itself, with status %1.',
        death.status ?? 0
      );
    default:
      return trans.__('The kernel was ended by %1.', death.signal ?? '?');
  }
}

/** What to do. */
export function adviceText(
  { cause, signal }: KernelDeath,
  trans: TranslationBundle
): string {
  if (cause === 'memory') {
    return trans.__(
      'Load less at once, shut down other kernels, or ask for more memory when you start your next session.'
    );
  }
  if (cause === 'exit') {
    return trans.__(
      'Code in the notebook may have called exit, or a library gave up. The session’s log may say more.'
    );
  }
  if (FAULTS.includes(signal ?? '')) {
    return trans.__(
      'Compiled code failed, often because libraries of different modules don’t fit together. Check which modules are loaded.'
    );
  }
  return trans.__(
    'Somebody or something ended it: you in a terminal, an admin, or the node. The session’s log may say more.'
  );
}

function memoryText(
  { held, limit }: KernelDeath,
  trans: TranslationBundle
): string {
  const full = limit
    ? trans.__('The job’s %1 were full.', formatBytes(limit, trans))
    : trans.__('The job’s memory was full.');
  // What grew in a moment wasn't seen: a small figure would explain nothing.
  return held && held > (limit ?? 0) * TELLING
    ? `${full} ${trans.__('This kernel held %1 a moment before.', formatBytes(held, trans))}`
    : full;
}
