/** What the screen of a holder's pension to come makes of the centre's answer: the bars of a way, and what else may be chosen. */
import type { OwnOutlook } from '#libs/contract/self-service.js';
import { yuan } from '#libs/money/fen.js';

export type OutlookWay = OwnOutlook['ways'][number];
export type OutlookPoint = OutlookWay['points'][number];

/** Of each point how long its bar is, in percent of the longest; where months are missing nothing is drawn. */
export const sharesOf = (points: readonly OutlookPoint[]): readonly number[] => {
  const drawn = points.map(({ monthly, missingMonths }) => (missingMonths === 0 ? yuan(monthly) : 0n));
  const longest = drawn.reduce((top, amount) => (amount > top ? amount : top), 1n);
  // In thousandths first: no amount becomes a float.
  return drawn.map((amount) => Number((amount * 1000n) / longest) / 10);
};

/** The point that a way begins with: where they come to who change nothing. */
export const asNowOf = ({ points }: OutlookWay): number =>
  Math.max(
    points.findIndex(({ isAsNow }) => isAsNow),
    0,
  );

/** Which other points are offered: the first at which something is drawn, the one as now, and the last. */
export const othersOf = (way: OutlookWay, chosen: number): readonly number[] => {
  const first = way.points.findIndex(({ missingMonths }) => missingMonths === 0);
  const offered = new Set([first, asNowOf(way), way.points.length - 1]);
  return [...offered].filter((at) => at >= 0 && at !== chosen).toSorted((one, other) => one - other);
};
