/** Pays the last month's benefits of a fund in the small city: listed, decided by others, sent to the bank, and answered. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { addMonths, monthOf } from '#libs/kernel/plain-date.js';
import { formatYuan, sum, yuan } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { usualAsk } from '../../ground/lists/list-page.js';
import { PayFiles } from '../../insurance/payouts/pay-files.service.js';
import { PayRunViews } from '../../insurance/payouts/pay-run-views.service.js';
import { PayRuns } from '../../insurance/payouts/pay-runs.service.js';
import { askers, haveDecided } from './deciding.js';

/** The answer of the bank to a run's file: the account of the row `closed` is, all others were credited. */
const answerTo = (file: string, closed: number | null): string => {
  const [head = '', ...rows] = file.trimEnd().split(/\r?\n/);
  const [, run] = head.split(',');
  const answered = rows.map((row, index) => {
    const [, serial, account, , amount = ''] = row.split(',');
    const isPaid = index !== closed;
    const end = isPaid ? `1,YH${serial},` : '0,,账户已销户';
    return { line: `D,${serial},${account},${amount},${end}`, paid: isPaid ? yuan(amount) : null };
  });
  const paid = answered.flatMap((row) => row.paid ?? []);
  const first = `H,${run},${rows.length},${paid.length},${formatYuan(sum(paid))}`;
  return `${[first, ...answered.map(({ line }) => line)].join('\r\n')}\r\n`;
};

/** The number of a fund's run for the last month, its list made. */
const listed = async (app: NestFastifyApplication, scheme: string): Promise<number> => {
  const [runs, views] = [app.get(PayRuns, { strict: false }), app.get(PayRunViews, { strict: false })];
  const lastMonth = addMonths(monthOf(app.get(Clock, { strict: false }).today()), -1);
  const [known] = (await views.list({ state: null, scheme }, usualAsk)).runs;
  const { number } = known ?? (await runs.begin(scheme, lastMonth, false, { number: askers.clerk }));
  if (known === undefined || known.state === 'listing') await runs.makeList(number);
  return number;
};

const ask = (app: NestFastifyApplication, number: number) =>
  app.get(PayRuns, { strict: false }).ask(number, '月度发放', { number: askers.clerk });

/** Has the run of a fund be listed, for others to decide. */
export const askForRun = async (app: NestFastifyApplication, scheme: string): Promise<void> => {
  const number = await listed(app, scheme);
  if ((await app.get(PayRunViews, { strict: false }).read(number)).state === 'listed') await ask(app, number);
};

/** Pays through the bank. `closed`: the place of the row whose account is closed; null: of none. */
export const payThroughBank = async (
  app: NestFastifyApplication,
  scheme: string,
  { closed = null }: { readonly closed?: number | null } = {},
): Promise<void> => {
  const number = await listed(app, scheme);
  await haveDecided(app, 'pay-run', String(number), () => ask(app, number));
  if ((await app.get(PayRunViews, { strict: false }).read(number)).state !== 'approved') return;
  const files = app.get(PayFiles, { strict: false });
  const folder = mkdtempSync(join(tmpdir(), 'sscard-pay-answer-'));
  try {
    const path = join(folder, 'answer.csv');
    const pieces: string[] = [];
    await files.writeFile(number, 'delimited', async (piece) => pieces.push(piece));
    writeFileSync(path, answerTo(pieces.join(''), closed));
    await files.answer(number, path, askers.accountant);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
