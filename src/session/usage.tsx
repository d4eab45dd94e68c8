/** Meters of what is used: memory, CPU, GPUs, storage. */

import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { Schemas } from '../api/client';
import { formatFigure, formatShare } from '../ui/bytes';
import { IMeterProps, levelOf, Meter } from '../ui/meter';
import { formatMoment } from '../ui/time';
import { useTranslation } from '../ui/translation';
import { Usage } from './model';
import { NodeNote } from './node';
import { filled, nameOf, shareOf } from './storage/words';

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
      {usage?.node && (
        <NodeNote node={usage.node} isShared={usage.scope === 'node'} />
      )}
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
    ...(usage.storage ?? []).map(storage =>
      storageMeter(storage, Date.now() / 1000, trans)
    )
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
  now: number,
  trans: TranslationBundle
): IMeterProps {
  const { share, text, detail } = filled(storage, trans);
  const label = nameOf(storage, trans);
  const asOf = storage.as_of ?? null;
  return {
    label,
    name: trans.__('Storage %1', label),
    share,
    level: levelOf(share),
    text,
    detail,
    title:
      asOf === null
        ? storage.path
        : trans.__(
            '%1, counted %2',
            storage.path,
            formatMoment(asOf, now, trans)
          )
  };
}
