/**
 * Chinese capital amounts for receipts, such as 壹仟零玖拾元整.
 * Source: 支付结算办法 (银发〔1997〕393号) 附一, 正确填写票据和结算凭证的基本规定; where it leaves a choice, its first form is used.
 */
import type { Fen } from './fen.js';

const digits = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'] as const;

const places = [
  [100_000_000n, '亿'],
  [10_000n, '万'],
  [1000n, '仟'],
  [100n, '佰'],
  [10n, '拾'],
] as const;

const digit = (value: bigint): string => digits[Number(value)] ?? '';

/** A whole number above zero. Zeros between two digits become one 零; zeros at the end none. */
const wholeNumber = (value: bigint): string => {
  const place = places.find(([size]) => value >= size);
  if (!place) return digit(value);
  const [size, name] = place;
  const rest = value % size;
  const head = wholeNumber(value / size) + name;
  if (rest === 0n) return head;
  return head + (rest < size / 10n ? digits[0] : '') + wholeNumber(rest);
};

/** The amount in capitals: 整 ends a text without fen, 负 opens a negative one, zero is 零元整. */
export const inCapitals = (amount: Fen): string => {
  if (amount === 0n) return '零元整';
  const size = amount < 0n ? -amount : amount;
  const yuan = size / 100n;
  const jiao = (size / 10n) % 10n;
  const fen = size % 10n;
  const head = (amount < 0n ? '负' : '') + (yuan > 0n ? `${wholeNumber(yuan)}元` : '');
  if (jiao === 0n && fen === 0n) return `${head}整`;
  // 元位是“0”而角位不是“0”, or 角位是“0”而分位不是“0”: one 零 between.
  const gap = yuan > 0n && (jiao === 0n || yuan % 10n === 0n) ? digits[0] : '';
  const tail = (jiao > 0n ? `${digit(jiao)}角` : '') + (fen > 0n ? `${digit(fen)}分` : '整');
  return head + gap + tail;
};
