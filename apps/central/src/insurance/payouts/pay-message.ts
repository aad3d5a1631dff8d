/**
 * The messages of a run of benefits by ISO 20022: pain.001.001.09 out (CustomerCreditTransferInitiation), pain.002.001.10 in (CustomerPaymentStatusReport).
 * The message is called by the run's reference, the payment information by that and the month, each transaction by that and its serial.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { XMLBuilder } from 'fast-xml-parser';
import sax from 'sax';
import type { ProblemCode } from '#libs/contract/problems.js';
import { payRunReference, payRunsNamedIn } from '#libs/contributions/notice-number.js';
import type { PlainDate, PlainMonth } from '#libs/kernel/plain-date.js';
import { type Fen, formatYuan, parseYuan, sum } from '#libs/money/fen.js';
import { Refused } from '../../ground/http/refused.js';
import {
  type AnsweredItem,
  AnswerRows,
  payOutcomes,
  type PayAnswer,
  type PayOutcome,
  type TakeRows,
} from './pay-answer.js';
import type { PayFile, PayItem, PayRun } from './pay-run.js';

const orderSpace = 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09';
const answerSpace = 'urn:iso:std:iso:20022:tech:xsd:pain.002.001.10';
/** Max35Text and Max140Text of the standard. */
const [longestId, longestText] = [35, 140];

const paymentName = (run: Pick<PayRun, 'number' | 'month'>): string =>
  `${payRunReference(run.number)}-${run.month.replace('-', '')}`;
const other = (id: string) => ({ Id: { Othr: { Id: id } } });

/** Where the transactions of a message stand. */
const place = '<CdtTrfTxInf></CdtTrfTxInf>';
const writer = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', format: true });

const transactions = (reference: string, remark: string, items: readonly PayItem[]): string =>
  writer.build({
    CdtTrfTxInf: items.map(({ serial, amount, accountName, account }) => ({
      PmtId: { EndToEndId: `${reference}-${serial}` },
      Amt: { InstdAmt: { '@Ccy': 'CNY', '#text': formatYuan(amount) } },
      Cdtr: { Nm: accountName.slice(0, longestText) },
      CdtrAcct: other(account ?? ''),
      RmtInf: { Ustrd: remark.slice(0, longestText) },
    })),
  });

/** The message for the bank. `from`: who pays, out of which account. */
export const payMessage = (
  run: Pick<PayRun, 'number' | 'scheme' | 'month'>,
  { rows, total }: { readonly rows: number; readonly total: Fen },
  {
    day,
    at,
    remark,
    from,
  }: {
    readonly day: PlainDate;
    readonly at: Date;
    readonly remark: string;
    readonly from: { readonly name: string; readonly account: string };
  },
): PayFile => {
  const reference = payRunReference(run.number);
  const sums = { NbOfTxs: String(rows), CtrlSum: formatYuan(total) };
  const message = {
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    Document: {
      '@xmlns': orderSpace,
      CstmrCdtTrfInitn: {
        GrpHdr: {
          MsgId: reference,
          CreDtTm: at.toISOString().slice(0, 19),
          ...sums,
          InitgPty: { Nm: from.name },
        },
        PmtInf: {
          PmtInfId: paymentName(run),
          PmtMtd: 'TRF',
          BtchBookg: 'true',
          ...sums,
          // Social security benefits.
          PmtTpInf: { CtgyPurp: { Cd: 'SSBE' } },
          ReqdExctnDt: { Dt: day },
          Dbtr: { Nm: from.name },
          DbtrAcct: other(from.account),
          DbtrAgt: { FinInstnId: { Othr: { Id: 'NOTPROVIDED' } } },
          CdtTrfTxInf: '',
        },
      },
    },
  };
  const [before = '', after = ''] = writer.build(message).split(place);
  return { before, write: (items) => transactions(reference, remark, items), after };
};

