/** `payouts`: runs that pay benefits through the bank, and the proof that due list, books and bank agree on them. */
import { type Command, Option } from 'commander';
import { Refused } from '../../ground/http/refused.js';
import { PayFiles } from '../../insurance/payouts/pay-files.service.js';
import type { PayProofDto, PaySideDto } from '../../insurance/payouts/pay-proof.dto.js';
import { PayProof } from '../../insurance/payouts/pay-proof.service.js';
import { payForms, type PayForm } from '../../insurance/payouts/pay-run.js';
import { PayRunViews } from '../../insurance/payouts/pay-run-views.service.js';
import { PayRuns } from '../../insurance/payouts/pay-runs.service.js';
import { runNumberIn } from '../../insurance/payouts/run-number.js';
import { demandNoFindings } from '../../ground/csv/row-findings.js';
import { writeWhole } from '../../ground/whole-file.js';
import { measured, type Measured } from './measured.js';
import { staffCommand } from './staff-command.js';

const run = [
  '[run]',
  '批号或序号，如 1；不带即全部 / a run by its number or reference; left out: all',
] as const;

const numberOf = (text: string): number => {
  const number = runNumberIn(text);
  if (number === null) throw new Refused('not-found', text);
  return number;
};

const sideLine = (words: string, { out, back, stays }: PaySideDto): string =>
  `  ${words}  交银行 out ${out}  退回 back ${back}  已发或在途 paid or on its way ${stays}`;

const shown = ({ agrees, runs, strays }: PayProofDto): readonly string[] => [
  agrees ? '三方一致 list, books and bank agree' : '三方不一致 LIST, BOOKS AND BANK DO NOT AGREE',
  ...runs.flatMap((one) => [
    `${one.reference}  ${one.scheme} ${one.month}  ${one.agrees ? '一致 agrees' : `${one.count} 处不符 differences`}`,
    sideLine('清单 list ', one.list),
    sideLine('账面 books', one.books),
    one.isAnswered ? sideLine('银行 bank ', one.bank) : '  银行 bank   未回盘 has not answered',
    ...one.differences.map(
      ({ serial, personId, words, list, other }) =>
        `! ${serial === null ? '' : `第 ${serial} 笔 item `}${serial === null && personId !== null ? `${personId} ` : ''}${words.zh} ${words.en}  ${list} ≠ ${other}`,
    ),
  ]),
  ...strays.map(({ scheme, amount }) => `! ${scheme}  账上有 ${amount} 不属任何批次 booked, and of no run`),
];

type BegunRun = {
  readonly run: number;
  readonly reference: string;
  readonly heads: number | null;
  readonly total: string | null;
};

const addBeginning = (payouts: Command): void => {
  staffCommand<{ readonly again?: boolean }, BegunRun & Measured>(
    payouts
      .command('begin')
      .description(
        '新建一批并生成应发清单；中断后用 work 或中心程序接着生成 / begin a run and make its due list; interrupted, the jobs go on with it',
      )
      .argument('<scheme>', '险种 / scheme')
      .argument('<month>', '月份 2026-11 / month')
      .option('--again', '仅重发银行未成功的 / only what the bank did not pay'),
    {
      example: 'payouts begin 170 2026-11 --as 0001',
      act: 'pay-runs.begin',
      work: ({ app, args: [scheme = '', month = ''], options: { again = false }, asker, progress }) =>
        measured(async () => {
          const runs = app.get(PayRuns, { strict: false });
          const begun = await runs.begin(scheme, month, again, { number: asker.number });
          await runs.makeList(begun.number, { progress });
          const { reference, heads, total } = await app
            .get(PayRunViews, { strict: false })
            .read(begun.number);
          return { run: begun.number, reference, heads, total };
        }),
      show: ({ reference, heads, total, seconds }) => [
        `${reference}  ${heads} 人 people  ${total}  ${seconds.toFixed(1)} s`,
      ],
    },
  );
  staffCommand<{ readonly reason: string }, { readonly approval: string; readonly state: string }>(
    payouts
      .command('ask')
      .description('提请复核、审批 / ask others to review and approve')
      .argument('<run>', run[1])
      .requiredOption('--reason <text>', '说明 / reason'),
    {
      example: 'payouts ask 1 --reason 月度发放 --as 0001',
      act: 'pay-runs.ask',
      work: ({ app, args: [text = ''], options: { reason }, asker }) =>
        app.get(PayRuns, { strict: false }).ask(numberOf(text), reason, { number: asker.number }),
      show: ({ approval }) => [`已提请 asked: central approvals approve ${approval}`],
    },
  );
};

type Written = { readonly run: number; readonly file: string };

const addFiles = (payouts: Command): void => {
  staffCommand<{ readonly form: PayForm }, Written & Measured>(
    payouts
      .command('file')
      .description('写出已批准批次的银行文件 / write the file for the bank of an approved run')
      .argument('<run>', run[1])
      .argument('<file>', '写出的文件 / the file to write')
      .addOption(
        new Option('--form <form>', '分隔文本或 ISO 20022 报文 / delimited, or the message of ISO 20022')
          .choices(payForms)
          .default('delimited'),
      ),
    {
      example: 'payouts file 1 /srv/to-bank/170-202611.xml --form pain.001 --as 0501',
      act: 'pay-runs.fetch',
      work: async ({ app, args: [text = '', path = ''], options: { form } }) => {
        const number = numberOf(text);
        return measured(async () => {
          const files = app.get(PayFiles, { strict: false });
          await writeWhole(path, (file) => files.writeFile(number, form, (piece) => file.appendFile(piece)));
          return { run: number, file: path };
        });
      },
      show: ({ file, seconds }) => [`已写出 written: ${file}, ${seconds.toFixed(1)} s`],
    },
  );
  staffCommand<object, Written & Measured>(
    payouts
      .command('answer')
      .description(
        '导入银行结果（分隔文本或 pain.002），大小不限；同一文件再次导入不改变任何内容 / take in what the bank answered, however large; the same file again changes nothing',
      )
      .argument('<run>', run[1])
      .argument('<file>', '结果文件 / the results'),
    {
      example: 'payouts answer 1 /srv/from-bank/170-202611.xml --as 0501',
      act: 'pay-runs.answer',
      work: ({ app, args: [text = '', path = ''], asker }) =>
        measured(async () => {
          const number = numberOf(text);
          const { findings } = await app.get(PayFiles, { strict: false }).answer(number, path, asker.number);
          await demandNoFindings(findings, path);
          return { run: number, file: path };
        }),
      show: ({ file, seconds }) => [`已导入 taken in: ${file}, ${seconds.toFixed(1)} s`],
    },
  );
};

/** Adds `payouts`; its check ends with exit code 1 when the three do not agree. */
export const addPayoutCommands = (program: Command): void => {
  const payouts = program.command('payouts').description('待遇银行发放 / benefits paid through the bank');
  staffCommand<object, PayProofDto & Measured>(
    payouts
      .command('check')
      .description(
        '应发清单、账面、银行三方逐笔核对；不一致时退出码为 1 / hold due list, books and bank against each other, item by item; exit code 1 when they do not agree',
      )
      .argument(...run),
    {
      example: 'payouts check --as 0501',
      act: 'pay-runs.prove',
      work: ({ app, args: [text] }) =>
        measured(async () => {
          const proof = await app
            .get(PayProof, { strict: false })
            .prove(text === undefined ? null : numberOf(text));
          if (!proof.agrees) process.exitCode = 1;
          return proof;
        }),
      show: shown,
    },
  );
  addBeginning(payouts);
  addFiles(payouts);
};
