/** Arrears by instalments through the console: a clerk asks for a person's, divided as proposed, and nothing that does not come to what is owed; once a reviewer has decided it is listed. */
import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Client } from 'pg';
import { barriersOn } from './accessibility.js';
import { handsOn } from './browser.js';

/** Somebody who pays the pension of employees on their own and has two months of it overdue; the id of the person. */
const withArrears = async (databaseUrl: string, name: string): Promise<string> => {
  const owner = new Client({ connectionString: databaseUrl, options: '-c search_path=area_632802' });
  await owner.connect();
  try {
    const participation = randomUUID();
    const { rows } = await owner.query<{ id: string }>(
      `insert into participation (id, person_id, scheme, since, category, tier_percent)
       select $1, id, '110', '2026-03-01', 'flexible', 60 from person where name = $2 returning person_id as id`,
      [participation, name],
    );
    const [person] = rows;
    if (person === undefined) throw new Error(`nobody is called ${name}`);
    for (const period of ['2026-03', '2026-04'])
      await owner.query(
        `insert into due (id, person_id, participation_id, scheme, period, number, amount_fen, assessment, state, assessed_at)
         values (uuidv7(), $1, $2, '110', $3, 1, 80000, '{"tiers": [], "creditsPersonalAccount": true, "explanation": {"steps": [], "parameterVersions": []}}', 'open', now())`,
        [person.id, participation, period],
      );
    return person.id;
  } finally {
    await owner.end();
  }
};

/** Divides in the dialog that is open: what does not come to what is owed cannot be asked for. `whole`: as it is shown. */
export const divide = async (page: Page, whole: string): Promise<void> => {
  const { shown, gone } = handsOn(() => page);
  await page.selectOption('[data-test="instalments-count"]', '2');
  await page.fill('[data-test="instalments-reason"], [data-test="reason"]', '经济困难');
  const last = '[role="dialog"] tbody tr:nth-child(2) td:nth-child(2) input';
  const proposed = await page.inputValue(last);
  await page.fill(last, '1.00');
  await shown(`[role="dialog"] .warn:has-text("各期合计应等于 ${whole}")`);
  expect(await page.isDisabled('[data-test="carry-out"]')).toBe(true);
  await page.fill(last, proposed);
  await gone('[role="dialog"] .warn');
  expect(await barriersOn(page)).toEqual([]);
  await page.click('[data-test="carry-out"]');
};

/** A clerk is signed in, and is so after; `signIn` puts another member of staff in front of the console. */
export const walkInstalments = async (
  page: Page,
  databaseUrl: string,
  signIn: (staffNumber: string) => Promise<void>,
): Promise<void> => {
  const { shown, gone, press } = handsOn(() => page);
  const id = await withArrears(databaseUrl, '韩德明');
  await page.evaluate(`location.hash = '/people/${id}'`);
  await page.click('[data-test="instalments"]');
  await shown('[role="dialog"]:has-text("企业职工基本养老保险逾期 ¥1,600.00：")');
  await divide(page, '¥1,600.00');
  await shown('[data-test="instalments-asked"]');
  await press('Escape');
  await gone('[role="dialog"]');

  const serves = async (): Promise<void> => expect(await barriersOn(page)).toEqual([]);
  await signIn('0301');
  await page.evaluate(`location.hash = '/instalments'`);
  await shown('[data-test="empty"]:has-text("还没有分期缴纳协议")');
  await serves();
  await page.evaluate(`location.hash = '/approvals'`);
  await page.click(`[data-test="approval-${id}/110"]`);
  await page.click('[data-test="approve"]');
  await page.click('[data-test="decide"]');
  await shown('[data-test="state"]:has-text("已批准")');
  await page.evaluate(`location.hash = '/instalments'`);
  const listed = '[data-test="instalments-of-people"] tr:has-text("韩德明")';
  await shown(`${listed}:has-text("¥1,600.00"):has-text("履行中")`);
  await serves();
  await page.selectOption('[data-test="of-state"]', 'broken');
  await shown('[data-test="empty"]:has-text("没有符合条件的行")');
  await page.selectOption('[data-test="of-state"]', '');
  await shown(listed);
  await page.click('[data-test="of-units"]');
  await shown('[data-test="empty"]:has-text("还没有分期缴纳协议")');
  await serves();
  await signIn('0001');
};
