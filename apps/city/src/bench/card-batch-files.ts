/** The files a batch of cards needs, made for measuring: applicants of a city, blank chips, and the bank's accounts. */
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { bankAccountCheck } from '#libs/identity/bank-account.js';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';

const families = [...'王李张刘陈杨赵黄周吴徐孙马朱胡'];
const given = [...'伟芳娜敏静强磊军洋勇艳杰娟涛明超秀霞平刚'];
const days = 27_000;
const firstDay = Date.UTC(1952, 0, 1);
const rowsAUnit = 120;
/** One row in so many is refused. */
const refusedEvery = 1000;

const pick = (from: readonly string[], index: number): string => from[index % from.length] ?? '';

/** The applicant's number: a birth date of 1952 to 2025, and a serial that makes it theirs alone. */
const numberOf = (index: number): { readonly number: string; readonly birth: string } => {
  const birth = new Date(firstDay + (index % days) * 86_400_000)
    .toISOString()
    .slice(0, 10)
    .replaceAll('-', '');
  const serial = Math.floor(index / days);
  // Serials beyond a thousand have another place of birth.
  const first17 = `6328${String(2 + Math.floor(serial / 999)).padStart(2, '0')}${birth}${String((serial % 999) + 1).padStart(3, '0')}`;
  return { number: first17 + socialSecurityNumberCheck(first17), birth };
};

/** Writes lines one after another without holding them all. */
const writeLines = async (path: string, header: string, lines: Iterable<string>): Promise<void> => {
  const out = createWriteStream(path);
  let pending = `${header}\r\n`;
  for (const line of lines) {
    pending += `${line}\r\n`;
    if (pending.length > 500_000) {
      if (!out.write(pending)) await once(out, 'drain');
      pending = '';
    }
  }
  out.end(pending);
  await once(out, 'finish');
};

const guardian = numberOf(days * 990 + 9000).number;

/** Numbers of two grown-up people who collect the cards of a unit. */
export const handlers = [numberOf(days * 990 + 9001).number, numberOf(days * 990 + 9002).number] as const;

function* applicants(count: number): Generator<string> {
  for (let index = 0; index < count; index++) {
    const { number, birth } = numberOf(index);
    const name =
      pick(families, index) + pick(given, Math.floor(index / 15)) + pick(given, Math.floor(index / 300));
    const isMinor = birth > '20101123';
    const shown = index % refusedEvery === refusedEvery - 1 ? `${number.slice(0, 17)}?` : number;
    const unit = 1000 + Math.floor(index / rowsAUnit);
    yield (
      `${shown},${name},${Number(number.charAt(16)) % 2 === 1 ? '1' : '2'},01,${birth},632802,1389${String(index).padStart(7, '0')},` +
      `"德令哈市河东街道长江路${index % 300}号, ${index % 20}单元",DW${unit},德令哈市第${unit}单位,632802,${isMinor ? `${guardian},监护人` : ','}`
    );
  }
}

/** Applicants of 德令哈 in units of 120, minors with a guardian, one row in a thousand wrong. */
export const writeApplicants = (path: string, count: number): Promise<void> =>
  writeLines(
    path,
    'AAC002,AAC003,AAC004,AAC005,AAC006,AAB301,AAE005,AAE006,AAB001,AAB004,YAC001,YAC002,YAC003',
    applicants(count),
  );

function* chips(lot: string, count: number): Generator<string> {
  for (let index = 0; index < count; index++)
    yield `${lot},${`00813D5F0199008155${index.toString(16).padStart(8, '0')}`.toUpperCase()},3.00,sm4`;
}

/** One lot of blank chips. */
export const writeChips = (path: string, lot: string, count: number): Promise<void> =>
  writeLines(path, 'LOT,AAZ507,AAZ508,ALGORITHM', chips(lot, count));

/** The bank's answer to its list of people (AAC002, AAC003 first): an account for each. */
export const writeAccounts = async (request: string, path: string): Promise<void> => {
  const out = createWriteStream(path);
  out.write('AAC002,AAC003,AAE010\r\n');
  let columns: readonly string[] | null = null;
  let serial = 0;
  for await (const line of createInterface({ input: createReadStream(request), crlfDelay: Infinity })) {
    const cells = line.replace(/^\uFEFF/, '').split(',');
    if (columns === null) {
      columns = cells;
      continue;
    }
    serial += 1;
    const digits = `621700${String(serial).padStart(12, '0')}`;
    const cell = (code: string): string => cells[columns?.indexOf(code) ?? -1] ?? '';
    if (!out.write(`${cell('AAC002')},${cell('AAC003')},${digits}${bankAccountCheck(digits)}\r\n`))
      await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
};
