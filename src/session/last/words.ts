/** Puts the end of the last session into words: what happened, and what to do next time. */

import { TranslationBundle } from '@jupyterlab/translation';

import { Schemas } from '../../api/client';
import { formatBytes } from '../../ui/bytes';
import { formatDuration } from '../../ui/time';

export type LastSession = Schemas['LastSession'];

/** What happened, in one sentence. */
export function causeText(last: LastSession, trans: TranslationBundle): string {
  switch (last.state) {
    case 'TIMEOUT':
    case 'DEADLINE':
      return last.limit
        ? trans.__(
            'Your last session reached its time limit of %1.',
            formatDuration(last.limit, trans)
          )
        : trans.__('Your last session reached its time limit.');
    case 'OUT_OF_MEMORY':
      return last.memory_limit
        ? trans.__(
            'Your last session ran out of memory: its %1 were full.',
            formatBytes(last.memory_limit, trans)
          )
        : trans.__('Your last session ran out of memory.');
    case 'NODE_FAIL':
    case 'BOOT_FAIL':
      return trans.__('Your last session ended because its node failed.');
    case 'PREEMPTED':
    case 'REVOKED':
      return trans.__(
        'Your last session had to make room for a job of higher priority.'
      );
    case 'CANCELLED':
      return last.by_admin
        ? trans.__(
            'Your last session was cancelled by the cluster’s administrator.'
          )
        : trans.__('Your last session was cancelled by somebody else.');
    default:
      return failureText(last, trans);
  }
}

/** What helps next time. */
export function adviceText(
  last: LastSession,
  trans: TranslationBundle
): string {
  switch (last.state) {
    case 'TIMEOUT':
    case 'DEADLINE':
      return trans.__(
        'Ask for more time at the next start, or run what takes long as a batch job.'
      );
    case 'OUT_OF_MEMORY':
      return trans.__(
        'Ask for more memory at the next start, or load less data at once. Shut down kernels that you don’t need.'
      );
    case 'NODE_FAIL':
    case 'BOOT_FAIL':
      return trans.__(
        'It was nothing that you did. If it happens again, tell your support the job’s number.'
      );
    case 'PREEMPTED':
    case 'REVOKED':
      return trans.__(
        'Another partition or account may not be interrupted; your site’s documentation says which.'
      );
    case 'CANCELLED':
      return trans.__(
        'An admin may have had to; ask your support, with the job’s number.'
      );
    default:
      return trans.__('The end of its log may say why.');
  }
}

/** The most memory that it was seen to use; null where that isn't known. */
export function peakText(
  { memory_peak: peak, memory_limit: limit }: LastSession,
  trans: TranslationBundle
): string | null {
  if (!peak) {
    return null;
  }
  return limit
    ? trans.__(
        'It was seen to use %1 of %2.',
        formatBytes(peak, trans),
        formatBytes(limit, trans)
      )
    : trans.__('It was seen to use %1.', formatBytes(peak, trans));
}

function failureText(
  { signal, exit_status: status }: LastSession,
  trans: TranslationBundle
): string {
  if (signal) {
    return trans.__(
      'Your last session ended unexpectedly, by signal %1.',
      signal
    );
  }
  return trans.__(
    'Your last session ended unexpectedly, with status %1.',
    status ?? 0
  );
}
