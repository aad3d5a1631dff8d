/** A fund accountant at the console's pages of what others collect: an agreement, an order with its file, answers that fit and that do not, and the end of the agreement. */
import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Client } from 'pg';
import { barriersOn } from './accessibility.js';
import { handsOn } from './browser.js';

/** Somebody who owes a year of resident medical insurance. */
const withDue = async (databaseUrl: string): Promise<{ readonly id: string; readonly name: string }> => {
  const owner = new Client({ connectionString: databaseUrl, options: '-c search_path=area_632802' });
  await owner.connect();
  try {
    const { rows } = await owner.query<{ id: string; name: string }>(
      `with d as (insert into due (id, person_id, scheme, period, number, amount_fen, assessment, state, assessed_at)
         select uuidv7(), id, '390', '2019', 1, 12000, '{"tiers": [], "creditsPersonalAccount": false}', 'open', now()
         from person where name = '王建国' limit 1 returning person_id)
       select p.id, p.name from d join person p on p.id = d.person_id`,
    );
    const [person] = rows;
    if (person === undefined) throw new Error('nobody to owe anything');
    return person;
  } finally {
    await owner.end();
  }
};

export const walkCollection = async (page: Page, databaseUrl: string): Promise<void> => {
  const { shown, press } = handsOn(() => page);
  const person = await withDue(databaseUrl);
  const show = async (view: string): Promise<void> => {
    await page.evaluate(`location.hash = ${JSON.stringify(view)}`);
  };
  const servesEverybody = async (): Promise<void> => expect(await barriersOn(page)).toEqual([]);
  await show('/collection');
  await shown('[data-test="empty"]:has-text("还没有委托收款单")');
  await show('/agreements');
  await shown('[data-test="empty"]:has-text("还没有代扣协议")');
  await servesEverybody();

  await show(`/people/${person.id}`);
  await page.click('[data-test="enter-agreement"]');
  await page.check('[data-test="scheme-390"]');
  await page.fill('[data-test="account"]', '6217003900001234567');
  await page.fill('[data-test="since"]', '2020-01-01');
  await servesEverybody();
  await page.click('[data-test="carry-out"]');
  await shown('[data-test="entered"]');
  await press('Enter');

  await show('/collection');
  await page.click('[data-test="make"]');
  await page.selectOption('[data-test="scheme"]', '390');
  await servesEverybody();
  await page.click('[data-test="carry-out"]');
  await shown('[data-test="sent"]:has-text("1 笔")');
  await page.click('[data-test="sent"] a');
  await shown('[data-test="outcome"]:has-text("等待结果")');
  await shown(`[data-test="row-1"]:has-text("${person.name}")`);
  await servesEverybody();
  const saving = page.waitForEvent('download');
  await page.click('[data-test="fetch"]');
  const saved = readFileSync(await (await saving).path(), 'utf8');
  const [head = [], row = []] = saved
    .replace('\uFEFF', '')
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
  expect(row).toEqual(expect.arrayContaining([person.name, '6217003900001234567', '120.00']));

  const answer = async (lines: readonly string[]): Promise<void> => {
    await page.click('[data-test="take-in"]');
    const content = `${lines.join('\r\n')}\r\n`;
    await page.setInputFiles('[data-test="file"]', {
      name: 'answer.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(content),
    });
    await page.click('[data-test="carry-out"]');
  };
  await answer([`H,${head[1]},1,0,0.00`, `D,1,${row[2]},99.00,0,,余额不足`]);
  await shown('[data-test="unfit"]:has-text("第 2 行")');
  await press('Enter');
  await answer([`H,${head[1]},1,0,0.00`, `D,1,${row[2]},120.00,0,,余额不足`]);
  await shown('[data-test="answered"]');
  await press('Enter');
  await shown('[data-test="state"]:has-text("已回盘")');
  await shown('[data-test="reasons"]:has-text("随下一批再扣")');
  await shown('[data-test="row-1"]:has-text("未收")');
  await servesEverybody();
  await show('/collection');
  await shown('[data-test="orders"]:has-text("银行批扣")');
  await servesEverybody();

  await show('/agreements');
  await page.click('[data-test^="end-"]');
  await page.fill('[data-test="reason"]', '本人要求');
  await page.click('[data-test="carry-out"]');
  await page.selectOption('[data-test="of-state"]', 'ended');
  await shown('[data-test="agreements"]:has-text("本人要求")');
  await servesEverybody();
};
