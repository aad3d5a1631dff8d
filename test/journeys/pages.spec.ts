/** What people see: the clerk page and the bench page in a real browser, on the programs as they ship. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeskState } from '#libs/contract/desk.js';
import { displayYuan } from '#libs/money/display.js';
import { formatYuan, subtract, sum, yuan } from '#libs/money/fen.js';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { pinOfCard } from '../../apps/city/src/seed.js';
import { startTestCity, type TestCity } from '../support/programs.js';

const shownTimeoutMs = 20_000;
const cardId = 'caireng-zhuoma';
const otherCardId = 'wang-jianguo';
const tornCardId = 'suonan-daiji';
const unknownCardId = 'han-deming';

const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let city: TestCity;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** Whatever the pages complained about in their consoles or threw. */
const faults: string[] = [];

const openPage = async (address: string): Promise<Page> => {
  const opened = await context.newPage();
  opened.setDefaultTimeout(shownTimeoutMs);
  opened.on('pageerror', (error) => faults.push(error.message));
  opened.on('console', (message) => {
    // Refusals are answers too: the browser notes each as a failed load, and the page shows it in words.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text());
  });
  await opened.goto(address, { waitUntil: 'domcontentloaded' });
  return opened;
};

/** The window's state as the agent tells it, to hold the page against. */
const deskState = (): Promise<DeskState> =>
  page.evaluate<DeskState>(`fetch('/desk/state').then((answer) => answer.json())`);

const shown = (selector: string): Promise<unknown> => page.waitForSelector(selector, { state: 'visible' });
const press = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
const textOf = async (selector: string): Promise<string> =>
  (await page.locator(selector).first().innerText()).trim();

/** Waits until a picture on a page is there and can be seen. */
const pictureLoads = async (on: Page, selector: string): Promise<void> => {
  await on.locator(selector).first().waitFor();
  const deadlineMs = performance.now() + shownTimeoutMs;
  // Asked from outside: the pages forbid the evaluated code that the browser's own waiting would need.
  while (!(await on.evaluate<boolean>(`document.querySelector('${selector}')?.naturalWidth > 0`))) {
    if (performance.now() > deadlineMs) throw new Error(`no picture at ${selector}`);
    await sleep(50);
  }
};

const signIn = async (): Promise<void> => {
  const { staffNumber, password } = city.city.demonstration.clerk;
  await shown('#password');
  await page.locator('#staff-number').fill(staffNumber);
  await page.locator('#password').focus();
  await page.keyboard.type(password);
  await press('Enter');
};

const insert = async (id: string): Promise<void> => {
  await city.table.insert(id);
  await shown('[data-test="holder-name"]');
};
const pull = async (): Promise<void> => {
  await city.table.pull();
  await shown('[data-test="empty-window"]');
};

/** Every text that could betray the holder whose card was in. */
const personalTexts = ({ card }: DeskState): readonly string[] =>
  [card?.holder?.name, card?.holder?.maskedNumber, card?.cardNumber, card?.bankAccount].filter(
    (text) => typeof text === 'string',
  );

beforeAll(async () => {
  city = await startTestCity();
  if (browserPath === undefined) throw new Error('no Chromium on this machine: apt-get install chromium');
  browser = await chromium.launch({ executablePath: browserPath, args: browserArguments });
  context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  page = await openPage(`${city.origins.agent}/`);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await city?.stop();
}, 60_000);

