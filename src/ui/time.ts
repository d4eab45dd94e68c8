/** Puts spans and points of time into words. */

import { TranslationBundle } from '@jupyterlab/translation';

import { interfaceLanguage } from './language';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Below this, what is left is counted in seconds too. */
export const COUNTED_IN_SECONDS = 10 * MINUTE;

/**
 * A span of time in days, hours and minutes, rounded down, such as "1 h 47 min".
 *
 * @param seconds - How long; less than nothing counts as nothing.
 */
export function formatDuration(
  seconds: number,
  trans: TranslationBundle
): string {
  const whole = Math.max(0, Math.floor(seconds));
  const days = Math.floor(whole / DAY);
  const hours = Math.floor((whole % DAY) / HOUR);
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  if (days) {
    return hours ? trans.__('%1 d %2 h', days, hours) : trans.__('%1 d', days);
  }
  if (hours) {
    return minutes
      ? trans.__('%1 h %2 min', hours, minutes)
      : trans.__('%1 h', hours);
  }
  return trans.__('%1 min', minutes);
}

/**
 * What is left of a time limit, such as "1 h 47 min"; with seconds in the last ten minutes, "9 min 32 s".
 *
 * @param seconds - How long; less than nothing counts as nothing.
 */
export function formatTimeLeft(
  seconds: number,
  trans: TranslationBundle
): string {
  if (seconds >= COUNTED_IN_SECONDS) {
    return formatDuration(seconds, trans);
  }
  const whole = Math.max(0, Math.floor(seconds));
  return whole >= MINUTE
    ? trans.__('%1 min %2 s', Math.floor(whole / MINUTE), whole % MINUTE)
    : trans.__('%1 s', whole);
}

/**
 * A point of time as a person would say it now: "today 14:05", "tomorrow 09:30", "Mon 23 Nov 14:05".
 *
 * @param when - In Unix seconds; shown in the browser's time zone.
 * @param now - In Unix seconds.
 */
export function formatMoment(
  when: number,
  now: number,
  trans: TranslationBundle
): string {
  const language = interfaceLanguage();
  const date = new Date(when * 1000);
  const time = date.toLocaleTimeString(language, {
    hour: '2-digit',
    minute: '2-digit'
  });
  switch (calendarDaysBetween(new Date(now * 1000), date)) {
    case 0:
      return trans.__('today %1', time);
    case 1:
      return trans.__('tomorrow %1', time);
    default: {
      const day = date.toLocaleDateString(language, {
        weekday: 'short',
        day: 'numeric',
        month: 'short'
      });
      return trans.__('%1 %2', day, time);
    }
  }
}

/** How many midnights lie between two points of time; days of 23 and 25 hours count as one. */
function calendarDaysBetween(from: Date, to: Date): number {
  const day = (date: Date): number =>
    Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return (day(to) - day(from)) / (DAY * 1000);
}
