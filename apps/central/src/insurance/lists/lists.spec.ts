/** Promises of units' lists: what a dry run says, an import does, and no more; nothing twice, and no row that is wrong. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import type { components } from '#libs/contract/central-api.js';
import type { ImportKindName, ImportSubject } from '#libs/contract/file-imports.js';
import { addDays, addMonths, monthOf, type PlainDate } from '#libs/kernel/plain-date.js';
import { archive } from '../../../../../test/support/archive.js';
import { Counter } from '../../../../../test/support/counter.js';
import { silentProgress } from '../../ground/chunked-work/progress.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { FileImport } from '../../records/imports/file-import.js';
import { FileImports, type CommitOutcome } from '../../records/imports/file-imports.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import { UnitsService } from '../../register/units/units.service.js';

type Schemas = components['schemas'];

let counter: Counter;
let imports: FileImports;
let today: PlainDate;
let serial = 0;

const numberOf = (): string => {
  serial += 1;
  const first17 = `63280219870307${String(serial).padStart(3, '0')}`;
  return first17 + socialSecurityNumberCheck(first17);
};

/** Somebody new in the register. */
const somebody = async (name = '张三'): Promise<string> => {
  const day = 1 + (serial % 28);
  serial += 1;
  const first17 = `632802198803${String(day).padStart(2, '0')}${String(serial).padStart(3, '0')}`;
  const number = first17 + socialSecurityNumberCheck(first17);
  await counter.app
    .get(Database)
    .transaction((tx) => counter.app.get(PeopleService, { strict: false }).register(tx, number, name));
  return number;
};

const unit = async (code: string): Promise<string> => {
  await counter.app
    .get(Database)
    .transaction((tx) =>
      counter.app
        .get(UnitsService, { strict: false })
        .add(tx, { code, name: `单位 ${code}`, kind: 'enterprise' }),
    );
  return code;
};

let files = 0;
const write = (content: string | Uint8Array, ending = 'csv'): string => {
  files += 1;
  const path = join(counter.folder, `list-${files}.${ending}`);
  writeFileSync(path, content);
  return path;
};

const request = (path: string, subject: ImportSubject) => ({
  path,
  photos: null,
  subject,
  staffNumber: '0005',
});
const look = (kind: ImportKindName, path: string, subject: ImportSubject): Promise<FileImport> =>
  imports.look(kind, request(path, subject), `${path}.report.csv`, silentProgress);
const commit = (
  kind: ImportKindName,
  path: string,
  subject: ImportSubject,
  code: string,
): Promise<CommitOutcome> =>
  imports.commit(kind, request(path, subject), { code, allOrNothing: false }, silentProgress);

const refusalOf = async (work: Promise<unknown>): Promise<string> => {
  const fault: unknown = await work.then(
    () => new Error('not refused'),
    (reason: unknown) => reason,
  );
  if (!(fault instanceof Refused)) throw fault;
  return fault.code;
};

/** Row → code of the report, refused rows only. */
const refusedIn = (path: string): Record<string, string> =>
  Object.fromEntries(
    readFileSync(`${path}.report.csv`, 'utf8')
      .split('\n')
      .map((line) => line.split(','))
      .filter((cells) => /^[a-z-]+$/.test(cells[3] ?? ''))
      .map((cells) => [cells[0] ?? '', cells[3] ?? '']),
  );

const insuredAt = async (code: string): Promise<number> => {
  const [found] = await counter.query<{ count: number }>(
    'select count(*)::int as count from participation where unit_code = $1 and until is null and voided_at is null',
    [code],
  );
  return found?.count ?? 0;
};

beforeAll(async () => {
  counter = await Counter.open({}, 'workUrl');
  imports = counter.app.get(FileImports, { strict: false });
  today = counter.app.get(Clock).today();
}, 60_000);
afterAll(() => counter.close());

const heads = 'AAC002,AAC003,YAC011,YAC012,YAC013,AAE140,YAC014';

