/** Promises of proofs of life: any act with card and PIN counts for a year; who is overdue is reminded, suspended by rule, and paid after all once they are seen. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CardWindow } from '../../../../../test/support/card-window.js';
import { collectable, Counter } from '../../../../../test/support/counter.js';
import { LifeProofs } from './life-proofs.service.js';

let counter: Counter;
let desk: CardWindow;
beforeAll(async () => {
  counter = await Counter.open({ JOBS: 'none' }, 'workUrl');
  desk = new CardWindow(counter);
}, 60_000);
afterAll(() => counter.close());

type Standing = {
  readonly name: string;
  readonly state: string;
  readonly provedOn: string | null;
  readonly provedBy: string | null;
  readonly until: string;
  readonly daysLeft: number;
  readonly warnedOn: string | null;
  readonly suspendedOn: string | null;
};

/** Another day, on which the clerk signs in anew. */
const on = async (day: string): Promise<void> => {
  counter.clock.instant = new Date(`${day}T09:00:00+08:00`);
  await counter.authenticate();
  await counter.signIn();
};
const proofs = () => counter.app.get(LifeProofs, { strict: false });
const standing = async (name: string): Promise<Standing> => {
  const { body } = await counter.ask<{ standings: Standing[] }>(
    'GET',
    `/v1/proofs-of-life?search=${encodeURIComponent(name)}`,
  );
  const [one, ...more] = body.standings;
  if (one === undefined || more.length > 0) throw new Error(`${more.length} more called ${name}`);
  return one;
};
const stateOf = async (name: string): Promise<string> => (await standing(name)).state;
const inState = async (state: string): Promise<readonly string[]> =>
  (
    await counter.ask<{ standings: Standing[] }>('GET', `/v1/proofs-of-life?state=${state}&limit=100`)
  ).body.standings.map(({ name }) => name);
/** As if the proof of somebody had ended on a day. */
const endingOn = (name: string, until: string) =>
  counter.query(
    `update life_standing s set until = $2, proved_on = null, proved_by = null from person p where p.id = s.person_id and p.name = $1`,
    [name, until],
  );
const lines = async (name: string, state = 'open'): Promise<readonly string[]> =>
  (
    await counter.query<{ period: string }>(
      `select e.period from entitlement e join person p on p.id = e.person_id where p.name = $1 and e.state = $2 order by e.period`,
      [name, state],
    )
  ).map(({ period }) => period);
const proveLife = async (image: string) => {
  const { body: session } = await counter.tap(image);
  return desk.serveWithCard(image, session, { service: 'proof-of-life' });
};

it('counts from the day of being listed for whoever was never seen, and does a day once', async () => {
  expect(await proofs().bringUp()).toEqual({ warned: 0, suspended: 0, resumed: 0 });
  expect(await standing('赵玉兰')).toMatchObject({
    state: 'proved',
    provedOn: null,
    until: '2027-11-24',
    daysLeft: 365,
  });
  await endingOn('赵玉兰', '2026-11-01');
  // What a day came to stays: it is done once, by however many processes.
  expect(await proofs().bringUp()).toEqual({ warned: 0, suspended: 0, resumed: 0 });
  expect(await stateOf('赵玉兰')).toBe('overdue');
});

it('reminds in time, suspends from the next month on who is overdue, and nobody twice', async () => {
  await on('2026-11-25');
  const others = await counter.query<{ name: string }>(
    `select p.name from life_standing s join person p on p.id = s.person_id where p.name <> '赵玉兰' order by p.name`,
  );
  const [soon = { name: '' }] = others;
  await endingOn(soon.name, '2027-01-20');
  expect(await proofs().bringUp()).toEqual({ warned: 1, suspended: 1, resumed: 0 });
  expect(await standing(soon.name)).toMatchObject({ state: 'due', warnedOn: '2026-11-25', daysLeft: 56 });
  expect(await standing('赵玉兰')).toMatchObject({ state: 'suspended', suspendedOn: '2026-11-25' });
  expect(await inState('suspended')).toEqual(['赵玉兰']);
  expect(await inState('due')).toEqual([soon.name]);
  expect(await inState('overdue')).toEqual([]);
  expect(await inState('proved')).toHaveLength(others.length - 1);
  await on('2026-11-26');
  expect(await proofs().bringUp()).toEqual({ warned: 0, suspended: 0, resumed: 0 });
  expect(await counter.query(`select what, cause, from_month, entered_by from benefit_change`)).toEqual([
    { what: 'suspended', cause: 'not-proved', from_month: '2026-12', entered_by: 'proofs-of-life' },
  ]);
  // This month is still paid.
  expect(await lines('赵玉兰')).toContain('2026-11');
});

