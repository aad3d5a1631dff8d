/** `cards batch …`: bank accounts, the card maker's files, and the arrival of cards. */
import type { Command } from 'commander';
import { accountColumns } from '#libs/cards/maker-file.js';
import { measured, type Measured } from './measured.js';
import { staffCommand, type CommandDesk } from './staff-command.js';
import { csvLine } from '../../ground/csv/csv-line.js';
import { Refused } from '../../ground/http/refused.js';
import { demandApart, demandWritable, writeWhole } from '../../ground/whole-file.js';
import { BankAccountsService } from '../../cards/production/bank-accounts.service.js';
import { wholeNumber } from './batch-commands.js';
import { BatchExportService, type ExportReport } from '../../cards/production/batch-export.service.js';
import { openAccounts, openResults } from '../../cards/production/batch-file-rows.js';
import { BatchArrivalService, type Arrival } from '../../cards/production/batch-arrival.service.js';
import { BatchResultsService } from '../../cards/production/batch-results.service.js';
import { demandNoFindings } from '../../ground/csv/row-findings.js';

type FileAnswer = {
  readonly batch: string;
  readonly outcome: 'done' | 'done-before';
  readonly rows: number;
};

const fileLines = ({ batch, outcome, rows }: FileAnswer): string[] => [
  `${batch}: ${outcome === 'done' ? '已办理 done' : '该文件已办理过，未作任何处理 done before, nothing happened'}  ${rows} 行 rows`,
];

const matchAccounts = async (
  { app, asker, progress }: CommandDesk<object>,
  batch: string,
  path: string,
  report?: string,
): Promise<FileAnswer> => {
  const { rows, again, findings } = await app
    .get(BankAccountsService, { strict: false })
    .match(batch, await openAccounts(path), asker.number, progress);
  await demandNoFindings(findings, path, report);
  return { batch, outcome: again ? 'done-before' : 'done', rows };
};

const requestAccounts = async (
  { app }: CommandDesk<object>,
  batch: string,
  path: string,
): Promise<{ readonly batch: string; readonly file: string; readonly people: number }> => {
  let people = 0;
  await writeWhole(path, async (file) => {
    await file.appendFile(`\uFEFF${csvLine([...accountColumns])}`);
    for await (const page of app.get(BankAccountsService, { strict: false }).without(batch)) {
      people += page.length;
      await file.appendFile(
        page.map(({ socialSecurityNumber, name }) => csvLine([socialSecurityNumber, name, ''])).join(''),
      );
    }
  });
  return { batch, file: path, people };
};

const addAccounts = (batch: Command): void => {
  type Options = { readonly request?: string; readonly match?: string; readonly report?: string };
  type Answer = FileAnswer | Awaited<ReturnType<typeof requestAccounts>>;
  staffCommand<Options, Answer & Measured>(
    batch
      .command('accounts')
      .description(
        '给银行的开户名单，或匹配银行返回的账号（AAC002、AAC003、AAE010）/ the list the bank opens accounts by, or its file of accounts matched',
      )
      .argument('<batch>', '批次号，如 2026-000001 / its number')
      .option('--request <file>', '写出尚无账号的人 / write who has no account yet')
      .option('--match <file>', '匹配账号 / match accounts')
      .option('--report <file>', '逐行问题，默认 <文件>.report.csv / what is wrong, row by row'),
    {
      example: 'cards batch accounts 2026-000001 --match /srv/from-bank/accounts.csv --as 0101',
      act: ({ request }) => (request === undefined ? 'card-batches.make' : 'card-batches.list-people'),
      work: (desk) =>
        measured(async (): Promise<Answer> => {
          const [number = ''] = desk.args;
          const { request, match, report } = desk.options;
          if (request !== undefined) return requestAccounts(desk, number, request);
          if (match === undefined) throw new Refused('malformed-request', '--request, --match');
          return matchAccounts(desk, number, match, report);
        }),
      show: (answer) =>
        'people' in answer ? [`${answer.file}: ${answer.people} 人 people`] : fileLines(answer),
    },
  );
};

