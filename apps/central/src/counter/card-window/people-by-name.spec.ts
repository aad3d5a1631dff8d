/** Promises of the search by name: the right one of several is found without a number, little is shown of each, and each is on record. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { Counter } from '../../../../../test/support/counter.js';
import { InitialsOfNames } from '../../register/people/initials-job.service.js';

type Schemas = components['schemas'];
type Found = Schemas['PeopleByNameDto'] & { readonly code?: string };

const purpose = '办理卡服务';
let counter: Counter;
let registered = 0;

const find = (asked: object) => counter.ask<Found>('POST', '/v1/people-by-name', { purpose, ...asked });
/** Registers somebody born in a year, and says their number. */
const register = async (name: string, year = 1980, address: string | null = null): Promise<string> => {
  registered += 1;
  const first17 = `632802${year}0101${String(registered).padStart(3, '0')}`;
  const number = first17 + socialSecurityNumberCheck(first17);
  await counter.query(
    `insert into person (id, social_security_number, name, sex, birth_date, address)
     values (uuidv7(), $1, $2, $3, $4, $5)`,
    [number, name, Number(first17.at(-1)) % 2 === 1 ? 'male' : 'female', `${year}-01-01`, address],
  );
  return number;
};
/** The clerk's minute is over. */
const nextMinute = () => counter.query('delete from public_ask');

beforeAll(async () => {
  counter = await Counter.open();
  await register('李小伟', 1950, '德令哈市河西街道长江路5号');
  await register('李小伟', 1990, '德令哈市尕海镇泉水村');
  await register('李小伟强', 1990);
  await register('扎西·多吉', 1970);
}, 60_000);
afterAll(() => counter.close());

