/** `cards batch …`: bank accounts, the card maker's files, receipt and hand-over of cards. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import type { JWK } from 'jose';
import { accountColumns } from '#libs/cards/maker-file.js';
import { measured, type Measured } from '../command-line/measured.js';
import { staffCommand, type CommandDesk } from '../command-line/staff-command.js';
import { CONFIG, type CentralConfig } from '../config.js';
import { csvLine } from '../csv/csv-line.js';
import { Refused } from '../http/refused.js';
import { demandWritable, writeWhole } from '../whole-file.js';
import { BankAccountsService } from './bank-accounts.service.js';
import { wholeNumber } from './batch-commands.js';
import { BatchExportService, type ExportReport } from './batch-export.service.js';
import { openAccounts, openResults } from './batch-file-rows.js';
import { BatchReceiptService, type Receipt } from './batch-receipt.service.js';
import { BatchResultsService } from './batch-results.service.js';
import { CardMakersService } from './card-makers.service.js';
import { demandNoFindings } from './findings-report.js';
import { writeHandOverList } from './hand-over-list.js';
import { HandOversService } from './hand-overs.service.js';
import type { Signer } from './hand-overs.store.js';

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
  report: string,
): Promise<FileAnswer> => {
  const { rows, again, findings } = await app
    .get(BankAccountsService, { strict: false })
    .match(batch, await openAccounts(path), asker.number, progress);
  await demandNoFindings(findings, report);
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
      .argument('<batch>')
      .option('--request <file>', '写出尚无账号的人 / write who has no account yet')
      .option('--match <file>', '匹配账号 / match accounts')
      .option('--report <file>', '逐行问题，默认 <文件>.report.csv / what is wrong, row by row'),
    {
      act: 'card-batches.make',
      work: (desk) =>
        measured(async (): Promise<Answer> => {
          const [number = ''] = desk.args;
          const { request, match, report } = desk.options;
          if (request !== undefined) return requestAccounts(desk, number, request);
          if (match === undefined) throw new Refused('malformed-request', '--request, --match');
          return matchAccounts(desk, number, match, report ?? `${match}.report.csv`);
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
      .argument('<batch>')
      .requiredOption('--maker <code>', '制卡商 / card maker')
      .requiredOption('--depot <code>', '空白卡所在网点 / where the blank cards are')
      .requiredOption('--out <file>', '制卡数据文件 / where the data goes')
      .option('--accounts <file>', '先匹配银行账号 / match bank accounts first')
      .option('--without-account', '包括没有银行账号的 / also items without a bank account'),
    {
      act: 'card-batches.make',
      work: (desk) =>
        measured(async () => {
          const [number = ''] = desk.args;
          const { maker, depot, out, accounts, withoutAccount } = desk.options;
          // Before chips are given to items whose data could not be written.
          await demandWritable(out);
          if (accounts !== undefined) await matchAccounts(desk, number, accounts, `${accounts}.report.csv`);
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
      .argument('<batch>')
      .argument('<result.csv>')
      .option('--report <file>', '逐行问题，默认 <文件>.report.csv / what is wrong, row by row'),
    {
      act: 'card-batches.make',
      work: ({ app, asker, args, options, progress }) =>
        measured(async (): Promise<FileAnswer> => {
          const [number = '', path = ''] = args;
          const { rows, again, findings } = await app
            .get(BatchResultsService, { strict: false })
            .take(number, await openResults(path), asker.number, progress);
          await demandNoFindings(findings, options.report ?? `${path}.report.csv`);
          return { batch: number, outcome: again ? 'done-before' : 'done', rows };
        }),
      show: fileLines,
    },
  );
};

const addReceive = (batch: Command): void => {
  staffCommand<{ readonly depot: string; readonly count?: number }, Receipt & Measured>(
    batch
      .command('receive')
      .description('成品卡到货 / finished cards arrive')
      .argument('<batch>')
      .requiredOption('--depot <code>', '网点 / depot')
      .option('--count <cards>', '清点张数，须相符 / cards counted, which must agree', wholeNumber),
    {
      act: 'card-batches.make',
      work: ({ app, asker, args, options, progress }) =>
        measured(() =>
          app
            .get(BatchReceiptService, { strict: false })
            .receive(args[0] ?? '', options.depot, options.count ?? null, asker.number, progress),
        ),
      show: ({ batch: number, depot, cards }) => [`${number}: ${cards} 张 cards → ${depot}`],
    },
  );
};

/** `number:name`, and `number:name:relation` of an agent. */
const readSigner = (text: string): Signer => {
  const [number = '', name = '', relation] = text.split(/[:：]/).map((part) => part.trim());
  return { number: number.toUpperCase(), name, ...(relation === undefined ? {} : { relation }) };
};

const collected = (text: string, before: readonly Signer[]): readonly Signer[] => {
  if (before.length === 2) throw new InvalidArgumentError('两名经办人 two handlers');
  return [...before, readSigner(text)];
};

type HandOverAnswer = {
  readonly batch: string;
  readonly handOvers: readonly {
    readonly number: string;
    readonly unitCode: string | null;
    readonly cards: number;
    /** Without `.csv` and `.html`; null: a single holder signs the receipt. */
    readonly list: string | null;
  }[];
};

const listsAtOnce = 4;

