/** How far the clock of a terminal's machine is off, by what it says. */

/** As much as the column takes: 68 years either way. */
const mostSeconds = 2 ** 31 - 1;

/** Seconds by which it is ahead of `now`, below zero behind. `ownTime`: an ISO instant. */
export const secondsAhead = (ownTime: string, now: Date): number =>
  Math.max(-mostSeconds, Math.min(mostSeconds, Math.round((Date.parse(ownTime) - now.getTime()) / 1000)));
