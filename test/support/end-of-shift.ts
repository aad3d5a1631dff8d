/** Promises of the end of a shift as the clerk sees it, for the one city of the page journeys. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { Page } from 'playwright-core';
import type { DeskState } from '#libs/contract/desk.js';
import { formatYuan, subtract, yuan } from '#libs/money/fen.js';
import { handsOn } from './browser.js';
import type { TestCity } from './programs.js';
import { eventually } from './window.js';

type Given = {
  readonly page: Page;
  readonly city: TestCity;
  readonly signIn: () => Promise<void>;
  readonly servesEverybody: () => Promise<void>;
};

/** As a Chinese input method writes digits. */
const wide = (typed: string): string =>
  typed.replaceAll(/[\d.]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));

/** `given` is asked once the city runs: the clerk page, its city, and how its clerk signs in. */
export const promiseEndOfShift = (given: () => Given): void => {
  const page = (): Page => given().page;
  const city = (): TestCity => given().city;
  describe('the end of a shift', () => {
    const { shown, gone, counted, press, textOf } = handsOn(page);
    const state = (): Promise<DeskState> =>
      page().evaluate<DeskState>(`fetch('/desk/state').then((answer) => answer.json())`);

    /** Draws one yuan, which begins a shift where none is open. */
    const draw = async (): Promise<void> => {
      const key = randomUUID();
      await page().evaluate(
        `fetch('/desk/till/draws', { method: 'POST', headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ key: '${key}', scheme: '170', amount: '1.00' }) })`,
      );
      await eventually('the draw', async () =>
        (await state()).acts.some((act) => act.key === key && act.state === 'succeeded'),
      );
    };
    /** Whether the entry that is still missing is in sight without scrolling at 125 %. */
    const fieldIsSeenOnLowScreen = async (): Promise<boolean> => {
      await page().setViewportSize({ width: 1093, height: 614 });
      const isSeen = await page().evaluate<boolean>(`(() => {
        const fields = document.querySelector('[role="dialog"] .fields');
        fields.scrollTo({ top: 0 });
        return document.querySelector('#shift-reason').getBoundingClientRect().bottom <= fields.getBoundingClientRect().bottom;
      })()`);
      await page().setViewportSize({ width: 1366, height: 768 });
      return isSeen;
    };
    const enterPassword = async (): Promise<void> => {
      await shown('#password:focus');
      expect(await page().locator('#staff-number').inputValue()).toBe(
        city().city.demonstration.clerk.staffNumber,
      );
      await page().keyboard.type(city().city.demonstration.clerk.password);
      await press('Enter');
      await gone('#password');
      await shown('[data-test="staff"]');
    };

    it('is asked for before a sign-out; whoever leaves for a moment is told that it is open, and enters a password alone', async () => {
      if ((await state()).staff === null) await given().signIn();
      // From there on the browser has the desk.
      await gone('#password');
      await shown('[data-test="staff"]');
      await draw();
      await page().locator('[data-test="sign-out"]').click();
      await shown('#counted-sum:focus');
      await page().locator('[data-test="leave-open"]').click();
      await shown('[data-test="sign-in-note"]:has-text("本班尚未日结")');
      await enterPassword();
      await counted('[data-test="left-open-bar"]', 0);
      // Run out, as another program of the machine would end it.
      await page().request.post(`${city().origins.agent}/desk/sign-out`, { data: {} });
      await shown('[data-test="sign-in-note"]:has-text("本班尚未日结")');
      await enterPassword();
    }, 60_000);

    it('that nobody ended is told after the next sign-in, until it is ended or heard', async () => {
      const database = new Client({ connectionString: city().city.context.databaseUrl });
      await database.connect();
      await database.query(
        `update area_632802.shift set business_date = business_date - 1 where state = 'open'`,
      );
      await database.end();
      await page().request.post(`${city().origins.agent}/desk/sign-out`, { data: {} });
      await enterPassword();
      await shown('[data-test="left-open-bar"]:has-text("尚未日结")');
      await given().servesEverybody();
      await page().locator('[data-test="end-left-open"]').click();
      await shown('[data-test="left-open"]');
      await shown('#counted-sum:focus');
      await press('Escape');
      await gone('[data-test="shift-sheet"]');
      await page().locator('[data-test="hear-left-open"]').click();
      await gone('[data-test="left-open-bar"]');
    }, 60_000);

    it('is shown by its key, asks for a reason where the count differs, and ends with a slip', async () => {
      await draw();
      await press('F3');
      await shown('[data-test="shift-sheet"]');
      await shown('#counted-sum:focus');
      const books = (await textOf('[data-test="shift-sheet"] .total td')).replace(/[¥,]/g, '');
      // As a Chinese input method writes it.
      await page().keyboard.type(wide(formatYuan(subtract(yuan(books), yuan('0.50')))));
      await shown('[data-test="difference"]:has-text("短款 ¥0.50")');
      await given().servesEverybody();
      await press('Enter');
      await shown('#shift-reason:focus');
      expect(await fieldIsSeenOnLowScreen()).toBe(true);
      // What is being composed has Esc and Enter to itself.
      const keyboard = await page().context().newCDPSession(page());
      for (const key of ['Escape', 'Enter', 'F2', 'F3', 'F7', 'F10']) {
        await keyboard.send('Input.imeSetComposition', { text: 'ling', selectionStart: 4, selectionEnd: 4 });
        await press(key);
      }
      await keyboard.detach();
      await shown('#shift-reason:focus');
      await counted('[data-test="shift-done"]', 0);
      // This way of composing never says that it has ended.
      await page().evaluate(
        `document.activeElement.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }))`,
      );
      await page().locator('#shift-reason').fill('零钱短少');
      await page().locator('[data-test="end-shift"]').click();
      await shown('[data-test="shift-done"]');
      await shown('[data-test="leave"]:focus');
      await press('Escape');
      await gone('[data-test="shift-done"]');
      await shown('[data-act="shift-count"] [data-test="print"]:has-text("已打印")');
    }, 60_000);
  });
};
