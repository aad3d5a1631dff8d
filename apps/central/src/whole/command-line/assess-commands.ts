/** `assess`: a month or year of a scheme assessed by a run, and the proof that all lines of one are what they were made of. */
import type { Command } from 'commander';
import { AssessmentService } from '../../insurance/assessment/assessment.service.js';
import { CheckService, type CheckedLines } from '../../insurance/assessment/check.service.js';
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

/** Adds `assess month` and `assess check`; the check ends with exit code 1 when a line is another than what it was made of. */
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
};