describe('the clerk page', () => {
  it('refuses a wrong password in words, signs in with the right one, and asks for a card', async () => {
    await shown('#staff-number');
    expect(await page.locator('#staff-number:focus').count()).toBe(1);
    await page.keyboard.type(city.city.demonstration.clerk.staffNumber);
    await press('Tab');
    await page.keyboard.type('not the password');
    await press('Enter');
    await shown('[role="alert"]');
    expect(await textOf('[role="alert"]')).toContain('工号或密码不正确');
    await page.keyboard.type(city.city.demonstration.clerk.password);
    await press('Enter');
    await shown('[data-test="empty-window"]');
    expect(await textOf('[data-test="empty-window"]')).toContain('请插卡');
  }, 60_000);

  it('shows the holder of a card, the masked number, and every due and entitlement', async () => {
    await insert(cardId);
    const { card } = await deskState();
    expect(card?.holder?.name).toBeTruthy();
    expect(await textOf('[data-test="holder-name"]')).toBe(card?.holder?.name);
    expect(await page.content()).toContain(card?.holder?.maskedNumber);
    const rows = (card?.dues.length ?? 0) + (card?.entitlements.length ?? 0);
    expect(rows).toBeGreaterThan(1);
    expect(await page.locator('[data-pick]').count()).toBe(rows);
    expect(await page.locator('[data-pick]:focus').count()).toBe(1);
  }, 30_000);

  it('pays all dues by keyboard alone, and shows the receipt that was printed', async () => {
    const before = await deskState();
    const due = before.card?.dues.filter(({ state }) => state === 'open') ?? [];
    expect(due.length).toBeGreaterThan(0);
    await press('F2');
    const tiers = due.find(({ amount }) => amount === null)?.tiers ?? [];
    if (tiers.length > 0) {
      await shown('input[name="tier"]');
      await press('ArrowDown', 'Enter');
      await page.waitForSelector('input[name="tier"]', { state: 'detached' });
    }
    const total = formatYuan(sum(due.map(({ amount }) => yuan(amount ?? tiers[1]?.amount ?? ''))));
    expect(await textOf('[data-test="total"]')).toBe(displayYuan(yuan(total)));
    await press('Enter');
    await shown('[data-test="say-aloud"]');
    expect(await textOf('[data-test="say-aloud"]')).toBe(displayYuan(yuan(total)));
    await press('Enter');
    await shown('[data-act="payment"][data-state="succeeded"]');
    await shown('[data-test="print"]:has-text("已打印")');

    const after = await deskState();
    const [act] = after.acts;
    expect(act).toMatchObject({ kind: 'payment', channel: 'bank', state: 'succeeded', total });
    expect(await textOf('[data-test="receipt-number"]')).toContain(act?.receiptNumber);
    expect(after.card?.dues.filter(({ state }) => state === 'open')).toHaveLength(0);
    expect(await page.locator('[data-pick^="pay:"]').count()).toBe(after.card?.dues.length);

    await page.locator('[data-test="see-receipt"]').first().focus();
    await press('Enter');
    await shown('[data-test="receipt-picture"]');
    await pictureLoads(page, '[data-test="receipt-picture"]');
    await press('Escape');
    await page.waitForSelector('[data-test="receipt-picture"]', { state: 'detached' });
  }, 60_000);

  it('counts the tries left after a wrong PIN, collects with the right one, and keeps neither', async () => {
    const pin = pinOfCard(city.data, cardId);
    const before = await deskState();
    const open = before.card?.entitlements.filter(({ state }) => state === 'open') ?? [];
    expect(open.length).toBeGreaterThan(0);
    await press('F4', 'Enter');
    await shown('[role="dialog"]');
    await press('Enter');
    await shown('#pin');
    await page.keyboard.type('908172');
    await press('Enter');
    await shown('[role="dialog"] [role="alert"]');
    expect(await textOf('[role="dialog"] [role="alert"]')).toMatch(/还可以试 \d+ 次/);
    expect(await page.locator('#pin').inputValue()).toBe('');
    await page.keyboard.type(pin);
    await press('Enter');
    await shown('[data-act="collection"][data-state="succeeded"]');
    await shown('[data-act="collection"] [data-test="print"]:has-text("已打印")');

    const [act] = (await deskState()).acts;
    const total = formatYuan(sum(open.map(({ amount }) => yuan(amount))));
    expect(act).toMatchObject({ kind: 'collection', state: 'succeeded', total });
    const kept = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
    expect(kept).not.toContain(pin);
    expect(await page.locator('input[type="password"]').count()).toBe(0);
  }, 60_000);

  it('speaks English by one switch, and remembers it', async () => {
    await page.locator('[data-test="language"]').click();
    await shown('h2:has-text("Dues")');
    await page.reload();
    await shown('h2:has-text("Dues")');
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await page.locator('[data-test="language"]').click();
    await shown('h2:has-text("应缴")');
    expect(await page.locator('[data-test="language"]:focus').count()).toBe(0);
  }, 30_000);

  it('wipes everything at once when the card is pulled, whatever is open', async () => {
    await pull();
    await insert(otherCardId);
    const texts = personalTexts(await deskState());
    expect(texts.length).toBeGreaterThan(2);
    await press('F4');
    await page.locator('button:has-text("显示全号")').click();
    await shown('input[name="purpose"]');
    await press('Enter');
    await shown('[data-test="full-number"]');
    const fullNumber = await textOf('[data-test="full-number"]');
    expect(fullNumber).toMatch(/^\d{17}[\dX]$/);
    await pull();
    const content = await page.content();
    for (const text of [...texts, fullNumber]) expect(content).not.toContain(text);
    expect(await page.locator('[role="dialog"], #pin, [data-pick], [data-test="total"]').count()).toBe(0);
  }, 60_000);

  it('keeps what was picked when the sign-in is lost, for the same card only', async () => {
    await insert(otherCardId);
    await press('F4');
    const picked = await page.locator('[data-pick]:checked').count();
    expect(picked).toBeGreaterThan(0);
    const total = await textOf('[data-test="total"]');
    await page.request.post(`${city.origins.agent}/desk/sign-out`, { data: {} });
    await signIn();
    await shown('[data-test="holder-name"]');
    expect(await page.locator('[data-pick]:checked').count()).toBe(picked);
    expect(await textOf('[data-test="total"]')).toBe(total);
    await pull();
    await insert(otherCardId);
    expect(await page.locator('[data-pick]:checked').count()).toBe(0);
  }, 60_000);

  it('takes no second confirmation from an Enter that is held down', async () => {
    await press('F4');
    await page.keyboard.down('Enter');
    await shown('[data-test="say-aloud"]');
    for (let repeat = 0; repeat < 5; repeat += 1) await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    expect(await page.locator('[data-test="say-aloud"]').isVisible()).toBe(true);
    expect(await page.locator('#pin').count()).toBe(0);
    await press('Escape');
    await page.waitForSelector('[role="dialog"]', { state: 'detached' });
  }, 30_000);

  it('pays once in cash when the answer to the first press is lost, and says the change', async () => {
    const actsBefore = (await deskState()).acts.length;
    const keys = new Set<unknown>();
    let lost = 0;
    await page.route('**/desk/payments', async (route) => {
      const { key }: { key: string } = route.request().postDataJSON();
      keys.add(key);
      if (lost > 0) return route.continue();
      lost += 1;
      await route.fetch();
      return route.abort();
    });
    await press('Escape', 'F2');
    if ((await page.locator('input[name="tier"]').count()) > 0) await press('Enter');
    await page.waitForSelector('[role="dialog"]', { state: 'detached' });
    await press('F8', 'Enter');
    await shown('#received');
    const total = yuan((await textOf('[data-test="say-aloud"]')).replaceAll(/[¥,]/g, ''));
    await page.keyboard.type(formatYuan(subtract(total, yuan('0.01'))));
    expect(await page.locator('button[type="submit"]:disabled').count()).toBe(1);
    await press('Control+a');
    await page.keyboard.type('2000');
    const change = displayYuan(subtract(yuan('2000'), total));
    expect(await textOf('[data-test="change"]')).toBe(change);
    await press('Enter');
    await shown('li.newest[data-act="payment"][data-state="succeeded"]');
    await page.unroute('**/desk/payments');
    expect(lost).toBe(1);
    expect(keys.size).toBe(1);
    await shown(`[data-test="till"]:has-text("收 ${displayYuan(total)}")`);
    const { acts, till } = await deskState();
    expect(acts).toHaveLength(actsBefore + 1);
    expect(till?.received).toBe(formatYuan(total));
    expect(await textOf('li.newest')).toContain(change);
  }, 60_000);
});

