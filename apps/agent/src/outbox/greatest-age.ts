/** How long an act may lie at a window without having reached the centre, before it is no longer what was asked for. */
import { businessDate } from '#libs/kernel/plain-date.js';
import type { Act } from '#libs/contract/desk.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Long enough for whatever passes by itself, whatever the hour. */
const leastMs = 10 * minuteMs;

/** Money is carried out on the day it was pressed or not at all: the books of the day after are another matter. */
const greatestMs: Readonly<Record<Act['kind'], { readonly ageMs: number; readonly sameDay: boolean }>> = {
  payment: { ageMs: 4 * hourMs, sameDay: true },
  collection: { ageMs: 4 * hourMs, sameDay: true },
  'till-draw': { ageMs: 4 * hourMs, sameDay: true },
  'till-deposit': { ageMs: 4 * hourMs, sameDay: true },
  'till-return': { ageMs: 4 * hourMs, sameDay: true },
  // Whether it is cash of the day decides how it is undone.
  reversal: { ageMs: 4 * hourMs, sameDay: true },
  refund: { ageMs: 4 * hourMs, sameDay: true },
  'shift-hand-over': { ageMs: 10 * minuteMs, sameDay: true },
  // A large difference waits until another person has looked.
  'shift-count': { ageMs: 4 * hourMs, sameDay: true },
  // A card reported lost in the evening is still lost in the morning; what was done to a chip must reach the register.
  'card-service': { ageMs: 24 * hourMs, sameDay: false },
};

const endOfDay = (atMs: number): number =>
  Date.parse(`${businessDate(new Date(atMs))}T00:00:00+08:00`) + 24 * hourMs;

/** The instant at which an act that the centre does not have is given up, ISO 8601. */
export const lapseOf = ({
  kind,
  channel,
  startedAt,
}: Pick<Act, 'kind' | 'channel' | 'startedAt'>): string => {
  const startedMs = Date.parse(startedAt);
  const { ageMs, sameDay } = greatestMs[kind === 'card-service' && channel === 'cash' ? 'payment' : kind];
  const greatest = startedMs + ageMs;
  const lapse = sameDay ? Math.min(greatest, endOfDay(startedMs)) : greatest;
  return new Date(Math.max(startedMs + leastMs, lapse)).toISOString();
};
