/** `central parameters …`: the bureau's rules, listed, proposed, looked ahead at, and taken out and in as a file. */
import type { Command } from 'commander';
import { keyWords } from '#libs/contract/parameter-words.js';
import { schemeName } from '#libs/contract/schemes.js';
import { parseDate } from '#libs/kernel/plain-date.js';
import { formatYuan, subtract, yuan } from '#libs/money/fen.js';
import { parameterStatuses, statusWords, type ParameterStatus } from '#libs/policy/explanation.js';
import { lookUp } from '#libs/policy/look-up.js';
import type { ParameterVersion } from '#libs/policy/parameters.js';
import type { JudgedVersion } from '#libs/policy/proposals.js';
import { Database } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { writeWhole } from '../../ground/whole-file.js';
import type { ProposalEffectDto } from '../../insurance/parameters/effect.dto.js';
import { ProposalEffect } from '../../insurance/parameters/effect.service.js';
import {
  ParameterImports,
  type ParameterImport,
} from '../../insurance/parameters/parameter-import.service.js';
import type { ParametersAheadDto } from '../../insurance/parameters/parameters-ahead.dto.js';
import { ParametersAhead } from '../../insurance/parameters/parameters-ahead.service.js';
import type { AskedParameterDto } from '../../insurance/parameters/proposals.dto.js';
import { ParameterProposals } from '../../insurance/parameters/proposals.service.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { type CommandDesk, staffCommand } from './staff-command.js';

type ListOptions = { readonly assumed?: boolean; readonly key?: string; readonly on?: string };
type Listed = { readonly set: string; readonly versions: readonly ParameterVersion[] };

const lineOf = ({ key, effectiveFrom, value, status, source }: ParameterVersion | JudgedVersion): string =>
  `${key}  ${keyWords(key)?.zh ?? ''}  ${effectiveFrom} 起 from  ${value}  ` +
  `${statusWords[status as ParameterStatus].zh} ${status}  ${source}`;

const askedLines = ({ approval, kind, versions }: AskedParameterDto): readonly string[] => [
  ...versions,
  `待另一人批准后生效 waits for ${kind === 'parameter-past' ? '两人 two persons' : '另一人 a second person'}: approval ${approval}`,
];

const addList = (group: Command): void => {
  staffCommand<ListOptions, Listed>(
    group
      .command('list')
      .description('参数及其版本 / parameters and their versions')
      .option('--assumed', '只列假定的 / assumed ones alone')
      .option('--key <text>', '键中含有 / whose key contains this')
      .option('--on <day>', '该日有效的版本，YYYY-MM-DD / those in force on a day'),
    {
      example: 'central parameters list --assumed --on 2026-11-24 --as 0401',
      act: 'parameters.list',
      work: ({ app, options }) =>
        app.get(Database, { strict: false }).transaction(async (tx) => {
          const on = options.on === undefined ? null : parseDate(options.on);
          if (options.on !== undefined && on === null) throw new Refused('malformed-request', '--on');
          const { id, parameters } = await app.get(PolicyService, { strict: false }).setOf(tx);
          const versions = [...parameters.byKey].flatMap(([key, all]) => {
            if (!key.includes(options.key ?? '')) return [];
            if (on === null) return all;
            const found = lookUp(parameters, key, on);
            return found.ok ? [found.value] : [];
          });
          return {
            set: id,
            versions: versions
              .filter(({ status }) => options.assumed !== true || status === 'assumed')
              .toSorted((one, other) => (one.id < other.id ? -1 : 1)),
          };
        }),
      show: ({ set, versions }) => [
        ...(versions.length === 0 ? ['没有符合条件的参数 / no parameter fits'] : versions.map(lineOf)),
        `参数集 set ${set}，${versions.length} 个版本 versions`,
      ],
    },
  );
};

type AskedWithEffect = AskedParameterDto & { readonly effect: ProposalEffectDto };

/** Reckons what was proposed here, beside the job. */
const effectOf = async (
  { app, progress }: Pick<CommandDesk<object>, 'app' | 'progress'>,
  { approval }: AskedParameterDto,
): Promise<ProposalEffectDto> => {
  const effect = app.get(ProposalEffect, { strict: false });
  await effect.finish(approval, { progress });
  return effect.of(approval);
};

/** As the console shows it: heads and sums of each scheme and period, and the largest changes. */
const effectLines = ({ periods }: ProposalEffectDto): readonly string[] =>
  periods.length === 0
    ? ['未影响已核定的期间 / no assessed period is touched']
    : periods.flatMap(({ scheme, period, heads, changed, lost, before, after, largest }) => [
        `  ${scheme} ${schemeName(scheme).zh} ${period}  ${heads} 人 heads  变动 changed ${changed}  ` +
          `${before} → ${after}  差额 difference ${formatYuan(subtract(yuan(after), yuan(before)))}` +
          (lost === 0 ? '' : `  ! 将无法核定 could not be assessed ${lost}`),
        ...largest.map((row) => `    最大变动 largest  ${row.before} → ${row.after}`),
      ]);

type ProposeOptions = {
  readonly from: string;
  readonly value?: string;
  readonly source: string;
  readonly status: string;
  readonly reason: string;
  readonly supersedes?: string;
  readonly withdraw?: boolean;
};

