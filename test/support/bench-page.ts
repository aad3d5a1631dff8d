/** Promises of the bench as it is used beside the clerk page, for the one city of the page journeys. */
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { DeskState } from '#libs/contract/desk.js';
import { barriersOn } from './accessibility.js';
import { handsOn } from './browser.js';
import type { TestCity } from './programs.js';
import { eventually } from './window.js';

type Given = {
  readonly page: Page;
  readonly city: TestCity;
  readonly openPage: (address: string) => Promise<Page>;
  readonly pickDues: () => Promise<void>;
  readonly askToConfirm: () => Promise<void>;
  readonly pictureLoads: (on: Page, selector: string) => Promise<void>;
  readonly servesEverybody: () => Promise<void>;
};

const cardId = 'caireng-zhuoma';
const tornCardId = 'suonan-daiji';
const unknownCardId = 'han-deming';

/** `given` is asked once the city runs: the clerk page, its city, and what its hands do. */
export const promiseBench = (given: () => Given): void => {
  const page = (): Page => given().page;
  const city = (): TestCity => given().city;
  const { shown, press, textOf } = handsOn(page);
  const deskState = (): Promise<DeskState> =>
    page().evaluate<DeskState>(`fetch('/desk/state').then((answer) => answer.json())`);
  const insert = async (id: string): Promise<void> => {
    await city().table.insert(id);
    await shown('[data-test="holder-name"]');
  };
  const pull = async (): Promise<void> => {
    await city().table.pull();
    await shown('[data-test="empty-window"]');
  };

  describe('the bench page', () => {
    it('puts a card in and pulls it, and the clerk page follows', async () => {
      await city().table.pull();
      const bench = await given().openPage(`${city().origins.bench}/`);
      await shown('[data-test="empty-window"]');
      await bench.bringToFront();
      await bench.locator(`[data-card="${cardId}"] [data-insert="0"]`).click();
      await page().bringToFront();
      await shown('[data-test="holder-name"]');
      expect(await barriersOn(bench)).toEqual([]);
      const image = (await city().table.cards()).find(({ id }) => id === cardId);
      expect((await deskState()).card?.cardNumber).toBe(image?.cardNumber);
      await bench.locator('[data-reader="0"] [data-test="pull"]').click();
      await shown('[data-test="empty-window"]');
      await bench.close();
    }, 60_000);

    it('takes the paper out, and the clerk prints again with F9 once it is back', async () => {
      const bench = await given().openPage(`${city().origins.bench}/`);
      await bench.locator(`[data-card="${tornCardId}"] [data-insert="0"]`).click();
      await bench.locator('[data-switch="paperOut"]').click();
      await shown('[data-test="printer"]:has-text("缺纸")');
      await shown('[data-test="holder-name"]');
      await given().pickDues();
      await given().askToConfirm();
      await press('Enter');
      await shown('[data-state="succeeded"] [data-test="print"]:has-text("未打印")');
      await bench.locator('[data-switch="paperOut"]').click();
      await shown('[data-test="printer"]:has-text("就绪")');
      await press('F9');
      await shown('li.newest [data-test="print"]:has-text("已打印")');
      const { receiptNumber } = (await deskState()).acts[0] ?? {};
      expect(await city().table.sheetWith(receiptNumber ?? 'no receipt')).not.toBeNull();
      await bench.close();
    }, 60_000);

    it('holds a receipt before the code reader, and the clerk page shows it and prints it again', async () => {
      await pull();
      const { receiptNumber } = (await deskState()).acts.find((act) => act.receiptNumber !== null) ?? {};
      const sheet = await city().table.sheetWith(receiptNumber ?? 'no receipt');
      const [, code] = /Code\s+(\S+)/.exec(sheet?.text ?? '') ?? [];
      const address = `${city().origins.central}/v1/receipts/${receiptNumber}?code=${code}`;
      const bench = await given().openPage(`${city().origins.bench}/`);
      await bench.locator('[data-test="code"]').fill(address);
      await bench.locator('[data-test="scan"]').click();
      await page().bringToFront();
      await given().pictureLoads(page(), '[data-test="receipt-picture"]');
      await given().servesEverybody();
      expect(await page().locator('[data-test="receipt-false"]').count()).toBe(0);
      await press('Escape');
      // Of others, and not of this receipt: said in words, and nothing opens.
      await bench.locator('[data-test="code"]').fill('6901234567892');
      await bench.locator('[data-test="scan"]').click();
      await shown('[role="alert"]:has-text("不是本系统的码")');
      await bench.locator('[data-test="code"]').fill(address.replace(/code=.*$/, 'code=AAAA-AAAA'));
      await bench.locator('[data-test="scan"]').click();
      await shown('[role="alert"]:has-text("没有与所填一致的收据")');
      await bench.close();
      // The same by a scanner that types.
      await page().evaluate(`{
        const target = document.activeElement ?? document.body;
        for (const key of [...${JSON.stringify(address)}, 'Enter'])
          target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      }`);
      await shown('[data-test="receipt-picture"]');
      await press('Escape');
    }, 60_000);

    it('loses the answer of the bank, and the act is shown as unknown until it is known', async () => {
      await pull();
      await insert(unknownCardId);
      const bench = await given().openPage(`${city().origins.bench}/`);
      await bench.locator('label:has-text("记账后无应答")').click();
      await bench.waitForSelector('label.is-active:has-text("记账后无应答")');
      await given().pickDues();
      await given().askToConfirm();
      await press('Enter');
      await shown('li.newest[data-state="unknown"]:has-text("不要重复办理")');
      await given().servesEverybody();
      await press('F2', 'Space');
      expect(await page().locator('[data-pick]:checked').count()).toBe(0);
      await shown('[data-test="go-on"]:disabled');
      await bench.locator('label:has-text("正常")').click();
      await shown('li.newest[data-state="succeeded"]', { timeout: 40_000 });
      await bench.close();
    }, 60_000);

    it('refuses a card of another application in words, without the status word of its chip', async () => {
      await pull();
      await city().table.insert('bus-card');
      await shown('[data-test="refused-card"]:has-text("请插入社会保障卡")');
      await given().servesEverybody();
      expect((await deskState()).card?.problem?.detail).toBe('6A82');
      const words = await textOf('[data-test="refused-card"]');
      expect(words).not.toContain('6A82');
      await pull();
    }, 30_000);

    it('shows the paper as it came out of the printer', async () => {
      const bench = await given().openPage(`${city().origins.bench}/`);
      await given().pictureLoads(bench, '[data-sheet] img');
      await eventually('two sheets', async () => (await bench.locator('[data-sheet]').count()) >= 2);
    }, 30_000);
  });
};
