/** `assess`: a month or year of a scheme assessed by a run, what a change in the past makes of it, and the proof that all lines of one are what they were made of. */
import type { Command } from 'commander';
import { AssessmentService } from '../../insurance/assessment/assessment.service.js';
import { CheckService, type CheckedLines } from '../../insurance/assessment/check.service.js';
import type {
  DifferenceRunDto,
  DifferenceRunInFullDto,
  DifferenceRunsDto,
} from '../../insurance/assessment/differences.dto.js';
import { DifferencesDesk } from '../../insurance/assessment/differences-desk.service.js';
import { DifferenceRuns } from '../../insurance/assessment/differences.service.js';
import { Refused } from '../../ground/http/refused.js';
import { measured, type Measured } from './measured.js';
import { staffCommand, type CommandDesk } from './staff-command.js';

type Assessed = {
  readonly period: string;
  readonly runs: readonly { readonly scheme: string; readonly run: number }[];
};
type Checked = { readonly schemes: readonly CheckedLines[] };

const schemesAsked = (service: AssessmentService, scheme: string, period: string): readonly string[] =>
  scheme === 'all' ? service.schemesOf(period) : [scheme];

const assessPeriod = async ({ app, args, asker, progress }: CommandDesk<object>): Promise<Assessed> => {
  const [scheme = '', period = ''] = args;
  const service = app.get(AssessmentService, { strict: false });
  const runs = [];
  for (const code of schemesAsked(service, scheme, period)) {
    const { number } = await service.assess(
      { scheme: code, period, reason: 'period', askedBy: asker.number },
      { progress },
    );
    runs.push({ scheme: code, run: number });
  }
  return { period, runs };
};

const checkPeriod = async ({ app, args }: CommandDesk<object>): Promise<Checked> => {
  const [scheme = '', period = ''] = args;
  const check = app.get(CheckService, { strict: false });
  const schemes = [];
  for (const code of schemesAsked(app.get(AssessmentService, { strict: false }), scheme, period))
    schemes.push(await check.check(code, period));
  if (schemes.some(({ different }) => different > 0)) process.exitCode = 1;
  return { schemes };
};

const scheme = [
  '<scheme>',
  '险种代码，如 110；all 为该期全部 / its code; all: every scheme of the period',
] as const;
const period = ['<period>', '月份或年度，如 2026-11、2026 / a month or a year'] as const;

const differenceLine = (run: DifferenceRunDto): string =>
  `${run.number}  ${run.state}  ${run.schemes.join(' ')}  ${run.from} – ${run.to}  ${run.heads} 人次 months of people  ` +
  `应补 more ${run.supplement}  应退 less ${run.refund}  ${run.reason}`;

const numberOf = (text: string | undefined): number => {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new Refused('difference-unknown', text ?? '');
  return number;
};

type LayOutOptions = {
  readonly scheme: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
};

const layOut = async ({
  app,
  asker,
  options,
  progress,
}: CommandDesk<LayOutOptions>): Promise<DifferenceRunInFullDto> => {
  const { scheme: codes, from, to, reason } = options;
  for (const month of [from, to])
    if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw new Refused('malformed-request', month);
  const desk = app.get(DifferencesDesk, { strict: false });
  const number = await desk.layOut({
    schemes: codes.split(','),
    from,
    to,
    reason,
    by: { number: asker.number },
  });
  await app.get(DifferenceRuns, { strict: false }).finish(number, 'assessment.difference', { progress });
  return desk.read(number);
};

const inFull = (run: DifferenceRunInFullDto): readonly string[] => [
  differenceLine(run),
  ...run.funds.map(
    ({ fund, unit, person, government, heads }) =>
      `${fund}  ${heads} 人次  单位 units ${unit}  个人 people ${person}  财政 government ${government}`,
  ),
  ...run.periods
    .filter(({ heads }) => heads > 0)
    .map(
      ({ scheme: code, period: of, heads, supplement, refund, booked }) =>
        `  ${code} ${of}  ${heads} 人次  应补 more ${supplement}  应退 less ${refund}${booked === null ? '' : `  已记入 entered ${booked}`}`,
    ),
  ...(run.approval === null ? [] : [`审批 approval ${run.approval}`]),
];

