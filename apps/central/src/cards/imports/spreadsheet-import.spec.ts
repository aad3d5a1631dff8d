/** Promises of files that went through a spreadsheet: what is whole is imported, what was damaged is a question in words, and never a person. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { Counter } from '../../../../../test/support/counter.js';
import { silentProgress } from '../../ground/chunked-work/progress.js';
import type { FileImport } from '../../records/imports/file-import.js';
import { FileImports } from '../../records/imports/file-imports.service.js';

let counter: Counter;
let imports: FileImports;
let folder: string;
let serial = 0;

beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  imports = counter.app.get(FileImports, { strict: false });
}, 60_000);
afterAll(() => counter.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sscard-spreadsheet-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A number nobody else in these tests has, which does not end in zeros. */
const numberOf = (birth = '19900307'): string => {
  serial += 1;
  const first17 = `632802${birth}${String(101 + Math.floor(serial / 9) * 10 + (serial % 9)).padStart(3, '0')}`;
  return first17 + socialSecurityNumberCheck(first17);
};

const look = (content: string | Uint8Array): Promise<FileImport> => {
  const path = join(folder, 'applicants.csv');
  writeFileSync(path, content);
  return imports.look(
    'applicants',
    { path, photos: null, staffNumber: '0005' },
    join(folder, 'report.csv'),
    silentProgress,
  );
};

/** Row → code, field and detail of the refused. */
const questions = (): Record<string, string> =>
  Object.fromEntries(
    readFileSync(join(folder, 'report.csv'), 'utf8')
      .split('\n')
      .map((line) => line.split(','))
      .filter((cells) => /^[a-z-]+$/u.test(cells[3] ?? ''))
      .map((cells) => [cells[0] ?? '', `${cells[3]} ${cells[5]}`]),
  );

/** Damaged to `…d000` so that the check character is right all the same: one in twelve is. */
const passing = ['632802199001071000', '632802199001012000', '632802199001282000'] as const;

const fileOf = (numbers: readonly string[]): string =>
  ['AAC002,AAC003', ...numbers.map((number) => `${number},张三`)].join('\n');

/** A row of somebody of a unit. */
const unit = (code: string, name: string): string => `${numberOf()},张三,${code},${name}`;
const unitsFile = (...lines: readonly string[]): string =>
  ['AAC002,AAC003,AAB001,AAB004', ...lines].join('\n');

describe('a file from a spreadsheet', () => {
  it('is imported with what is whole, and asks in words about each kind of damage', async () => {
    const [wrapped, quoted, dated] = [numberOf(), numberOf(), numberOf('19900102')];
    const lines = [
      '德令哈市社会保障卡申领表;;;;;;;',
      'AAC002;AAC003;AAC005;AAC006;AAE005;AAE006;AAB001;AAB004;;',
      `="${wrapped}";张三;4;;13912345678.0;"青海省`,
      `德令哈市";="0012";第十二小学;;`,
      `'${quoted};李 四;04;;+86 139-1234-5678;;'0012;第十二小学`,
      `${dated};王五;1;1990年1月2日;1.3912345678E+10;;;;;`,
      '6.32802E+17;赵六;;;;;;',
      '632802199003070000;钱七;;;;;;',
      `${passing[0]};孙八;;;;;;`,
      `${numberOf('19900102')};周九;;45000;;;;`,
      `${numberOf()};吴十;;;1.39E+10;;;`,
      `${numberOf()};郑一;;;9778221234;;;`,
      `${numberOf()};#N/A;;;;;;`,
      ';;;;;;;',
      '',
    ];
    const { totals } = await look(`\uFEFF${lines.join('\r\n')}`);
    expect(questions()).toEqual({
      6: 'sheet-scientific AAC002',
      7: 'sheet-digits-lost AAC002',
      8: 'sheet-digits-lost AAC002',
      9: 'sheet-date AAC006',
      10: 'sheet-scientific AAE005',
      11: 'sheet-zeros-lost AAE005',
      12: 'sheet-value-lost AAC003',
    });
    expect(totals).toMatchObject({ rows: 10, accepted: 3, units: 1 });
    const report = readFileSync(join(folder, 'report.csv'), 'utf8');
    for (const words of ['末几位已丢失', 'its last digits are lost', '设为“文本”格式', 'Set the column to'])
      expect(report).toContain(words);
    expect(
      await counter.query(
        `select number, phone, address, unit_code, ethnic_group from file_import_row where code is null and number = any($1) order by row`,
        [[wrapped, quoted, dated]],
      ),
    ).toEqual([
      {
        number: wrapped,
        phone: '13912345678',
        address: '青海省 德令哈市',
        unit_code: '0012',
        ethnic_group: '04',
      },
      { number: quoted, phone: '13912345678', address: null, unit_code: '0012', ethnic_group: '04' },
      { number: dated, phone: '13912345678', address: null, unit_code: null, ethnic_group: '01' },
    ]);
  });

  it('is read in UTF-16 with tabs, as spreadsheets save text', async () => {
    const text = `AAC002\tAAC003\r\n${numberOf()}\t张三\r\n`;
    const { totals } = await look(iconv.encode(text, 'utf16le', { addBOM: true }));
    expect(totals).toMatchObject({ rows: 1, accepted: 1 });
  });
});

describe('numbers that end in zeros and pass their check', () => {
  it('are questions together, and a guardian’s as well, where one of the file is damaged for certain', async () => {
    const whole = Array.from({ length: 250 }, () => numberOf('19910307'));
    const { totals } = await look(fileOf([...whole, passing[0], '632802199003071000']));
    expect(totals.refused).toEqual({ 'sheet-digits-lost': 2 });
    const child = numberOf('20200101');
    await look(
      `AAC002,AAC003,YAC002,YAC003\n${child},小明,${passing[1]},家长\n6.32802E+17,小红,${passing[1]},家长\n`,
    );
    expect(questions()).toEqual({ 2: 'sheet-digits-lost YAC002', 3: 'sheet-scientific AAC002' });
  });

  it('are questions where there are more of them than chance brings', async () => {
    await look(fileOf(passing));
    expect(questions()).toEqual({
      2: 'sheet-digits-lost AAC002',
      3: 'sheet-digits-lost AAC002',
      4: 'sheet-digits-lost AAC002',
    });
    await look(fileOf([passing[0], numberOf()]));
    expect(questions()).toEqual({ 2: 'sheet-digits-lost AAC002' });
  });

  it('are people where two hundred whole numbers stand beside each', async () => {
    const whole = Array.from({ length: 250 }, () => numberOf('19920307'));
    const { totals } = await look(fileOf([...whole, passing[2]]));
    expect(totals.refused).toEqual({});
  });
});

describe('a unit', () => {
  it('that is new under two codes is a question at both', async () => {
    await look(
      unitsFile(
        unit('0042', '第四十二小学（东校区）'),
        unit('42', '第四十二小学(东校区)'),
        unit('43', '第四十三小学'),
      ),
    );
    expect(questions()).toEqual({ 2: 'unit-of-two-codes AAB001', 3: 'unit-of-two-codes AAB001' });
  });

  it('that is registered under another code is a question at the new one; two registered ones of a name stay two', async () => {
    await counter.query(
      `insert into unit values ('0051', '第五十一小学'), ('0052', '中心小学'), ('0053', '中心小学')`,
    );
    await look(
      unitsFile(
        unit('0051', '第五十一小学'),
        unit('51', '第五十一小学'),
        unit('0052', '中心小学'),
        unit('0053', '中心小学'),
      ),
    );
    expect(questions()).toEqual({ 3: 'unit-of-two-codes AAB001' });
  });
});
