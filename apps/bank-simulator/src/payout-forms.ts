/** The files of payouts as the bank reads and writes them: delimited, or ISO 20022 pain.001.001.09 in and pain.002.001.10 out. */
import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import type { PayoutFailure } from '#libs/contract/bank.js';
import type { Words } from '#libs/contract/problems.js';
import { type Fen, formatYuan, parseYuan, sum } from '#libs/money/fen.js';

export type PayoutForm = 'delimited' | 'pain';

export type PayoutRow = {
  readonly serial: number;
  readonly account: string;
  readonly name: string;
  readonly amount: Fen;
};

export type PayoutFile = {
  readonly form: PayoutForm;
  readonly reference: string;
  /** What the payment information is called in the message; the reference where the form has none. */
  readonly paymentId: string;
  /** Out of which account; null where the form does not say. */
  readonly account: string | null;
  readonly rows: readonly PayoutRow[];
  readonly total: Fen;
};

export type PayoutOutcome = 'paid' | 'doubt' | PayoutFailure;

export type AnsweredRow = PayoutRow & { readonly outcome: PayoutOutcome; readonly bankReference: string };

const payoutReasons: Readonly<Record<PayoutFailure, Words & { readonly code: string }>> = {
  'name-differs': { zh: '户名不符', en: 'The name is not that of the account', code: 'BE01' },
  'account-closed': { zh: '账户已销户', en: 'The account is closed', code: 'AC04' },
  'account-frozen': { zh: '账户已冻结', en: 'The account is frozen', code: 'AC06' },
  'account-dormant': { zh: '账户为睡眠户', en: 'The account is dormant', code: 'AC13' },
  'wrong-bank': { zh: '非本行账户', en: 'No account of this bank', code: 'RC01' },
  declined: { zh: '银行拒绝交易', en: 'The bank declined', code: 'MS03' },
};

/** Raised for a file that is no order of payouts. */
export class UnreadablePayouts extends Error {}

const fenOf = (text: string | undefined): Fen => {
  const amount = parseYuan(text ?? '');
  if (amount === null) throw new UnreadablePayouts(`amount ${text}`);
  return amount;
};

const checked = (file: PayoutFile, rows: number, total: Fen): PayoutFile => {
  const differs =
    file.rows.length !== rows || file.total !== total || sum(file.rows.map(({ amount }) => amount)) !== total;
  if (differs || rows === 0) throw new UnreadablePayouts('number of rows or total');
  return file;
};

const delimited = (text: string): PayoutFile => {
  const [head = [], ...lines] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const [mark, reference = '', , , , count, total] = head;
  if (mark !== 'H' || reference === '') throw new UnreadablePayouts('head');
  const rows = lines.map(([is, serial, account = '', name = '', amount]): PayoutRow => {
    if (is !== 'D' || !/^\d+$/.test(serial ?? '')) throw new UnreadablePayouts('row');
    return { serial: Number(serial), account, name, amount: fenOf(amount) };
  });
  const file = {
    form: 'delimited' as const,
    reference,
    paymentId: reference,
    account: null,
    rows,
    total: fenOf(total),
  };
  return checked(file, Number(count), file.total);
};

type Transfer = {
  readonly PmtId: { readonly EndToEndId: string };
  readonly Amt: { readonly InstdAmt: { readonly '#text': string; readonly '@Ccy': string } };
  readonly Cdtr: { readonly Nm: string };
  readonly CdtrAcct: { readonly Id: { readonly Othr: { readonly Id: string } } };
};
type Sums = { readonly NbOfTxs: string; readonly CtrlSum: string };
type Initiation = {
  readonly Document?: {
    readonly '@xmlns'?: string;
    readonly CstmrCdtTrfInitn?: {
      readonly GrpHdr: Sums & { readonly MsgId: string };
      readonly PmtInf: Sums & {
        readonly PmtInfId: string;
        readonly DbtrAcct: { readonly Id: { readonly Othr: { readonly Id: string } } };
        readonly CdtTrfTxInf: readonly Transfer[];
      };
    };
  };
};

