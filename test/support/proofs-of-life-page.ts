/** Proofs of life through the console: whoever draws a pension is on the list, looked for by state and name. */
import type { Page } from 'playwright-core';
import { expect } from '@jest/globals';
import { barriersOn } from './accessibility.js';
import { handsOn } from './browser.js';

export const walkProofsOfLife = async (page: Page): Promise<void> => {
  const { shown, press } = handsOn(() => page);
  await page.evaluate(`location.hash = '/claims'`);
  await page.click('[data-test="view-proofs-of-life"]');
  // A job has listed them since the city began.
  await shown('[data-test="standings"] tbody tr:has-text("居民基本养老金"):has-text("有效")');
  expect(await barriersOn(page)).toEqual([]);
  await page.click('[data-test="standings"] th button >> nth=0');
  await page.fill('[data-test="search"] input, input[data-test="search"]', '赵玉兰');
  await shown('[data-test="standings"] tbody tr:has-text("赵玉兰"):has-text("剩余")');
  await page.selectOption('[data-test="of-state"]', 'suspended');
  await shown('[data-test="empty"]:has-text("没有符合条件的人员")');
  expect(await barriersOn(page)).toEqual([]);
  await press('Escape');
};
