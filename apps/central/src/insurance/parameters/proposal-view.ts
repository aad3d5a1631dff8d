/** A proposal in the words of whoever decides it: what it is now, what it becomes, from when, and where that stands. */
import { keyWords } from '#libs/contract/parameter-words.js';
import type { Words } from '#libs/kernel/words.js';
import { type ParameterStatus, statusWords } from '#libs/policy/explanation.js';
import type { ParameterEntry } from '#libs/policy/parameter-sets.js';
import type { JudgedVersion } from '#libs/policy/proposals.js';
import { valueWords } from '#libs/policy/value-words.js';
import type { ApprovalView } from '../../records/approvals/approval.js';

const longestValue = 60;
const linesAtMost = 40;

const short = (text: string): string =>
  text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
const same = (text: string): Words => ({ zh: text, en: text });

const nameOf = (key: string): Words => keyWords(key) ?? same(key);

/** What stands on the first day of a version as long as it is not entered; null: nothing does. */
const before = (
  { key, effectiveFrom, id }: JudgedVersion,
  entries: readonly ParameterEntry[],
): ParameterEntry | null => {
  const others = entries.filter(
    (one) => one.key === key && one.id !== id && one.effectiveFrom <= effectiveFrom,
  );
  const superseded = new Set(entries.filter((one) => one.id !== id).map(({ supersedes }) => supersedes));
  const standing = others.filter((one) => !one.withdraws && !superseded.has(one.id));
  return standing.toSorted((one, other) => (one.effectiveFrom < other.effectiveFrom ? 1 : -1))[0] ?? null;
};

const changeOf = (version: JudgedVersion, entries: readonly ParameterEntry[]): Words => {
  const { key, effectiveFrom, kind, value, withdraws } = version;
  const stands = before(version, entries);
  const [name, to] = [nameOf(key), valueWords(kind, value)];
  const from = stands === null ? { zh: '（无）', en: '(none)' } : valueWords(kind, stands.value);
  return withdraws
    ? {
        zh: `${name.zh}：撤销 ${effectiveFrom} 起的 ${short(to.zh)}`,
        en: `${name.en}: no longer ${short(to.en)} from ${effectiveFrom} on`,
      }
    : {
        zh: `${name.zh}：${effectiveFrom} 起 ${short(from.zh)} → ${short(to.zh)}`,
        en: `${name.en}: from ${effectiveFrom} on ${short(from.en)} → ${short(to.en)}`,
      };
};

const detailsOf = (version: JudgedVersion): ApprovalView['details'] => [
  { label: { zh: '参数', en: 'parameter' }, value: same(version.key) },
  { label: { zh: '数值', en: 'value' }, value: valueWords(version.kind, version.value) },
  { label: { zh: '施行日期', en: 'first day' }, value: same(version.effectiveFrom) },
  {
    label: { zh: '依据', en: 'source' },
    value: same(version.source),
  },
  {
    label: { zh: '依据层级', en: 'standing' },
    // Checked as it was judged.
    value: statusWords[version.status as ParameterStatus],
  },
  ...(version.supersedes === null
    ? []
    : [{ label: { zh: '替换版本', en: 'replaces' }, value: same(version.supersedes) }]),
];

/** One version with all that is said of it, or several as lines. */
export const viewOf = (
  versions: readonly JudgedVersion[],
  entries: readonly ParameterEntry[],
): ApprovalView => {
  const [first] = versions;
  if (versions.length === 1 && first !== undefined)
    return { what: changeOf(first, entries), details: detailsOf(first) };
  const keys = new Set(versions.map(({ key }) => key));
  const rest = versions.length - linesAtMost;
  return {
    what: {
      zh: `${keys.size} 项参数，共 ${versions.length} 个版本`,
      en: `${versions.length} versions of ${keys.size} parameters`,
    },
    details: [
      ...versions.slice(0, linesAtMost).map((version) => ({
        label: same(version.id),
        value: changeOf(version, entries),
      })),
      ...(rest > 0
        ? [{ label: { zh: '其余', en: 'and' }, value: { zh: `${rest} 个版本`, en: `${rest} more versions` } }]
        : []),
    ],
  };
};
