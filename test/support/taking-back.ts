/** Promises about what is taken back at the window, for the one city of the page journeys: calling an act off, and undoing one. */
import { randomUUID } from 'node:crypto';
import { expect, describe, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { handsOn } from './browser.js';
import type { TestCity } from './programs.js';
import { eventually } from './window.js';

type Given = {
  readonly page: Page;
  readonly city: TestCity;
  readonly pull: () => Promise<void>;
  readonly insert: (cardId: string) => Promise<void>;
  readonly pickDues: () => Promise<void>;
  readonly askToConfirm: () => Promise<void>;
  readonly servesEverybody: () => Promise<void>;
};

/** May agree to an undoing, and is somebody else than the clerk. */
const second = { staffNumber: '0301', password: 'delingha-2017' };
const payer = 'danba-jiancuo';

/** `given` is asked once the city runs, with a clerk signed in at its page. */
export const promiseTakingBack = (given: () => Given): void => {
  const page = (): Page => given().page;
  const { shown, gone, press, counted } = handsOn(page);

  /** The second person agrees to what waits, at the console of another browser. */
  const agree = async (): Promise<void> => {
    const { agent } = given().city.origins;
    const context = await page().context().browser()?.newContext();
    if (context === undefined) throw new Error('the page has no browser');
    const { request } = context;
    const asked = await request.get(`${agent}/console/`);
    expect(asked.ok()).toBe(true);
    const entered = await request.post(`${agent}/desk/console/sign-in`, { data: second });
    expect(entered.ok()).toBe(true);
    const list = await request.get(`${agent}/desk/central/approvals`);
    const { waiting }: { waiting: readonly { id: string; kind: string }[] } = await list.json();
    const [refund] = waiting.filter(({ kind }) => kind === 'refund');
    const answer = await request.post(`${agent}/desk/central/approvals/${refund?.id}/approval`, {
      data: {},
      headers: { 'idempotency-key': randomUUID() },
    });
    expect([answer.status(), await answer.text()]).toEqual([200, expect.any(String)]);
    await context.close();
  };

  describe('what is taken back at the window', () => {
    it('is called off only when it was asked once more, and Enter keeps it', async () => {
      await page().locator('[data-test="my-till"]').click();
      await shown('#till-amount:focus');
      await page().keyboard.type('６００００');
      await page().locator('[data-test="do-till"]').click();
      const waits = 'li.newest[data-act="till-draw"][data-state="sending"]';
      await shown(`${waits} [data-test="call-off"]`);
      await page().locator(`${waits} [data-test="call-off"]`).click();
      await shown('[data-test="calling-off"] [data-test="keep-act"]:focus');
      await given().servesEverybody();
      await press('Enter');
      await gone('[data-test="calling-off"]');
      await shown(`${waits} [data-test="call-off"]`);
      await page().locator(`${waits} [data-test="call-off"]`).click();
      await shown('[data-test="keep-act"]:focus');
      await press('Tab', 'Enter');
      await gone('[data-test="calling-off"]');
      await shown('li.newest[data-act="till-draw"][data-state="refused"]:has-text("已撤回")');
    }, 60_000);

    it('waits in view for a second person without looking at the receipt again and again, and one key does it', async () => {
      await given().pull();
      await given().insert(payer);
      await given().pickDues();
      await given().askToConfirm();
      await press('Enter');
      const paid = 'li.newest[data-act="payment"][data-state="succeeded"]';
      await shown(`${paid} [data-test="undo"]`);
      await page().locator(`${paid} [data-test="undo"]`).click();
      await shown('#undoing-reason:focus');
      await given().servesEverybody();
      await page().keyboard.type('重复缴费');
      let looks = 0;
      const asked: string[] = [];
      page().on('request', (request) => {
        const [, path = ''] = request.url().split('/desk/undoings');
        if (path === '/look-ups') looks += 1;
        if (path === '/waiting') asked.push(path);
      });
      await press('Enter');
      await shown('[data-test="undoing-waiting"]');
      await shown('.answers button:focus');
      await given().servesEverybody();
      // Once after it was asked, and once when what waits was first counted.
      await eventually('it to be asked for twice', () => Promise.resolve(asked.length >= 2));
      expect(looks).toBe(2);
      await agree();
      await shown('[data-test="undoing-approved"]');
      expect(looks).toBe(3);
      await shown('[data-test="undoing-do"]:focus');
      await given().servesEverybody();
      await press('Enter');
      await gone('[role="dialog"]');
      await shown('li.newest[data-act="refund"][data-state="succeeded"]');
      await shown('[data-act="payment"] [data-test="undone"]');
    }, 60_000);

    it('lays the hands on the way out where it cannot be undone', async () => {
      const done = page().locator('[data-act="collection"] [data-test="undo"]').first();
      await done.click();
      await shown('[role="dialog"] .answers button:focus');
      await counted('[role="dialog"] .answers button', 1);
      await given().servesEverybody();
      await press('Enter');
      await gone('[role="dialog"]');
    }, 30_000);
  });
};
