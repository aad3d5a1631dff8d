/** Statements of a fund's bank as files, as the bank writes them or spoilt, for tests of what is taken in from them. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Movement = readonly [
  serial: string,
  day: string,
  amount: string,
  account: string,
  name: string,
  memo: string,
];

const fen = (text: string): number => Math.round(Number(text) * 100);
const yuan = (of: number): string => (of / 100).toFixed(2);

/** Writes a statement of `account` into a folder of its own under `folder`; `change` spoils its lines. Amounts in yuan; what went out is negative. */
export const bankStatement = (
  folder: string,
  account: string,
  opening: string,
  movements: readonly Movement[],
  change: (lines: string[]) => string[] = (lines) => lines,
): string => {
  let balance = fen(opening);
  const details = movements.map(([serial, day, amount, from, name, memo]) => {
    balance += fen(amount);
    const [moneyIn, moneyOut] = amount.startsWith('-') ? ['', amount.slice(1)] : [amount, ''];
    return `D,${serial},${day},${moneyIn},${moneyOut},${yuan(balance)},${from},${name},${memo}`;
  });
  const days = movements.map(([, day]) => day).toSorted();
  const header = `H,${account},${days[0]},${days.at(-1)},${opening},${yuan(balance)},${movements.length}`;
  const path = join(mkdtempSync(join(folder, 'statement-')), 'statement.csv');
  writeFileSync(path, `${change([header, ...details]).join('\r\n')}\r\n`);
  return path;
};
