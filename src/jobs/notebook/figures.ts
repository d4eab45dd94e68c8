/** What a job asks for, in sbatch's words, from what this session has and has used. */

import type { Schemas } from '../../api/client';

/** What the form of a run begins with; empty where nothing is known. */
export interface IFigures {
  time: string;
  cores: string;
  memory: string;
  gpus: string;
  account: string;
  partition: string;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MEGABYTE = 1024 ** 2;

/** What was used is asked for with this much more: the next run is never quite the same. */
const ROOM = 1.25;

/** The least memory that is asked for, in megabytes: a kernel alone holds a hundred. */
const LEAST = 512;

/** The figures of the session's own job. */
export function figuresOf(session: Schemas['Session'] | null): IFigures {
  return {
    time: session?.limit ? timeText(session.limit) : '',
    cores: session?.cpus ? String(session.cpus) : '',
    memory: session?.memory ? memoryText(session.memory) : '',
    gpus: session?.gpus ? String(session.gpus) : '',
    account: session?.account ?? '',
    partition: session?.partition ?? ''
  };
}

/**
 * The figures by what the session has used: its highest memory with some room, the cores that are busy now.
 *
 * No more than it has: a session that was full says nothing of what would have been enough.
 */
export function figuresOfUse(
  session: Schemas['Session'] | null,
  usage: Schemas['Usage'] | null
): IFigures {
  const figures = figuresOf(session);
  const { memory, cpu } = usage ?? {};
  const peak = memory?.peak ?? memory?.used ?? null;
  if (peak !== null && session?.memory) {
    const wanted = Math.max(peak * ROOM, LEAST * MEGABYTE);
    figures.memory = memoryText(Math.min(wanted, session.memory));
  }
  if (typeof cpu?.busy === 'number' && session?.cpus) {
    const wanted = Math.max(1, Math.ceil(cpu.busy));
    figures.cores = String(Math.min(wanted, session.cpus));
  }
  return figures;
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
