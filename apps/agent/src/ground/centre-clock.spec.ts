/** Promises of the time at a window: the centre's, whatever the machine's own clock says and whenever it is set. */
import { beforeEach, describe, expect, it } from '@jest/globals';
import { CentreClock } from './centre-clock.js';

const centre = Date.parse('2026-11-24T02:00:00Z');
let wallMs: number;
let steadyMs: number;
let clock: CentreClock;
beforeEach(() => {
  [wallMs, steadyMs] = [centre, 5_000];
  clock = new CentreClock({ wallMs: () => wallMs, steadyMs: () => steadyMs });
});

/** Real time goes by: the machine's clocks go with it. */
const pass = (ms: number): void => {
  wallMs += ms;
  steadyMs += ms;
};

describe("the centre's time", () => {
  it("is the machine's own until the centre has said it", () => {
    expect([clock.isCentres, clock.nowMs(), clock.aheadSeconds]).toEqual([false, centre, 0]);
  });

  it.each([
    ['45 s ahead', 45_000],
    ['90 s behind', -90_000],
    ['three hours behind', -3 * 3600_000],
    ['a day ahead', 86_400_000],
    ['of 1970', -centre],
  ])('is known with a clock %s', (_, offMs) => {
    wallMs = centre + offMs;
    clock.learn(centre, 40);
    expect(Math.abs(clock.nowMs() - centre)).toBeLessThanOrEqual(40);
    expect(clock.aheadSeconds).toBe(Math.round(offMs / 1000));
    pass(60_000);
    expect(Math.abs(clock.nowMs() - centre - 60_000)).toBeLessThanOrEqual(40);
  });

  it('goes on without the centre, though the clock is set meanwhile', () => {
    clock.learn(centre, 0);
    pass(3600_000);
    wallMs -= 3 * 3600_000;
    expect(clock.nowMs()).toBe(centre + 3600_000);
    expect(clock.aheadSeconds).toBe(-3 * 3600);
    expect(clock.today()).toBe('2026-11-24');
  });

  it('does not jump about with the network, and follows the centre where it is set', () => {
    clock.learn(centre, 20);
    const before = clock.nowMs();
    // A slow answer: the centre said its time at its beginning, and it took two seconds to come.
    pass(2_000);
    clock.learn(centre, 2_000);
    expect(clock.nowMs()).toBe(before + 2_000);
    clock.learn(centre + 60_000, 20);
    expect(clock.nowMs()).toBe(centre + 60_010);
  });

  it.each([NaN, Infinity, 1e17, 1.5])('is not what is no time: %s', (said) => {
    clock.learn(said, 10);
    expect(clock.isCentres).toBe(false);
  });

  it('is not learned from an answer that took too long to say it', () => {
    clock.learn(centre, 11_000);
    expect(clock.isCentres).toBe(false);
  });
});
