/** Staff come, choose a password that only they know, and are decided about by a second person, all in the console of a real browser. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import type { Page } from 'playwright-core';
import { handsOn, TestBrowser } from '../support/browser.js';
import { startTestCity, type TestCity } from '../support/programs.js';

const shownTimeoutMs = 20_000;
const administrator = '0401';
const approver = '0201';
const auditor = '0009';
const password = 'delingha-2017';
const first = 'a wind over the plateau';
const second = 'a river under the ice';

let city: TestCity;
let browser: TestBrowser;
let page: Page;

const { shown, gone, counted, press, textOf } = handsOn(() => page);
const show = async (view: string): Promise<void> => {
  await page.evaluate(`location.hash = ${JSON.stringify(view)}`);
};
const signOut = async (): Promise<void> => {
  await page.click('[data-test="sign-out"]');
  await shown('#staff-number');
};
const enter = async (staffNumber: string, secret: string): Promise<void> => {
  await page.fill('#staff-number', staffNumber);
  await page.fill('#password', secret);
  await press('Enter');
};
const signIn = async (staffNumber: string, secret = password): Promise<void> => {
  if ((await page.locator('[data-test="sign-out"]').count()) > 0) await signOut();
  await enter(staffNumber, secret);
  await shown(`[data-test="staff"]:has-text("${staffNumber}")`);
};
const identity = (serial: number): string => {
  const digits = `63280219850101${String(serial).padStart(3, '0')}`;
  return digits + socialSecurityNumberCheck(digits);
};
/** Adds somebody; answers with the one-time code. */
const join = async (staffNumber: string, name: string, role: string, serial: number): Promise<string> => {
  await show('/staff');
  await page.click('[data-test="join"]');
  await shown('[data-test="number"]:focus');
  await page.keyboard.type(staffNumber);
  await press('Tab');
  await page.keyboard.type(name);
  await press('Tab');
  await page.keyboard.type(identity(serial));
  await page.selectOption('select[data-test="role"]', role);
  await page.focus('[data-test="identity"]');
  await press('Enter');
  await shown('[data-test="code"]');
  return textOf('[data-test="code"]');
};
const closeCode = async (): Promise<void> => {
  await shown('[data-test="close"]:focus');
  await press('Enter');
  await gone('[data-test="code"]');
};
/** Chooses a password where the page asks for it, and is signed in. */
const choose = async (chosen: string, again = chosen): Promise<void> => {
  await page.fill('#own-fresh', chosen);
  await page.fill('#own-again', again);
  if (chosen === again) await shown('[data-test="own-password"]:enabled');
  await press('Enter');
};

beforeAll(async () => {
  city = await startTestCity();
  browser = await TestBrowser.launch();
  page = await browser.open(`${city.origins.agent}/console/`, shownTimeoutMs);
}, 700_000);
afterAll(async () => {
  await browser.close();
  await city.stop();
});

