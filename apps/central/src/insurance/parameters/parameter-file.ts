/** A whole set of parameters as a file that people read and compare: one version a row, in a stable order, Chinese beside English. */
import { statusWords } from '#libs/policy/explanation.js';
import type { ParameterSet } from '#libs/policy/parameter-sets.js';
import type { ProposedVersion } from '#libs/policy/proposals.js';
import { keyWords } from '#libs/contract/parameter-words.js';
import { csvLine, withoutMark } from '../../ground/csv/csv-line.js';
import { csvTable } from '../../ground/csv/csv-table.js';
import { surveyFile } from '../../ground/csv/text-encoding.js';
import type { RowFinding } from '../../ground/csv/row-findings.js';

/** Written with a blank between the languages, which the reader of tables takes out of every name of a column. */
const columns = {
  key: '参数KEY',
  from: '施行日期FROM',
  kind: '类别KIND',
  value: '数值VALUE',
  status: '层级STATUS',
  source: '依据SOURCE',
} as const;
type FileColumn = (typeof columns)[keyof typeof columns];
const names = Object.values(columns);
const heads = names.map((name) => name.replace(/(?=[A-Z])/, ' '));
/** For people alone: what they say is read nowhere. */
const beside = ['参数名称 name', '层级说明 standing'];

/** More rows than any bureau has versions. */
const rowsAtMost = 20_000;

const inOrder = (set: ParameterSet) =>
  [...set.parameters.byKey.values()]
    .flat()
    .toSorted((one, other) =>
      one.key === other.key
        ? one.effectiveFrom < other.effectiveFrom
          ? -1
          : 1
        : one.key < other.key
          ? -1
          : 1,
    );

/** The file of a set. */
export const parameterFile = (set: ParameterSet): string =>
  [
    `\uFEFF${csvLine([...heads, ...beside])}`,
    ...inOrder(set).map(({ key, effectiveFrom, kind, value, status, source }) =>
      csvLine([
        key,
        effectiveFrom,
        kind,
        value,
        status,
        source,
        keyWords(key)?.zh ?? '',
        statusWords[status].zh,
      ]),
    ),
  ].join('');

type FileVersion = ProposedVersion & { readonly line: number };

/** What a file would change. */
export type FileChanges = {
  readonly same: number;
  /** On days on which nothing stands. */
  readonly added: readonly FileVersion[];
  /** On days on which something else stands, which they name. */
  readonly changed: readonly FileVersion[];
  readonly findings: readonly RowFinding[];
};

/** As a spreadsheet leaves it: `2027/1/1` for a day, `260` for an amount. */
const written = (values: Readonly<Record<FileColumn, string>>) => {
  const [, year, month = '', day = ''] =
    /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(values[columns.from]) ?? [];
  const value = withoutMark(values[columns.value]);
  const [, whole, places = ''] = /^(\d+)(?:\.(\d))?$/.exec(value) ?? [];
  return {
    key: values[columns.key],
    effectiveFrom:
      year === undefined ? values[columns.from] : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`,
    value:
      values[columns.kind] === 'fen' && whole !== undefined ? `${whole}.${places.padEnd(2, '0')}` : value,
    source: withoutMark(values[columns.source]),
    status: values[columns.status],
  };
};

/** Compares a file with a set. What the file does not name stays as it is. Throws Refused for what is wrong with the file as a whole. */
export const compareFile = async (path: string, set: ParameterSet): Promise<FileChanges> => {
  const file = await surveyFile(path);
  const stands = new Map(inOrder(set).map((version) => [`${version.key} ${version.effectiveFrom}`, version]));
  const [added, changed, findings]: [FileVersion[], FileVersion[], RowFinding[]] = [[], [], []];
  const seen = new Set<string>();
  let same = 0;
  for await (const { line, values, fault } of csvTable(path, file, names, [columns.value, columns.source])) {
    const row = written(values);
    const day = `${row.key} ${row.effectiveFrom}`;
    if (fault !== null) findings.push({ line, ...fault });
    else if (seen.has(day)) findings.push({ line, field: columns.from, code: 'parameter-stands' });
    else if (seen.size >= rowsAtMost) findings.push({ line, field: columns.key, code: 'body-too-large' });
    else {
      const is = stands.get(day);
      const one = { line, ...row, supersedes: is?.id ?? null, withdraws: false };
      if (is === undefined) added.push(one);
      else if (is.value === one.value && is.source === one.source && is.status === one.status) same += 1;
      else changed.push(one);
      if (is !== undefined && is.kind !== values[columns.kind])
        findings.push({ line, field: columns.kind, code: 'parameter-malformed' });
    }
    seen.add(day);
  }
  return { same, added, changed, findings };
};
