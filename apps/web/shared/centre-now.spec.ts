/** Promises how pages say that a clock is off, and what they count from. */
import { expect, it } from '@jest/globals';
import { centreNowMs, clockOff, reckonWith } from './centre-now.js';

it.each([
  [45, '快 45 秒', '45 s ahead'],
  [-90, '慢 1 分 30 秒', '1 min 30 s behind'],
  [-3 * 3600, '慢 3 小时', '3 h behind'],
  [86_400 + 61, '快 1 天', '1 d ahead'],
  [-(20_000 * 86_400 + 3600), '慢 20000 天 1 小时', '20000 d 1 h behind'],
])('%d seconds are said in words', (seconds, zh, en) => {
  expect([clockOff(seconds, 'zh'), clockOff(seconds, 'en')]).toEqual([zh, en]);
});

it("counts from the centre's time on a machine with a wrong clock", () => {
  reckonWith({ isCentres: true, aheadSeconds: 86_400 });
  expect(Math.abs(centreNowMs() - (Date.now() - 86_400_000))).toBeLessThan(1000);
  reckonWith({ isCentres: true, aheadSeconds: 0 });
});
