/** Promises what an import keeps: every row answered for, exactly what was looked at registered, and nothing twice. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { Client } from 'pg';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { Counter } from '../../../../../test/support/counter.js';
import { silentProgress } from '../../ground/chunked-work/progress.js';
import { Refused } from '../../ground/http/refused.js';
import type { FileImport } from '../../records/imports/file-import.js';
import { FileImports, type CommitOutcome } from '../../records/imports/file-imports.service.js';
import type { ImportRequest } from '../../records/imports/import-kind.js';

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
  folder = mkdtempSync(join(tmpdir(), 'sscard-import-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A number nobody else in these tests has. */
const numberOf = (birth = '19900307'): string => {
  serial += 1;
  const first17 = `632802${birth}${String(serial).padStart(3, '0')}`;
  return first17 + socialSecurityNumberCheck(first17);
};

const header = 'AAC002,AAC003,AAC004,AAC006,AAB001,AAB004,YAC002,YAC003';
const row = (number: string, name = '张三', rest = ',,,,,'): string => `${number},${name},${rest}`;

/** A row of a unit. */
const unit = (code: string, name: string): string => row(numberOf(), '张三', `,,${code},${name},,`);

/** A JPEG that is a header of this size, and filling. */
const jpeg = (width: number, height: number, bytes = 400): Buffer => {
  const frame = Buffer.from('FFD8FFC0001108000000000301220002110103110100', 'hex');
  frame.writeUInt16BE(height, 7);
  frame.writeUInt16BE(width, 9);
  return Buffer.concat([frame, Buffer.alloc(bytes), Buffer.from('FFD9', 'hex')]);
};

const write = (content: string | Uint8Array, name = 'applicants.csv'): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const request = (path: string, more: Partial<ImportRequest> = {}): ImportRequest => ({
  path,
  photos: null,
  staffNumber: '0005',
  ...more,
});

const reportOf = (path: string): string => `${path}.report.csv`;
const look = (path: string, more: Partial<ImportRequest> = {}): Promise<FileImport> =>
  imports.look('applicants', request(path, more), reportOf(path), silentProgress);
const commit = (path: string, code: string, allOrNothing = false): Promise<CommitOutcome> =>
  imports.commit('applicants', request(path), { code, allOrNothing }, silentProgress);

/** The code and detail a work is refused with. */
const refusalOf = async (work: Promise<unknown>): Promise<string> => {
  const fault: unknown = await work.then(
    () => new Error('not refused'),
    (reason: unknown) => reason,
  );
  if (!(fault instanceof Refused)) throw fault;
  return fault.message;
};

/** Row → code of the report, refused rows only. */
const refusedIn = (path: string): Record<string, string> =>
  Object.fromEntries(
    readFileSync(reportOf(path), 'utf8')
      .split('\n')
      .map((line) => line.split(','))
      .filter((cells) => /^[a-z-]+$/.test(cells[3] ?? ''))
      .map((cells) => [cells[0] ?? '', cells[3] ?? '']),
  );

const applicationsOf = async (...numbers: readonly string[]): Promise<number> => {
  const [found] = await counter.query<{ count: string }>(
    'select count(*) from card_application a join person p on p.id = a.person_id where p.social_security_number = any($1)',
    [numbers],
  );
  return Number(found?.count);
};

