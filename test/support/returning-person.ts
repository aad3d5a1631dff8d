/** Promises of what a clerk finds of somebody who comes back: what was done before, for the one city of the page journeys. */
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { handsOn, pictureLoads } from './browser.js';
import type { TestCity } from './programs.js';

type Given = {
  readonly page: Page;
  readonly city: TestCity;
  readonly servesEverybody: () => Promise<void>;
};

/** `given` is asked once the city runs: the clerk page, signed in, with the card in of somebody who has paid there. */
export const promiseReturning = (given: () => Given): void => {
  const page = (): Page => given().page;
  const city = (): TestCity => given().city;
  const { shown, gone, counted, press, textOf } = handsOn(page);

  describe('somebody who comes back', () => {
    it('is shown what was done before, at every window, and has its receipt printed again as a copy', async () => {
      await shown('[data-test="holder-name"]');
      await press('F1');
      await shown('[data-past="payment"]');
      await shown('[data-past] .row:focus');
      // Down to the oldest, the first that was paid here.
      await press(...Array.from({ length: await page().locator('[data-past]').count() }, () => 'ArrowDown'));
      const row = '[data-past]:has(.row:focus)';
      await shown(`${row} [data-test="print-past"]:has-text("F9")`);
      const number = /\d{20}/.exec(await textOf(`${row} .row`))?.[0] ?? 'no receipt';
      await given().servesEverybody();
      await press('Enter');
      await pictureLoads(page(), '[data-test="past-receipt"]');
      await given().servesEverybody();
      // Back in its place in the list.
      await press('Escape');
      await shown(`${row}:has-text("${number}")`);
      await press('F9');
      await shown(`[data-test="reprinted"]:has-text("收据 ${number} 已打印，第 2 次")`);
      const sheet = await city().table.sheetWith(number);
      expect(sheet?.text).toMatch(/副本/);
      await press('Escape');
      await gone('[data-test="records"]');
      await shown('[data-test="holder-name"]');
      await press('F1');
      await shown('[data-test="records"]');
      await city().table.pull();
      await shown('[data-test="empty-window"]');
      await counted('[data-test="records"]', 0);
    }, 60_000);

    it('is found without a card by the beginning of a name, and picked among others by keyboard', async () => {
      await press('F7');
      await shown('#holder-number:focus');
      await press('Enter');
      await shown('#holder-name:focus');
      await page().keyboard.type('王');
      await shown('[data-test="open-file"]:disabled');
      await page().keyboard.type('建');
      await shown('[data-test="open-file"]:enabled:has-text("按姓名查找")');
      await press('Enter');
      await shown('[data-test="person-found"]:focus');
      await given().servesEverybody();
      const names = await page().locator('[data-test="person-found"] strong').allInnerTexts();
      const at = names.indexOf('王建国');
      expect(at).toBeGreaterThanOrEqual(0);
      expect(await textOf('[data-test="people-found"]')).not.toMatch(/\d{6}/);
      // Back to the name, where more can be said of them, and on again.
      await press('Escape');
      await shown('#holder-name:focus');
      await press('Enter');
      await shown('#search-age:focus');
      // Age, last four, unit.
      await press('Enter', 'Enter', 'Enter');
      await shown('[data-test="person-found"]:focus');
      await press(...Array.from({ length: at }, () => 'ArrowDown'));
      await shown('[data-test="person-found"]:focus:has-text("王建国")');
      await press('Enter');
      await shown('[data-test="file-person"] h1:has-text("王建国")');
      // Their records are found without their card, too.
      await press('F1');
      await shown('[data-test="records"] [data-past="payment"] .row:focus');
      await press('Escape', 'Escape');
      await shown('[data-test="empty-window"]');
    }, 60_000);
  });
};
