/** Promises of the books in the console, after the acts of a window, for the one city of the page journeys. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { barriersOn } from './accessibility.js';
import { handsOn } from './browser.js';
import type { TestCity } from './programs.js';

type Given = { readonly city: TestCity; readonly openPage: (address: string) => Promise<Page> };

const password = 'delingha-2017';
const total = (figures: readonly bigint[]): bigint => figures.reduce((sum, each) => sum + each, 0n);
const figureOf = (text: string): bigint => BigInt(text.replaceAll(/[^\d-]/g, ''));

/** `given` is asked once the city runs and its window has taken something in. */
export const promiseBooks = (given: () => Given): void => {
  describe('the books in the console', () => {
    let page: Page;
    const { shown, press, textOf } = handsOn(() => page);
    const signIn = async (staffNumber: string): Promise<void> => {
      if ((await page.locator('[data-test="sign-out"]').count()) > 0)
        await page.click('[data-test="sign-out"]');
      await page.fill('#staff-number', staffNumber);
      await page.fill('#password', password);
      await press('Enter');
      await shown(`[data-test="staff"]:has-text("${staffNumber}")`);
    };
    const cells = async (selector: string): Promise<bigint[]> =>
      (await page.locator(selector).allTextContents()).filter((text) => text.trim() !== '').map(figureOf);

    it('lead the accountant from a fund down to what took the cash in, and back', async () => {
      page = await given().openPage(`${given().city.origins.agent}/console/`);
      await signIn('0501');
      // The accountant's desk begins here; each fund comes to nothing.
      await shown('[data-test="check"]');
      await shown('[data-test="fund-170"]');
      for (const difference of await page.locator('[data-test="difference"]').allTextContents())
        expect(figureOf(difference)).toBe(0n);
      expect(await barriersOn(page)).toEqual([]);
      await page.click('[data-test="account-1001-0001"]');
      await shown('[data-test="closing"]');
      const debit = await cells('[data-transfer] td:nth-child(4)');
      const credit = await cells('[data-transfer] td:nth-child(5)');
      expect(debit.length + credit.length).toBeGreaterThan(0);
      expect(figureOf(await textOf('[data-test="opening"]')) + total(debit) - total(credit)).toBe(
        figureOf(await textOf('[data-test="closing"]')),
      );
      expect(await barriersOn(page)).toEqual([]);
      const saving = page.waitForEvent('download');
      await page.click('[data-test="export"]');
      const saved = readFileSync(await (await saving).path(), 'utf8')
        .trimEnd()
        .split('\r\n');
      expect(saved).toHaveLength(3 + debit.length + credit.length);
      await page.click('[data-transfer]:last-of-type a');
      await shown('[data-test="act"] [data-test="receipt-number"]');
      const receipt = await textOf('[data-test="receipt-number"]');
      expect(receipt).toMatch(/^\d{20}$/);
      expect(await barriersOn(page)).toEqual([]);
      await page.click('[data-test="see-debit"]');
      await shown(`[data-transfer]:has-text("${receipt}")`);
      await page.click('[data-test="back"]');
      await page.fill('[data-test="receipt"]', receipt);
      await press('Enter');
      await shown(`[data-test="receipt-number"]:has-text("${receipt}")`);
    }, 60_000);

    it('show the auditor the same, and say so when a receipt is none', async () => {
      await signIn('0009');
      await page.evaluate(`location.hash = '/books/receipts/1'`);
      await shown('[role="alert"]:has-text("没有与所填一致的收据")');
      await page.click('[data-test="back"]');
      await shown('[data-test="fund-170"] [data-test="difference"]');
      await page.click('[data-test="day-before"]');
      await shown('[data-test="day-after"]:not([disabled])');
      await page.close();
    }, 60_000);
  });
};