const pain = (text: string): PayoutFile => {
  if (XMLValidator.validate(text) !== true) throw new UnreadablePayouts('XML');
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    parseAttributeValue: false,
    alwaysCreateTextNode: false,
    isArray: (name) => name === 'CdtTrfTxInf',
  });
  const { Document: message } = parser.parse(text) as Initiation;
  const initiation = message?.CstmrCdtTrfInitn;
  if (message?.['@xmlns'] !== 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09' || initiation === undefined)
    throw new UnreadablePayouts('pain.001.001.09');
  const { GrpHdr: head, PmtInf: payment } = initiation;
  const rows = payment.CdtTrfTxInf.map(({ PmtId, Amt, Cdtr, CdtrAcct }): PayoutRow => {
    const [, serial = ''] = /^[A-Z]{2}\d{11}-(\d+)$/.exec(PmtId.EndToEndId) ?? [];
    if (serial === '' || Amt.InstdAmt['@Ccy'] !== 'CNY') throw new UnreadablePayouts(PmtId.EndToEndId);
    return {
      serial: Number(serial),
      account: CdtrAcct.Id.Othr.Id,
      name: Cdtr.Nm,
      amount: fenOf(Amt.InstdAmt['#text']),
    };
  });
  const total = fenOf(head.CtrlSum);
  if (payment.NbOfTxs !== head.NbOfTxs || payment.CtrlSum !== head.CtrlSum)
    throw new UnreadablePayouts('sums');
  return checked(
    {
      form: 'pain',
      reference: head.MsgId,
      paymentId: payment.PmtInfId,
      account: payment.DbtrAcct.Id.Othr.Id,
      rows,
      total,
    },
    Number(head.NbOfTxs),
    total,
  );
};

/** Throws UnreadablePayouts for what is no such file, or whose rows are not what its head says. */
export const readPayouts = (text: string): PayoutFile =>
  text.trimStart().startsWith('<') ? pain(text) : delimited(text);

/** What an answer says of its message and of itself; rows may be another number than it says. */
export type PayoutAnswer = {
  readonly form: PayoutForm;
  readonly reference: string;
  readonly paymentId: string;
  readonly original: { readonly rows: number; readonly total: Fen };
  readonly paid: { readonly rows: number; readonly total: Fen };
  readonly rows: readonly AnsweredRow[];
  readonly at: Date;
  readonly number: number;
};

const delimitedAnswer = ({ reference, paid, rows }: PayoutAnswer): string => {
  const lines = rows.map(({ serial, account, amount, outcome, bankReference }) => {
    const code = outcome === 'paid' ? '1' : outcome === 'doubt' ? '2' : '0';
    const reason = outcome === 'paid' || outcome === 'doubt' ? '' : payoutReasons[outcome].zh;
    return ['D', serial, account, formatYuan(amount), code, bankReference, reason].join(',');
  });
  return [`H,${reference},${rows.length},${paid.rows},${formatYuan(paid.total)}`, ...lines, ''].join('\r\n');
};

const statusOf = (outcome: PayoutOutcome): string =>
  outcome === 'paid' ? 'ACSC' : outcome === 'doubt' ? 'PDNG' : 'RJCT';

const painAnswer = ({ reference, paymentId, original, paid, rows, at, number }: PayoutAnswer): string => {
  const others = (['PDNG', 'RJCT'] as const).flatMap((status) => {
    const of = rows.filter(({ outcome }) => statusOf(outcome) === status);
    return of.length === 0
      ? []
      : [
          {
            DtldNbOfTxs: of.length,
            DtldSts: status,
            DtldCtrlSum: formatYuan(sum(of.map(({ amount }) => amount))),
          },
        ];
  });
  const paidSums = { DtldNbOfTxs: paid.rows, DtldSts: 'ACSC', DtldCtrlSum: formatYuan(paid.total) };
  const message = {
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    Document: {
      '@xmlns': 'urn:iso:std:iso:20022:tech:xsd:pain.002.001.10',
      CstmrPmtStsRpt: {
        GrpHdr: { MsgId: `B-${reference}-${number}`, CreDtTm: at.toISOString() },
        OrgnlGrpInfAndSts: {
          OrgnlMsgId: reference,
          OrgnlMsgNmId: 'pain.001.001.09',
          OrgnlNbOfTxs: original.rows,
          OrgnlCtrlSum: formatYuan(original.total),
        },
        OrgnlPmtInfAndSts: {
          OrgnlPmtInfId: paymentId,
          NbOfTxsPerSts: [paidSums, ...others],
          TxInfAndSts: rows.map(({ serial, account, name, amount, outcome, bankReference }) => ({
            OrgnlEndToEndId: `${reference}-${serial}`,
            TxSts: statusOf(outcome),
            ...(outcome === 'paid' || outcome === 'doubt'
              ? {}
              : {
                  StsRsnInf: {
                    Rsn: { Cd: payoutReasons[outcome].code },
                    AddtlInf: payoutReasons[outcome].zh,
                  },
                }),
            ...(bankReference === '' ? {} : { AcctSvcrRef: bankReference }),
            OrgnlTxRef: {
              Amt: { InstdAmt: { '@Ccy': 'CNY', '#text': formatYuan(amount) } },
              Cdtr: { Pty: { Nm: name } },
              CdtrAcct: { Id: { Othr: { Id: account } } },
            },
          })),
        },
      },
    },
  };
  return new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' }).build(message);
};

/** The file of an answer, in the form of the file it answers. */
export const writePayoutAnswer = (answer: PayoutAnswer): string =>
  answer.form === 'pain' ? painAnswer(answer) : delimitedAnswer(answer);
