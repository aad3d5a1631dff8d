/** Promises that nothing is decided by one person: not by whoever asked, not twice, not in another shape, and not by SQL. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { ApprovalKind } from '#libs/contract/approvals.js';
import type { Role } from '#libs/contract/authority.js';
import { areaRole } from '../../ground/database/area.js';
import { Database } from '../../ground/database/database.js';
import type { Refused } from '../../ground/http/refused.js';
import { Counter } from '../../../../../test/support/counter.js';
import { AuditStore } from '../audit/audit.store.js';
import type { Approval, Decider, Decision } from './approval.js';
import { searchedWords } from './approval-lists.store.js';
import { Approvals } from './approvals.service.js';
import { ApprovalsStore } from './approvals.store.js';

type Content = { readonly worth: number };

let counter: Counter;
let database: Database;
let approvals: Approvals;
/** What would be decided now, by subject. */
let now: Map<string, Content | null>;
let done: string[];
let failing: Error | null;
let serial = 0;

beforeAll(async () => {
  counter = await Counter.open();
  database = counter.app.get(Database, { strict: false });
  await counter.query('create table carried_out (subject text)');
  await counter.query(`grant insert on carried_out to ${areaRole(counter.database.schema, 'service')}`);
}, 60_000);
afterAll(() => counter.close());

beforeEach(() => {
  now = new Map();
  done = [];
  failing = null;
  approvals = new Approvals(database, new ApprovalsStore(), new AuditStore(), counter.clock);
  for (const kind of ['card-application', 'change-of-identity', 'bank-outcome', 'refund'] as const)
    approvals.handle<Content>(kind, {
      current: (_, { subject }) => Promise.resolve(now.get(subject) ?? null),
      describe: (_, { subject }) => Promise.resolve({ what: { zh: subject, en: subject }, details: [] }),
      approved: async (tx, { subject, content }) => {
        await tx.query('insert into carried_out values ($1)', [subject]);
        if (failing !== null) throw failing;
        done.push(`approved ${subject} ${content.worth}`);
      },
      refused: async (_, { subject }, { verdict }: Decision) => {
        await Promise.resolve();
        if (failing?.message === subject) throw failing;
        done.push(`${verdict} ${subject}`);
      },
    });
});

const person = (number: string, role: Role): Decider => ({ number, role });
const [clerk, reviewer, other] = [
  person('0001', 'window-clerk'),
  person('0301', 'reviewer'),
  person('0302', 'reviewer'),
];

const ask = (
  more: {
    kind?: ApprovalKind;
    amountFen?: bigint;
    hands?: readonly string[];
    by?: Decider;
    subject?: string;
  } = {},
): Promise<Approval> => {
  const { kind = 'card-application', subject = `S${++serial}`, by = clerk, ...rest } = more;
  now.set(subject, { worth: 1 });
  return database.transaction((tx) =>
    approvals.ask<Content>(tx, { kind, subject, content: { worth: 1 }, by, reason: 'asked for', ...rest }),
  );
};

const carriedOut = async (subject: string): Promise<number> =>
  (await counter.query<object>('select from carried_out where subject = $1', [subject])).length;

const stateOf = async ({ id }: Approval): Promise<string | undefined> =>
  (await counter.query<{ state: string }>('select state from approval where id = $1', [id]))[0]?.state;

describe('a kind of approval', () => {
  it('has an owner, or central does not start', () => {
    expect(() => approvals.onApplicationBootstrap()).toThrow('nobody carries out approvals of card-batch');
    // As the modules put it together.
    counter.app.get(Approvals, { strict: false }).onApplicationBootstrap();
  });
});

