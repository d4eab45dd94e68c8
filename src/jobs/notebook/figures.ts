/** What a job asks for, in sbatch's words, from what this session has and has used. */

import type { Schemas } from '../../api/client';
import { Options, withChanges } from '../submit/options';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MEGABYTE = 1024 ** 2;

/** What was used is asked for with this much more: the next run is never quite the same. */
const ROOM = 1.25;

/** The least memory that is asked for, in megabytes: a kernel alone holds a hundred. */
const LEAST = 512;

/** The figures of the session's own job; what isn't known is left to Slurm. */
export function figuresOf(session: Schemas['Session'] | null): Options {
  const { limit, cpus, memory, gpus, account, partition } = session ?? {};
  return withChanges(
    {},
    {
      account: account || null,
      partition: partition || null,
      time: limit ? timeText(limit) : null,
      mem: memory ? memoryText(memory) : null,
      'cpus-per-task': cpus ? String(cpus) : null,
      gpus: gpus ? String(gpus) : null
    }
  );
}

/**
 * The figures by what the session has used: its highest memory with some room, the cores that are busy now.
 *
 * No more than it has: a session that was full says nothing of what would have been enough.
 */
export function figuresOfUse(
  session: Schemas['Session'] | null,
  usage: Schemas['Usage'] | null
): Options {
  const { memory, cpu } = usage ?? {};
  const used: Record<string, string> = {};
  const peak = memory?.peak ?? memory?.used ?? null;
  if (peak !== null && session?.memory) {
    const wanted = Math.max(peak * ROOM, LEAST * MEGABYTE);
    used['mem'] = memoryText(Math.min(wanted, session.memory));
  }
  if (typeof cpu?.busy === 'number' && session?.cpus) {
    const wanted = Math.max(1, Math.ceil(cpu.busy));
    used['cpus-per-task'] = String(Math.min(wanted, session.cpus));
  }
  return { ...figuresOf(session), ...used };
}

/** A time limit as sbatch takes it, rounded up to minutes: `1:30:00`, `2-00:00:00`. */
export function timeText(seconds: number): string {
  const whole = Math.ceil(seconds / MINUTE) * MINUTE;
  const days = Math.floor(whole / DAY);
  const hours = Math.floor((whole % DAY) / HOUR);
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  const clock = `${hours}:${String(minutes).padStart(2, '0')}:00`;
  return days ? `${days}-${clock.padStart(8, '0')}` : clock;
}

/** An amount of memory as sbatch takes it, rounded up to megabytes: `4G`, `1500M`. */
export function memoryText(bytes: number): string {
  const megabytes = Math.ceil(bytes / MEGABYTE);
  return megabytes % 1024 ? `${megabytes}M` : `${megabytes / 1024}G`;
}