const addDifferences = (assess: Command): void => {
  const group = assess.command('differences').description('追溯差额 / differences of changes in the past');
  staffCommand<object, DifferenceRunsDto>(
    group
      .command('list')
      .description('差额批次，与参数已变而未核算的期间 / the runs, and what has other rules now'),
    {
      example: 'assess differences list --as 0501',
      act: 'differences.list',
      work: ({ app }) => app.get(DifferencesDesk, { strict: false }).list(),
      show: ({ due, runs }) => [
        ...due.map(
          ({ scheme: code, from, to, periods, keys }) =>
            `! ${code}  ${from} – ${to}  ${periods} 期 periods  ${keys.join(' ')}`,
        ),
        ...runs.map(differenceLine),
      ],
    },
  );
  staffCommand<LayOutOptions, DifferenceRunInFullDto>(
    group
      .command('propose')
      .description(
        '核算各人各月差额并提请审批 / work out the difference of each person and month, and ask others',
      )
      .requiredOption('--scheme <codes>', '险种，逗号分隔 / schemes, with commas between')
      .requiredOption('--from <month>', '自 2026-01 / the first month')
      .requiredOption('--to <month>', '至 / the last month')
      .requiredOption('--reason <text>', '事由 / why'),
    {
      example:
        'assess differences propose --scheme 110,310 --from 2026-01 --to 2026-10 --reason 青政〔2026〕1号 --as 0501',
      act: 'differences.lay-out',
      work: layOut,
      show: inFull,
    },
  );
  staffCommand<object, DifferenceRunInFullDto>(
    group
      .command('show')
      .description('一个差额批次，按基金与期间 / one run, by fund and period')
      .argument('<number>', '批次 / its number'),
    {
      example: 'assess differences show 1 --as 0501',
      act: 'differences.read',
      work: ({ app, args: [number] }) => app.get(DifferencesDesk, { strict: false }).read(numberOf(number)),
      show: inFull,
    },
  );
};

/** Adds `assess month`, `assess differences` and `assess check`; the check ends with exit code 1 when a line is another than what it was made of. */
export const addAssessCommands = (program: Command): void => {
  const assess = program.command('assess').description('核定应缴 / assessment of contributions');
  staffCommand<object, Assessed & Measured>(
    assess
      .command('month')
      .description(
        '核定一期；中断后再次运行即继续 / assess a period; run again after an interruption it goes on',
      )
      .argument(...scheme)
      .argument(...period),
    {
      example: 'assess month all 2026-11 --as 0201',
      act: 'assessments.run',
      work: (desk) => measured(() => assessPeriod(desk)),
      show: ({ runs, seconds }) => [
        ...runs.map(({ scheme: code, run }) => `${code}  核定批次 run ${run}`),
        `${seconds.toFixed(1)} s`,
      ],
    },
  );
  staffCommand<object, Checked & Measured>(
    assess
      .command('check')
      .description('逐行重算并与所存比较 / recompute every line and compare it with what is stored')
      .argument(...scheme)
      .argument(...period),
    {
      example: 'assess check all 2026-11 --as 0501',
      act: 'assessments.check',
      work: (desk) => measured(() => checkPeriod(desk)),
      show: ({ schemes, seconds }) => [
        ...schemes.flatMap(({ scheme: code, lines, different, differences }) => [
          `${code}  ${lines} 行 lines  ${different} 行不符 different`,
          ...differences.map(
            ({ participationId, part, stored, recomputed }) =>
              `! ${participationId} ${part} ${stored} → ${recomputed}`,
          ),
        ]),
        `${seconds.toFixed(1)} s`,
      ],
    },
  );
  addDifferences(assess);
};
