/** Benefits of a month through the console: a clerk has the list made, two others decide, the accountant sends the file and takes the answer in. */
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { barriersOn } from './accessibility.js';
import { walkAdjustments } from './adjustments-page.js';
import { handsOn } from './browser.js';

/** `signIn` puts another member of staff in front of the console. */
export const walkPayRuns = async (
  page: Page,
  signIn: (staffNumber: string) => Promise<void>,
): Promise<void> => {
  const { shown, press, textOf } = handsOn(() => page);
  const servesEverybody = async (): Promise<void> => expect(await barriersOn(page)).toEqual([]);
  const show = async (view: string): Promise<void> => {
    await page.evaluate(`location.hash = ${JSON.stringify(view)}`);
  };
  // What pensions rise by is paid with the run.
  await walkAdjustments(page, signIn);
  await show('/claims');
  await page.click('[data-test="view-pay-runs"]');
  await shown('[data-test="empty"]:has-text("还没有发放批次")');
  await servesEverybody();
  await page.click('[data-test="make"]');
  await page.selectOption('[data-test="scheme"]', '170');
  await servesEverybody();
  await page.click('[data-test="carry-out"]');
  await shown('[data-test="begun"]');
  await page.click('[data-test="begun"] a');
  // The list is made by a job.
  await shown('[data-test="state"]:has-text("待提请")');
  await shown('[data-test="compared-new"]');
  await shown('[data-test="rows"] tbody tr:has-text("待发")');
  await servesEverybody();
  await page.click('[data-test="ask"]');
  await page.fill('[data-test="reason"]', '月度发放');
  await page.click('[data-test="carry-out"]');
  await shown('[data-test="run-asked"]');
  const approval = (await page.getAttribute('[data-test="run-asked"] a', 'href')) ?? '';
  await press('Enter');
  await shown('[data-test="state"]:has-text("待审批")');
  const [run] = /\/pay-runs\/\d+/.exec(page.url()) ?? [''];
  for (const staff of ['0301', '0201']) {
    await signIn(staff);
    await show(approval.slice(1));
    await shown('[data-test="what"]:has-text("待遇发放")');
    await page.click('[data-test="approve"]');
    await page.click('[data-test="decide"]');
    await shown('[data-test="steps"]');
  }
  await shown('[data-test="state"]:has-text("已批准")');

  await signIn('0501');
  await show(run);
  await shown('[data-test="state"]:has-text("银行发放中")');
  await shown('[data-test="agrees"]:has-text("一致")');
  const file = await page.evaluate<string>(
    `fetch(document.querySelector('[data-test="fetch"]').href).then((answer) => answer.text())`,
  );
  const [head = '', ...rows] = file.trim().split('\r\n');
  const [, reference = '', , , , count = '', total = ''] = head.split(',');
  expect(rows).toHaveLength(Number(count));
  const answered = rows.map((row) => {
    const [, serial, account, , amount] = row.split(',');
    return `D,${serial},${account},${amount},1,YH${serial},`;
  });
  await page.click('[data-test="take-in"]');
  await page.setInputFiles('[data-test="upload-pay-answer"] input', {
    name: 'answer.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from([`H,${reference},${count},${count},${total}`, ...answered, ''].join('\r\n')),
  });
  await shown('[data-test="digest"]');
  await servesEverybody();
  await page.click('[data-test="carry-out"]');
  await shown('[data-test="answered"]');
  await press('Escape');
  await shown('[data-test="state"]:has-text("已回盘")');
  await shown('[data-test="sums"]:has-text("已发")');
  await shown('[data-test="agrees"]:has-text("一致")');
  expect(await textOf('[data-test="rows"]')).toContain('YH1');
  await servesEverybody();
};