describe('who joins and leaves', () => {
  it('is told once in a list: somebody twice in it is in neither row', async () => {
    const code = await unit('L0');
    const [one, twice] = [await somebody(), await somebody()];
    const [from, later] = [addDays(today, -40), addDays(today, -20)];
    const path = write(
      [
        heads,
        `${twice},张三,1,${from},enterprise,110,`,
        `${one},张三,1,${from},enterprise,110,`,
        `${twice},张三,1,${later},enterprise,110,`,
      ].join('\n'),
    );
    const looked = await look('name-list', path, { unit: code });
    expect(looked.totals).toMatchObject({ rows: 3, accepted: 1 });
    expect(refusedIn(path)).toEqual({ 2: 'row-repeated', 4: 'row-repeated' });
    await commit('name-list', path, { unit: code }, looked.controlCode);
    expect(await insuredAt(code)).toBe(1);
  });

  it('of which every row is refused waits to be sent again, with its refusals, until a list of the unit is taken', async () => {
    const code = await unit('L9');
    await counter.signIn('0101');
    const waiting = async (): Promise<Schemas['CardImportDto'][]> => {
      const { body } = await counter.ask<Schemas['CardImportsDto']>('GET', '/v1/card-imports?state=unfit');
      return body.imports.filter(({ subject }) => subject === code);
    };
    const from = addDays(today, -40);
    const wrong = write(`${heads}\n${numberOf()},王五,1,${from},enterprise,110,\n`);
    const { controlCode } = await look('name-list', wrong, { unit: code });
    expect(await refusalOf(commit('name-list', wrong, { unit: code }, controlCode))).toBe('import-empty');
    const [one, ...more] = await waiting();
    expect(more).toEqual([]);
    expect(one).toMatchObject({ kind: 'name-list', state: 'examined', rows: 1, accepted: 0, controlCode });
    expect(one?.refusals.map(({ code: why, rows }) => [why, rows])).toEqual([['person-unknown', 1]]);
    const good = write(`${heads}\n${await somebody()},张三,1,${from},enterprise,110,\n`);
    const fine = await look('name-list', good, { unit: code });
    expect(await waiting()).toHaveLength(1);
    await commit('name-list', good, { unit: code }, fine.controlCode);
    expect(await waiting()).toEqual([]);
  });

  it('tries every row without doing it, then takes the good ones in, once', async () => {
    const code = await unit('L1');
    const from = addDays(today, -40);
    const [one, two] = [await somebody(), await somebody('李四')];
    const stranger = numberOf();
    const path = write(
      [
        heads,
        `${one},张三,1,${from},enterprise,110 310,`,
        `${two},李四,增员,${from.replaceAll('-', '/')},企业职工,110;310;210,`,
        `${stranger},王五,1,${from},enterprise,110,`,
        `${await somebody()},张四,1,${from},enterprise,110,`,
        `${await somebody()},张三,3,${from},enterprise,110,`,
        `${await somebody()},张三,1,${addMonths(monthOf(today), 2)}-01,enterprise,110,`,
        `${await somebody()},张三,2,${from},,,`,
        `6.32802E+17,张三,1,${from},enterprise,110,`,
        `${await somebody()},张三,1,${from},resident,110,`,
      ].join('\r\n'),
    );
    const looked = await look('name-list', path, { unit: code });
    expect(looked).toMatchObject({ kind: 'name-list', subject: 'L1', totals: { rows: 9, accepted: 2 } });
    expect(refusedIn(path)).toEqual({
      4: 'person-unknown',
      5: 'person-differs',
      6: 'value-unknown',
      7: 'day-in-future',
      8: 'participation-unknown',
      9: 'sheet-scientific',
      10: 'participation-category',
    });
    expect(await insuredAt(code)).toBe(0);
    expect(await commit('name-list', path, { unit: code }, looked.controlCode)).toMatchObject({
      before: false,
      leftOut: [],
    });
    expect(await insuredAt(code)).toBe(5);
    expect(await commit('name-list', path, { unit: code }, looked.controlCode)).toMatchObject({
      before: true,
    });
    expect(await insuredAt(code)).toBe(5);
    const leaving = write([heads, `${two},李四,2,${addDays(today, -5)},,,离职`].join('\n'));
    const { controlCode } = await look('name-list', leaving, { unit: code });
    await commit('name-list', leaving, { unit: code }, controlCode);
    expect(await insuredAt(code)).toBe(2);
    const acts = await counter.query<{ action: string }>(
      `select action from audit_event where detail ->> 'unit' = $1 order by id`,
      [code],
    );
    expect(acts.map(({ action }) => action)).toEqual([
      'participations.begin',
      'participations.begin',
      'participations.end',
      'participations.end',
      'participations.end',
    ]);
  });

  it('keeps for a person whom it asks for although another unit insures them', async () => {
    const [here, there] = [await unit('L4'), await unit('L5')];
    const from = addDays(today, -40);
    const number = await somebody('拉姆');
    const take = async (code: string) => {
      // Beside somebody whom nothing keeps from joining.
      const rows = [number, await somebody('拉姆')].map(
        (each) => `${each},拉姆,1,${from},enterprise,110 410,`,
      );
      const path = write([heads, ...rows].join('\n'));
      const { controlCode, totals } = await look('name-list', path, { unit: code });
      await commit('name-list', path, { unit: code }, controlCode);
      return totals.accepted;
    };
    expect([await take(here), await take(there), await take(there)]).toEqual([2, 1, 1]);
    // Against injury both may insure them.
    expect(
      await counter.query(
        `select s.unit_code as here, o.asked ->> 'unitCode' as there, o.asked ->> 'scheme' as scheme, o.source, o.decision
         from participation_overlap o join participation s on s.id = o.standing_id join person p on p.id = o.person_id
         where p.social_security_number = $1`,
        [number],
      ),
    ).toEqual([{ here, there, scheme: '110', source: 'name-list', decision: null }]);
  });

  it('leaves out whom the register refuses between looking and importing', async () => {
    const code = await unit('L2');
    const other = await unit('L3');
    const from = addDays(today, -40);
    const [one, two] = [await somebody(), await somebody()];
    const row = (number: string): string => `${number},张三,1,${from},enterprise,110,`;
    const path = write([heads, row(one), row(two)].join('\n'));
    const looked = await look('name-list', path, { unit: code });
    const elsewhere = write([heads, row(two)].join('\n'));
    const { controlCode } = await look('name-list', elsewhere, { unit: other });
    await commit('name-list', elsewhere, { unit: other }, controlCode);
    expect(await refusalOf(commit('name-list', path, { unit: code }, looked.controlCode))).toBe(
      'import-changed',
    );
    expect(await insuredAt(code)).toBe(0);
  });

  it('refuses a unit that is unknown, a file without one, and a column that is missing', async () => {
    const path = write([heads, `${await somebody()},张三,2,${today},,,`].join('\n'));
    expect(await refusalOf(look('name-list', path, { unit: 'NONE' }))).toBe('unit-unknown');
    expect(await refusalOf(look('name-list', path, {}))).toBe('malformed-request');
    const short = write(`AAC002,AAC003\n${await somebody()},张三\n`);
    expect(await refusalOf(look('name-list', short, { unit: 'L1' }))).toBe('column-missing');
  });
});