describe('looking at a file', () => {
  it('registers nothing, and answers for every row by code and next step, with its number masked', async () => {
    const [good, twice, minor] = [numberOf(), numberOf(), numberOf('20200101')];
    const wrong = `${good.slice(0, 17)}${good.endsWith('1') ? '2' : '1'}`;
    const path = write(
      [
        header,
        row(good),
        row(twice),
        row(wrong),
        row(twice, '李四'),
        row(numberOf(), '张·'),
        row(minor),
        row(numberOf(), '王五', ',19900308,,,,'),
        `${row(numberOf(), '赵六')},1`,
        '',
        row(numberOf('20200101'), '小明', `,,,,${numberOf('19800101')},家长`),
      ].join('\r\n'),
    );
    const looked = await look(path);
    expect(looked.totals).toMatchObject({ rows: 9, accepted: 2, minors: 1 });
    expect(refusedIn(path)).toEqual({
      3: 'number-of-two-names',
      4: 'number-invalid',
      5: 'number-of-two-names',
      6: 'name-unfit',
      7: 'guardian-missing',
      8: 'birth-date-differs',
      9: 'row-malformed',
    });
    const report = readFileSync(reportOf(path), 'utf8');
    expect(report.startsWith('\uFEFF')).toBe(true);
    expect(report).not.toContain(good);
    expect(report).toContain(`${good.slice(0, 2)}**************${good.slice(-2)}`);
    expect(report).toContain('3, 5');
    expect(await applicationsOf(good, twice, minor)).toBe(0);
  });

  it('tells who is registered under another name, has a card, or has applied', async () => {
    const [known] = await counter.query<{ number: string; name: string }>(
      `select social_security_number as number, name from person p where exists (select 1 from card where person_id = p.id and state = 'enabled') limit 1`,
    );
    const applied = numberOf();
    const first = write([header, row(applied)].join('\n'), 'first.csv');
    await commit(first, (await look(first)).controlCode);
    const path = write(
      [header, row(applied), row(known?.number ?? '', known?.name), row(numberOf())].join('\n'),
    );
    await look(path);
    expect(refusedIn(path)).toEqual({ 2: 'application-open', 3: 'card-exists' });
    const renamed = write([header, row(known?.number ?? '', '别人')].join('\n'), 'renamed.csv');
    await look(renamed);
    expect(refusedIn(renamed)).toEqual({ 2: 'person-differs' });
  });

  it('reads UTF-8 with or without a mark and GB 18030 alike, and reports in the encoding it was given', async () => {
    const text = [
      header,
      row(numberOf(), '欧阳·娜娜'),
      row(numberOf(), '镕基', ',,DW1,德令哈市第九小学,,'),
    ].join('\n');
    const plain = await look(write(text, 'plain.csv'));
    const marked = await look(write(`\uFEFF${text}`, 'marked.csv'));
    const gbPath = write(iconv.encode(text, 'gb18030'), 'gb.csv');
    const gb = await look(gbPath);
    expect([marked.totals, gb.totals]).toEqual([plain.totals, plain.totals]);
    expect(plain.totals.accepted).toBe(2);
    expect(iconv.decode(readFileSync(reportOf(gbPath)), 'gb18030')).toContain('通过 accepted');
  });

  it('names the row and the bytes where two encodings are mixed, in either kind of file', async () => {
    const numbers = [numberOf(), numberOf(), numberOf()];
    const lines = numbers.map((number, index) => row(number, ['张三丰', '李四光', '王五一'][index]));
    const mixed = (most: string, other: string): Buffer =>
      Buffer.concat(
        [header, ...lines].map((line, index) => iconv.encode(`${line}\n`, index === 2 ? other : most)),
      );
    for (const [most, other, bytes] of [
      ['utf8', 'gb18030', 'C0 EE'],
      ['gb18030', 'utf8', 'E6 9D'],
    ] as const) {
      const path = write(mixed(most, other), `${most}.csv`);
      const looked = await look(path);
      expect(looked.totals.refused).toEqual({ 'row-encoding': 1 });
      const report = iconv.decode(readFileSync(reportOf(path)), most);
      expect(report).toMatch(new RegExp(`\\n3,.*row-encoding,.*,AAC003,${bytes}`));
    }
  });

  it('refuses a file as a whole, naming row and column, and leaves nothing behind', async () => {
    const line = row(numberOf());
    const cases: readonly (readonly [string, string])[] = [
      ['', 'file-empty'],
      ['\uFEFF', 'file-empty'],
      [`${header}\r\n`, 'file-without-rows'],
      [`${header.replace('AAC003', 'NAME')}\n${line}`, 'column-unknown: row 1, column NAME'],
      // A file without its header, and an archive: neither anybody's number nor its bytes are repeated.
      [`${line}\n${line}`, 'column-unknown: row 1, column #1'],
      ['PK\u0003\u0004\u0014\u0000\u0006', 'encoding-unknown: XLSX'],
      ['A\u0000A\u0000C\u0000', 'encoding-unknown: binary'],
      [`${header.replace('AAC004', 'AAC003')}\n${line}`, 'column-repeated: row 1, column AAC003'],
      ['AAC002,AAC004\n', 'column-missing: row 1, column AAC003'],
      [`${header}\n${line}\n"${line}\n${line}`, 'row-malformed: row 3: a quote is never closed'],
    ];
    for (const [content, refusal] of cases)
      expect(await refusalOf(look(write(content)))).toMatch(new RegExp(`^${refusal}`));
    expect(await refusalOf(look(join(folder, 'nowhere.csv')))).toContain('file-unreadable');
    const [left] = await counter.query<{ count: string }>(
      `select count(*) from file_import i where totals is null or exists (select 1 from file_import_row r where r.import_id = i.id and i.file_name = 'nowhere.csv')`,
    );
    expect(Number(left?.count)).toBe(0);
  });

  it('refuses one unit under two names, and a unit without a name that nobody knows', async () => {
    const path = write(
      [header, unit('DWA', '甲'), unit('DWA', '乙'), unit('DWB', ''), unit('DWC', '丙')].join('\n'),
    );
    await look(path);
    expect(refusedIn(path)).toEqual({ 2: 'unit-differs', 3: 'unit-differs', 4: 'unit-unknown' });
  });
});

