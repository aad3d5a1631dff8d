/** A fund accountant at the console's pages of a unit's money: its months, a refund, what was paid too much, and money that waits. */
import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Client } from 'pg';
import { barriersOn } from './accessibility.js';
import { handsOn } from './browser.js';
import { divide } from './instalments-page.js';
import { walkRecoveries } from './recoveries-page.js';

/** A unit with a month that is paid and one that is late, something paid too much, and a transfer that fits nobody. */
const withUnit = async (databaseUrl: string): Promise<void> => {
  const owner = new Client({ connectionString: databaseUrl, options: '-c search_path=area_632802' });
  await owner.connect();
  const [participation, run] = [randomUUID(), 900_001];
  const bill = async (id: string, period: string, paid: number, dueOn: string): Promise<void> => {
    await owner.query(
      `insert into unit_bill (id, unit_code, scheme, period, heads, unit_fen, person_fen, paid_fen, due_on, made_at)
       values ($1, 'J1', '110', $2, 1, 96000, 48000, $3, $4, now())`,
      [id, period, paid, dueOn],
    );
  };
  const statement = async (scheme: string): Promise<void> => {
    await owner.query(
      `insert into fund_bank_account (account, scheme, fund_account, bank_name) values ('63000001', $1, '1002', '建行德令哈支行')`,
      [scheme],
    );
    await owner.query(
      `with s as (insert into bank_statement (account, scheme, first_day, last_day, opening_fen, closing_fen, lines, in_fen, out_fen, known_lines, digest, imported_at, imported_by)
         values ('63000001', $1, '2026-10-09', '2026-10-09', 0, 12345, 1, 12345, 0, 0, repeat('a', 64), now(), '0501') returning id)
       insert into bank_statement_line (statement_id, line, account, serial, booked_on, amount_fen, payer_account, payer_name, memo, state, why, suspense_fen)
       select id, 1, '63000001', 'J000001', '2026-10-09', 12345, '70011', '某贸易公司', '往来款', 'in-suspense', 'none', 12345 from s`,
      [scheme],
    );
  };
  try {
    await owner.query(`insert into unit (code, name, bank_account) values ('J1', '海西枸杞合作社', '70010')`);
    await owner.query(
      `insert into participation (id, person_id, scheme, since, category, unit_code)
       select $1, id, '110', '2026-01-01', 'enterprise', 'J1' from person where name = '王建国' limit 1`,
      [participation],
    );
    await owner.query(
      `insert into assessment_run (number, scheme, period, reason, unit_code, parameters_known_at, rules, state, planned_at, done_at)
       overriding system value values ($1, '110', '2026-08', 'declaration', 'J1', now(), 1, 'done', now(), now())`,
      [run],
    );
    await owner.query(
      `insert into assessment_line (participation_id, period, number, run, unit_fen, person_fen, government_fen) values ($1, '2026-08', 1, $2, 96000, 48000, 0)`,
      [participation, run],
    );
    const paid = randomUUID();
    await bill(paid, '2026-08', 144_000, '2030-09-15');
    await bill(randomUUID(), '2020-01', 0, '2020-02-15');
    await owner.query(
      `insert into overpayment (id, unit_code, scheme, period, part, amount_fen, bill_id, run, found_at)
       values (uuidv7(), 'J1', '110', '2026-08', 'unit', 9600, $1, $2, now())`,
      [paid, run],
    );
    await statement('110');
  } finally {
    await owner.end();
  }
};

/** The accountant is signed in. Ends with two refunds, a return and an agreement that wait for others. */
export const walkUnitMoney = async (page: Page, databaseUrl: string): Promise<void> => {
  const { shown, press, textOf } = handsOn(() => page);
  const show = async (view: string): Promise<void> => {
    await page.evaluate(`location.hash = ${JSON.stringify(view)}`);
  };
  const servesEverybody = async (): Promise<void> => expect(await barriersOn(page)).toEqual([]);
  const asked = async (reason: string): Promise<void> => {
    await page.fill('[data-test="reason"]', reason);
    await servesEverybody();
    await page.click('[data-test="carry-out"]');
    await shown('[data-test="refund-asked"]:has-text("已提请，等待他人审批")');
    await press('Enter');
  };
  await withUnit(databaseUrl);

  await show('/units/J1');
  await shown('[data-test="unit-months"] [data-test="month-2026-08"]:has-text("已缴清")');
  await shown('[data-test="month-2020-01"]:has-text("逾期")');
  expect(await textOf('[data-test="owed"]')).toContain('未缴 ¥1,440.00');
  await page.click('[data-test="dun"]');
  await shown('[data-test="dunned"]:has-text("催缴通知 CJ632802")');
  await page.click('[data-test="month-2020-01"] button');
  await shown('[data-test="notices-2020-01"]:has-text("已催缴")');
  await servesEverybody();
  await page.click('[data-test="month-2026-08"] button');
  await page.click('[data-test="notices-2026-08"] button:has-text("退费")');
  await page.click('label:has-text("王建国")');
  await shown('[data-test="unit-part"]');
  await page.fill('[data-test="person-part"]', '0.00');
  await asked('重复参保');
  await page.click('[data-test="agree"]');
  await divide(page, '¥1,440.00');
  await shown('[data-test="agreement-asked"]');
  await press('Enter');

  await show('/refunds');
  await page.click('[data-test="overpayments"] tr:has-text("海西枸杞合作社") button:has-text("退还")');
  await asked('补报后多缴');
  await shown('[data-test="empty"]:has-text("没有多缴的保费")');
  await page.selectOption('[data-test="of-state"]', 'in-refund');
  await shown('[data-test="overpayments"]:has-text("审批中")');
  await servesEverybody();

  await show('/waiting-money');
  await shown('[data-test="waiting-money"] tr:has-text("某贸易公司"):has-text("未找到对应单位")');
  await page.click('[data-test="waiting-money"] button:has-text("退还")');
  await asked('误转');
  await walkRecoveries(page, databaseUrl);
};
