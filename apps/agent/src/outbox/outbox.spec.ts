/** Promises of the outbox: what was taken is there after a restart, and nothing is kept longer than it is needed. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'libsql';
import { describeProblem } from '#libs/contract/problems.js';
import { readAgentConfig } from '../ground/config.js';
import { OutboxStore, type StoredAct } from './outbox.store.js';

const folder = mkdtempSync(join(tmpdir(), 'sscard-outbox-'));
const config = readAgentConfig({ SSCARD_DATA: folder });
const { directory } = config;
const open = (): OutboxStore => new OutboxStore(config);

let outbox: OutboxStore;
beforeEach(() => {
  outbox = open();
});
afterEach(() => outbox.onApplicationShutdown());
afterAll(() => rmSync(folder, { recursive: true }));

let made = 0;
const act = (members: Partial<StoredAct> = {}): StoredAct => {
  made += 1;
  return {
    key: `key-${made}`,
    kind: 'payment',
    service: null,
    channel: 'bank',
    total: '600.00',
    lines: [],
    maskedName: null,
    hands: [],
    handsDoneAt: null,
    undoes: null,
    requestDigest: 'digest',
    body: '{"cardProof":"00"}',
    cardSessionId: `session-${made}`,
    staffNumber: '0001',
    state: 'sending',
    problem: null,
    receiptNumber: null,
    print: null,
    copies: 0,
    startedAt: new Date().toISOString(),
    lastSentAt: null,
    calledOffAt: null,
    ...members,
  };
};

it('is read by its own user alone, also where an earlier one left it open', () => {
  const modes = (): Record<string, number> =>
    Object.fromEntries(
      ['.', ...readdirSync(directory)].map((name) => [name, statSync(join(directory, name)).mode & 0o777]),
    );
  const closed = {
    '.': 0o700,
    'outbox.sqlite': 0o600,
    'outbox.sqlite-shm': 0o600,
    'outbox.sqlite-wal': 0o600,
  };
  outbox.add(act());
  expect(modes()).toEqual(closed);
  outbox.onApplicationShutdown();
  chmodSync(directory, 0o755);
  chmodSync(join(directory, 'outbox.sqlite'), 0o644);
  outbox = open();
  outbox.add(act());
  expect(modes()).toEqual(closed);
});

it('counts paper since the last new roll, through a new start', () => {
  expect(outbox.roll).toEqual({ prints: 0, since: null });
  outbox.countPrint();
  outbox.beginRoll('2026-11-24T02:00:00.000Z');
  outbox.countPrint();
  outbox.countPrint();
  outbox.onApplicationShutdown();
  outbox = open();
  expect(outbox.roll).toEqual({ prints: 2, since: '2026-11-24T02:00:00.000Z' });
});

describe('an act', () => {
  it('is there again, the same, when the store is opened anew', () => {
    const stored = act();
    outbox.add(stored);
    outbox.onApplicationShutdown();
    outbox = open();
    expect(outbox.find(stored.key)).toEqual(stored);
    expect(outbox.undecided().map(({ key }) => key)).toContain(stored.key);
  });

  it('cannot be stored twice under one key', () => {
    const stored = act();
    outbox.add(stored);
    expect(() => outbox.add(stored)).toThrow(/UNIQUE/);
  });

  it('keeps its body and its proof until the outcome is known, and not longer', () => {
    const stored = act();
    outbox.add(stored);
    outbox.conclude(stored.key, 'unknown', describeProblem('bank-outcome-unknown'), null);
    expect(outbox.find(stored.key)).toMatchObject({
      body: stored.body,
      problem: { code: 'bank-outcome-unknown' },
    });
    outbox.conclude(stored.key, 'succeeded', null, '63280220261124000001');
    expect(outbox.find(stored.key)).toMatchObject({
      state: 'succeeded',
      body: null,
      problem: null,
      receiptNumber: '63280220261124000001',
    });
  });

  it('remembers the last copy that was begun, whatever became of it', () => {
    const stored = act();
    outbox.add(stored);
    outbox.setPrint(stored.key, { copy: 1, outcome: 'waiting', problem: null });
    expect(outbox.find(stored.key)?.copies).toBe(0);
    outbox.setPrint(stored.key, { copy: 1, outcome: 'printing', problem: null });
    outbox.setPrint(stored.key, {
      copy: 1,
      outcome: 'failed',
      problem: describeProblem('printer-paper-out'),
    });
    expect(outbox.find(stored.key)).toMatchObject({ copies: 1, print: { outcome: 'failed' } });
  });

  it('is forgotten a month after it was decided, and never before', () => {
    const startedAt = new Date(Date.now() - 31 * 24 * 3600_000).toISOString();
    const decided = act({ startedAt, state: 'succeeded', body: null });
    const waiting = act({ startedAt });
    outbox.add(decided);
    outbox.add(waiting);
    outbox.onApplicationShutdown();
    // What is old, the centre's time tells: a start with a wrong clock of one's own throws nothing away.
    outbox = open();
    expect(outbox.find(decided.key)).toEqual(decided);
    outbox.sweep(new Date());
    expect(outbox.find(decided.key)).toBeNull();
    expect(outbox.find(waiting.key)).toEqual(waiting);
  });
});

describe('an outbox of before the card window', () => {
  it('keeps its acts, and takes services from then on', () => {
    const stored = act();
    outbox.add(stored);
    outbox.onApplicationShutdown();
    const file = join(readAgentConfig({ SSCARD_DATA: folder }).directory, 'outbox.sqlite');
    const old = new Database(file);
    // As the first version made it: no services, and money in every act.
    old.exec(`
      CREATE TABLE old_act AS SELECT * FROM act;
      DROP TABLE act;
      CREATE TABLE act (key TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('payment', 'collection')),
        channel TEXT NOT NULL, total TEXT NOT NULL, request_digest TEXT NOT NULL, body TEXT, card_session_id TEXT,
        staff_number TEXT NOT NULL, state TEXT NOT NULL, problem TEXT, receipt_number TEXT, print TEXT,
        copies INTEGER NOT NULL DEFAULT 0, started_at TEXT NOT NULL) STRICT;
      INSERT INTO act SELECT key, kind, channel, total, request_digest, body, card_session_id, staff_number, state,
        problem, receipt_number, print, copies, started_at FROM old_act;
      DROP TABLE old_act;
      CREATE INDEX act_started ON act (started_at);`);
    old.close();
    outbox = open();
    expect(outbox.find(stored.key)).toEqual(stored);
    const service = act({ kind: 'card-service', service: 'loss', channel: 'none', total: '0.00' });
    outbox.add(service);
    expect(outbox.find(service.key)).toEqual(service);
  });
});

describe('a card session', () => {
  it('can be ended only when none of its acts waits for its outcome', () => {
    const stored = act({ cardSessionId: 'the-session' });
    outbox.addCardSession('the-session');
    outbox.add(stored);
    expect(outbox.endableCardSessions()).not.toContain('the-session');
    outbox.conclude(stored.key, 'refused', describeProblem('due-paid'), null);
    expect(outbox.endableCardSessions()).toContain('the-session');
    outbox.dropCardSession('the-session');
    expect(outbox.endableCardSessions()).not.toContain('the-session');
  });
});

describe('the report of a print', () => {
  it('stays until it was taken', () => {
    const report = { receiptNumber: '1', copy: 2, outcome: 'failed', fault: 'paper-out' } as const;
    outbox.addPrintReport(report);
    outbox.onApplicationShutdown();
    outbox = open();
    expect(outbox.printReports()).toEqual([report]);
    outbox.dropPrintReport(report);
    expect(outbox.printReports()).toEqual([]);
  });
});

describe('the body of a card service', () => {
  it('leaves nothing of them in any file once its outcome is known', () => {
    const number = '632802199001011234';
    const body = JSON.stringify({ service: 'loss', socialSecurityNumber: number });
    const stored = act({ kind: 'card-service', service: 'loss', channel: 'none', body });
    const holding = (): readonly string[] =>
      readdirSync(directory).filter((file) => readFileSync(join(directory, file)).includes(number));
    outbox.add(stored);
    expect(holding()).not.toEqual([]);
    outbox.conclude(stored.key, 'succeeded', null, '63280220261124000002');
    expect(holding()).toEqual([]);
  });
});