describe('photos beside a file', () => {
  it('refuses the row whose photo is missing, no JPEG, too small or huge, and keeps the others', async () => {
    const numbers = Array.from({ length: 5 }, () => numberOf());
    const photos = [jpeg(358, 441), null, Buffer.from('no picture'), jpeg(100, 100), jpeg(358, 441, 200_000)];
    for (const [index, photo] of photos.entries())
      if (photo !== null) write(photo, `${numbers[index] ?? ''}.jpg`);
    const path = write([header, ...numbers.map((number) => row(number))].join('\n'));
    const looked = await look(path, { photos: folder });
    expect(refusedIn(path)).toEqual({
      3: 'photo-missing',
      4: 'photo-unfit',
      5: 'photo-unfit',
      6: 'photo-unfit',
    });
    const outcome = await imports.commit(
      'applicants',
      request(path, { photos: folder }),
      { code: looked.controlCode, allOrNothing: false },
      silentProgress,
    );
    expect(outcome.import.state).toBe('committed');
    const [kept] = await counter.query<{ bytes: number }>(
      `select length(jpeg) as bytes from photo join card_application a on a.photo_digest = photo.digest
       join person p on p.id = a.person_id where p.social_security_number = $1`,
      [numbers[0]],
    );
    expect(kept?.bytes).toBe(photos[0]?.length);
  });

  it.each([
    ['is not there', () => `${folder}/nowhere`, 'ENOENT'],
    ['is a file', () => write('x'), 'not a folder'],
  ])('refuses a folder that %s before it reads a row', async (_, photos, detail) => {
    const path = write([header, row(numberOf())].join('\n'));
    await expect(look(path, { photos: photos() })).rejects.toMatchObject({
      code: 'file-unreadable',
      detail: `--photos: ${detail}`,
    });
  });
});

