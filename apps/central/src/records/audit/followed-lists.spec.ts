/** Promises of lists that are followed by number: what is committed late comes late, and is never passed by. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { Counter, payable } from '../../../../../test/support/counter.js';
import { Hold } from '../../../../../test/support/hold.js';

type AuditEvents = components['schemas']['AuditEventsDto'];
type Operations = components['schemas']['OperationsDto'];

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
  await counter.signIn('0009');
}, 60_000);
afterAll(() => counter.close());

const events = async (since: number) =>
  (await counter.ask<AuditEvents>('GET', `/v1/audit-events?since=${since}`)).body;

const operations = async (since: number) =>
  (await counter.ask<Operations>('GET', `/v1/terminals/${counter.terminalId}/operations?since=${since}`))
    .body;

const insertEvent = `insert into audit_event (at, action) values (now(), $1)`;

/** Follows a list to its end, as whoever keeps a copy does. */
const follow = async <T>(from: number, page: (since: number) => Promise<{ next: number; seen: T[] }>) => {
  const all: T[] = [];
  for (let since = from; ;) {
    const { next, seen } = await page(since);
    all.push(...seen);
    if (seen.length === 0) return { all, next };
    since = next;
  }
};

const actions = (from: number) =>
  follow(from, async (since) => {
    const { events: seen, next } = await events(since);
    return { next, seen: seen.map(({ action }) => action).filter((action) => action.startsWith('test.')) };
  });

describe('the audit trail', () => {
  it('shows nothing after an event whose transaction is still open, and both once it ended', async () => {
    const before = (await events(0)).next;
    const late = await Hold.take(counter.database, insertEvent, ['test.late']);
    await counter.query(insertEvent, ['test.early']);
    const meanwhile = await actions(before);
    expect(meanwhile.all).toEqual([]);
    await late.commit();
    expect((await actions(meanwhile.next)).all).toEqual(['test.late', 'test.early']);
  });

  it('goes on behind an event that was taken back', async () => {
    const before = (await events(0)).next;
    const never = await Hold.take(counter.database, insertEvent, ['test.never']);
    await counter.query(insertEvent, ['test.after-never']);
    await never.letGo();
    expect((await actions(before)).all).toEqual(['test.after-never']);
  });

  it('goes on showing what was there before somebody began to write', async () => {
    await counter.query(insertEvent, ['test.known']);
    const before = (await events(0)).next;
    const open = await Hold.take(counter.database, insertEvent, ['test.open']);
    const again = await events(0);
    expect(again.next).toBeGreaterThanOrEqual(before);
    await open.letGo();
  });

  it('misses nothing of many who write at once while it is followed', async () => {
    const from = (await events(0)).next;
    const writing = Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const hold = await Hold.take(counter.database, insertEvent, [`test.of-many-${index}`]);
        await new Promise((resolve) => setTimeout(resolve, (index * 7) % 30));
        await hold.commit();
      }),
    );
    let since = from;
    const seen: string[] = [];
    const take = async () => {
      const page = await events(since);
      since = page.next;
      seen.push(...page.events.map(({ action }) => action).filter((one) => one.startsWith('test.of-many')));
    };
    for (let round = 0; round < 10; round += 1) await take();
    await writing;
    await take();
    await take();
    expect(new Set(seen).size).toBe(40);
    expect(seen).toHaveLength(40);
  });
});

describe("a terminal's operations", () => {
  it('are listed in the order they changed, one that is committed late before what came after it', async () => {
    await counter.signIn('0001');
    const { body: session } = await counter.tap('suonan-daiji');
    const { next: before } = await operations(0);
    const copied = `insert into operation (key, terminal_id, staff_number, kind, channel, body_digest, total_fen, state,
        problem_code, business_date, started_at)
      values (gen_random_uuid(), $1, '0001', 'payment', 'cash', 'x', 0, 'refused', 'busy', '2026-11-24', now())`;
    const late = await Hold.take(counter.database, copied, [counter.terminalId]);
    expect((await counter.pay('suonan-daiji', session, payable(session))).status).toBe(200);
    const meanwhile = await operations(before);
    expect(meanwhile).toEqual({ operations: [], next: before });
    await late.commit();
    const after = await operations(before);
    expect(after.operations.map(({ state }) => state)).toEqual(['refused', 'succeeded']);
  });
});
