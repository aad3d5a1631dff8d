/** `cards batch …`: making, deciding and looking at batches of cards. */
import { InvalidArgumentError, type Command } from 'commander';
import { CardStockService } from '../../cards/stock/card-stock.service.js';
import { measured, type Measured } from './measured.js';
import { staffCommand } from './staff-command.js';
import { csvLine } from '../../ground/csv/csv-line.js';
import { writeWhole } from '../../ground/whole-file.js';
import { BatchApprovalService } from '../../cards/production/batch-approval.service.js';
import { BatchOverviewService, describeBatch } from '../../cards/production/batch-overview.service.js';
import type {
  CardBatchDto,
  CardBatchStatusDto,
  UnclaimedCardsDto,
} from '../../cards/production/card-batches.dto.js';
import type { ListedBatchesDto } from '../../cards/production/batch-views.dto.js';
import { BatchViewsService } from '../../cards/production/batch-views.service.js';
import { usualAsk } from '../../ground/lists/list-page.js';
import { CardBatchesService } from '../../cards/production/card-batches.service.js';

/** As many at once as a list gives. */
const wholeAsk = { ...usualAsk, limit: 1000 };
// What a count in the database can be.
const greatestNumber = 2_147_483_647;

/** A whole number of at least one, as an option's value or an argument. */
export const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > greatestNumber)
    throw new InvalidArgumentError('应为正整数 a whole number from 1 on');
  return value;
};

// A century: longer than any card lies about, and within every calendar.
const longestDays = 36_525;

const dayCount = (text: string): number => {
  const days = wholeNumber(text);
  if (days > longestDays) throw new InvalidArgumentError(`最多 ${longestDays} 天 days at most`);
  return days;
};

const batchLine = ({ number, words, items, madeBy, decidedBy, exportedAt }: CardBatchDto): string =>
  `${number}  ${words.zh} ${words.en}  ${items} 项 items  制批 made by ${madeBy}` +
  (decidedBy === null ? '' : `  审批 decided by ${decidedBy}`) +
  (exportedAt === null ? '' : `  导出 exported ${exportedAt}`);

const statusLines = (status: CardBatchStatusDto): string[] => [
  batchLine(status),
  ...status.steps.map(
    ({ words, staffNumber, staffName, at }) =>
      `  ${words.zh} ${words.en}: ${staffName ?? ''} ${staffNumber} ${at}`,
  ),
  ...status.stages.map(({ words, items }) => `  ${words.zh} ${words.en}: ${items}`),
  ...status.work.map(
    ({ words, done, total, ratePerSecond, secondsLeft, finished }) =>
      `  ${words.zh} ${words.en}: ${done}/${total}` +
      (ratePerSecond === null ? '' : `  ${ratePerSecond}/s`) +
      (finished ? '  完成 done' : secondsLeft === null ? '' : `  剩余 left ${secondsLeft} s`),
  ),
  ...status.findings.map(({ words, reason, items }) => `  ! ${words.zh} ${words.en}: ${reason} ${items}`),
];

const addCreate = (batch: Command): void => {
  type Options = {
    readonly import?: number;
    readonly unit?: string;
    readonly limit?: number;
    readonly withoutPhoto?: boolean;
  };
  staffCommand<Options, CardBatchDto & Measured>(
    batch
      .command('create')
      .description(
        '把待制卡的申领编成一个批次，先申领的在前 / put waiting applications into a batch, the oldest first',
      )
      .option('--import <number>', '只取某次导入 / only of one import', wholeNumber)
      .option('--unit <code>', '只取某单位 / only of one unit')
      .option('--limit <count>', '最多项数 / items at most', wholeNumber)
      .option('--without-photo', '包括没有照片的 / also applications without a photo'),
    {
      example: 'cards batch create --import 3 --limit 5000 --as 0101',
      act: 'card-batches.make',
      work: ({ app, asker, options }) =>
        measured(async () =>
          describeBatch(
            await app.get(CardBatchesService, { strict: false }).make(
              {
                importId: options.import ?? null,
                unitCode: options.unit ?? null,
                limit: options.limit ?? null,
                withoutPhoto: options.withoutPhoto === true,
              },
              asker.number,
            ),
          ),
        ),
      show: (made) => [batchLine(made), '→ 由另一人审批 Have another person approve it'],
    },
  );
};

