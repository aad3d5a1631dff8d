/** `cards import`: looks at a file of applicants, or at another list that the bureau takes in, and with its control code imports it. */
import { Option, type Command } from 'commander';
import {
  importKindNames,
  importKinds,
  type ColumnWords,
  type ImportKindName,
} from '#libs/contract/file-imports.js';
import { problems, type ProblemCode } from '#libs/contract/problems.js';
import { measured, type Measured } from './measured.js';
import { staffCommand, type CommandDesk } from './staff-command.js';
import { fileEncodings, type FileEncoding } from '../../ground/csv/text-encoding.js';
import type { FileImport } from '../../records/imports/file-import.js';
import { FileImports, type CommitOutcome } from '../../records/imports/file-imports.service.js';
import type { ImportRequest } from '../../records/imports/import-kind.js';

type ImportOptions = {
  readonly kind: ImportKindName;
  readonly unit?: string;
  readonly month?: string;
  readonly encoding?: FileEncoding;
  readonly photos?: string;
  readonly report?: string;
  readonly commit?: string;
  readonly allOrNothing?: boolean;
};

/** What the command answers with `--json`. */
export type ImportAnswer = {
  readonly outcome: 'looked-at' | 'committed' | 'committed-before' | 'under-way';
  /** `import-done` when the file was imported before. */
  readonly code: 'import-done' | null;
  readonly importNumber: number;
  readonly controlCode: string;
  readonly totals: FileImport['totals'];
  /** Where the outcome of every row stands; null when nothing was looked at. */
  readonly report: string | null;
  readonly leftOut: CommitOutcome['leftOut'];
};

const columnHelp = importKindNames
  .map((kind) => {
    const { words, columns } = importKinds[kind];
    const lines = Object.entries<ColumnWords>(columns).map(
      ([code, { zh, en, isRequired }]) => `  ${code}  ${zh} ${en}${isRequired ? '（必需 required）' : ''}`,
    );
    return [`${kind}  ${words.zh} ${words.en}`, ...lines].join('\n');
  })
  .join('\n');

const outcomes: Readonly<Record<ImportAnswer['outcome'], string>> = {
  'looked-at': '已核对，尚未导入 Looked at, nothing imported yet',
  committed: '已导入 Imported',
  'committed-before': `${problems['import-done'].title.zh} import-done: ${problems['import-done'].title.en}`,
  'under-way': '正在导入，用 --commit 继续 Being imported; --commit goes on with it',
};

const show = ({
  outcome,
  importNumber,
  totals,
  report,
  controlCode,
  leftOut,
}: ImportAnswer): readonly string[] => [
  `${outcomes[outcome]}  导入号 import ${importNumber}`,
  `行数 rows ${totals.rows}  通过 accepted ${totals.accepted}  不通过 refused ${totals.rows - totals.accepted}`,
  ...Object.entries(totals.refused).map(
    ([code, rows]) =>
      `  ${code}  ${rows}  ${problems[code as ProblemCode].title.zh} ${problems[code as ProblemCode].title.en}`,
  ),
  `男 men ${totals.men}  女 women ${totals.women}  未成年 minors ${totals.minors}  单位 units ${totals.units}`,
  `号码合计 hash total ${totals.hashTotal}`,
  ...(totals.amount === undefined ? [] : [`金额合计 amount ${totals.amount}`]),
  ...leftOut.map(
    ({ row, code }) => `第 ${row} 行在此期间情况有变，未导入 row ${row} changed meanwhile, left out: ${code}`,
  ),
  ...(report === null ? [] : [`逐行结果 report ${report}`]),
  ...(outcome === 'looked-at' && totals.accepted > 0
    ? [
        `控制码 control code ${controlCode}`,
        `→ 核对无误后加 --commit ${controlCode} 导入 Once checked, import with --commit ${controlCode}`,
      ]
    : []),
];

const outcomeOf = ({ import: { state }, before }: CommitOutcome): ImportAnswer['outcome'] => {
  if (state === 'examined') return 'looked-at';
  if (state === 'committing') return 'under-way';
  return before ? 'committed-before' : 'committed';
};

const runImport = async ({
  app,
  asker,
  args,
  options,
  progress,
}: CommandDesk<ImportOptions>): Promise<ImportAnswer> => {
  const [path = ''] = args;
  const imports = app.get(FileImports, { strict: false });
  const request: ImportRequest = {
    path,
    photos: options.photos ?? null,
    staffNumber: asker.number,
    subject: { unit: options.unit ?? '', month: options.month ?? '' },
    ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
  };
  const reportPath = options.report ?? `${path}.report.csv`;
  const { kind, commit: code, allOrNothing = false } = options;
  const done =
    code === undefined
      ? { import: await imports.look(kind, request, reportPath, progress), before: true, leftOut: [] }
      : await imports.commit(kind, request, { code, allOrNothing }, progress);
  const outcome = outcomeOf(done);
  return {
    outcome,
    code: outcome === 'committed-before' ? 'import-done' : null,
    importNumber: done.import.id,
    controlCode: done.import.controlCode,
    totals: done.import.totals,
    report: outcome === 'looked-at' ? reportPath : null,
    leftOut: done.leftOut,
  };
};

/** Adds `cards import`. */
export const addImportCommand = (cards: Command): void => {
  staffCommand<ImportOptions, ImportAnswer & Measured>(
    cards
      .command('import')
      .summary('导入申领人文件，默认只核对 / import a file of applicants; a dry run unless told to commit')
      .description(
        '逐行核对申领人文件或单位名单、人口名单（CSV，UTF-8 或 GB18030，或 XLSX，表头为 LB 101 代码），写出每一行的结果与控制总数，不作任何登记；' +
          '核对无误后用控制码提交，只导入所核对的内容。中断后重新执行即可继续，不会重复。\n' +
          "Checks a file of applicants, of a unit or of the population row by row (CSV in UTF-8 or GB 18030, or XLSX; headers are codes of LB 101), writes every row's outcome and " +
          'control totals, and registers nothing. The commit by control code imports exactly what was looked at; run it again after an ' +
          'interruption and it goes on, nothing twice.',
      )
      .argument('<file>', '申领人文件（CSV 或 XLSX）/ the file, CSV or XLSX')
      .addOption(
        new Option('--kind <kind>', '文件种类 / which list it is')
          .choices(importKindNames)
          .default('applicants'),
      )
      .option('--unit <code>', '单位编号 / of which unit it is')
      .option('--month <YYYY-MM>', '申报月份 / of which month it is')
      .addOption(
        new Option('--encoding <encoding>', '编码，默认自动识别 / encoding; found out when left out').choices(
          fileEncodings,
        ),
      )
      .option('--photos <folder>', '照片目录，<AAC002>.jpg / folder of photos named by number')
      .option('--report <file>', '逐行结果文件，默认 <文件>.report.csv / where the report goes')
      .option('--commit <control code>', '按控制码导入 / import what was looked at')
      .option('--all-or-nothing', '有一行不通过就全部不导入 / import nothing when a row is refused')
      .addHelpText('after', `\n列 columns:\n${columnHelp}`),
    {
      example: 'cards import /srv/in/applicants.csv --photos /srv/in/photos --as 0101',
      act: 'card-imports.run',
      work: (desk) => measured(() => runImport(desk)),
      show,
    },
  );
};