describe('a search by name', () => {
  it('finds whoever has the name and whose name begins so, shown with what tells them apart and no more', async () => {
    const { status, body } = await find({ name: ' 李小伟 ' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ exactOnly: false, next: null });
    expect(body.people.map(({ name }) => name)).toEqual(['李小伟', '李小伟', '李小伟强']);
    expect(body.people[0]).toEqual({
      id: expect.any(String),
      name: '李小伟',
      maskedNumber: expect.stringMatching(/^63\*{14}\d[\dX]$/),
      sex: 'male',
      age: 76,
      township: '河西街道',
    });
    expect((await find({ name: '李小伟', age: 37 })).body.people.map(({ township }) => township)).toEqual([
      '尕海镇',
      null,
    ]);
  });

  it('finds by pinyin initials, surnames read as surnames, once they are noted', async () => {
    await register('单雄信', 1960);
    await register('赵德厚', 1961);
    await counter.app.get(InitialsOfNames, { strict: false }).note();
    expect((await find({ initials: 'sxx' })).body.people.map(({ name }) => name)).toEqual(['单雄信']);
    expect((await find({ initials: 'zxd' })).body.people.map(({ name }) => name)).toEqual(['扎西·多吉']);
    expect((await find({ initials: 'zdh', age: 66 })).body.people.map(({ name }) => name)).toEqual([
      '赵德厚',
    ]);
    expect((await find({ initials: 'sxx', name: '赵德' })).body.people).toEqual([]);
    await nextMinute();
  });

  it('finds who takes part at a unit today, alone or with a name, and says when there is no such unit', async () => {
    await counter.query(`insert into unit (code, name, kind) values ('u-1', '德令哈测试厂', 'enterprise')`);
    await counter.query(
      `insert into participation (person_id, scheme, category, unit_code, since, until, voided_at)
       select id, '110', 'enterprise', 'u-1', '2020-01-01', case when birth_date < '1980-01-01' then date '2025-12-31' end, null
       from person where name like '李小伟%'`,
    );
    const found = async (asked: object) => (await find(asked)).body.people.map(({ name }) => name);
    expect(await found({ unit: '德令哈测试厂' })).toEqual(['李小伟', '李小伟强']);
    expect(await found({ unit: 'u-1', name: '李小伟强' })).toEqual(['李小伟强']);
    expect((await find({ unit: '没有的厂' })).body).toMatchObject({ code: 'unit-unknown' });
    expect((await find({})).body).toMatchObject({ code: 'malformed-request' });
    await nextMinute();
  });

  it.each([
    '扎西·多吉',
    '扎西・',
    '扎西．多',
    '扎西.多吉',
    '扎西•多',
    '扎西‧多',
    '扎西⋅多',
    '扎西･多',
    '扎 西　· 多',
  ])('takes %s for the name as it is registered', async (name) => {
    expect((await find({ name })).body.people.map((person) => person.name)).toEqual(['扎西·多吉']);
  });

  it('takes two characters at least, and nothing of a pattern', async () => {
    for (const name of ['李', ' 李 ']) expect((await find({ name })).body.code).toBe('malformed-request');
    expect((await find({ name: '李小伟', purpose: '   ' })).body.code).toBe('malformed-request');
    for (const name of ['李%', '李_伟']) expect((await find({ name })).body.people).toEqual([]);
  });

  it('goes on where a page ends, leaves longer names out where they are too many, and asks for more where it must', async () => {
    await nextMinute();
    for (let times = 0; times < 45; times++) await register('马小明', 1985);
    const pages: string[][] = [];
    for (let after: string | null | undefined; after !== null;) {
      const { status, body }: { status: number; body: Found } = await find({
        name: '马小',
        ...(after === undefined ? {} : { after }),
      });
      expect(status).toBe(200);
      pages.push(body.people.map(({ id }) => id));
      after = body.next;
    }
    expect(pages.map(({ length }) => length)).toEqual([20, 20, 5]);
    expect(new Set(pages.flat()).size).toBe(45);
    for (let times = 0; times < 20; times++) await register('马小明亮', 1985);
    expect((await find({ name: '马小明' })).body).toMatchObject({ exactOnly: true });
    expect(await find({ name: '马小' })).toMatchObject({ status: 422, body: { code: 'people-too-many' } });
    const number = await register('马小明', 1930);
    expect((await find({ name: '马小', age: 96 })).body.people).toHaveLength(1);
    expect((await find({ name: '马小明', lastFour: number.slice(-4) })).body.people).toHaveLength(1);
  });

  it('leads to the number of whoever is picked, and every person shown and picked is on record with the purpose', async () => {
    await nextMinute();
    const { body } = await find({ name: '扎西·多吉' });
    const personId = body.people[0]?.id;
    const picked = await counter.ask<Schemas['PickedPersonDto']>('POST', '/v1/people-by-name/picks', {
      // Written so, the look is found under the person's id all the same.
      personId: personId?.toUpperCase(),
      purpose,
    });
    expect(picked.body).toMatchObject({ name: '扎西·多吉' });
    const { socialSecurityNumber } = picked.body;
    const file = await counter.ask('POST', '/v1/card-files', { ...picked.body, purpose });
    expect(file).toMatchObject({ status: 200, body: { person: { name: '扎西·多吉' } } });
    expect(JSON.stringify(body)).not.toContain(socialSecurityNumber);
    const looks = await counter.query<{ action: string; staff_number: string; detail: object }>(
      `select action, staff_number, detail from audit_event where subject = $1 order by id`,
      [personId],
    );
    const staff = { staff_number: looks[0]?.staff_number };
    expect(looks.slice(-3)).toMatchObject([
      { action: 'people-by-name.find', ...staff, detail: { purpose, shown: 1 } },
      { action: 'people-by-name.pick', ...staff, detail: { purpose } },
      { action: 'card-files.read', ...staff, detail: { purpose } },
    ]);
    const [unseen] = await counter.query<{ id: string }>(
      `select id from person where social_security_number = $1`,
      [await register('未曾出示', 1970)],
    );
    for (const other of [randomUUID(), unseen?.id])
      expect(
        await counter.ask('POST', '/v1/people-by-name/picks', { personId: other, purpose }),
      ).toMatchObject({ status: 404, body: { code: 'person-unknown' } });
  });

  it('is slowed down by clerk, at whichever window, and is nobody else’s', async () => {
    await nextMinute();
    for (let times = 0; times < 20; times++) expect((await find({ name: '没有此人' })).status).toBe(200);
    expect(await find({ name: '没有此人' })).toMatchObject({
      status: 429,
      body: { code: 'too-many-requests' },
    });
    const [row] = await counter.query<{ address: string }>(
      `select address from public_ask where route = 'POST /v1/people-by-name'`,
    );
    expect(row?.address).toMatch(/^staff /);
    await counter.addStaff('0887', '制卡员', 'batch-operator', 'delingha-2017');
    await counter.signIn('0887');
    expect((await find({ name: '没有此人' })).body.code).toBe('not-permitted');
    await counter.signIn();
  });
});