const addDecisions = (batch: Command): void => {
  staffCommand<object, CardBatchDto & Measured>(
    batch
      .command('approve')
      .description('批准批次；制批人、导入人不得审批 / approve a batch; not by its maker or importer')
      .argument('<batch>', '批次号，如 2026-000001 / its number'),
    {
      example: 'cards batch approve 2026-000001 --as 0201',
      act: 'card-batches.approve',
      work: ({ app, asker, args, progress }) =>
        measured(async () =>
          describeBatch(
            await app.get(BatchApprovalService, { strict: false }).approve(args[0] ?? '', asker, progress),
          ),
        ),
      show: (approved) => [batchLine(approved)],
    },
  );
  staffCommand<{ readonly reason: string }, CardBatchDto>(
    batch
      .command('reject')
      .description('不批准批次，其申领留待其他批次 / reject a batch; its applications wait for another one')
      .argument('<batch>', '批次号，如 2026-000001 / its number')
      .requiredOption('--reason <text>', '原因 / why'),
    {
      example: 'cards batch reject 2026-000001 --reason 照片不合格 --as 0201',
      act: 'card-batches.reject',
      work: async ({ app, asker, args, options }) =>
        describeBatch(
          await app.get(BatchApprovalService, { strict: false }).reject(args[0] ?? '', options.reason, asker),
        ),
      show: (rejected) => [batchLine(rejected)],
    },
  );
  staffCommand<{ readonly reason: string }, { readonly batch: string; readonly item: number }>(
    batch
      .command('leave-out')
      .description('审批前移出一项 / leave an item out before the batch is approved')
      .argument('<batch>', '批次号，如 2026-000001 / its number')
      .argument('<item>', '序号 / number of the item', wholeNumber)
      .requiredOption('--reason <text>', '原因 / why'),
    {
      example: 'cards batch leave-out 2026-000001 3 --reason 照片不合格 --as 0101',
      act: 'card-batches.leave-out',
      work: async ({ app, asker, args, options }) => {
        const [number = '', text = ''] = args;
        const item = Number(text);
        await app
          .get(CardBatchesService, { strict: false })
          .leaveOut(number, item, options.reason, asker.number);
        return { batch: number, item };
      },
      show: ({ batch: number, item }) => [`${number} ${item}: 已移出 left out`],
    },
  );
};

