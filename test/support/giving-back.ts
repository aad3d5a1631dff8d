/** Promises about giving back at the window what was paid in error, for the one city of the page journeys: shown apart with its reason, in any part, with a receipt that names it. */
import { describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { Page } from 'playwright-core';
import type { DeskState } from '#libs/contract/desk.js';
import { handsOn, pictureLoads } from './browser.js';
import type { TestCity } from './programs.js';
import { eventually } from './window.js';

type Given = {
  readonly page: Page;
  readonly city: TestCity;
  readonly pull: () => Promise<void>;
  readonly insert: (cardId: string) => Promise<void>;
  readonly askToConfirm: () => Promise<void>;
  readonly deskState: () => Promise<DeskState>;
  readonly servesEverybodyInBothLanguages: () => Promise<void>;
};

const payer = 'zhao-yulan';

/** Two months of a pension that were paid in error, of 100 yuan each; the id of the benefit. */
const paidInError = async (databaseUrl: string, name: string): Promise<string> => {
  const owner = new Client({ connectionString: databaseUrl, options: '-c search_path=area_632802' });
  await owner.connect();
  try {
    const { rows } = await owner.query<{ id: string }>(
      `select b.id from benefit_claim b join person p on p.id = b.payee_id where p.name = $1 order by b.id limit 1`,
      [name],
    );
    const [claim] = rows;
    if (claim === undefined) throw new Error(`${name} draws nothing`);
    await owner.query('insert into recovery_case (claim_id, opened_at) values ($1, now())', [claim.id]);
    await owner.query(
      `insert into benefit_recovery (claim_id, person_id, scheme, period, amount_fen, found_at)
       select id, payee_id, scheme, month, 10000, now() from benefit_claim, unnest(array['2026-08', '2026-09']) month where id = $1`,
      [claim.id],
    );
    return claim.id;
  } finally {
    await owner.end();
  }
};

const handsLeft = async ({ deskState }: Given): Promise<number> =>
  (await deskState()).acts.filter(({ hands }) => hands.length > 0).length;

/** `given` is asked once the city runs, with a clerk signed in at its page. */
export const promiseGivingBack = (given: () => Given): void => {
  const page = (): Page => given().page;
  const { shown, gone, press, counted } = handsOn(page);

  /** Confirms all that the hands still have to do, of the acts before these as well: the oldest first. */
  const handsDone = async (): Promise<void> => {
    for (let left = await handsLeft(given()); left > 0; left -= 1) {
      await press('F10');
      await eventually(
        `the hands have ${left - 1} to do`,
        async () => (await handsLeft(given())) === left - 1,
      );
    }
    await gone('[data-test="hands"]');
  };

  describe('what was paid in error', () => {
    it('stands apart with its reason, and a part of it is given back by card, with a receipt that names it', async () => {
      const { city, pull, insert, askToConfirm, deskState, servesEverybodyInBothLanguages } = given();
      await pull();
      const claim = await paidInError(city.city.context.databaseUrl, '赵玉兰');
      await insert(payer);
      const row = `[data-pick^="pay:${claim}:"]`;
      await shown(row);
      await shown('h3:has-text("多领待遇，应退回")');
      await shown('[data-test="because"]:has-text("更正后多发")');
      await servesEverybodyInBothLanguages();

      // What is owed is picked by one key; how much is given back is for its holder to say.
      await page().click('[data-test="give-back"]');
      await shown('[role="dialog"] input:focus');
      await page().fill('[role="dialog"] [data-test="amount"]', '200.01');
      await shown('[role="dialog"] [role="alert"]:has-text("¥200.00")');
      expect(await page().isDisabled('[data-test="choose"]')).toBe(true);
      await page().fill('[role="dialog"] [data-test="amount"]', '１５０');
      await press('Enter');
      await gone('[role="dialog"]');
      await shown(`${row}:checked`);
      await shown('[data-test="total"]:text-is("¥150.00")');
      await shown('[data-test="because"]:has-text("尚应退回 ¥200.00")');
      await askToConfirm();
      await shown('[data-test="say-aloud"]:text-is("¥150.00")');
      await press('Enter');
      // Of this act, and not of one that was there before: once it is the newest, and on paper.
      await shown('li.newest[data-act="payment"]:has-text("¥150.00") [data-test="print"]:has-text("已打印")');
      const [act] = (await deskState()).acts;
      expect(act).toMatchObject({ kind: 'payment', channel: 'bank', total: '150.00', state: 'succeeded' });
      const reference = (await deskState()).card?.recoveries[0]?.reference ?? 'no recovery';
      const sheet = await city.table.sheetWith(act?.receiptNumber ?? 'no receipt');
      expect(sheet?.text).toContain(reference);
      expect(sheet?.text).toContain('社会保险待遇退回收据');
      await shown('[data-test="hands"] [data-hand="sign-slip"]');
      await handsDone();

      await page().locator('[data-test="see-receipt"]').first().focus();
      await press('Enter');
      await shown('[data-test="receipt-picture"]');
      await pictureLoads(page(), '[data-test="receipt-picture"]');
      await press('Escape');
      await gone('[data-test="receipt-picture"]');

      // What is left stays, and is given back whole.
      await shown(`${row}:not(:checked)`);
      await page().locator(row).focus();
      await press('Space');
      await shown('[data-test="total"]:text-is("¥50.00")');
      await askToConfirm();
      await press('Enter');
      await counted(row, 0);
      await shown('[data-test="hands"] [data-hand="sign-slip"]');
      await handsDone();
      await pull();
    }, 90_000);
  });
};
