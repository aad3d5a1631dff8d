/** A fund accountant at the console's page of benefits paid in error, and at money that waits and is no unit's: instalments asked for, a bank's line noted as booked, and a reference that is none. */
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Client } from 'pg';
import { recoveryReference } from '#libs/contributions/notice-number.js';
import { barriersOn } from './accessibility.js';
import { handsOn } from './browser.js';
import { divide } from './instalments-page.js';

/** Two months paid in error before a pension began, so that its own are as they were; and lines of a fund's two banks that nobody knows. Answers with the recovery's reference. */
const withRecovery = async (databaseUrl: string): Promise<string> => {
  const owner = new Client({ connectionString: databaseUrl, options: '-c search_path=area_632802' });
  await owner.connect();
  const statement = async (
    account: string,
    fundAccount: string,
    state: string,
    why: string,
  ): Promise<void> => {
    await owner.query(
      `insert into fund_bank_account (account, scheme, fund_account, bank_name) values ($1, '170', $2, '建行德令哈支行')`,
      [account, fundAccount],
    );
    await owner.query(
      `with s as (insert into bank_statement (account, scheme, first_day, last_day, opening_fen, closing_fen, lines, in_fen, out_fen, known_lines, digest, imported_at, imported_by)
         values ($1, '170', '2026-10-09', '2026-10-09', 0, 5000, 1, 5000, 0, 0, repeat(right($1, 1), 64), now(), '0501') returning id)
       insert into bank_statement_line (statement_id, line, account, serial, booked_on, amount_fen, payer_account, payer_name, memo, state, why, suspense_fen)
       select id, 1, $1, $1, '2026-10-09', 5000, '70012', $4, '退款', $2, $3, 5000 from s`,
      [account, state, why, `付款人${fundAccount}`],
    );
  };
  try {
    const { rows } = await owner.query<{ number: number }>(
      `with k as (insert into recovery_case (claim_id, opened_at)
         select b.id, now() from benefit_claim b join person p on p.id = b.payee_id
         where b.scheme = '170' and p.died_on is null and b.last_month is null order by b.id limit 1 returning claim_id, number)
       select number from k`,
    );
    await owner.query(
      `insert into benefit_recovery (claim_id, person_id, scheme, period, amount_fen, found_at)
       select b.id, b.payee_id, b.scheme, to_char((b.first_month || '-01')::date - before * interval '1 month', 'YYYY-MM'), 10000, now()
       from recovery_case k join benefit_claim b on b.id = k.claim_id, unnest(array[1, 2]) before where k.number = $1`,
      [rows[0]?.number],
    );
    await statement('63000171', '1002', 'in-suspense', 'none');
    await statement('63000172', '1003', 'unbooked', 'fiscal');
    return recoveryReference(rows[0]?.number ?? 0);
  } finally {
    await owner.end();
  }
};

const waiting = (payer: string): string => `[data-test="waiting-money"] tr:has-text("${payer}")`;

/** The accountant is signed in. Ends with an agreement that waits for others. */
export const walkRecoveries = async (page: Page, databaseUrl: string): Promise<void> => {
  const { shown, gone, press } = handsOn(() => page);
  const show = async (view: string): Promise<void> => {
    await page.evaluate(`location.hash = ${JSON.stringify(view)}`);
  };
  const servesEverybody = async (): Promise<void> => expect(await barriersOn(page)).toEqual([]);
  const reference = await withRecovery(databaseUrl);
  const row = `[data-test="${reference}"]`;

  await show('/recoveries');
  await shown(`${row}:has-text("¥200.00")`);
  await servesEverybody();
  await page.selectOption('[data-test="of-state"]', 'closed');
  await shown('[data-test="empty"]:has-text("没有符合条件的行")');
  await page.selectOption('[data-test="of-state"]', 'open');
  await page.click(`${row} [data-test="offset"]`);
  await page.fill('[role="dialog"] [data-test="amount"]', '200.01');
  await page.fill('[role="dialog"] [data-test="reason"]', '本人同意');
  await servesEverybody();
  await page.click('[data-test="carry-out"]');
  await shown('[role="dialog"]:has-text("超过尚未追回的金额")');
  await press('Escape');
  await gone('[role="dialog"]');
  await page.click(`${row} [data-test="instalments"]`);
  await divide(page, '¥200.00');
  await shown('[data-test="recovery-asked"]');
  await press('Enter');
  await gone('[role="dialog"]');

  // Of the income account a benefit may come back, by a reference that there is.
  await show('/waiting-money');
  await page.click(`${waiting('付款人1002')} [data-test^="fiscal-"]`);
  await page.check('[role="dialog"] input[value="recovery"]');
  await page.fill('[data-test="recovery"]', 'ZH12345');
  expect(await page.isDisabled('[data-test="carry-out"]')).toBe(true);
  await page.fill('[data-test="recovery"]', recoveryReference(999_999));
  await servesEverybody();
  await page.click('[data-test="carry-out"]');
  await shown('[role="dialog"]:has-text("没有此追回编号")');
  await press('Escape');
  await gone('[role="dialog"]');
  // Of the fiscal special account what another paper booked is noted with it, and waits no more.
  await page.click(`${waiting('付款人1003')} [data-test^="fiscal-"]`);
  await page.check('[role="dialog"] input[value="booked"]');
  await page.fill('[data-test="voucher"]', 'PZ-2026-1009');
  await servesEverybody();
  await page.click('[data-test="carry-out"]');
  await shown('[data-test="fiscal-done"]');
  await press('Enter');
  await gone(waiting('付款人1003'));
};