describe('the staff in the console', () => {
  let code = '';

  it('says to whom nothing waits that nothing does, and shows only the views of their role', async () => {
    await signIn(administrator);
    await shown('[data-test="empty"]:has-text("没有待您办理的事项")');
    await counted('[data-test="waiting-count"]', 0);
    await counted('nav a[href="#/staff"]', 1);
    await counted('nav a[href="#/batches"]', 0);
    await show('/batches');
    await shown('text=您的岗位（管理员）不使用此页面');
  });

  it('takes in a clerk, with a code that is shown once', async () => {
    code = await join('1001', '新来的', 'window-clerk', 1);
    expect(code).toMatch(/^\w{4}-\w{4}-\w{4}$/);
    await shown('[data-test="became"]:has-text("已办理")');
    // Not gone by a slip of the hand.
    await press('Escape');
    await shown('[data-test="code"]');
    await closeCode();
    await shown('[data-test="member-1001"]:has-text("待设密码")');
    await shown('[data-test="member-1001"]:has-text("从未登录")');
    expect(await page.content()).not.toContain(code);
  });

  it('leads whoever enters the code for a password to a password of their own', async () => {
    await signOut();
    await enter('1001', code.toLowerCase());
    await shown('#own-fresh:focus');
    await shown('text=这像是一次性码');
    await choose(first, second);
    await shown('[data-test="slip"]:has-text("不一致")');
    await shown('[data-test="own-password"]:disabled');
    await choose('short');
    await shown('.notice:has-text("太短 (12)")');
    await shown('#own-fresh:focus');
    await choose(first);
    await shown('[data-test="staff"]:has-text("1001")');
    await counted('nav a', 4);
    await page.click('[data-test="wing-register"]');
    await shown('[data-test="view-people"][aria-current="page"]');
    await shown('[data-test="view-coverage"]');
    await shown('[data-test="wing-contributions"]:has-text("代扣协议")');
  });

  it('refuses a code that was used', async () => {
    await signOut();
    await page.click('[data-test="first-password"]');
    await shown('#own-number:focus');
    await page.keyboard.type('1001');
    await press('Tab');
    await page.keyboard.type(code);
    await choose(second);
    await shown('.notice:has-text("一次性码不正确")');
    await shown('#own-proof:focus');
    await page.click('[data-test="back-to-sign-in"]');
    await shown('#staff-number');
  });

  it('changes a password from the keyboard, tells a wrong one and the same one, and stays signed in', async () => {
    await signIn('1001', first);
    await page.click('[data-test="change-password"]');
    await shown('#own-proof:focus');
    await page.keyboard.type('not it at all');
    await choose(second);
    await shown('.notice:has-text("原密码不正确")');
    await shown('#own-proof:focus');
    await page.keyboard.type(first);
    await page.fill('#own-fresh', first);
    await page.fill('#own-again', first);
    await shown('[data-test="slip"]:has-text("与原密码相同")');
    await shown('[data-test="own-password"]:disabled');
    await choose(second);
    await shown('[data-test="password-changed"]');
    await press('Enter');
    await gone('[data-test="password-changed"]');
    await shown('[data-test="staff"]:has-text("1001")');
    // The sign-in that came with it is the one that is used: the centre answers.
    await show('/approvals');
    await shown('[data-test="empty"]');
    await signIn('1001', second);
  });

  it('asks a second person for a role that decides, who finds it counted and is told what it does', async () => {
    await signIn(administrator);
    await join('1002', '将复核', 'reviewer', 2);
    await shown('[data-test="became"]:has-text("待另一人办理")');
    await closeCode();
    await shown('[data-test="member-1002"] .figure:has-text("0401 提请")');
    await page.click('[data-test="member-1002"] .figure');
    await shown('[data-test="not-yours"]:has-text("由您提请")');
    await shown('[data-test="withdraw"]');
    await counted('[data-test="approve"]', 0);

    await signIn(approver);
    await shown('[data-test="waiting-count"]:text-is("1")');
    await show('/approvals');
    await shown('[data-test="approval-1002"]:has-text("新入职 → 复核")');
    await page.focus('[data-test="approval-1002"]');
    await press('Enter');
    await shown('[data-test="what"]:has-text("将复核（1002）")');
    await page.click('[data-test="approve"]');
    await shown('.effects:has-text("该人员即可在此岗位登录")');
    await shown('[data-test="close"]:focus');
    // Pressed twice, decided once.
    await press('Tab', 'Enter', 'Enter');
    await shown('[data-test="state"]:has-text("已批准")');
    await shown('[data-test="steps"]:has-text("0201")');
    await counted('[data-test="waiting-count"]', 0);
    await counted('[data-test="approve"]', 0);
  });

  it('tells whoever was too late that it is decided, and shows what became of it', async () => {
    await signIn(administrator);
    await show('/staff');
    await page.click('[data-test="member-1001"] [data-test="reset"]');
    await shown('[data-test="carry-out"]:focus');
    await press('Enter');
    await shown('[data-test="became"]:has-text("待另一人办理")');
    await closeCode();
    await signIn(approver);
    await show('/approvals');
    await page.click('[data-test="approval-1001"]');
    await page.click('[data-test="reject"]');
    await shown('[data-test="decide"]:disabled');
    await shown('[data-test="reason"]:focus');
    // The same person in another tab was faster.
    const id = (await page.evaluate<string>('location.hash')).split('/').at(-1) ?? '';
    await page.evaluate(
      `fetch('/desk/central/approvals/${id}/rejection', { method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }, body: '{"reason":"本人未申请"}' })`,
    );
    await page.keyboard.type('未见本人');
    await press('Enter');
    await shown('[data-test="close"]:focus');
    await press('Tab', 'Enter');
    await shown('.notice:has-text("该事项已办结")');
    await counted('[data-test="decide"]', 0);
    await shown('[data-test="close"]:focus');
    await press('Enter');
    await shown('[data-test="state"]:has-text("未批准")');
    await shown('[data-test="steps"]:has-text("本人未申请")');
    await counted('[data-test="waiting"]', 0);
  });

  it('offers no approval of what changed since it was asked for', async () => {
    await signIn(administrator);
    await show('/staff');
    await page.click('[data-test="member-1001"] [data-test="role"]');
    await page.selectOption('select[data-test="role"]', 'approver');
    await shown('[data-test="decides"]');
    await page.click('[data-test="carry-out"]');
    await shown('[data-test="became"]:has-text("待另一人办理")');
    await page.click('[data-test="close"]');
    await page.click('[data-test="member-1001"] [data-test="suspend"]');
    await shown('[data-test="cancel"]:focus');
    await press('Tab', 'Enter');
    await shown('[data-test="became"]');
    await press('Enter');
    await shown('[data-test="member-1001"]:has-text("已停用")');
    await signIn(approver);
    await show('/approvals');
    await page.click('[data-test="approval-1001"]');
    await shown('[data-test="outdated"]');
    await shown('[data-test="approve"]:disabled');
  });

  it('lists to whoever asked what became of it, and takes back what still waits', async () => {
    await signIn(administrator);
    await show('/approvals');
    await page.click('[data-test="list-asked"]');
    await shown('[data-test="asked"] >> text=已批准');
    await shown('[data-test="asked"] >> text=未批准');
    await page.click('[data-test="asked"] [data-approval]:has-text("待办理")');
    await page.click('[data-test="withdraw"]');
    await shown('[data-test="close"]:focus');
    await press('Tab', 'Enter');
    await shown('[data-test="state"]:has-text("已撤回")');
    await shown('[data-test="asked"] >> text=已撤回');
    // By what was asked for, over the whole list.
    await page.fill('[data-test="search"]', '没有这件事');
    await shown('[data-test="no-match"]');
    await page.fill('[data-test="search"]', '1001');
    await shown('[data-test="span"]');
    await shown('[data-test="asked"] [data-approval]:has-text("1001")');
  });

  it('shows the staff to an auditor, who changes nothing', async () => {
    await signIn(auditor);
    await show('/staff');
    await shown('[data-test="look-only"]');
    await shown('[data-test="member-0401"]:has-text("管理员")');
    await counted('[data-test="join"]', 0);
    await counted('[data-test="reset"]', 0);
  });

  it('says all of it in English too', async () => {
    await signIn(administrator);
    await page.click('[data-test="language"]');
    await show('/approvals');
    await shown('text=Nothing waits for you');
    await page.click('[data-test="change-password"]');
    await shown('text=Password until now');
    await press('Escape');
    await page.click('[data-test="language"]');
  });

  it('complained about nothing', () => {
    expect(browser.faults).toEqual([]);
  });
});
