/** Somebody at the public estimate of a pension, whom nobody signed in: month and pension follow what is changed. */
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { barriersOn } from './accessibility.js';

export const walkEstimate = async (page: Page): Promise<void> => {
  const says = (name: string, text: string) =>
    page.waitForSelector(`[data-test="${name}"]:has-text("${text}")`, { timeout: 20_000 });
  await says('retires', '2034年4月');
  await says('pension', '¥');
  await page.waitForSelector('[data-test="chart"] circle >> nth=10');
  expect(await barriersOn(page)).toEqual([]);
  await page.fill('[data-test="years"]', '2');
  await says('short', '个月');
  await page.check('input[value="female"]');
  await says('retires', '2022年5月');
  await page.fill('[data-test="account"]', 'x');
  await page.waitForSelector('text=请按示例填写数字');
  expect(await barriersOn(page)).toEqual([]);
  await page.close();
};
