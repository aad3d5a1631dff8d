/** What a person sees who scans a receipt: whether it is genuine, what it says, and what to do if it is not. No script, nothing from elsewhere. */
import type { Problem, Words } from '#libs/contract/problems.js';
import { receiptTitle } from '#libs/contract/receipt-layout.js';
import { printInstant, printPeriod, printYuan } from '#libs/contract/receipt-text.js';
import { englishPeriod } from '#libs/kernel/english-date.js';
import { formatYuan, yuan } from '#libs/money/fen.js';
import type { ReceiptUndoneDto, ReceiptVerificationDto } from './receipts.dto.js';
import { both, escaped, ifNotGenuine, page, verdict } from './verification-page.js';

/** What a receipt that was found says, so that it can be held against the paper. */
const contents = ({ receipt, copies }: ReceiptVerificationDto): string => {
  const rows: readonly (readonly [Words, string | null])[] = [
    [{ zh: '票据', en: 'Kind' }, receiptTitle(receipt).zh],
    [{ zh: '收据号', en: 'No.' }, receipt.number],
    [{ zh: '业务日期', en: 'Date' }, printPeriod(receipt.businessDate)],
    [{ zh: '开具时间', en: 'Issued' }, printInstant(receipt.issuedAt)],
    [{ zh: '姓名', en: 'Name' }, receipt.payerName],
    [{ zh: '社保号', en: 'Number' }, receipt.maskedNumber],
    [
      { zh: '卡号末四位', en: 'Last four of the card' },
      receipt.cardNumber === null ? null : receipt.cardNumber.slice(-4),
    ],
    [{ zh: '窗口', en: 'Window' }, receipt.terminalName],
    [{ zh: '已打印', en: 'Printed' }, `${copies} 次`],
  ];
  const money =
    receipt.channel === 'none'
      ? ''
      : `<div><dt>${both({ zh: '金额', en: 'Amount' })}</dt><dd class="amount" data-amount="${escaped(receipt.total)}">${escaped(
          printYuan(formatYuan(yuan(receipt.total))),
        )}<br><small>${escaped(receipt.totalCapitals)}</small></dd></div>`;
  return `<section><dl>${money}${rows
    .map(([label, value]) =>
      value === null ? '' : `<div><dt>${both(label)}</dt><dd>${escaped(value)}</dd></div>`,
    )
    .join('')}</dl></section>`;
};

const undoneWords: Readonly<Record<ReceiptUndoneDto['kind'], Words>> = {
  reversal: { zh: '已冲正', en: 'Reversed' },
  refund: { zh: '已退费', en: 'Refunded' },
};

/** Genuine, and what it says holds no longer. */
const undoneVerdict = ({ kind, receiptNumber, businessDate }: ReceiptUndoneDto): string =>
  verdict(
    'warn',
    {
      zh: `本局开具，${undoneWords[kind].zh}`,
      en: `Issued by this bureau, and ${undoneWords[kind].en.toLowerCase()} since`,
    },
    {
      zh: `这笔业务于${printPeriod(businessDate)}${undoneWords[kind].zh}，新收据号 ${receiptNumber}；此票据不再作为凭证。`,
      en: `It was undone on ${englishPeriod(businessDate)} by receipt ${receiptNumber}, and proves nothing any more.`,
    },
  );

const genuineVerdict = verdict(
  'good',
  { zh: '本局开具，属实', en: 'Genuine: issued by this bureau' },
  {
    zh: '请与手中票据逐项核对：有一项不同，手中的就不是这张票据。',
    en: 'Compare each line with the paper: if one differs, the paper is not this receipt.',
  },
);

/** The page for what a receipt was found to be. */
export const verifiedPage = (found: ReceiptVerificationDto): string =>
  found.verified
    ? page(
        found.receipt.agency,
        (found.undone === undefined ? genuineVerdict : undoneVerdict(found.undone)) +
          contents(found) +
          verdict('warn', { zh: '与票据不符？', en: 'Something differs?' }, ifNotGenuine),
      )
    : page(
        null,
        verdict(
          'bad',
          { zh: '核验不通过', en: 'Not genuine' },
          {
            zh: '有此收据号，但内容与验证码不符。',
            en: 'There is a receipt of this number, but its content does not fit its code.',
          },
          ifNotGenuine,
        ),
      );

/** The page for a receipt that was not looked at, or not found. */
export const refusedPage = (problem: Problem): string =>
  problem.status === 404
    ? page(
        null,
        verdict(
          'bad',
          { zh: '查无此票据', en: 'No such receipt' },
          {
            zh: '没有此收据，或验证码不符。若是手工输入，请核对收据号与验证码后再试。',
            en: 'There is no such receipt, or the code is wrong. If it was typed, check both and try again.',
          },
          ifNotGenuine,
        ),
      )
    : page(
        null,
        verdict(
          'warn',
          { zh: '暂时不能核验', en: 'Cannot be checked right now' },
          {
            zh: `${problem.title.zh}。这不说明票据的真假。${problem.nextStep.zh}。`,
            en: `${problem.title.en}. This says nothing of the receipt. ${problem.nextStep.en}.`,
          },
        ),
      );
