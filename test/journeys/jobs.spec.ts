/** What central does by itself is looked after in the console, in a real browser: what is stuck stands out, says why, and is begun again. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { Page } from 'playwright-core';
import { handsOn, TestBrowser } from '../support/browser.js';
import { startTestCity, type TestCity } from '../support/programs.js';
import { eventually } from '../support/window.js';

const shownTimeoutMs = 20_000;
const password = 'delingha-2017';

let city: TestCity;
let owner: Client;
let browser: TestBrowser;
let page: Page;

const { shown, gone, counted, press, textOf } = handsOn(() => page);
const signIn = async (staffNumber: string): Promise<void> => {
  if ((await page.locator('[data-test="sign-out"]').count()) > 0) await page.click('[data-test="sign-out"]');
  await page.fill('#staff-number', staffNumber);
  await page.fill('#password', password);
  await press('Enter');
  await shown(`[data-test="staff"]:has-text("${staffNumber}")`);
  await page.evaluate(`location.hash = '#/jobs'`);
};

const lastFinished = async (name: string): Promise<number | undefined> => {
  const { rows } = await owner.query<{ at: Date | null }>(
    'select last_finished as at from job where name = $1',
    [name],
  );
  return rows[0]?.at?.getTime();
};

beforeAll(async () => {
  city = await startTestCity();
  owner = new Client({
    connectionString: city.city.context.databaseUrl,
    options: '-c search_path=area_632802',
  });
  await owner.connect();
  browser = await TestBrowser.launch();
  page = await browser.open(`${city.origins.agent}/console/`, shownTimeoutMs);
}, 700_000);
afterAll(async () => {
  await browser.close();
  await owner.end();
  await city.stop();
});

describe('the jobs', () => {
  it('are seen by an auditor, who can steer none of them', async () => {
    await signIn('0009');
    await shown('[data-test="job-unknown-outcomes"]:has-text("每")');
    await shown('[data-test="no-works"]');
    await counted('[data-test="alarms"]', 0);
    await counted('[data-test="run"]', 0);
  });

  it('are run, paused and resumed by an administrator with the keyboard alone', async () => {
    await signIn('0401');
    const row = '[data-test="job-rate-limits"]';
    await page.focus(`${row} [data-test="pause"]`);
    await press('Enter');
    await shown(`${row}:has-text("已暂停")`);
    const before = await lastFinished('rate-limits');
    await page.focus(`${row} [data-test="run"]`);
    await press('Enter');
    await eventually('it has run', async () => (await lastFinished('rate-limits')) !== before);
    await page.focus(`${row} [data-test="resume"]`);
    await press('Enter');
    await shown(`${row}:has-text("正常")`);
  });

  it('that are stuck stand out with their cause and what to do', async () => {
    await owner.query(
      `update job set attempts = 6, last_fault = 'no such table', last_fault_at = now(), next_run = now() + interval '10 min'
       where name = 'stale-card-sessions'`,
    );
    await shown('[data-test="alarm-stale-card-sessions"]:has-text("no such table"):has-text("立即执行")');
    await page.click('[data-test="job-stale-card-sessions"] [data-test="run"]');
    await gone('[data-test="alarms"]');
  });

  it('leave long work that failed too often to a person, who has it begun again', async () => {
    const id = '01900000-0000-7000-8000-000000000001';
    await owner.query(
      `insert into work (id, kind, subject, items, chunks, planned_at, planned_by, attempts, fault)
       values ($1, 'card-batch.allot', '2026-000009', 700, 1, now(), '0101', 5, 'chips-missing')`,
      [id],
    );
    await shown(`[data-test="alarm-${id}"]:has-text("chips-missing"):has-text("0101")`);
    await page.focus(`[data-test="work-${id}"] [data-test="begin-again"]`);
    await press('Enter');
    await gone('[data-test="alarms"]');
    await shown(`[data-test="work-${id}"]:has-text("未结束")`);
    const { rows } = await owner.query(
      `select action, staff_number from audit_event where action in ('job.paused', 'job.asked-for', 'job.resumed', 'work.begun-again') order by id`,
    );
    expect(rows.map((row: { action: string }) => row.action)).toEqual([
      'job.paused',
      'job.asked-for',
      'job.resumed',
      'job.asked-for',
      'work.begun-again',
    ]);
    await owner.query('delete from work where id = $1', [id]);
  });

  it('are told in English at the press of a button, and nothing of it is left in Chinese', async () => {
    await page.click('[data-test="language"]');
    await shown('text=No long work is left unfinished');
    expect(await textOf('main')).not.toMatch(/\p{Script=Han}/u);
    await page.click('[data-test="language"]');
  });

  it('complained about nothing', () => {
    expect(browser.faults).toEqual([]);
  });
});
