/** A yearly adjustment through the console: a clerk lays a rule down and looks at what it comes to, two others decide, it is carried out, and a pension tells of it. */
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { barriersOn } from './accessibility.js';
import { handsOn } from './browser.js';

/** A clerk is signed in; `signIn` puts another member of staff in front of the console. Ends with a clerk. */
export const walkAdjustments = async (
  page: Page,
  signIn: (staffNumber: string) => Promise<void>,
): Promise<void> => {
  const { shown, gone, press, textOf } = handsOn(() => page);
  const servesEverybody = async (): Promise<void> => expect(await barriersOn(page)).toEqual([]);
  const show = async (view: string): Promise<void> => {
    await page.evaluate(`location.hash = ${JSON.stringify(view)}`);
  };
  await show('/claims');
  await page.click('[data-test="view-adjustments"]');
  await shown('[data-test="empty"]:has-text("还没有调整")');
  await servesEverybody();
  await page.click('[data-test="propose"]');
  await page.uncheck('[data-test="fund-110"]');
  await page.check('[data-test="fund-170"]');
  const year = (await page.inputValue('[data-test="from"]')).slice(0, 4);
  await page.fill('[data-test="from"]', `${year}-11`);
  await page.fill('[data-test="source"]', '试行办法一号');
  await page.fill('[data-test="fixed"]', '12');
  await page.fill('[data-test="percent"]', '1.5');
  await page.click('[data-test="age-more"]');
  await page.fill('[data-test="age-key-0"]', '65');
  await page.fill('[data-test="age-amount-0"]', '5.5');
  await servesEverybody();
  await page.click('[data-test="carry-out"]');
  await shown('[data-test="proposed"]');
  await page.click('[data-test="proposed"] a');
  // It is laid out by a job.
  await shown('[data-test="state"]:has-text("待提请")');
  await shown('[data-test="rise-0"]');
  await shown('[data-test="by-fund"]:has-text("城乡居民")');
  await shown('[data-test="by-age"]');
  await shown('[data-test="extremes"]:has-text("定额")');
  expect(await textOf('[data-test="rule"]')).toContain('12.00');
  expect(Number(await textOf('[data-test="heads"]'))).toBeGreaterThan(0);
  await servesEverybody();
  await page.click('[data-test="ask"]');
  await page.fill('[data-test="reason"]', '年度调整');
  await page.click('[data-test="carry-out"]');
  await shown('[data-test="adjustment-asked"]');
  const approval = (await page.getAttribute('[data-test="adjustment-asked"] a', 'href')) ?? '';
  await press('Enter');
  await gone('[data-test="adjustment-asked"]');
  await shown('[data-test="state"]:has-text("待审批")');
  const [adjustment] = /\/adjustments\/\d+/.exec(page.url()) ?? [''];
  for (const staff of ['0301', '0201']) {
    await signIn(staff);
    await show(approval.slice(1));
    await shown('[data-test="what"]:has-text("养老金调整")');
    await page.click('[data-test="approve"]');
    await page.click('[data-test="decide"]');
    await shown('[data-test="steps"]');
  }
  await signIn('0001');
  await show(adjustment);
  await shown('[data-test="state"]:has-text("已执行")');
  await shown('[data-test="outcome"]');
  await servesEverybody();
  // Whoever rose has a page that tells it from the award on.
  await page.click('[data-test="extremes"] a >> nth=0');
  await shown('[data-test="rises"] [data-test="awarded"]');
  await shown(`[data-test="rise-of-${year}"]:has-text("定额 ¥12.00")`);
  await servesEverybody();
};
