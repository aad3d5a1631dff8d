/** What is stuck at a window is seen in the console by whoever looks after all windows, and goes from there once it is settled at the window. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Act } from '#libs/contract/desk.js';
import { handsOn, TestBrowser } from '../support/browser.js';
import { allDues } from '../support/desk-page.js';
import { CounterWindow, eventually } from '../support/window.js';

jest.setTimeout(120_000);

let window: CounterWindow;
let browser: TestBrowser;
let page: Page;
const { shown, gone, counted, press, textOf } = handsOn(() => page);

beforeAll(async () => {
  window = await CounterWindow.open();
  browser = await TestBrowser.launch();
}, 700_000);
afterAll(async () => {
  await browser.close();
  await window.close();
});

const start = async (name: 'central' | 'agent'): Promise<void> => {
  const serving = once(window.program(name), 'serving');
  await window.program(name).start();
  await serving;
};

const openConsole = async (): Promise<void> => {
  page = await browser.open(`${window.origin}/console/#/windows`, 20_000);
  // A console stays signed in by itself, whatever happens at the window; a restart of the agent ends it.
  await page.waitForSelector('#staff-number, [data-test="staff"]');
  if ((await page.locator('#staff-number').count()) > 0) {
    await page.fill('#staff-number', '0009');
    await page.fill('#password', window.clerk.password);
    await press('Enter');
  }
  await shown('[data-test="staff"]:has-text("0009")');
};

it('an act that reached nobody is told with its window, clerk, cause and next step, until it is through', async () => {
  await window.signIn();
  await window.insert('wang-jianguo');
  const card = await window.page.card();
  await window.program('central').stop();
  const { key } = await window.page.post<Act>('/desk/payments', {
    key: randomUUID(),
    insertionId: card.insertionId,
    channel: 'bank',
    dues: allDues(card),
  });
  await window.program('agent').stop();
  // It has lain for three minutes.
  window.changeOutbox(
    'update act set started_at = ? where key = ?',
    new Date(Date.now() - 180_000).toISOString(),
    key,
  );
  await start('central');
  await start('agent');
  // A window that was enrolled and never said anything.
  await window.query(
    `insert into terminal (id, code, name, kind, state, public_key) values ($1, 'W09', '九号窗口', 'window', 'enrolled', $2)`,
    [randomUUID(), 'A'.repeat(43)],
  );

  await openConsole();
  const row = `[data-test="waiting-${key}"]`;
  await shown(`${row}:has-text("W01"):has-text("缴费"):has-text("${window.clerk.staffNumber}")`);
  await shown(`${row}:has-text("登录"):has-text("3 分")`);
  await shown('[data-test="silent-W09"]:has-text("从未")');
  await counted('[data-test="silent-W01"]', 0);
  expect(await textOf('main')).not.toContain('王建国');
  await page.click('[data-test="language"]');
  await shown(`${row}:has-text("sign in at W01")`);
  await page.click('[data-test="language"]');
  await page.close();

  await window.reopen();
  await window.signIn();
  expect(await window.page.act(key, ['succeeded'])).toMatchObject({ problem: null });
  await eventually('the window says so', async () => {
    const rows = await window.query('select 1 from waiting_acts where total = 0');
    return rows.length === 1;
  });
  await openConsole();
  await shown('[data-test="nothing-waits"]');
  await gone(row);
  expect(browser.faults).toEqual([]);
});