const handOver = async (desk: CommandDesk<HandOverOptions>): Promise<HandOverAnswer> => {
  const { app, asker, args, options, progress } = desk;
  const [batch = ''] = args;
  const service = app.get(HandOversService, { strict: false });
  if (options.holder !== undefined) {
    const agent = options.agent === undefined ? null : readSigner(options.agent);
    const { number } = await service.toHolder(batch, options.holder, agent, asker.number);
    return { batch, handOvers: [{ number, unitCode: null, cards: 1, list: null }] };
  }
  if (options.unit === undefined && options.allUnits !== true)
    throw new Refused('malformed-request', '--unit, --all-units, --holder');
  // Before cards go out on lists nobody could sign.
  await demandWritable(join(options.out, 'hand-over.csv'));
  const order = {
    batch,
    unitCode: options.unit ?? null,
    handlers: options.handler,
    letter: options.letter ?? '',
  };
  const agency = app.get<CentralConfig>(CONFIG, { strict: false }).agency.zh;
  const waiting = (await service.toUnits(order, asker.number, progress)).entries();
  const answers: HandOverAnswer['handOvers'][number][] = [];
  // Several take lists off the same row: one waits for the disk while another waits for the database.
  const writeLists = async (): Promise<void> => {
    for (const [place, each] of waiting) {
      const list = join(options.out, `hand-over-${each.number}`);
      const cards = await writeHandOverList(list, { agency, batch, handOver: each }, service.list(each));
      answers[place] = { number: each.number, unitCode: each.unitCode, cards, list };
    }
  };
  await Promise.all(Array.from({ length: listsAtOnce }, writeLists));
  return { batch, handOvers: answers };
};

type HandOverOptions = {
  readonly unit?: string;
  readonly allUnits?: boolean;
  readonly holder?: string;
  readonly agent?: string;
  readonly handler: readonly Signer[];
  readonly letter?: string;
  readonly out: string;
};

const addHandOver = (batch: Command): void => {
  staffCommand<HandOverOptions, HandOverAnswer & Measured>(
    batch
      .command('hand-over')
      .description(
        '发放：单位凭介绍信由两名经办人领取，写出签收清单；或发给单个持卡人 / hand over to a unit with letter and two handlers, or to a single holder',
      )
      .argument('<batch>')
      .option('--unit <code>', '单位 / unit')
      .option('--all-units', '所有有卡待领的单位 / every unit with cards waiting')
      .option('--handler <number:name>', '经办人，给两次 / handler, given twice', collected, [])
      .option('--letter <number>', '介绍信编号 / number of the letter')
      .option('--holder <number>', '单个持卡人的社会保障号码 / social security number of a single holder')
      .option('--agent <number:name:relation>', '代领人 / who collects for the holder')
      .option('--out <folder>', '清单所在目录 / folder of the lists', '.'),
    {
      act: 'card-batches.make',
      work: (desk) => measured(() => handOver(desk)),
      show: ({ handOvers }) =>
        handOvers.map(
          ({ number, unitCode, cards, list }) =>
            `${number}  ${unitCode ?? '个人 single holder'}  ${cards} 张 cards${list === null ? '' : `  → ${list}.csv, ${list}.html`}`,
        ),
    },
  );
};

const addMakers = (cards: Command): void => {
  const maker = cards.command('maker').description('制卡商 / card makers');
  staffCommand<object, { readonly code: string; readonly name: string; readonly thumbprint: string }>(
    maker
      .command('add')
      .description('登记制卡商及其公钥（JWK，P-256 或 X25519）/ add a card maker with its public key')
      .argument('<code>')
      .argument('<name>')
      .argument('<public-key.jwk>'),
    {
      // Whoever names a maker decides who can read card keys.
      act: 'keys.administer',
      work: async ({ app, asker, args }) => {
        const [code = '', name = '', path = ''] = args;
        const { thumbprint } = await app
          .get(CardMakersService, { strict: false })
          .add(code, name, readJwk(path), asker.number);
        return { code, name, thumbprint };
      },
      show: ({ code, name, thumbprint }) => [
        `${code} ${name}`,
        `  公钥指纹 thumbprint ${thumbprint}`,
        '→ 与制卡商当面或电话核对指纹 Compare the thumbprint with the maker',
      ],
    },
  );
  staffCommand<object, { readonly publicKey: JWK }>(
    maker
      .command('central-key')
      .description('制卡商核对签名用的本局公钥 / the public key makers check our signature with'),
    {
      act: 'card-batches.make',
      work: async ({ app }) => ({
        publicKey: (await app.get(CardMakersService, { strict: false }).signing()).publicKey,
      }),
      show: ({ publicKey }) => [JSON.stringify(publicKey)],
    },
  );
};

const readJwk = (path: string): JWK => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as JWK;
  } catch (fault) {
    if (fault instanceof SyntaxError) throw new Refused('maker-key-unfit', path);
    throw new Refused('file-unreadable', path);
  }
};

/** Adds what goes out to bank and maker and what comes back, and the card makers themselves. */
export const addProductionCommands = (cards: Command, batch: Command): void => {
  addAccounts(batch);
  addExport(batch);
  addResult(batch);
  addReceive(batch);
  addHandOver(batch);
  addMakers(cards);
};
