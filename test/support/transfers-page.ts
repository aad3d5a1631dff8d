/** A clerk at the console's pages of moves of insurance: what would move is shown or refused before it is asked, and a letter is taken in. */
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { barriersOn } from './accessibility.js';
import { handsOn } from './browser.js';

/** From the open page of a person of the demonstration, who never worked anywhere. */
export const walkTransfers = async (page: Page): Promise<void> => {
  const { shown, press } = handsOn(() => page);
  const servesEverybody = async (): Promise<void> => expect(await barriersOn(page)).toEqual([]);
  await shown('[data-test="no-moves"]');
  await page.click('[data-test="ask-move"]');
  await page.selectOption('[data-test="from"]', '110');
  await page.click('[data-test="preview"]');
  // Nothing was paid in it, so that nothing would move.
  await shown('[data-test="moved"]:has-text("0.00")');
  await servesEverybody();
  await press('Escape');

  await page.click('[data-test="take-letter"]');
  const letter = {
    'letter-code': '510100',
    'letter-agency': '成都市社会保险事业管理局',
    'letter-letter': '成社转2026-1',
    'letter-months': '12',
    'letter-account': '4800.00',
    'letter-pool': '7200.00',
    'row-first-0': '2019-01',
    'row-last-0': '2019-06',
    'row-base-0': '30000.00',
    'row-account-0': '2400.00',
  };
  const fill = async (of: Readonly<Record<string, string>>): Promise<void> => {
    for (const [field, text] of Object.entries(of)) await page.fill(`[data-test="${field}"]`, text);
  };
  await fill(letter);
  // Half of the letter's rows are there.
  await shown('[data-test="letter-sums"]:has-text("与联系函合计不符")');
  await page.click('[data-test="more"]');
  await fill({
    'row-first-1': '2019-07',
    'row-last-1': '2019-12',
    'row-base-1': '30000.00',
    'row-account-1': '2400.00',
  });
  await shown('[data-test="letter-sums"]:has-text("12 个月，¥4,800.00")');
  await page.fill('[role="dialog"] [data-test="reason"]', '由成都转入');
  await servesEverybody();
  await page.click('[data-test="carry-out"]');
  await shown('[data-test="letter-asked"]');
  await press('Enter');
  await shown('[data-test="moves"]:has-text("成都市社会保险事业管理局")');
  // Whoever would take them in now is told what is on its way.
  await page.click('[data-test="take-in"]');
  await shown('[data-test="move-notice"]:has-text("成都市社会保险事业管理局"):has-text("待审批")');
  await servesEverybody();
  await press('Escape');

  await page.evaluate(`location.hash = '/transfers'`);
  await shown('[data-test="transfers"]:has-text("待审批")');
  await servesEverybody();
  await page.selectOption('[data-test="of-state"]', 'done');
  await shown('[data-test="empty"]:has-text("没有符合条件的转移")');
};
