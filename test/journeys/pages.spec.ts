/** What people see: the clerk page and the bench page in a real browser, on the programs as they ship. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { displayYuan } from '#libs/money/display.js';
import { formatYuan, subtract, sum, yuan } from '#libs/money/fen.js';
import type { Page } from 'playwright-core';
import { pinOfCard } from '../../apps/city/src/seed.js';
import { handsOn, pictureLoads, TestBrowser } from '../support/browser.js';
import { promiseBench } from '../support/bench-page.js';
import { promiseBooks } from '../support/books-page.js';
import { atClerkPage, personalTexts } from '../support/clerk-page.js';
import { promiseEndOfShift } from '../support/end-of-shift.js';
import { promiseGivingBack } from '../support/giving-back.js';
import { promiseManyTabs } from '../support/many-tabs.js';
import { promisePinPad } from '../support/pin-pad-page.js';
import { promisePrepared } from '../support/prepare-page.js';
import { promiseTakingIn } from '../support/taking-in.js';
import { promiseTakingBack } from '../support/taking-back.js';
import { startTestCity, type TestCity } from '../support/programs.js';
import { promiseReturning } from '../support/returning-person.js';
import { eventually } from '../support/window.js';

const shownTimeoutMs = 20_000;
const cardId = 'caireng-zhuoma';
const otherCardId = 'wang-jianguo';

let city: TestCity;
let browser: TestBrowser;
let page: Page;

const openPage = (address: string): Promise<Page> => browser.open(address, shownTimeoutMs);

const { shown, gone, counted, press, textOf } = handsOn(() => page);

const {
  deskState,
  askToConfirm,
  pickDues,
  signIn,
  insert,
  pull,
  servesEverybody,
  servesEverybodyInBothLanguages,
} = atClerkPage(
  () => page,
  () => city,
);

beforeAll(async () => {
  city = await startTestCity();
  browser = await TestBrowser.launch();
  page = await openPage(`${city.origins.agent}/`);
}, 700_000);

afterAll(async () => {
  await browser?.close();
  await city?.stop();
}, 60_000);

describe('the clerk page', () => {
  it('refuses a wrong password in words, signs in with the right one, and asks for a card', async () => {
    await shown('#staff-number:focus');
    await page.keyboard.type(city.city.demonstration.clerk.staffNumber);
    await press('Tab');
    await page.keyboard.type('not the password');
    await press('Enter');
    await shown('[role="alert"]:has-text("工号或密码不正确")');
    await shown('#password:focus');
    await servesEverybody();
    await page.keyboard.type(city.city.demonstration.clerk.password);
    await press('Enter');
    await shown('[data-test="empty-window"]:has-text("请插卡")');
    await servesEverybodyInBothLanguages();
  }, 60_000);

  it('shows the holder of a card, the masked number, and every due and entitlement', async () => {
    await insert(cardId);
    const { card } = await deskState();
    expect(card?.holder?.name).toBeTruthy();
    expect(await textOf('[data-test="holder-name"]')).toBe(card?.holder?.name);
    expect(await page.content()).toContain(card?.holder?.maskedNumber);
    const rows = (card?.dues.length ?? 0) + (card?.entitlements.length ?? 0);
    expect(rows).toBeGreaterThan(1);
    await counted('[data-pick]', rows);
    await shown('[data-pick]:focus');
    await servesEverybodyInBothLanguages();
  }, 30_000);

  it('pays all dues by keyboard alone, and shows the receipt that was printed', async () => {
    const before = await deskState();
    const due = before.card?.dues.filter(({ state }) => state === 'open') ?? [];
    expect(due.length).toBeGreaterThan(0);
    const tiers = due.find(({ amount }) => amount === null)?.tiers ?? [];
    await pickDues(['ArrowDown']);
    const total = formatYuan(sum(due.map(({ amount }) => yuan(amount ?? tiers[1]?.amount ?? ''))));
    await shown(`[data-test="total"]:text-is("${displayYuan(yuan(total))}")`);
    await askToConfirm();
    await shown(`[data-test="say-aloud"]:text-is("${displayYuan(yuan(total))}")`);
    await press('Enter');
    await shown('[data-act="payment"][data-state="succeeded"]');
    await shown('[data-test="print"]:has-text("已打印")');

    const [act] = (await deskState()).acts;
    expect(act).toMatchObject({ kind: 'payment', channel: 'bank', state: 'succeeded', total });
    expect(await textOf('[data-test="receipt-number"]')).toContain(act?.receiptNumber);
    await counted('[data-pick^="pay:"]', 0);
    expect((await deskState()).card?.dues).toEqual([]);
    await shown(`[data-test="done-pay"]:has-text("${displayYuan(yuan(total))}")`);
    await shown(`[data-test="done-pay"]:has-text("${act?.receiptNumber ?? 'no receipt'}")`);
    await shown('[data-test="done-pay"]:has-text("应缴已全部办完")');
    await servesEverybody();
    await shown('[data-test="hands"] [data-hand="sign-slip"]');
    await press('F10');
    await gone('[data-test="hands"]');

    await page.locator('[data-test="see-receipt"]').first().focus();
    await press('Enter');
    await shown('[data-test="receipt-picture"]');
    await pictureLoads(page, '[data-test="receipt-picture"]');
    await servesEverybody();
    await press('Escape');
    await gone('[data-test="receipt-picture"]');
  }, 60_000);

  it('prints a code that leads a phone to a page on whether the receipt is genuine', async () => {
    const [act] = (await deskState()).acts;
    const number = act?.receiptNumber ?? '';
    const sheet = await city.table.sheetWith(number);
    const code = /验证码\s*(?:Code)?\s*([0-9A-Z]+)/i.exec(sheet?.text ?? '')?.[1];
    const phone = await openPage(`${city.origins.central}/v1/receipts/${number}?code=${code}`);
    await phone.setViewportSize({ width: 375, height: 812 });
    await phone.waitForSelector('[data-verdict="good"] h2:has-text("属实")');
    await phone.waitForSelector(`dd[data-amount="${act?.total}"]`);
    // Its style is taken by the policy it comes with, and nothing is wider than the phone.
    expect(
      await phone.evaluate(
        `[getComputedStyle(document.querySelector('.good h2')).color, document.documentElement.scrollWidth]`,
      ),
    ).toEqual(['rgb(23, 104, 58)', 375]);
    await phone.close();
  }, 30_000);

  it('counts the tries left after a wrong PIN, collects with the right one, and keeps neither', async () => {
    const pin = pinOfCard(city.data, cardId);
    const before = await deskState();
    const open = before.card?.entitlements.filter(({ state }) => state === 'open') ?? [];
    expect(open.length).toBeGreaterThan(0);
    await press('F4');
    await askToConfirm();
    await press('Enter');
    await shown('#pin:focus');
    await page.keyboard.type('908172');
    await press('Enter');
    await shown('[role="dialog"] [role="alert"]:has-text("还可以试 5 次")');
    await servesEverybody();
    await shown('#pin:focus');
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
    await counted('input[type="password"]', 0);
  }, 60_000);

  it('says that the till is too short before the holder is asked for anything, with the way out', async () => {
    await pull();
    await insert(otherCardId);
    await press('F4', 'F8');
    await shown('[data-pick]:checked');
    await press('Enter');
    await shown('[role="dialog"] [data-test="till-short"]');
    await servesEverybody();
    await counted('#pin', 0);
    await shown('[role="dialog"] button[type="submit"]:focus:has-text("领取备付金")');
    await press('Enter');
    await shown('#till-amount:focus');
    await servesEverybody();
    await press('Escape');
    await gone('[role="dialog"]');
    await pull();
    await insert(cardId);
  }, 60_000);

  it('speaks English by one switch, and remembers it', async () => {
    await page.locator('[data-test="language"]').click();
    await shown('h2:has-text("Dues")');
    await page.reload();
    await shown('h2:has-text("Dues")');
    await shown('html[lang="en"]');
    await page.locator('[data-test="language"]').click();
    await shown('h2:has-text("应缴")');
    await counted('[data-test="language"]:focus', 0);
  }, 30_000);

  it('wipes everything at once when the card is pulled, whatever is open', async () => {
    await pull();
    await insert(otherCardId);
    const texts = personalTexts(await deskState());
    expect(texts.length).toBeGreaterThan(2);
    await press('F4');
    await page.locator('button:has-text("显示全号")').click();
    await shown('input[name="purpose"]:focus');
    await servesEverybody();
    await press('Enter');
    await shown('[data-test="full-number"]');
    const fullNumber = await textOf('[data-test="full-number"]');
    expect(fullNumber).toMatch(/^\d{17}[\dX]$/);
    // The key on the button closes it, though what had the hands before is gone.
    await press('Enter');
    await gone('[data-test="full-number"]');
    await page.locator('button:has-text("显示全号")').click();
    await shown('input[name="purpose"]:focus');
    await press('Enter');
    await shown('[data-test="full-number"]');
    await pull();
    const content = await page.content();
    for (const text of [...texts, fullNumber]) expect(content).not.toContain(text);
    await counted('[role="dialog"], #pin, [data-pick], [data-test="total"]', 0);
  }, 60_000);

  it('keeps what was picked when the sign-in is lost, for the same card only', async () => {
    await insert(otherCardId);
    await press('F4');
    await shown('[data-pick]:checked');
    const picked = await page.locator('[data-pick]:checked').count();
    // Put back and picked again, by key and by mouse, each box says what is picked, to the eye and to a reader of the screen.
    const one = page.locator('[data-pick^="collect:"]').first();
    await one.focus();
    for (const turn of [() => press('Space'), () => one.click()])
      for (const isPicked of [false, true]) {
        await turn();
        await shown(`.item${isPicked ? '.picked' : ':not(.picked)'} [data-pick]:focus`);
        expect(await one.isChecked()).toBe(isPicked);
        await counted('.item.picked', picked - (isPicked ? 0 : 1));
        await counted('.item.picked [data-pick]:checked', picked - (isPicked ? 0 : 1));
        await counted('.item:not(.picked) [data-pick]:checked', 0);
      }
    const total = await textOf('[data-test="total"]');
    await page.request.post(`${city.origins.agent}/desk/sign-out`, { data: {} });
    await signIn();
    await shown('[data-test="holder-name"]');
    await counted('[data-pick]:checked', picked);
    await shown(`[data-test="total"]:text-is("${total}")`);
    await pull();
    await insert(otherCardId);
    await shown('[data-pick]:focus');
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
    await gone('[role="dialog"]');
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
    await press('Escape');
    await pickDues();
    await press('F8', 'Enter');
    await shown('#received:focus');
    const total = yuan((await textOf('[data-test="say-aloud"]')).replaceAll(/[¥,]/g, ''));
    await page.keyboard.type(formatYuan(subtract(total, yuan('0.01'))));
    await shown('[role="dialog"] button[type="submit"]:disabled');
    await servesEverybody();
    await press('Control+a');
    await page.keyboard.type('2000');
    const change = displayYuan(subtract(yuan('2000'), total));
    await shown(`[data-test="change"]:text-is("${change}")`);
    await press('Enter');
    await shown('li.newest[data-act="payment"][data-state="succeeded"]');
    await page.unroute('**/desk/payments');
    expect(lost).toBe(1);
    expect(keys.size).toBe(1);
    await shown(`[data-test="till"]:has-text("收 ${displayYuan(total)}")`);
    const { acts, till } = await deskState();
    expect(acts).toHaveLength(actsBefore + 1);
    expect(till?.received).toBe(formatYuan(total));
    // What the hands still have to do stays in view without its card, and in a page that was opened anew, until they say so.
    const handed = `[data-test="hands"] [data-hand="give-change"]:has-text("${change}")`;
    await shown(handed);
    await servesEverybody();
    await city.table.pull();
    await shown('[data-test="empty-window"]');
    await shown(`${handed}:has-text("王＊＊")`);
    await press('F9');
    await shown('[data-test="no-receipt"]');
    await insert(cardId);
    await page.reload();
    await shown('[data-test="holder-name"]');
    await shown(handed);
    await press('F10');
    await gone('[data-test="hands"]');
    expect((await deskState()).acts.flatMap(({ hands }) => hands)).toEqual([]);
    await pull();
  }, 60_000);

  it('pays for somebody of the family whose card was here before, in one act of the payer’s card', async () => {
    await insert('sun-lijuan');
    await pull();
    await insert('duojie-cairang');
    await press('F11');
    await shown('[role="dialog"] :text("孙＊＊")');
    await servesEverybody();
    await page.locator('[data-test="join"]').focus();
    await press('Enter');
    await shown('[data-test="other"]:has-text("孙丽娟")');
    await servesEverybodyInBothLanguages();
    await page.locator('[data-pick^="pay:"]').last().focus();
    await press('Space');
    await shown('.basket .of:has-text("孙丽娟")');
    await askToConfirm();
    await press('Enter');
    // By its sum: the newest until then is a payment that succeeded, too.
    await shown('li.newest[data-act="payment"][data-state="succeeded"]:has-text("¥400.00")');
    const { acts } = await deskState();
    expect(acts[0]).toMatchObject({ channel: 'bank', total: '400.00', lines: [{ scheme: '390' }] });
    // What is owed is asked for again once the act is known.
    await eventually('only the pension is left', async () => {
      const { card } = await deskState();
      return String(card?.others.map(({ dues }) => dues.map(({ scheme }) => scheme))) === '170';
    });
    await press('F10');
    await gone('[data-test="hands"]');
    await pull();
    await insert(cardId);
  }, 60_000);
});

