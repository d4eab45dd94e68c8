/** Meters of what is used: memory, CPU, GPUs, storage. */

import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { Schemas } from '../api/client';
import { formatFigure, formatShare } from '../ui/bytes';
import { IMeterProps, levelOf, Meter } from '../ui/meter';
import { useTranslation } from '../ui/translation';
import { Usage } from './model';

/** What stands where a figure isn't known yet. */
const UNKNOWN = '–';

/**
 * The meters; before the first answer, the rows that every job has keep their place.
 *
 * @param ofMemory - What stands below the memory's.
 */
export function UsageMeters({
  usage,
  ofMemory
}: {
  usage: Usage | null;
  ofMemory?: React.ReactNode;
}): React.JSX.Element {
  const trans = useTranslation();
  const meters = usage
    ? metersOf(usage, trans)
    : [waiting(trans.__('Memory')), waiting(trans.__('CPU'))];
  return (
    <div className="hpclab-Usage" aria-busy={usage === null}>
      {meters.map(meter => (
        <React.Fragment key={meter.name ?? meter.label}>
          <Meter {...meter} />
          {meter.label === trans.__('Memory') && ofMemory}
        </React.Fragment>
      ))}
      {usage?.reason && <p className="hpclab-mod-secondary">{usage.reason}</p>}
    </div>
  );
}

/**
 * The memory in use, such as "7.5 of 8 GB".
 *
 * @param memory - Bytes.
 */
export function formatMemory(
  memory: Schemas['MemoryUsage'],
  trans: TranslationBundle
): string {
  return formatShare(memory.used, memory.limit, trans);
}

function metersOf(usage: Usage, trans: TranslationBundle): IMeterProps[] {
  return [
    ...(usage.memory ? [memoryMeter(usage.memory, trans)] : []),
    ...(usage.cpu ? [cpuMeter(usage.cpu, trans)] : []),
    ...(usage.gpus ?? []).map(gpu => gpuMeter(gpu, trans)),
    ...(usage.storage ?? []).map(storage => storageMeter(storage, trans))
  ];
}

function waiting(label: string): IMeterProps {
  return { label, share: null, text: UNKNOWN };
}

function memoryMeter(
  memory: Schemas['MemoryUsage'],
  trans: TranslationBundle
): IMeterProps {
  const share = shareOf(memory.used, memory.limit);
  const meter = {
    label: trans.__('Memory'),
    share,
    level: levelOf(share),
    text: formatMemory(memory, trans)
  };
  return memory.peak
    ? {
        ...meter,
        title: trans.__(
          'At most so far: %1',
          formatShare(memory.peak, memory.limit, trans)
        )
      }
    : meter;
}

function cpuMeter(
  cpu: Schemas['CpuUsage'],
  trans: TranslationBundle
): IMeterProps {
  // Measured between two moments, it may come out a little above what there is.
  const busy =
    typeof cpu.busy === 'number' ? Math.min(cpu.busy, cpu.cores) : null;
  return {
    label: trans.__('CPU'),
    // All cores busy is what a job is for, so it never warns.
    share: busy === null ? null : shareOf(busy, cpu.cores),
    text: trans._n(
      '%2 of %1 core',
      '%2 of %1 cores',
      cpu.cores,
      busy === null ? UNKNOWN : formatFigure(busy)
    )
  };
}

function gpuMeter(
  gpu: Schemas['GpuUsage'],
  trans: TranslationBundle
): IMeterProps {
  const share = shareOf(gpu.memory_used, gpu.memory_limit);
  const memory = formatShare(gpu.memory_used, gpu.memory_limit, trans);
  const busy = gpu.busy ?? null;
  return {
    label: trans.__('GPU %1', gpu.index),
    share,
    level: levelOf(share),
    text:
      busy === null
        ? memory
        : trans.__('%1 %, %2', Math.round(busy * 100), memory),
    title: trans.__('%1: how busy it is, and its memory', gpu.name)
  };
}

function storageMeter(
  storage: Schemas['StorageUsage'],
  trans: TranslationBundle
): IMeterProps {
  const files = shareOf(storage.files_used ?? 0, storage.files_limit ?? null);
  const share = shareOf(storage.used, storage.limit);
  const isShortOfFiles = (files ?? 0) >= 0.9 && (files ?? 0) > (share ?? 0);
  return {
    label: storage.name,
    name: trans.__('Storage %1', storage.name),
    share: isShortOfFiles ? files : share,
    level: levelOf(isShortOfFiles ? files : share),
    text: isShortOfFiles
      ? trans.__(
          '%1 of %2 files',
          formatFigure(storage.files_used ?? 0),
          formatFigure(storage.files_limit ?? 0)
        )
      : formatShare(storage.used, storage.limit, trans),
    title: storage.path
  };
}

/** How much of a limit is used, from 0 to 1; null without a limit. */
function shareOf(used: number, limit: number | null): number | null {
  return limit ? Math.min(1, used / limit) : null;
}