describe('the bench page', () => {
  it('puts a card in and pulls it, and the clerk page follows', async () => {
    await city.table.pull();
    const bench = await openPage(`${city.origins.bench}/`);
    await shown('[data-test="empty-window"]');
    await bench.bringToFront();
    await bench.locator(`[data-card="${cardId}"] [data-insert="0"]`).click();
    await page.bringToFront();
    await shown('[data-test="holder-name"]');
    const image = (await city.table.cards()).find(({ id }) => id === cardId);
    expect((await deskState()).card?.cardNumber).toBe(image?.cardNumber);
    await bench.locator('[data-reader="0"] [data-test="pull"]').click();
    await shown('[data-test="empty-window"]');
    await bench.close();
  }, 60_000);

  it('takes the paper out, and the clerk prints again with F9 once it is back', async () => {
    const bench = await openPage(`${city.origins.bench}/`);
    await bench.locator(`[data-card="${tornCardId}"] [data-insert="0"]`).click();
    await bench.locator('[data-switch="paperOut"]').click();
    await shown('[data-test="printer"]:has-text("缺纸")');
    await shown('[data-test="holder-name"]');
    await press('F2');
    await shown('input[name="tier"]');
    await press('Enter');
    await page.waitForSelector('input[name="tier"]', { state: 'detached' });
    await press('Enter', 'Enter');
    await shown('[data-state="succeeded"] [data-test="print"]:has-text("未打印")');
    await bench.locator('[data-switch="paperOut"]').click();
    await shown('[data-test="printer"]:has-text("就绪")');
    await press('F9');
    await shown('li.newest [data-test="print"]:has-text("已打印")');
    const { receiptNumber } = (await deskState()).acts[0] ?? {};
    expect(await city.table.sheetWith(receiptNumber ?? 'no receipt')).not.toBeNull();
    await bench.close();
  }, 60_000);

  it('loses the answer of the bank, and the act is shown as unknown until it is known', async () => {
    await pull();
    await insert(unknownCardId);
    const bench = await openPage(`${city.origins.bench}/`);
    await bench.locator('label:has-text("记账后无应答")').click();
    await bench.waitForSelector('label.is-active:has-text("记账后无应答")');
    await press('F2');
    await shown('input[name="tier"]');
    await press('Enter');
    await page.waitForSelector('input[name="tier"]', { state: 'detached' });
    await press('Enter', 'Enter');
    await shown('li.newest[data-state="unknown"]');
    expect(await textOf('li.newest')).toContain('不要重复办理');
    await press('F2', 'Space');
    expect(await page.locator('[data-pick]:checked').count()).toBe(0);
    expect(await page.locator('[data-test="go-on"]:disabled').count()).toBe(1);
    await bench.locator('label:has-text("正常")').click();
    await page.waitForSelector('li.newest[data-state="succeeded"]', { timeout: 40_000 });
    await bench.close();
  }, 60_000);

  it('refuses a card of another application in words, without the status word of its chip', async () => {
    await pull();
    await city.table.insert('bus-card');
    await shown('[data-test="refused-card"]');
    expect((await deskState()).card?.problem?.detail).toBe('6A82');
    const words = await textOf('[data-test="refused-card"]');
    expect(words).toContain('请插入社会保障卡');
    expect(words).not.toContain('6A82');
    await pull();
  }, 30_000);

  it('shows the paper as it came out of the printer', async () => {
    const bench = await openPage(`${city.origins.bench}/`);
    await pictureLoads(bench, '[data-sheet] img');
    expect(await bench.locator('[data-sheet]').count()).toBeGreaterThanOrEqual(2);
  }, 30_000);
});

describe('the pages together', () => {
  it('fetch nothing from elsewhere and complain of nothing', async () => {
    const addresses = await page.evaluate<readonly string[]>(
      `performance.getEntriesByType('resource').map(({ name }) => name)`,
    );
    expect(addresses.length).toBeGreaterThan(1);
    expect(addresses.filter((address) => !address.startsWith(city.origins.agent))).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('says that the agent is away, and comes back by itself', async () => {
    city.city.program('agent').kill();
    await shown('[data-test="link-lost"]');
    await page.waitForSelector('[data-test="link-lost"]', { state: 'detached', timeout: 40_000 });
    expect(await page.locator('[data-test="reader"]').isVisible()).toBe(true);
  }, 60_000);
});