describe('committing', () => {
  it('registers the accepted rows as applications, completes who is known, and says who did it', async () => {
    const [fresh, known] = [numberOf(), numberOf()];
    await counter.query(
      `insert into person (id, social_security_number, name, sex, birth_date) values (gen_random_uuid(), $1, '老熟人', 'male', '1990-03-07')`,
      [known],
    );
    const path = write(
      [
        `${header},AAE005`,
        `${row(fresh, '新人', ',,DW7,第七小学,,')},13800000000`,
        `${row(known, '老熟人')},13900000000`,
        `${row('1', '错')},`,
      ].join('\n'),
    );
    const looked = await look(path);
    const outcome = await commit(path, looked.controlCode);
    expect(outcome).toMatchObject({ before: false, leftOut: [], import: { state: 'committed' } });
    const applications = await counter.query(
      `select p.name, p.phone, a.state, a.reason, a.unit_code, a.applied_by from card_application a join person p on p.id = a.person_id
       where a.import_id = $1 order by p.phone`,
      [looked.id],
    );
    expect(applications).toEqual([
      {
        name: '新人',
        phone: '13800000000',
        state: 'applied',
        reason: 'first',
        unit_code: 'DW7',
        applied_by: '0005',
      },
      {
        name: '老熟人',
        phone: '13900000000',
        state: 'applied',
        reason: 'first',
        unit_code: null,
        applied_by: '0005',
      },
    ]);
    const audit = await counter.query<{ action: string; detail: Record<string, unknown> }>(
      `select action, detail from audit_event where subject = $1 and action like 'card-import.%' order by id`,
      [String(looked.id)],
    );
    expect(audit.map(({ action }) => action)).toEqual(['card-import.examined', 'card-import.committed']);
    expect(audit[1]?.detail).toMatchObject({ rows: 3, accepted: 2, refused: 1, leftOut: 0 });
    expect(JSON.stringify(audit)).not.toContain(fresh);
    const [staged] = await counter.query<{ count: string }>(
      'select count(*) from file_import_row where import_id = $1',
      [looked.id],
    );
    expect(Number(staged?.count)).toBe(0);
  });

  it('does a file once: the second time it says so with the totals, looked at or committed', async () => {
    const number = numberOf();
    const path = write([header, row(number)].join('\n'));
    const { controlCode, totals } = await look(path);
    await commit(path, controlCode);
    expect(await commit(path, controlCode)).toMatchObject({ before: true, import: { totals } });
    expect(await look(path)).toMatchObject({ state: 'committed', totals });
    expect(await applicationsOf(number)).toBe(1);
  });

  it('refuses another control code, a file that changed, and an outcome that changed', async () => {
    const number = numberOf();
    const path = write([header, row(number), row(numberOf())].join('\n'));
    const { controlCode } = await look(path);
    expect(await refusalOf(commit(path, '0000-0000-0000'))).toContain('import-changed');
    const other = write([header, row(number, '李四'), row(numberOf())].join('\n'), 'other.csv');
    expect(await refusalOf(commit(other, controlCode))).toContain('import-changed');
    await counter.query(
      `insert into person (id, social_security_number, name, sex, birth_date) values (gen_random_uuid(), $1, '别人', 'male', '1990-03-07')`,
      [number],
    );
    expect(await refusalOf(commit(path, controlCode))).toContain('import-changed');
    expect(await applicationsOf(number)).toBe(0);
  });

  it('imports nothing with all-or-nothing when a row is refused, and nothing when all are', async () => {
    const number = numberOf();
    const path = write([header, row(number), row('1')].join('\n'));
    const { controlCode } = await look(path);
    expect(await refusalOf(commit(path, controlCode, true))).toBe('rows-refused: 1 of 2');
    expect(await applicationsOf(number)).toBe(0);
    const none = write([header, row('1'), row('2')].join('\n'), 'none.csv');
    expect(await refusalOf(commit(none, (await look(none)).controlCode))).toContain('import-empty');
  });

  it('leaves out, and names, who applied at the counter between the look and their row', async () => {
    const [raced, other] = [numberOf(), numberOf()];
    const path = write([header, row(raced), row(other)].join('\n'));
    const { controlCode } = await look(path);
    const clerk = new Client({
      connectionString: counter.database.ownerUrl,
      options: `-c search_path=${counter.database.schema}`,
    });
    await clerk.connect();
    // The counter is in the middle of its own registration: the look before the commit cannot see it yet.
    await clerk.query('begin');
    await clerk.query(
      `with p as (insert into person (id, social_security_number, name, sex, birth_date) values (gen_random_uuid(), $1, '张三', 'male', '1990-03-07') returning id)
       insert into card_application (person_id, reason, state, applied_at, applied_by) select id, 'first', 'applied', now(), '0001' from p`,
      [raced],
    );
    const committing = commit(path, controlCode);
    const isHeld = async (): Promise<boolean> =>
      (
        await counter.query(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
      ).length > 0;
    while (!(await isHeld())) await new Promise((resolve) => setTimeout(resolve, 10));
    await clerk.query('commit');
    await clerk.end();
    expect((await committing).leftOut).toEqual([{ row: 2, code: 'application-open' }]);
    expect([await applicationsOf(raced), await applicationsOf(other)]).toEqual([1, 1]);
  });

  it('is shared by machines that commit the same file together, and done once', async () => {
    const numbers = Array.from({ length: 40 }, () => numberOf());
    const path = write([header, ...numbers.map((number) => row(number))].join('\n'));
    const { controlCode } = await look(path);
    const outcomes = await Promise.all([1, 2, 3].map(() => commit(path, controlCode)));
    expect(outcomes.map(({ import: { state } }) => state)).toEqual(['committed', 'committed', 'committed']);
    expect(await applicationsOf(...numbers)).toBe(40);
  });
});
