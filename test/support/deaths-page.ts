/** Deaths that were reported and are not certain, through the console: one is laid aside with a reason, one is asked for; and the list of who reaches the age. */
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Client } from 'pg';
import { barriersOn } from './accessibility.js';
import { handsOn } from './browser.js';

/** Two reports under one number, of which each has another name than the register. */
const withReports = async (databaseUrl: string, name: string): Promise<void> => {
  const owner = new Client({ connectionString: databaseUrl, options: '-c search_path=area_632802' });
  await owner.connect();
  try {
    await owner.query(
      `insert into death_report (import_id, row, number, name, died_on, source, person_id, doubt, state, reported_at)
       select 900001, n, social_security_number, case n when 1 then '张三' else '李四' end, current_date - 20, 'civil-affairs', id, 'name-differs', 'waiting', now()
       from person, generate_series(1, 2) n where name = $1`,
      [name],
    );
  } finally {
    await owner.end();
  }
};

const rowOf = (name: string): string => `[data-test="reports"] tbody tr:has-text("${name}")`;

/** A clerk is signed in. Ends with a correction that waits for others. */
export const walkDeaths = async (page: Page, databaseUrl: string): Promise<void> => {
  const { shown, gone, press } = handsOn(() => page);
  const servesEverybody = async (): Promise<void> => expect(await barriersOn(page)).toEqual([]);
  await withReports(databaseUrl, '孙丽娟');
  await page.click('[data-test="view-deaths"]');
  await shown(`${rowOf('张三')}:has-text("号码相同，姓名不同")`);
  await servesEverybody();
  await page.click(`${rowOf('张三')} [data-test="dismiss"]`);
  await page.fill('[data-test="reason"]', '经核实为另一人');
  await servesEverybody();
  await page.click('[data-test="carry-out"]');
  await gone(`${rowOf('张三')} [data-test="dismiss"]`);
  await page.click(`${rowOf('李四')} [data-test="enter"]`);
  await page.fill('[data-test="reason"]', '民政确认，曾用名');
  await servesEverybody();
  await page.click('[data-test="carry-out"]');
  await shown('[data-test="death-asked"]');
  await press('Enter');
  await gone(`${rowOf('李四')} [data-test="enter"]`);
  await page.selectOption('[data-test="of-state"]', 'recorded');
  await shown('[data-test="empty"]:has-text("没有符合条件的行")');
  await page.click('[data-test="view-retirements-ahead"]');
  await shown('[data-test="retirements"], [data-test="empty"]');
  await servesEverybody();
};