const addViews = (batch: Command): void => {
  staffCommand<object, ListedBatchesDto | CardBatchStatusDto>(
    batch
      .command('status')
      .description(
        '批次进度；不带批次号时列出各批次 / how far a batch has come; without a number the newest batches',
      )
      .argument('[batch]', '批次号，如 2026-000001 / its number'),
    {
      example: 'cards batch status 2026-000001 --as 0009',
      act: 'card-batches.read',
      work: ({ app, args }) => {
        return args[0] === undefined
          ? app.get(BatchViewsService, { strict: false }).list(null, usualAsk)
          : app.get(BatchOverviewService, { strict: false }).status(args[0]);
      },
      show: (answer) => {
        if (!('batches' in answer)) return statusLines(answer);
        return answer.batches.length === 0
          ? ['尚无批次；cards batch create 建立第一批 / no batches yet: cards batch create makes the first']
          : answer.batches.map(batchLine);
      },
    },
  );
  staffCommand<{ readonly days: number }, UnclaimedCardsDto>(
    batch
      .command('unclaimed')
      .description('到货后久未领取的卡 / delivered cards nobody has collected')
      .option('--days <days>', '到货后天数 / days since delivery', dayCount, 90),
    {
      example: 'cards batch unclaimed --days 30 --as 0101',
      act: 'card-batches.list-unclaimed',
      work: async ({ app, options }) => {
        const overview = app.get(BatchOverviewService, { strict: false });
        let page = await overview.unclaimed(options.days, null, wholeAsk);
        const cards = [...page.cards];
        while (page.next !== null) {
          page = await overview.unclaimed(options.days, null, { ...wholeAsk, after: page.next });
          cards.push(...page.cards);
        }
        return { ...page, cards, next: null, total: cards.length };
      },
      show: ({ units, cards }) => [
        ...(cards.length === 0 ? ['没有久未领取的卡 / no cards lie about'] : []),
        ...units.map(
          ({ unitCode, unitName, cards: count }) =>
            `${unitCode ?? '—'} ${unitName ?? '个人 single holders'}: ${count}`,
        ),
        ...cards.map(
          ({ cardNumber, name, maskedNumber, deliveredAt, depot, batch: number }) =>
            `  ${cardNumber} ${name} ${maskedNumber} ${depot ?? ''} ${number ?? ''} ${deliveredAt}`,
        ),
      ],
    },
  );
  addReport(batch);
};

type ReportAnswer = {
  readonly batch: string;
  readonly file: string;
  readonly items: number;
  readonly stock: { readonly proven: boolean; readonly findings: readonly string[]; readonly chips: number };
};

const addReport = (batch: Command): void => {
  staffCommand<{ readonly out?: string }, ReportAnswer & Measured>(
    batch
      .command('report')
      .description(
        '逐卡写出批次、状态、原因，并核对库存 / every card with batch, state and reason, and the proof of the stock',
      )
      .argument('<batch>', '批次号，如 2026-000001 / its number')
      .option('--out <file>', '默认 batch-<批次>.csv / batch-<batch>.csv when left out'),
    {
      example: 'cards batch report 2026-000001 --out /srv/reports/batch-2026-000001.csv --as 0009',
      act: 'card-batches.list-items',
      work: ({ app, args, options }) =>
        measured(async () => {
          const [number = ''] = args;
          const overview = app.get(BatchOverviewService, { strict: false });
          const path = options.out ?? `batch-${number}.csv`;
          let items = 0;
          await writeWhole(path, async (file) => {
            await file.appendFile(
              `\uFEFF${csvLine(['BATCH', 'ITEM', '申领编号', '姓名', 'AAC002', 'AAZ500', 'AAZ507', 'STATE', '状态', '原因'])}`,
            );
            for (let after: number | null = 0; after !== null;) {
              const page = await overview.items(number, null, after, 1000);
              items += page.items.length;
              await file.appendFile(
                page.items
                  .map((item) =>
                    csvLine([
                      number,
                      String(item.item),
                      item.applicationNumber,
                      item.name,
                      item.maskedNumber,
                      item.cardNumber ?? '',
                      item.historicalBytes ?? '',
                      item.state,
                      item.words.zh,
                      item.reason ?? '',
                    ]),
                  )
                  .join(''),
              );
              after = page.next;
            }
          });
          const { batches, findings, proven } = await app.get(CardStockService, { strict: false }).report();
          if (!proven) process.exitCode = 1;
          const chips = batches.find((stock) => stock.batch === number)?.chips ?? 0;
          return { batch: number, file: path, items, stock: { proven, findings, chips } };
        }),
      show: ({ file, items, stock }) => [
        `${file}: ${items}`,
        `库存 stock: ${stock.proven ? '相符 adds up' : '不符 DOES NOT ADD UP'} (${stock.chips} 芯片 chips)`,
        ...stock.findings.map((finding) => `  ! ${finding}`),
      ],
    },
  );
};

/** Adds what one makes, decides and sees batches with. */
export const addBatchCommands = (batch: Command): void => {
  addCreate(batch);
  addDecisions(batch);
  addViews(batch);
};