const outcomes: Readonly<Record<string, PayOutcome>> = {
  ACSC: 'paid',
  ACCC: 'paid',
  RJCT: 'failed',
  PDNG: 'doubt',
  ACSP: 'doubt',
  ACTC: 'doubt',
  ACCP: 'doubt',
  ACWC: 'doubt',
};

type Fields = Map<string, string>;

const countOf = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;

const itemOf = (
  row: number,
  fields: Fields,
): AnsweredItem | { readonly field: string; readonly code: ProblemCode } => {
  const of = (name: string): string => fields.get(name) ?? '';
  const [, serial] = /-(\d{1,9})$/.exec(of('OrgnlEndToEndId')) ?? [];
  const outcome = outcomes[of('TxSts')];
  const reason = of('StsRsnInf/AddtlInf') || of('StsRsnInf/Rsn/Cd') || of('StsRsnInf/Rsn/Prtry');
  if (
    serial === undefined ||
    outcome === undefined ||
    reason.length > 200 ||
    of('OrgnlEndToEndId').length > longestId ||
    [...fields.values()].some((text) => text.includes('\0'))
  )
    return { field: 'TxInfAndSts', code: 'row-malformed' };
  const amount = parseYuan(of('OrgnlTxRef/Amt/InstdAmt'));
  if (amount === null || of('OrgnlTxRef/Amt/InstdAmt@Ccy') !== 'CNY')
    return { field: 'amount', code: 'pay-row-changed' };
  return {
    row,
    serial: Number(serial),
    account: of('OrgnlTxRef/CdtrAcct/Id/Othr/Id') || of('OrgnlTxRef/CdtrAcct/Id/IBAN'),
    amount,
    outcome,
    reference: of('AcctSvcrRef').slice(0, 64),
    reason,
  };
};

const unreadable = (why: string): Refused => new Refused('pay-result-unreadable', why);

/** What a report says of its message, and of its transactions by status. */
class Report {
  readonly sums = new Map<string, { readonly count: number; readonly total: Fen | null }>();
  readonly head: Fields = new Map();
  readonly payments: string[] = [];
  space = '';
  private readonly path: string[] = [];
  private fields: Fields = new Map();
  private text = '';
  private transactions = 0;

  constructor(private readonly rows: AnswerRows) {}

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.path.push(name);
    this.text = '';
    if (this.path.length === 1) this.space = attributes['xmlns'] ?? '';
    if (name === 'TxInfAndSts' || name === 'NbOfTxsPerSts') this.fields = new Map();
    const currency = attributes['Ccy'];
    if (currency !== undefined) this.fields.set(`${this.inTransaction()}@Ccy`, currency);
  }

  add(text: string): void {
    this.text += text;
  }

  close(name: string): void {
    const value = this.text.trim();
    const parent = this.path.at(-2);
    if (this.path.includes('TxInfAndSts')) {
      if (name !== 'TxInfAndSts') this.fields.set(this.inTransaction(), value);
      else this.take();
    } else if (parent === 'NbOfTxsPerSts') this.fields.set(name, value);
    else if (name === 'NbOfTxsPerSts') this.addSum();
    else if (parent === 'OrgnlGrpInfAndSts') this.head.set(name, value);
    else if (name === 'OrgnlPmtInfId') this.payments.push(value);
    this.path.pop();
    this.text = '';
  }

  /** Below a transaction, such as `StsRsnInf/Rsn/Cd`. */
  private inTransaction(): string {
    return this.path.slice(this.path.indexOf('TxInfAndSts') + 1).join('/');
  }

  private take(): void {
    this.transactions += 1;
    const item = itemOf(this.transactions, this.fields);
    if ('code' in item) {
      this.rows.find({ line: this.transactions, ...item });
      return;
    }
    this.rows.add(item);
  }

  private addSum(): void {
    const count = countOf(this.fields.get('DtldNbOfTxs'));
    const total = this.fields.get('DtldCtrlSum');
    const amount = total === undefined ? null : parseYuan(total);
    const status = this.fields.get('DtldSts') ?? '';
    if (count === null || (total !== undefined && amount === null) || outcomes[status] === undefined)
      throw unreadable('NbOfTxsPerSts');
    this.sums.set(status, { count, total: amount });
  }
}

