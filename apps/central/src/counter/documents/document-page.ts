/** What a person sees who scans a paper of contributions: whether it is genuine, and what it says, masked. */
import { printInstant } from '#libs/contract/receipt-text.js';
import type { Words } from '#libs/kernel/words.js';
import { both, escaped, ifNotGenuine, page, verdict } from '../../records/receipts/verification-page.js';
import { documentTitles } from './document-content.js';
import type {
  DocumentAccountYearDto,
  DocumentBenefitDto,
  DocumentKind,
  DocumentMoveDto,
  DocumentRowDto,
  DocumentVerificationDto,
} from './documents.dto.js';

const rowOf = ({
  schemeName,
  from,
  to,
  months,
  unitPart,
  personPart,
  governmentPart,
}: DocumentRowDto): string =>
  `<div><dt>${both(schemeName)}</dt><dd>${escaped(from)} – ${escaped(to)} · ${months} 个月<br><small>${escaped(
    `单位 ${unitPart} · 个人 ${personPart} · 财政 ${governmentPart}`,
  )}</small></dd></div>`;

const yearOf =
  (year: number) =>
  ({ schemeName, opening, interest, closing }: DocumentAccountYearDto): string =>
    `<div><dt>${both(schemeName)} ${year}</dt><dd>${escaped(`年初 ${opening} · 利息 ${interest ?? '—'} · 年末 ${closing}`)}</dd></div>`;

const moveRows = (move: DocumentMoveDto): string => {
  const rows: readonly (readonly [Words, string])[] = [
    [{ zh: '业务编号', en: 'Reference' }, move.reference],
    [{ zh: '转往', en: 'To' }, `${move.agencyName}（${move.agencyCode}）`],
    [{ zh: '终止参保', en: 'Insured until' }, move.insuredUntil ?? '—'],
    [{ zh: '缴费月数', en: 'Months' }, String(move.months)],
    [{ zh: '个人账户', en: 'Personal account' }, move.account],
    [{ zh: '统筹基金', en: 'From the pool' }, move.pool],
    [{ zh: '合计', en: 'In all' }, move.total],
    ...move.spans.map(({ first, last, months, base }): readonly [Words, string] => [
      { zh: `${first} – ${last}`, en: `${months} months` },
      `${months} 个月 · 缴费基数 ${base}`,
    ]),
  ];
  return `<div><dt>${both(move.schemeName)}</dt><dd></dd></div>${rows
    .map(([label, value]) => `<div><dt>${both(label)}</dt><dd>${escaped(value)}</dd></div>`)
    .join('')}`;
};

/** Each with its award, what it came to since, and what was paid in the year. */
const benefitRows =
  (year: number) =>
  ({ kindName, firstMonth, state, award, changes, payments, paidTotal }: DocumentBenefitDto): string => {
    const rows: readonly (readonly [Words, string])[] = [
      [{ zh: '首发月份', en: 'From' }, firstMonth],
      [{ zh: '目前状态', en: 'Now' }, state.zh],
      [{ zh: '首次核定', en: 'First award' }, award?.amount ?? '—'],
      ...changes.map(({ from, what, cause, amount }): readonly [Words, string] => [
        { zh: `${from} 起`, en: what.en },
        [what.zh, cause?.zh, amount].filter((part) => part != null).join(' · '),
      ]),
      ...payments.map(({ paidOn, period, amount }): readonly [Words, string] => [
        { zh: paidOn, en: `for ${period}` },
        `所属 ${period} · ${amount}`,
      ]),
      [{ zh: `${year} 年合计`, en: `Paid in ${year}` }, paidTotal],
    ];
    return `<div><dt>${both(kindName)}</dt><dd></dd></div>${rows
      .map(([label, value]) => `<div><dt>${both(label)}</dt><dd>${escaped(value)}</dd></div>`)
      .join('')}`;
  };

/** The page for a paper that was found; `verified` false: its content does not fit its code. */
export const documentPage = (found: DocumentVerificationDto): string => {
  if (!found.verified)
    return page(
      null,
      verdict(
        'bad',
        { zh: '核验不通过', en: 'Not genuine' },
        {
          zh: '有此编号，但内容与验证码不符。',
          en: 'There is a paper of this number, but its content does not fit its code.',
        },
        ifNotGenuine,
      ),
    );
  const title = documentTitles[found.kind as DocumentKind];
  const rows: readonly (readonly [{ readonly zh: string; readonly en: string }, string])[] = [
    [{ zh: '文书', en: 'Kind' }, title.zh],
    [{ zh: '编号', en: 'No.' }, found.number],
    [{ zh: '姓名', en: 'Name' }, found.maskedName],
    [{ zh: '社保号', en: 'Number' }, found.maskedNumber],
    [{ zh: '出具时间', en: 'Issued' }, printInstant(found.issuedAt)],
    [{ zh: '用途', en: 'Purpose' }, found.purpose],
  ];
  return page(
    found.agency,
    verdict(
      'good',
      { zh: '本局出具，属实', en: 'Genuine: issued by this bureau' },
      {
        zh: '请与手中文书逐项核对：有一项不同，手中的就不是这份文书。',
        en: 'Compare each line with the paper: if one differs, the paper is not this one.',
      },
    ) +
      `<section><dl>${rows.map(([label, value]) => `<div><dt>${both(label)}</dt><dd>${escaped(value)}</dd></div>`).join('')}</dl></section>` +
      `<section><dl>${found.rows.map(rowOf).join('')}${(found.years ?? []).map(yearOf(found.year ?? 0)).join('')}${found.move === undefined ? '' : moveRows(found.move)}${(found.benefits ?? []).map(benefitRows(found.year ?? 0)).join('')}</dl></section>` +
      `<section><p><small>${both({ zh: '电子文件 SHA-256', en: 'Digest of the file' })}<br>${escaped(found.fileDigest)}</small></p></section>` +
      verdict('warn', { zh: '与文书不符？', en: 'Something differs?' }, ifNotGenuine),
  );
};
