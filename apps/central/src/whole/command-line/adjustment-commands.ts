/** `adjustments`: yearly adjustments of pensions, laid down from a file, laid out and carried out here with progress, and asked for. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import { inOneLine } from '#libs/kernel/words.js';
import { Refused } from '../../ground/http/refused.js';
import { usualAsk } from '../../ground/lists/list-page.js';
import { AdjustmentViews } from '../../insurance/adjustments/adjustment-views.service.js';
import {
  type AdjustmentDto,
  type AdjustmentInFullDto,
  ProposeAdjustmentDto,
  type SimulatedSumsDto,
} from '../../insurance/adjustments/adjustments.dto.js';
import { Adjustments } from '../../insurance/adjustments/adjustments.service.js';
import { adjustmentNumberIn } from '../../insurance/benefits/adjustment-number.js';
import { measured, type Measured } from './measured.js';
import { staffCommand } from './staff-command.js';

const adjustment = ['<adjustment>', '调待号或序号，如 TZ000001 / its reference or number'] as const;

const numberOf = (text: string): number => {
  const number = adjustmentNumberIn(text);
  if (number === null) throw new Refused('not-found', text);
  return number;
};

/** The proposal in a file of JSON. Throws Refused `malformed-request` (which field). */
const readProposal = async (path: string): Promise<ProposeAdjustmentDto> => {
  let read: unknown;
  try {
    read = JSON.parse(await readFile(path, 'utf8'));
  } catch (fault) {
    throw new Refused('malformed-request', fault instanceof Error ? fault.message : path);
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    throw new Refused('malformed-request', path);
  const asked = plainToInstance(ProposeAdjustmentDto, read);
  const [fault] = await validate(asked, { whitelist: true, forbidNonWhitelisted: true });
  if (fault !== undefined) throw new Refused('malformed-request', fault.property);
  return asked;
};

const lineOf = ({
  reference,
  year,
  schemes,
  from,
  state,
  heads,
  monthly,
  past,
  chunks,
  chunksDone,
}: AdjustmentDto) =>
  `${reference}  ${year} ${schemes.join('+')} ${from}  ${state} ${chunksDone}/${chunks}  ${heads ?? '—'} 人 people  每月 a month ${monthly ?? '—'}  补发 past ${past ?? '—'}`;

const sumsLine = (words: string, { heads, monthly, yearly, mean, share }: SimulatedSumsDto): string =>
  `  ${words}  ${heads} 人 people  每月 a month ${monthly}  每年 a year ${yearly}  人均 mean ${mean} (${share})`;

const shown = (of: AdjustmentInFullDto): readonly string[] => {
  const { simulation, outcome } = of;
  return [
    lineOf(of),
    ...(simulation === null
      ? []
      : [
          ...simulation.groups.map((group) => sumsLine(inOneLine(group.words), group)),
          ...[...simulation.largest.slice(0, 1), ...simulation.smallest.slice(0, 1)].map(
            ({ name, maskedNumber, base, increase, after, parts }) =>
              `  ${name} ${maskedNumber}  ${base} + ${increase} = ${after}  (${parts.map(({ words, amount }) => `${words.zh} ${amount}`).join('，')})`,
          ),
          `  不受影响 unaffected ${simulation.unaffected}  无法测算 not reckoned ${simulation.unreckoned}`,
        ]),
    ...(outcome === null
      ? []
      : [
          `  已执行 carried out ${outcome.heads}  未执行 left out ${outcome.left}  补发 for months past ${outcome.lines} 笔 lines ${outcome.past}`,
        ]),
  ];
};

const addReading = (adjustments: Command): void => {
  staffCommand<object, { readonly adjustments: readonly AdjustmentDto[] }>(
    adjustments.command('list').description('列出各次调整，最近的在前 / adjustments, the newest first'),
    {
      example: 'adjustments list --as 0001',
      act: 'adjustments.list',
      work: async ({ app }) => {
        const { adjustments: rows } = await app.get(AdjustmentViews, { strict: false }).list(null, usualAsk);
        return { adjustments: rows };
      },
      show: ({ adjustments: rows }) => rows.map((row) => lineOf(row)),
    },
  );
  staffCommand<object, AdjustmentInFullDto>(
    adjustments
      .command('show')
      .description('一次调整的测算与结果 / what an adjustment would come to, and what came of it')
      .argument(...adjustment),
    {
      example: 'adjustments show TZ000001 --as 0001',
      act: 'adjustments.read',
      work: ({ app, args: [text = ''] }) => app.get(AdjustmentViews, { strict: false }).read(numberOf(text)),
      show: shown,
    },
  );
};

/** Adds `adjustments`. */
export const addAdjustmentCommands = (program: Command): void => {
  const adjustments = program
    .command('adjustments')
    .description('养老金年度调整 / yearly adjustments of pensions');
  staffCommand<object, AdjustmentInFullDto & Measured>(
    adjustments
      .command('propose')
      .description(
        '按文件（年度、基金、起始月、依据、办法，同接口）提出并测算；不改变任何待遇 / lay a rule down from a file of JSON and lay out what it comes to; nobody is paid more by it',
      )
      .argument('<file>', 'JSON'),
    {
      example: 'adjustments propose /srv/rules/2026.json --as 0001',
      act: 'adjustments.propose',
      work: ({ app, args: [path = ''], asker, progress }) =>
        measured(async () => {
          const asked = await readProposal(path);
          const service = app.get(Adjustments, { strict: false });
          const number = await service.propose(
            { ...asked, from: asked.from as PlainMonth },
            { number: asker.number },
          );
          await service.finish(number, { progress });
          return app.get(AdjustmentViews, { strict: false }).read(number);
        }),
      show: (found) => [...shown(found), `${found.seconds.toFixed(1)} s`],
    },
  );
  staffCommand<object, AdjustmentInFullDto & Measured>(
    adjustments
      .command('finish')
      .description(
        '接着测算或执行，可在多台机器上同时进行 / go on with laying out or carrying out, on as many machines as there are',
      )
      .argument(...adjustment),
    {
      example: 'adjustments finish TZ000001 --as 0001',
      act: 'adjustments.ask',
      work: ({ app, args: [text = ''], progress }) =>
        measured(async () => {
          const number = numberOf(text);
          await app.get(Adjustments, { strict: false }).finish(number, { progress });
          return app.get(AdjustmentViews, { strict: false }).read(number);
        }),
      show: (found) => [...shown(found), `${found.seconds.toFixed(1)} s`],
    },
  );
  staffCommand<{ readonly reason: string }, { readonly approval: string; readonly state: string }>(
    adjustments
      .command('ask')
      .description('提请复核、审批 / ask others to review and approve')
      .argument(...adjustment)
      .requiredOption('--reason <text>', '说明 / reason'),
    {
      example: 'adjustments ask TZ000001 --reason 年度调整 --as 0001',
      act: 'adjustments.ask',
      work: ({ app, args: [text = ''], options: { reason }, asker }) =>
        app.get(Adjustments, { strict: false }).ask(numberOf(text), reason, { number: asker.number }),
      show: ({ approval }) => [`已提请 asked: central approvals approve ${approval}`],
    },
  );
  staffCommand<object, { readonly adjustment: string }>(
    adjustments
      .command('drop')
      .description('撤销未提请的 / let one go that was not asked for')
      .argument(...adjustment),
    {
      example: 'adjustments drop TZ000001 --as 0001',
      act: 'adjustments.drop',
      work: async ({ app, args: [text = ''], asker }) => {
        await app.get(Adjustments, { strict: false }).drop(numberOf(text), { number: asker.number });
        return { adjustment: text };
      },
      show: ({ adjustment: text }) => [`已撤销 let go: ${text}`],
    },
  );
  addReading(adjustments);
};
