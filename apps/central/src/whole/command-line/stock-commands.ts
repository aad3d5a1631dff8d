/** `cards stock …`: deliveries of blank cards, and the report that proves the stock. */
import type { Command } from 'commander';
import { demandNoFindings } from '../../ground/csv/row-findings.js';
import { measured, type Measured } from './measured.js';
import { staffCommand } from './staff-command.js';
import type { CardStockDto, ChipCountsDto } from '../../cards/stock/card-stock.dto.js';
import { CardStockService, type LotArrival } from '../../cards/stock/card-stock.service.js';
import { lotColumns, openLot } from '../../cards/stock/lot-file.js';

const countsText = ({ blank, allotted, personalised, spoiled, handedOver }: ChipCountsDto): string =>
  `空白 blank ${blank}  已分配 allotted ${allotted}  已制 personalised ${personalised}  废 spoiled ${spoiled}  已发 handed over ${handedOver}`;

const reportLines = ({ lots, depots, batches, total, findings, proven }: CardStockDto): string[] => [
  ...lots.map((lot) => `批号 lot ${lot.lot} (${lot.depot}, ${lot.received}): ${countsText(lot)}`),
  ...depots.map((depot) => `网点 depot ${depot.depot}: ${countsText(depot)}`),
  ...batches.map((batch) => `批次 batch ${batch.batch}: ${countsText(batch)}`),
  `收到 received ${total.received} = ${countsText(total)}`,
  proven ? '✓ 相符 adds up' : '✗ 不符 DOES NOT ADD UP',
  ...findings.map((finding) => `  ! ${finding}`),
];

/** Adds `cards stock`. */
export const addStockCommands = (cards: Command): void => {
  const stock = cards.command('stock').description('卡库存 / stock of card bodies');
  staffCommand<{ readonly depot: string; readonly report?: string }, Omit<LotArrival, 'findings'> & Measured>(
    stock
      .command('receive')
      .description(
        `空白卡入库，一个文件一个批号，列 ${lotColumns.join('、')}（值见 docs/card.md）/ a delivery of blank cards, one lot in a file; values in docs/card.md`,
      )
      .argument('<lot.csv>', '到货清单 / the list of the delivery')
      .requiredOption('--depot <code>', '网点 / depot')
      .option('--report <file>', '逐行问题，默认 <文件>.report.csv / what is wrong, row by row'),
    {
      example: 'cards stock receive /srv/from-maker/lot.csv --depot D01 --as 0101',
      act: 'card-stock.receive',
      work: ({ app, asker, args, options, progress }) =>
        measured(async () => {
          const [path = ''] = args;
          const rows = await openLot(path);
          progress.begin({ zh: '入库', en: 'Receiving' }, null);
          const { findings, ...arrival } = await app
            .get(CardStockService, { strict: false })
            .receive(rows, options.depot, asker.number, progress.at);
          await demandNoFindings(findings, path, options.report);
          return arrival;
        }),
      show: ({ lot, depot, chips }) => [`${lot}: ${chips} 张 chips → ${depot}`],
    },
  );
  staffCommand<object, CardStockDto & Measured>(
    stock
      .command('report')
      .description(
        '库存报告与核对；不符时以 1 退出 / the stock and its proof; exit code 1 when it does not add up',
      ),
    {
      example: 'cards stock report --as 0009',
      act: 'card-stock.read',
      work: ({ app }) =>
        measured(async () => {
          const report = await app.get(CardStockService, { strict: false }).report();
          if (!report.proven) process.exitCode = 1;
          return report;
        }),
      show: reportLines,
    },
  );
};
