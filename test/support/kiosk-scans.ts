/** Promises of codes that are held before the code reader of a kiosk, for the one city of its journey. */
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { pinOfCard } from '../../apps/city/src/seed.js';
import { handsOn } from './browser.js';
import { holderOf } from './card-holders.js';
import type { TestCity } from './programs.js';

type Given = {
  readonly page: Page;
  readonly city: TestCity;
  readonly hands: {
    readonly tap: (selector: string) => Promise<void>;
    readonly enter: (pin: string) => Promise<void>;
    readonly insert: (id: string) => Promise<void>;
    readonly open: (id: string) => Promise<void>;
    readonly pull: () => Promise<void>;
    readonly servesEverybody: () => Promise<void>;
  };
  /** The kiosk's reader on the bench. */
  readonly slot: 2;
  /** What the code on a receipt of `pays` holds. */
  readonly receiptAddress: string;
  /** How many payments there are of `prepares`. */
  readonly paid: () => Promise<string>;
};

/** Who brings what was prepared. */
export const prepares = 'li-guirong';
const pays = 'suonan-daiji';
const collects = 'wang-jianguo';

/** `given` is asked once the city runs. */
export const promiseScans = (given: () => Given): void => {
  const page = (): Page => given().page;
  const hands = (): Given['hands'] => given().hands;
  const { shown, textOf } = handsOn(page);
  const facts = (): Promise<string> => textOf('[data-test="receipt-facts"]');

  describe('a code', () => {
    it('shows what was prepared without a card, and with card and PIN goes straight to confirming it, for its reader alone', async () => {
      const slip = `${given().city.origins.central}/prepare/#on=${new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)}`;
      const acts = await given().paid();
      await shown('[data-test="codes"]');
      await given().city.table.scan(`${slip}&pay=170:300.00,110&collect=1&service=pin-change`, 'kiosk');
      await shown('[data-kind="prepared"] [data-test="wishes"]:has-text("¥300.00 档")');
      await hands().servesEverybody();
      await given().city.table.insert(prepares, given().slot);
      await shown('[data-test="scan-after-pin"]');
      await hands().servesEverybody();
      await hands().enter(pinOfCard(given().city.data, prepares));
      // No menu between: what was prepared, with what of it is not there to be done.
      await shown('[data-test="confirm-pay"] [data-test="prepared-note"]:has-text("没有要缴的")');
      expect(await page().locator('[data-test="line"]').count()).toBe(1);
      expect(await given().paid()).toBe(acts);
      await hands().servesEverybody();
      await hands().tap('[data-test="pay-now"]');
      await shown('[data-state="succeeded"]');
      await hands().servesEverybody();
      await hands().tap('[data-test="next-prepared"]');
      await shown('[data-test="new-pin-0"], [data-test="confirm-collect"]');
      await hands().pull();
      expect(await page().locator('[data-test="scanned"]').count()).toBe(0);
      // For whoever has nothing of it nothing is done, and it goes with their card.
      await given().city.table.scan(`${slip}&pay=310`, 'kiosk');
      await shown('[data-kind="prepared"]');
      await given().city.table.insert(pays, given().slot);
      await shown('[data-test="scan-after-pin"]');
      await hands().enter(pinOfCard(given().city.data, pays));
      await shown('[data-test="scanned"]:has-text("什么都没有办")');
      await hands().servesEverybody();
      await hands().pull();
      await hands().open(pays);
      await shown('[data-test="menu"]');
      await hands().pull();
    }, 240_000);

    it('shows a receipt to whoever holds it in part, whole and once more on paper to its holder alone', async () => {
      await given().city.table.scan(given().receiptAddress, 'kiosk');
      await shown('[data-kind="receipt"] [data-test="receipt-facts"]:has-text("¥")');
      const { name, cardNumber } = holderOf(given().city.data, pays);
      expect(await facts()).not.toContain(name);
      expect(await facts()).not.toContain(cardNumber);
      await hands().servesEverybody();
      await given().city.table.insert(collects, given().slot);
      await shown('[data-test="scan-after-pin"]');
      await hands().enter(pinOfCard(given().city.data, collects));
      await shown('[data-kind="receipt"] [data-test="refusal"]:has-text("不是持卡人本人的收据")');
      expect(await facts()).not.toContain(name);
      expect(await page().locator('[data-test="print-scanned"]').count()).toBe(0);
      await hands().servesEverybody();
      await hands().pull();
      await given().city.table.scan(given().receiptAddress, 'kiosk');
      await shown('[data-kind="receipt"]');
      await given().city.table.insert(pays, given().slot);
      await shown('[data-test="scan-after-pin"]');
      await hands().enter(pinOfCard(given().city.data, pays));
      await shown(`[data-test="receipt-facts"]:has-text("${cardNumber}")`);
      await hands().servesEverybody();
      await hands().tap('[data-test="print-scanned"]');
      await shown('[data-test="paper"]:has-text("收据已打印")');
      const number = /receipts\/(\d{20})/.exec(given().receiptAddress)?.[1] ?? '';
      expect((await given().city.table.sheetWith(number, 'kiosk'))?.text).toContain('副本');
      await hands().tap('[data-test="scan-done"]');
      await shown('[data-test="menu"]');
      await hands().pull();
    }, 240_000);

    it('says of a code that is none of ours, false or too old what to do, also of one that is typed over the PIN', async () => {
      const refused = async (code: string, words: string): Promise<void> => {
        await given().city.table.scan(code, 'kiosk');
        await shown(`[data-kind="refused"]:has-text("${words}")`);
        await hands().servesEverybody();
        await hands().tap('[data-test="scan-done"]');
        await shown('[data-test="welcome"]');
      };
      await refused('6901234567892', '不是本系统的码');
      await refused(given().receiptAddress.replace(/code=.*$/, 'code=AAAA-AAAA'), '没有与所填一致的收据');
      await refused(`${given().city.origins.central}/prepare/#on=2020-01-01&pay=170`, '备办单已过期');
      await hands().insert(pays);
      await hands().tap('[data-digit="7"]');
      await page()
        .evaluate(`for (const key of [...'690123', 'Enter', ...${JSON.stringify(given().receiptAddress)}, 'Enter'])
        document.querySelector('.pad').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))`);
      await shown('[data-test="scan-after-pin"]');
      expect(await page().locator('.places .filled').count()).toBe(0);
      expect(await page().locator('[data-test="refusal"]').count()).toBe(0);
      await hands().pull();
    }, 180_000);
  });
};