const readReport = async (
  path: string,
  rows: AnswerRows,
): Promise<{ readonly report: Report; readonly digest: string }> => {
  const report = new Report(rows);
  const digest = createHash('sha256');
  const parser = sax.parser(true, { position: false });
  const faults: unknown[] = [];
  // The parser calls its listeners by these names, and has no others.
  Object.assign(parser, {
    onerror: (fault: Error) => faults.push(fault),
    // Nothing that a document declares for itself is made use of.
    ondoctype: () => faults.push('DOCTYPE'),
    onopentag: ({ name, attributes }: sax.Tag) => report.open(name, attributes),
    onclosetag: (name: string) => report.close(name),
    ontext: (text: string) => report.add(text),
    oncdata: (text: string) => report.add(text),
  });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const write = (text: string): void => {
    parser.write(text);
    if (faults.length > 0) throw unreadable('XML');
  };
  const decode = (piece?: Buffer): string => {
    try {
      return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
    } catch {
      // Of bytes that are no UTF-8 it is known no more than that.
      throw new Refused('encoding-unknown', 'UTF-8');
    }
  };
  for await (const piece of createReadStream(path)) {
    digest.update(piece as Buffer);
    write(decode(piece as Buffer));
    await rows.flush();
  }
  write(decode());
  parser.close();
  if (faults.length > 0) throw unreadable('XML');
  await rows.flush(true);
  return { report, digest: digest.digest('hex') };
};

/**
 * Reads a status report: its message, the number and sum of that message's transactions, and of each status as many and as much as it says, or how they
 * differ. Throws Refused `pay-result-unreadable`, `encoding-unknown`.
 */
export const readPayReport = async (path: string, take: TakeRows): Promise<PayAnswer> => {
  const rows = new AnswerRows(take);
  const { report, digest } = await readReport(path, rows);
  if (report.space !== answerSpace) throw unreadable(report.space.slice(0, 80) || 'xmlns');
  const { head, payments, sums } = report;
  const [run, ...more] = payRunsNamedIn(head.get('OrgnlMsgId') ?? '');
  const count = countOf(head.get('OrgnlNbOfTxs'));
  const total = parseYuan(head.get('OrgnlCtrlSum') ?? '');
  const months = new Set(
    payments.map((name) => /-(\d{4})(0[1-9]|1[0-2])$/.exec(name)?.slice(1).join('-') ?? ''),
  );
  const [month = ''] = months;
  if (run === undefined || more.length > 0) throw unreadable('OrgnlMsgId');
  if (!(head.get('OrgnlMsgNmId') ?? '').startsWith('pain.001')) throw unreadable('OrgnlMsgNmId');
  if (count === null || total === null) throw unreadable('OrgnlNbOfTxs, OrgnlCtrlSum');
  if (months.size !== 1 || month === '') throw unreadable('OrgnlPmtInfId');
  let differs: string | null = null;
  for (const outcome of payOutcomes) {
    const of = rows.sums[outcome];
    const told = [...sums].filter(([status]) => outcomes[status] === outcome).map(([, said]) => said);
    const isAll = told.reduce((all, { count: each }) => all + each, 0) === of.rows;
    const totals = told.flatMap(({ total: each }) => (each === null ? [] : [each]));
    const isMoney = totals.length < told.length || sum(totals) === of.amount;
    if (differs === null && sums.size > 0 && !(isAll && isMoney))
      differs = `${outcome}: ${of.rows}, ${formatYuan(of.amount)}`;
  }
  return {
    run,
    month: month as PlainMonth,
    original: { rows: count, total },
    digest,
    sums: rows.sums,
    differs,
    findings: rows.findings,
  };
};