describe('what was asked for', () => {
  it('is carried out once, by another person with the right role, and on record', async () => {
    const asked = await ask();
    await expect(approvals.approve(asked.id, clerk)).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(approvals.approve(asked.id, person('0001', 'reviewer'))).rejects.toMatchObject({
      code: 'same-person',
    });
    expect(await stateOf(asked)).toBe('waiting');
    await approvals.approve(asked.id, reviewer, 'seen');
    expect(done).toEqual([`approved ${asked.subject} 1`]);
    await expect(approvals.approve(asked.id, other)).rejects.toMatchObject({ code: 'approval-decided' });
    await expect(approvals.reject(asked.id, other, 'late')).rejects.toMatchObject({
      code: 'approval-decided',
    });
    expect(await carriedOut(asked.subject)).toBe(1);
    const trail = await counter.query(
      `select action, staff_number, detail->>'digest' as digest from audit_event where subject = $1 order by id`,
      [asked.subject],
    );
    expect(trail).toEqual([
      { action: 'card-application.asked', staff_number: '0001', digest: asked.digest },
      { action: 'card-application.approved', staff_number: '0301', digest: asked.digest },
    ]);
  });

  it('is not decided by whoever else had a hand in it', async () => {
    const asked = await ask({ hands: ['0301'] });
    await expect(approvals.approve(asked.id, reviewer)).rejects.toMatchObject({ code: 'same-person' });
    await approvals.approve(asked.id, other);
  });

  it('is asked for once at a time', async () => {
    const asked = await ask();
    await expect(ask({ subject: asked.subject })).rejects.toMatchObject({ code: 'approval-waiting' });
    await approvals.reject(asked.id, reviewer, 'not so');
    expect(done).toEqual([`rejected ${asked.subject}`]);
    await ask({ subject: asked.subject });
  });

  it('cannot be carried out in another shape than it was asked for', async () => {
    const asked = await ask();
    now.set(asked.subject, { worth: 1000 });
    await expect(approvals.approve(asked.id, reviewer)).rejects.toMatchObject({ code: 'approval-outdated' });
    now.delete(asked.subject);
    await expect(approvals.approve(asked.id, reviewer)).rejects.toMatchObject({ code: 'approval-outdated' });
    expect([await stateOf(asked), await carriedOut(asked.subject)]).toEqual(['waiting', 0]);
    await approvals.reject(asked.id, reviewer, 'changed since');
  });

  it('stays waiting when it cannot be carried out, with nothing of it done', async () => {
    const asked = await ask();
    failing = new Error('the power went');
    await expect(approvals.approve(asked.id, reviewer)).rejects.toThrow('the power went');
    expect([await stateOf(asked), await carriedOut(asked.subject)]).toEqual(['waiting', 0]);
    failing = null;
    await approvals.approve(asked.id, reviewer);
    expect(await carriedOut(asked.subject)).toBe(1);
  });

  it('is decided once when many decide at once', async () => {
    const asked = await ask();
    const people = Array.from({ length: 8 }, (_, at) => person(`03${10 + at}`, 'reviewer'));
    const outcomes = await Promise.allSettled(
      people.map((each, at) =>
        at % 2 === 0 ? approvals.approve(asked.id, each) : approvals.reject(asked.id, each, 'no'),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refusals = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refusals.map(({ reason }: PromiseRejectedResult) => (reason as Refused).code)).toEqual(
      refusals.map(() => 'approval-decided'),
    );
    expect(await carriedOut(asked.subject)).toBe((await stateOf(asked)) === 'approved' ? 1 : 0);
    expect(
      await counter.query('select from approval_decision where approval_id = $1', [asked.id]),
    ).toHaveLength(1);
  });

  it('passes as many people as its amount asks for, each another one', async () => {
    const accountant = person('0501', 'fund-accountant');
    const [first, second] = [person('0201', 'approver'), person('0202', 'approver')];
    const small = await ask({ kind: 'bank-outcome', amountFen: 9_999_999n, by: accountant });
    expect((await approvals.approve(small.id, first)).state).toBe('approved');
    const large = await ask({ kind: 'bank-outcome', amountFen: 10_000_000n, by: accountant });
    expect(await approvals.approve(large.id, first)).toMatchObject({ state: 'waiting', level: 2 });
    expect(await carriedOut(large.subject)).toBe(0);
    await expect(approvals.approve(large.id, first)).rejects.toMatchObject({ code: 'same-person' });
    await expect(approvals.approve(large.id, { ...accountant, role: 'approver' })).rejects.toMatchObject({
      code: 'same-person',
    });
    expect((await approvals.approve(large.id, second)).state).toBe('approved');
    expect(await carriedOut(large.subject)).toBe(1);
  });

  it('of a refund is one person’s up to 9,999.99 yuan, and two persons’ from 10,000 on, an approver the second', async () => {
    const small = await ask({ kind: 'refund', amountFen: 999_999n });
    expect((await approvals.approve(small.id, reviewer)).state).toBe('approved');
    const large = await ask({ kind: 'refund', amountFen: 1_000_000n });
    expect(await approvals.approve(large.id, reviewer)).toMatchObject({ state: 'waiting', level: 2 });
    await expect(approvals.approve(large.id, other)).rejects.toMatchObject({ code: 'not-permitted' });
    expect(await carriedOut(large.subject)).toBe(0);
    expect((await approvals.approve(large.id, person('0201', 'approver'))).state).toBe('approved');
    expect(await carriedOut(large.subject)).toBe(1);
  });

  it('is taken back by whoever asked, where its kind lets them', async () => {
    const asked = await ask({ kind: 'change-of-identity' });
    await expect(approvals.withdraw(asked.id, other)).rejects.toMatchObject({ code: 'approval-unknown' });
    await approvals.withdraw(asked.id, clerk, 'not needed');
    expect([await stateOf(asked), done]).toEqual(['withdrawn', [`withdrawn ${asked.subject}`]]);
    await expect(approvals.withdraw((await ask()).id, clerk)).rejects.toMatchObject({
      code: 'approval-bound',
    });
  });

  it('lapses when nobody decided it in time', async () => {
    const asked = await ask({ kind: 'change-of-identity' });
    expect(await approvals.lapse()).toBe(0);
    counter.clock.move(7 * 24 * 3600_000);
    await expect(approvals.approve(asked.id, reviewer)).rejects.toMatchObject({ code: 'approval-expired' });
    const [one, two] = await Promise.all([approvals.lapse(), approvals.lapse()]);
    expect([one + two, await stateOf(asked)]).toEqual([1, 'expired']);
    await expect(approvals.approve(asked.id, reviewer)).rejects.toMatchObject({ code: 'approval-decided' });
  });

  it('lapses behind others that cannot, which are told', async () => {
    const stuck = await ask({ kind: 'change-of-identity' });
    failing = new Error(stuck.subject);
    counter.clock.move(1000);
    const free = await ask({ kind: 'change-of-identity' });
    counter.clock.move(7 * 24 * 3600_000);
    await expect(approvals.lapse(undefined, 1)).rejects.toThrow(
      `1 approvals are over and not ended, the first: ${stuck.id}: ${stuck.subject}`,
    );
    expect([await stateOf(stuck), await stateOf(free)]).toEqual(['waiting', 'expired']);
    failing = null;
    expect(await approvals.lapse()).toBe(1);
  });
});

describe('the database', () => {
  let service: Client;
  let owner: Client;
  beforeAll(async () => {
    const options = `-c search_path=${counter.database.schema}`;
    service = new Client({ connectionString: counter.database.serviceUrl, options });
    owner = new Client({ connectionString: counter.database.ownerUrl, options });
    await service.connect();
    await owner.connect();
  });
  afterAll(async () => {
    await service.end();
    await owner.end();
  });

  const step = (approval: Approval, changes: Record<string, unknown> = {}): Promise<unknown> => {
    const row: Record<string, unknown> = {
      approval_id: approval.id,
      level: 1,
      verdict: 'approved',
      decided_by: '0301',
      at: counter.clock.now().toISOString(),
      digest: approval.digest,
      asked_by: approval.askedBy,
      ...changes,
    };
    const names = Object.keys(row);
    return service.query(
      `insert into approval_decision (${names.join(', ')}) values (${names.map((_, at) => `$${at + 1}`).join(', ')})`,
      Object.values(row),
    );
  };

  it('refuses to approve by hand, to the service and to the owner', async () => {
    const { id } = await ask();
    const approve = `update approval set state = 'approved', decided_by = '0301', decided_at = now() where id = $1`;
    await expect(service.query(approve, [id])).rejects.toMatchObject({ code: '42501' });
    await expect(owner.query(approve, [id])).rejects.toMatchObject({ code: 'SS001' });
    await expect(
      service.query(
        `insert into approval (kind, subject, content, digest, levels, asked_by, asked_at, state, decided_by, decided_at)
         values ('card-application', 'X', '{}', repeat('0', 64), 1, '0001', now(), 'approved', '0301', now())`,
      ),
    ).rejects.toMatchObject({ code: '42501' });
    await expect(owner.query('delete from approval where id = $1', [id])).rejects.toMatchObject({
      code: 'SS001',
    });
  });

  it.each([
    ['of whoever asked', { decided_by: '0001' }, 'SS003'],
    ['of whoever asked, under another name for them', { decided_by: '0001', asked_by: '0009' }, 'SS003'],
    ['that names another as the asker', { asked_by: '0009' }, '23503'],
    ['about something else than was asked for', { digest: '0'.repeat(64) }, '23503'],
    ['of another level', { level: 2 }, 'SS002'],
    ['that ends what is not over', { verdict: 'expired', decided_by: null }, 'SS004'],
    ['that rejects without a reason', { verdict: 'rejected' }, '23514'],
  ])('refuses a step %s', async (_, changes, code) => {
    const asked = await ask();
    await expect(step(asked, changes)).rejects.toMatchObject({ code });
    expect(await stateOf(asked)).toBe('waiting');
  });

  it('keeps the steps as they were taken', async () => {
    const asked = await ask();
    await approvals.approve(asked.id, reviewer);
    const change = `update approval_decision set decided_by = '0302' where approval_id = $1`;
    await expect(service.query(change, [asked.id])).rejects.toMatchObject({ code: '42501' });
    await expect(owner.query(change, [asked.id])).rejects.toMatchObject({ code: 'SS001' });
    await expect(owner.query('truncate approval_decision')).rejects.toMatchObject({ code: 'SS001' });
  });
});

it('is not found by a part of a number that is shown masked', async () => {
  const [words] = await counter.query<{ text: string }>(
    `select ${searchedWords} as text from (select '{"agentName":"张伟","agentNumber":"63280219800101123X"}'::jsonb as content) a`,
  );
  expect(words?.text).toBe('["张伟"]');
});
