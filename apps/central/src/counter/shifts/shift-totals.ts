/** Totals of shifts as they are shown and printed. */
import { actName } from '#libs/contract/act-words.js';
import type { ReceiptRow } from '#libs/contract/receipt-layout.js';
import { printInstant, printYuan } from '#libs/contract/receipt-text.js';
import { schemeName } from '#libs/contract/schemes.js';
import type { Words } from '#libs/contract/problems.js';
import { add, formatYuan, negate, subtract, sum, zeroFen, type Fen } from '#libs/money/fen.js';
import type { ShiftDto, ShiftSumDto } from './shifts.dto.js';
import type { Shift, ShiftCounts, ShiftSum } from './shifts.store.js';

const channelWords: Readonly<Record<string, Words>> = {
  bank: { zh: '银行', en: 'bank' },
  cash: { zh: '现金', en: 'cash' },
};

/** Sums of several shifts as one: by kind, channel and fund. */
export const together = (sums: readonly Omit<ShiftSum, 'shiftId'>[]): Omit<ShiftSum, 'shiftId'>[] => {
  const byPlace = new Map<string, Omit<ShiftSum, 'shiftId'>>();
  for (const { kind, channel, scheme, acts, amount } of sums) {
    const place = `${kind} ${channel} ${scheme}`;
    const before = byPlace.get(place);
    byPlace.set(place, {
      kind,
      channel,
      scheme,
      acts: acts + (before?.acts ?? 0),
      amount: add(amount, before?.amount ?? zeroFen),
    });
  }
  return [...byPlace.entries()].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => each);
};

export const sumDto = ({ kind, channel, scheme, acts, amount }: Omit<ShiftSum, 'shiftId'>): ShiftSumDto => ({
  kind,
  channel: channel as ShiftSumDto['channel'],
  scheme,
  schemeName: schemeName(scheme),
  acts,
  amount: formatYuan(amount),
});

export const shiftDto = (
  shift: Shift,
  sums: readonly ShiftSum[],
  counts: readonly ShiftCounts[],
  cash: ReadonlyMap<string, Fen>,
): ShiftDto => {
  const { expected, counted } = shift;
  const count = counts.find(({ shiftId }) => shiftId === shift.id);
  return {
    id: shift.id,
    businessDate: shift.businessDate,
    terminalId: shift.terminalId,
    terminalName: shift.terminalName,
    staffNumber: shift.staffNumber,
    staffName: shift.staffName,
    state: shift.state,
    begunAt: shift.begunAt.toISOString(),
    endedAt: shift.endedAt?.toISOString() ?? null,
    slipNumber: shift.slipNumber,
    sums: sums.filter(({ shiftId }) => shiftId === shift.id).map(sumDto),
    acts: count?.acts ?? 0,
    receipts: count?.receipts ?? 0,
    unknown: count?.unknown ?? 0,
    cash: shift.state === 'open' ? formatYuan(cash.get(shift.staffNumber) ?? zeroFen) : null,
    expected: expected === null ? null : formatYuan(expected),
    counted: counted === null ? null : formatYuan(counted),
    difference: expected === null || counted === null ? null : formatYuan(subtract(counted, expected)),
    reason: shift.reason,
    handedTo: shift.handedTo,
  };
};

/** The books of shifts that end: what they began with and came to. */
export type Sheet = {
  readonly begunAt: Date;
  readonly opening: Fen;
  readonly taken: Fen;
  readonly sums: readonly Omit<ShiftSum, 'shiftId'>[];
  readonly received: Fen;
  readonly imprest: Fen;
  readonly fee: Fen;
  readonly expected: Fen;
  readonly acts: number;
  readonly receipts: number;
  readonly unknown: number;
};

const row = (zh: string, en: string, value: string): ReceiptRow => ({ label: { zh, en }, value });
const money = (amount: Fen): string => printYuan(formatYuan(amount));

/** The rows of a slip: per kind and channel with the number of acts, then per fund. */
export const sheetRows = (sheet: Sheet): readonly ReceiptRow[] => {
  const kinds = [...new Set(sheet.sums.map(({ kind, channel }) => `${kind} ${channel}`))];
  return [
    row('本班开始', 'Begun', printInstant(sheet.begunAt.toISOString())),
    row('期初现金', 'Opening', money(sheet.opening)),
    ...(sheet.taken === zeroFen ? [] : [row('接班现金', 'Taken over', money(sheet.taken))]),
    ...kinds.flatMap((place) => {
      const [kind = '', channel = ''] = place.split(' ');
      const own = sheet.sums.filter((each) => each.kind === kind && each.channel === channel);
      const words = actName(kind);
      const way = channelWords[channel] ?? { zh: channel, en: channel };
      return [
        row(`${words.zh}·${way.zh}`, `${words.en}, ${way.en}`, money(sum(own.map(({ amount }) => amount)))),
        ...own.map((each) =>
          row(
            schemeName(each.scheme).zh,
            schemeName(each.scheme).en,
            `${each.acts} 笔 ${money(each.amount)}`,
          ),
        ),
      ];
    }),
    row('办成笔数', 'Acts', String(sheet.acts)),
    row('票据张数', 'Receipts', String(sheet.receipts)),
    row('结果未知', 'Unknown', String(sheet.unknown)),
    row('收缴现金', 'Taken in', money(sheet.received)),
    row('备付现金', 'Imprest', money(sheet.imprest)),
    row('工本费', 'Card fees', money(sheet.fee)),
    row('账面现金', 'By the books', money(sheet.expected)),
  ];
};

/** The rows of a count below those of its sheet. */
export const countRows = (expected: Fen, counted: Fen, reason: string | null): readonly ReceiptRow[] => {
  const difference = subtract(counted, expected);
  return [
    row('实点现金', 'Counted', money(counted)),
    ...(difference === zeroFen
      ? [row('长短款', 'Difference', '无 none')]
      : [
          difference > zeroFen
            ? row('长款', 'Surplus', money(difference))
            : row('短款', 'Shortage', money(negate(difference))),
        ]),
    ...(reason === null ? [] : [row('原因', 'Reason', reason)]),
  ];
};