promiseTakingIn(() => ({
  page,
  insert,
  pull,
  servesEverybody,
  databaseUrl: city.city.context.databaseUrl,
  owed: async () => (await deskState()).card?.dues.map(({ scheme }) => scheme) ?? [],
}));
promiseReturning(() => ({ page, city, servesEverybody }));
promiseBench(() => ({ page, city, openPage, pickDues, askToConfirm, pictureLoads, servesEverybody }));
promisePrepared(() => ({ page, city, openPage, askToConfirm, servesEverybody }));
promisePinPad(() => ({ page, city, askToConfirm, servesEverybody }));
promiseBooks(() => ({ city, openPage }));
promiseGivingBack(() => ({
  page,
  city,
  insert,
  pull,
  askToConfirm,
  deskState,
  servesEverybodyInBothLanguages,
}));
promiseTakingBack(() => ({ page, city, insert, pull, pickDues, askToConfirm, servesEverybody }));
promiseEndOfShift(() => ({ page, city, signIn, servesEverybody }));

describe('the pages together', () => {
  it('fetch nothing from elsewhere and complain of nothing', async () => {
    const addresses = await page.evaluate<readonly string[]>(
      `performance.getEntriesByType('resource').map(({ name }) => name)`,
    );
    expect(addresses.length).toBeGreaterThan(1);
    expect(addresses.filter((address) => !address.startsWith(city.origins.agent))).toEqual([]);
    expect(browser.faults).toEqual([]);
  });
});

promiseManyTabs(() => ({ page, city, openPage }));