const addExport = (batch: Command): void => {
  type Options = {
    readonly maker: string;
    readonly depot: string;
    readonly out: string;
    readonly accounts?: string;
    readonly withoutAccount?: boolean;
  };
  staffCommand<Options, ExportReport & Measured>(
    batch
      .command('export')
      .description(
        '分配空白卡与卡号，写出加密的制卡数据 / give chips and numbers, write the encrypted personalisation data',
      )
      .argument('<batch>', '批次号，如 2026-000001 / its number')
      .requiredOption('--maker <code>', '制卡商 / card maker')
      .requiredOption('--depot <code>', '空白卡所在网点 / where the blank cards are')
      .requiredOption('--out <file>', '制卡数据文件 / where the data goes')
      .option('--accounts <file>', '先匹配银行账号 / match bank accounts first')
      .option('--without-account', '包括没有银行账号的 / also items without a bank account'),
    {
      example:
        'cards batch export 2026-000001 --maker M1 --depot D01 --out /srv/to-maker/2026-000001.data --as 0101',
      act: 'card-batches.make',
      work: (desk) =>
        measured(async () => {
          const [number = ''] = desk.args;
          const { maker, depot, out, accounts, withoutAccount } = desk.options;
          // Before chips are given to items whose data could not be written.
          await demandWritable(out);
          if (accounts !== undefined) {
            await demandApart(out, accounts);
            await matchAccounts(desk, number, accounts);
          }
          return desk.app
            .get(BatchExportService, { strict: false })
            .export(
              { batch: number, maker, depot, out, withoutAccount: withoutAccount === true },
              desk.asker.number,
              desk.progress,
            );
        }),
      show: ({ batch: number, file, items, digest, contentDigest }) => [
        `${number}: ${items} 项 items → ${file}`,
        `  SHA-256 ${digest}`,
        `  内容 content ${contentDigest}`,
      ],
    },
  );
};

const addResult = (batch: Command): void => {
  staffCommand<{ readonly report?: string }, FileAnswer & Measured>(
    batch
      .command('import-result')
      .description(
        '导入制卡结果（BATCH、ITEM、AAZ500、AAZ501、AAZ507、RESULT、REASON），逐行回读核对 / take the result of the maker in, checked row by row',
      )
      .argument('<batch>', '批次号，如 2026-000001 / its number')
      .argument('<result.csv>', '制卡商的结果文件 / the result of the maker')
      .option('--report <file>', '逐行问题，默认 <文件>.report.csv / what is wrong, row by row'),
    {
      example: 'cards batch import-result 2026-000001 /srv/from-maker/result.csv --as 0101',
      act: 'card-batches.make',
      work: ({ app, asker, args, options, progress }) =>
        measured(async (): Promise<FileAnswer> => {
          const [number = '', path = ''] = args;
          const { rows, again, findings } = await app
            .get(BatchResultsService, { strict: false })
            .take(number, await openResults(path), asker.number, progress);
          await demandNoFindings(findings, path, options.report);
          return { batch: number, outcome: again ? 'done-before' : 'done', rows };
        }),
      show: fileLines,
    },
  );
};

const addReceive = (batch: Command): void => {
  staffCommand<{ readonly depot: string; readonly count?: number }, Arrival & Measured>(
    batch
      .command('receive')
      .description('成品卡到货 / finished cards arrive')
      .argument('<batch>', '批次号，如 2026-000001 / its number')
      .requiredOption('--depot <code>', '网点 / depot')
      .option('--count <cards>', '清点张数，须相符 / cards counted, which must agree', wholeNumber),
    {
      example: 'cards batch receive 2026-000001 --depot D01 --count 998 --as 0101',
      act: 'card-batches.make',
      work: ({ app, asker, args, options, progress }) =>
        measured(() =>
          app
            .get(BatchArrivalService, { strict: false })
            .receive(args[0] ?? '', options.depot, options.count ?? null, asker.number, progress),
        ),
      show: ({ batch: number, depot, cards }) => [`${number}: ${cards} 张 cards → ${depot}`],
    },
  );
};

/** Adds what goes out to bank and maker and what comes back, up to the cards themselves. */
export const addProductionCommands = (batch: Command): void => {
  addAccounts(batch);
  addExport(batch);
  addResult(batch);
  addReceive(batch);
};