const addPropose = (group: Command): void => {
  staffCommand<ProposeOptions, AskedWithEffect>(
    group
      .command('propose')
      .description(
        '提出一个新版本，他人批准后即时生效；不改已有版本 / propose a version, in force once others approve it; none is edited',
      )
      .argument('<key>', '参数 / the key')
      .requiredOption('--from <day>', '施行日期，可为过去 / its first day, of the past too')
      .option('--value <text>', '数值，写法同 list / as list writes it')
      .requiredOption('--source <text>', '依据 / where the figure stands')
      .requiredOption('--status <word>', `依据层级 / standing: ${parameterStatuses.join(' | ')}`)
      .requiredOption('--reason <text>', '事由 / why')
      .option('--supersedes <version>', '替换同日的版本 / the version of the same day it replaces')
      .option('--withdraw', '撤销所替换的版本，不另定数值 / withdraw that version, with none in its place'),
    {
      example:
        'central parameters propose 170.basic-pension --from 2027-01-01 --value 260.00 --source 青人社厅发〔2026〕1号 --status local --reason 省厅通知 --as 0401',
      act: 'parameters.propose',
      work: async ({ app, asker, args: [key = ''], options, progress }) => {
        const { from, value = '', source, status, reason, supersedes = null, withdraw = false } = options;
        const asked = await app
          .get(ParameterProposals, { strict: false })
          .propose(
            [{ key, effectiveFrom: from, value, source, status, supersedes, withdraws: withdraw }],
            reason,
            { number: asker.number },
          );
        return { ...asked, effect: await effectOf({ app, progress }, asked) };
      },
      show: (asked) => [...effectLines(asked.effect), ...askedLines(asked)],
    },
  );
};

const aheadLines = ({ missing, notRenewed }: ParametersAheadDto): readonly string[] => [
  ...missing.map(
    ({ key, schemes, from, to, fault }) =>
      `! 缺少 missing  ${key}  ${keyWords(key)?.zh ?? ''}  ${from} – ${to}  ${schemes.join(' ')}${fault === null ? '' : `  ${fault}`}`,
  ),
  ...notRenewed.map(
    ({ key, schemes, from, to }) =>
      `? 未更新 not renewed  ${key}  ${keyWords(key)?.zh ?? ''}  ${from} – ${to}  ${schemes.join(' ')}`,
  ),
  missing.length === 0
    ? '所需参数齐备 / nothing that is needed is missing'
    : `缺少 missing: ${missing.length}`,
];

type ImportWithEffect = ParameterImport & { readonly effect: ProposalEffectDto | null };

const importLines = ({ same, added, changed, asked, effect }: ImportWithEffect): readonly string[] => [
  ...added.map((version) => `+ ${lineOf(version)}`),
  ...changed.map((version) => `~ ${lineOf(version)}`),
  `新增 new ${added.length}  不同 different ${changed.length}  相同 same ${same}`,
  ...(effect === null ? [] : effectLines(effect)),
  ...(asked === null ? ['未提请 nothing was proposed'] : askedLines(asked)),
];

const addFiles = (group: Command): void => {
  staffCommand<object, { readonly file: string; readonly set: string }>(
    group
      .command('export')
      .description('导出现行全部版本 / the whole set that stands, as a file')
      .argument('<file>', 'CSV'),
    {
      example: 'central parameters export parameters.csv --as 0401',
      act: 'parameters.list',
      work: async ({ app, args: [file = ''] }) => {
        const { text, set } = await app.get(ParameterImports, { strict: false }).export();
        await writeWhole(file, (written) => written.appendFile(text));
        return { file, set };
      },
      show: ({ file, set }) => [`${file}  参数集 set ${set}`],
    },
  );
  staffCommand<{ readonly dryRun?: boolean; readonly reason?: string }, ImportWithEffect>(
    group
      .command('import')
      .description(
        '比较文件与现行版本，差异合并为一项提请；不改已有版本 / compare a file, and propose all that differs as one',
      )
      .argument('<file>', 'CSV')
      .option('--dry-run', '只比较 / compare only')
      .option('--reason <text>', '事由 / why'),
    {
      example: 'central parameters import parameters.csv --dry-run --as 0401',
      act: 'parameters.propose',
      work: async ({ app, asker, args: [file = ''], options, progress }) => {
        const found = await app.get(ParameterImports, { strict: false }).import(file, {
          dryRun: options.dryRun === true,
          reason: options.reason ?? '',
          by: { number: asker.number },
        });
        const { asked } = found;
        return { ...found, effect: asked === null ? null : await effectOf({ app, progress }, asked) };
      },
      show: importLines,
    },
  );
};

/** Adds `parameters list | propose | check | export | import`; what is proposed is decided by `approvals`. */
export const addParameterCommands = (program: Command): void => {
  const group = program.command('parameters').description('政策参数 / parameters of law and bureau');
  addList(group);
  addPropose(group);
  staffCommand<object, ParametersAheadDto>(
    group
      .command('check')
      .description('今后十三个月还缺哪些参数 / what is missing for the thirteen months to come'),
    {
      example: 'central parameters check --as 0401',
      act: 'parameters.look-ahead',
      work: ({ app }) => app.get(ParametersAhead, { strict: false }).list(),
      show: aheadLines,
    },
  );
  addFiles(group);
};