/** So many new people of a unit. */
const employed = async (code: string, count: number): Promise<readonly string[]> => {
  const numbers: string[] = [];
  for (let n = 0; n < count; n += 1) numbers.push(await somebody());
  const from = addDays(today, -70);
  const path = write(
    [heads, ...numbers.map((number) => `${number},张三,1,${from},enterprise,110,`)].join('\n'),
  );
  const { controlCode } = await look('name-list', path, { unit: code });
  await commit('name-list', path, { unit: code }, controlCode);
  return numbers;
};

/** Parts of a workbook. */
const cell = (text: string): string => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
const part = (name: string, content: string) => ({ name, content: new Blob([content]) });

describe('wages of a month', () => {
  const wages = 'AAC002,AAC003,AAC040';
  it('are declared whole or not at all: every fault by row, and who is missing', async () => {
    const code = await unit('W1');
    const numbers = await employed(code, 9);
    const outsider = await somebody();
    const month = monthOf(addDays(today, -28));
    const at = (place: number): string => numbers[place] ?? '';
    const path = write(
      [
        wages,
        `${at(0)},张三,5000.00`,
        `${at(1)},张三,-1`,
        `${at(2)},张三,123456789012345678901`,
        `${at(3)},张三,5000.123`,
        `${at(4)},张三,6.32802E+17`,
        `${at(5)},张三,`,
        `${at(6)},张三,"5,000.50"`,
        `${at(7)},张三,4000`,
        `${at(7)},张三,4001`,
        `${outsider},张三,4000`,
      ].join('\n'),
    );
    const looked = await look('wages', path, { unit: code, month });
    expect(looked.totals).toMatchObject({ rows: 11, accepted: 2, amount: '10000.50' });
    expect(refusedIn(path)).toEqual({
      '': 'employee-missing',
      3: 'wage-negative',
      4: 'wage-too-high',
      5: 'wage-places',
      6: 'sheet-scientific',
      7: 'field-missing',
      9: 'row-repeated',
      10: 'row-repeated',
      11: 'employee-of-another',
    });
    expect(await refusalOf(commit('wages', path, { unit: code, month }, looked.controlCode))).toBe(
      'rows-refused',
    );
    const good = write([wages, ...numbers.map((number) => `${number},张三,5000.00`)].join('\n'));
    const fine = await look('wages', good, { unit: code, month });
    expect(fine.totals).toMatchObject({ rows: 9, accepted: 9, amount: '45000.00' });
    await commit('wages', good, { unit: code, month }, fine.controlCode);
    await commit('wages', good, { unit: code, month }, fine.controlCode);
    expect(
      await counter.query(
        'select number, heads, source, wages_fen::text as fen from declaration where unit_code = $1',
        [code],
      ),
    ).toEqual([{ number: 1, heads: 9, source: 'file', fen: '4500000' }]);
  });

  it('are of a month that can be declared', async () => {
    const code = await unit('W2');
    const path = write(`${wages}\n${await somebody()},张三,5000\n`);
    const next = addMonths(monthOf(today), 1);
    expect(await refusalOf(look('wages', path, { unit: code, month: next }))).toBe('month-ahead');
    expect(await refusalOf(look('wages', path, { unit: code, month: '2001-01' }))).toBe('month-closed');
    expect(await refusalOf(look('wages', path, { unit: code }))).toBe('malformed-request');
  });

  it('are read from a workbook as from a text', async () => {
    const code = await unit('W3');
    const [number = ''] = await employed(code, 1);
    const path = write(
      await archive([
        part(
          'xl/workbook.xml',
          '<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
        ),
        part(
          'xl/_rels/workbook.xml.rels',
          '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
        ),
        part(
          'xl/worksheets/sheet1.xml',
          `<worksheet><sheetData><row r="1">${['AAC002', 'AAC003', 'AAC040'].map(cell).join('')}</row>` +
            `<row r="3">${cell(number)}${cell('张三')}<c r="C3"><v>5000.5</v></c></row></sheetData></worksheet>`,
        ),
      ]),
      'xlsx',
    );
    const month = monthOf(addDays(today, -28));
    const looked = await look('wages', path, { unit: code, month });
    expect(looked.totals).toMatchObject({ rows: 1, accepted: 1, amount: '5000.50' });
    await commit('wages', path, { unit: code, month }, looked.controlCode);
    expect(await counter.query('select heads from declaration where unit_code = $1', [code])).toEqual([
      { heads: 1 },
    ]);
  });
});