it('holds the months of who is suspended, says so at the window, and pays them once they stand there with card and PIN', async () => {
  await on('2027-02-03');
  await counter.tap('zhao-yulan');
  expect(await lines('赵玉兰')).not.toContain('2027-01');
  const { body: session } = await counter.tap('zhao-yulan');
  const told = await counter.ask<{ proofOfLife: object; remarks: { words: { zh: string } }[] }>(
    'GET',
    `/v1/card-sessions/${session.id}/standing`,
  );
  expect(told.body.proofOfLife).toMatchObject({ suspendedOn: '2026-11-25' });
  expect(told.body.remarks.map(({ words }) => words.zh)).toContain('未按期认证，待遇已于 2026年11月25日暂停');
  const file = await counter.ask<{ cards: { services: { service: string; refusal: unknown }[] }[] }>(
    'POST',
    '/v1/card-files',
    { cardSessionId: session.id, purpose: '办理业务' },
  );
  expect(file.body.cards[0]?.services).toContainEqual(
    expect.objectContaining({ service: 'proof-of-life', refusal: null }),
  );
  const done = await proveLife('zhao-yulan');
  expect(done.status).toBe(200);
  const rows = await desk.rowsOf(done.body.receiptNumber);
  expect(rows.map(({ value }) => value)).toEqual(
    expect.arrayContaining(['2028年2月3日', '已恢复发放，停发期间补发']),
  );
  expect(await standing('赵玉兰')).toMatchObject({
    state: 'proved',
    provedBy: 'service',
    until: '2028-02-03',
    suspendedOn: null,
  });
  expect(await lines('赵玉兰')).toEqual(expect.arrayContaining(['2026-12', '2027-01', '2027-02']));
});

it('counts a collection with card and PIN, found by the next day’s work', async () => {
  await endingOn('赵玉兰', '2027-02-01');
  await on('2027-02-04');
  const { body: session } = await counter.tap('zhao-yulan');
  expect((await counter.collect('zhao-yulan', session, collectable(session), 'bank')).status).toBe(200);
  // The other, whom nobody has seen.
  expect(await proofs().bringUp()).toEqual({ warned: 0, suspended: 1, resumed: 0 });
  expect(await standing('赵玉兰')).toMatchObject({
    state: 'proved',
    provedOn: '2027-02-04',
    provedBy: 'collection',
    until: '2028-02-04',
  });
});

it('is refused to whoever draws nothing that asks for it, and not offered to them', async () => {
  const { body: session } = await counter.tap('danba-jiancuo');
  const file = await counter.ask<{ cards: { services: { service: string }[] }[] }>('POST', '/v1/card-files', {
    cardSessionId: session.id,
    purpose: '办理业务',
  });
  expect(file.body.cards[0]?.services.map(({ service }) => service)).not.toContain('proof-of-life');
  expect((await proveLife('danba-jiancuo')).body.code).toBe('proof-not-asked');
});

it('takes whoever draws nothing any more off the list', async () => {
  await counter.query(
    `update benefit_claim b set last_month = '2027-01' from person p where p.id = b.person_id and p.name = '赵玉兰'`,
  );
  await on('2027-02-05');
  await proofs().bringUp();
  expect(
    (
      await counter.query(
        `select from life_standing s join person p on p.id = s.person_id where p.name = '赵玉兰'`,
      )
    ).length,
  ).toBe(0);
});
