/** A month of the city's pensions from due list to booked results, by the real commands, at its size, ten or a hundred times: seconds against a bare INSERT … SELECT of the same rows, memory, months behind it, and each long step killed in the middle. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from 'pg';
import { endWindow, startTemporaryCity } from '../temporary-city.js';
import { printFigure } from './figure.js';
import { connect, count, monthBefore, Run, type Took } from './monthly-run.js';
import { bareSeconds, fill, payBefore } from './monthly-run-rows.js';

/** Who drew an employee pension in 德令哈 in 2017. */
const pensioners = 24_784;
/** Months paid before, with which the first size is measured once more. */
const monthsBehind = 60;

/** Each long step by its figure. */
const steps = {
  list: 'due list',
  approval: 'taken by the last approval',
  file: 'file for the bank',
  answer: 'answer booked',
} as const;
type Step = keyof typeof steps;

/** How many times the city's size is measured; `MONTHLY_RUN_SCALES=1,10,100` says others, as far as time and disk go. */
const scales = (): readonly number[] =>
  (process.env['MONTHLY_RUN_SCALES'] ?? '1').split(',').map((text) => {
    const scale = Number(text);
    if (!Number.isInteger(scale) || scale < 1) throw new Error('MONTHLY_RUN_SCALES are whole numbers');
    return scale;
  });

const peakOf = (all: Readonly<Record<Step, Took>>): number =>
  Math.max(...Object.values(all).map(({ peakMemoryBytes }) => peakMemoryBytes));

const measuredRun = async (run: Run, heads: number) => {
  const begun = await run.begin();
  const approval = await run.approve(await run.ask(begun.run));
  const { took, answer } = await run.file(begun.run);
  const booked = await run.answer(begun.run, answer);
  await run.demandPaidOnce(begun.run, heads);
  return { number: begun.run, took: { list: begun, approval, file: took, answer: booked } };
};

type Print = (
  figure: string,
  value: number,
  unit?: string,
  baseline?: { readonly name: string; readonly value: number },
) => void;
const printerAt =
  (at: Readonly<Record<string, string | number>>): Print =>
  (figure, value, unit = 's', baseline = { name: 'itself', value }) =>
    printFigure({ bench: 'monthly-run', figure, at, value, unit, baseline });

/** A run of which each long step is killed once in the middle; answers until when each was done after all. */
const printKilledRun = async (
  run: Run,
  client: Client,
  heads: number,
  jobs: { readonly start: () => Promise<unknown>; readonly stop: () => Promise<unknown> },
): Promise<void> => {
  const listedBefore = await run.beginAndKill();
  if (listedBefore >= heads) throw new Error('the list was made before it was killed');
  const startedMs = performance.now();
  await jobs.start();
  const isListed = `select count(*) as n from pay_run where month = '${run.month}' and state = 'listed'`;
  while ((await count(client, isListed)) === 0) await wait(20);
  const seconds = (performance.now() - startedMs) / 1000;
  await jobs.stop();
  const number = await count(client, `select max(number) as n from pay_run where month = '${run.month}'`);
  const approval = await run.ask(number);
  await run.killApproval(approval);
  const approved = await run.approve(approval);
  const { answer } = await run.file(number);
  await run.killAnswer(number, answer);
  const answered = await run.answer(number, answer);
  await run.demandPaidOnce(number, heads);
  const print = printerAt({ heads, hadTheirMonth: listedBefore });
  print('killed in the due list: until another process, started anew, has it whole', seconds);
  print('killed in the last approval: until it was taken by the same command', approved.seconds);
  print('killed in the answer: until it was booked by the same command', answered.seconds);
};

export const benchMonthlyRun = async (): Promise<void> => {
  const { city, data, stop } = await startTemporaryCity(true);
  const { context } = city;
  const client = await connect(context.databaseUrl);
  try {
    await endWindow(city);
    // What jobs do of it would be missing from the memory of the command.
    const jobs = city.program('work');
    await jobs.stop();
    // One month for each size, one that is killed, and one with months behind it.
    let ago = scales().length + 1;
    const nextRun = (): Run => new Run(context, client, data, monthBefore(ago--));
    for (const [at, scale] of scales().entries()) {
      const heads = pensioners * scale;
      await fill(client, heads, monthBefore(ago));
      if (at === 0) await printKilledRun(nextRun(), client, heads, jobs);
      const runs = at === 0 ? [0, monthsBehind] : [0];
      for (const months of runs) {
        if (months > 0) await payBefore(client, monthBefore(ago + 2), months);
        await client.query('checkpoint');
        const run = nextRun();
        const { number, took } = await measuredRun(run, heads);
        const baseline = {
          name: 'INSERT … SELECT of the same rows',
          value: await bareSeconds(client, number, run.month),
        };
        const print = printerAt({ scale, heads, ...(months > 0 ? { monthsBehind: months } : {}) });
        for (const [step, words] of Object.entries(steps))
          print(words, took[step as Step].seconds, 's', baseline);
        const seconds = Object.values(took).reduce((all, each) => all + each.seconds, 0);
        print('from due list to booked results', seconds, 's', baseline);
        print('a head', (seconds / heads) * 1e6, 'µs', {
          ...baseline,
          value: (baseline.value / heads) * 1e6,
        });
        print('peak memory of the process', peakOf(took) / 1024 ** 2, 'MB');
      }
    }
  } finally {
    await client.end();
    await stop();
  }
};
