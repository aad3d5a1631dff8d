/** Loads and locks what a batch of jobs needs, and writes what they came to. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { fen, parseYuan, type Fen } from '#libs/money/fen.js';
import type { BatchState, DueRow, EntitlementRow, SessionRow, WaitingSettlement } from './batch-state.js';
import { prepared } from '../database/prepared.js';
import { accountKey, LedgerStore } from '../funds/ledger.store.js';
import { accountKeysOf, personalAccountKey } from './booking.js';
import type { Channel, Job, Operation, SettlementKind } from './settlement.js';
import { toRows } from './write-rows.js';
import { writeSettlementsSql } from './write-settlements.sql.js';
import type { WriteSet } from './write-set.js';

type Text<Row> = {
  readonly [Name in keyof Row]: Row[Name] extends Fen
    ? string
    : Row[Name] extends Fen | null
      ? string | null
      : Row[Name];
};

const amountOf = (text: string): Fen => fen(BigInt(text));

const operationColumns = `o.key, o.terminal_id as "terminalId", o.staff_number as "staffNumber", o.kind, o.channel,
  o.body_digest as "bodyDigest", o.total_fen as total, o.state, o.receipt_number as "receiptNumber",
  o.problem_code as "problemCode", o.problem_detail as "problemDetail", o.started_at as "startedAt", o.finished_at as "finishedAt"`;

const toOperation = (row: Text<Operation>): Operation => ({ ...row, total: amountOf(row.total) });

const sessionSql = `
  select s.id, s.terminal_id as "terminalId", s.staff_number as "staffNumber", s.state, s.nonce, s.started_at as "startedAt",
    s.person_id as "personId", p.name as "personName", p.social_security_number as "socialSecurityNumber",
    c.card_number as "cardNumber", c.state as "cardState", c.valid_until::text as "validUntil", c.algorithm,
    c.historical_bytes as "historicalBytes", c.bank_account as "bankAccount", c.bank_account_state as "bankAccountState"
  from card_session s join card c on c.id = s.card_id join person p on p.id = s.person_id
  where s.id = any($1)`;

/** Tiers as the assessment of a due keeps them. */
type StoredTier = { readonly amount: string; readonly subsidy: string };

const tierMap = (tiers: readonly StoredTier[]): ReadonlyMap<bigint, Fen> =>
  new Map(
    tiers.map(({ amount, subsidy }) => {
      const [tier, granted] = [parseYuan(amount), parseYuan(subsidy)];
      if (tier === null || granted === null) throw new Error('a stored tier is no amount');
      return [tier, granted];
    }),
  );

/** Everything locked for a batch but the card proofs, which are checked with the sessions in hand. */
export type LoadedState = Omit<BatchState, 'proven'>;

@Injectable()
export class SettlementsStore {
  constructor(private readonly ledger: LedgerStore) {}

  async load(tx: EntityManager, jobs: readonly Job[], now: Date, today: PlainDate): Promise<LoadedState> {
    const acts = jobs.filter((job) => job.kind !== 'conclusion');
    const operations = await this.operations(
      tx,
      acts.map(({ key }) => key),
    );
    const waiting = await this.waiting(
      tx,
      jobs.flatMap((job) => (job.kind === 'conclusion' ? [job.settlementId] : [])),
    );
    const cardActs = acts.flatMap((act) =>
      act.kind === 'payment' || act.kind === 'collection' ? [act] : [],
    );
    const sessions = await this.sessions(
      tx,
      cardActs.map(({ cardSessionId }) => cardSessionId),
    );

    const subjects = (kind: SettlementKind): string[] => [
      ...cardActs.filter((act) => act.kind === kind).flatMap(({ items }) => items.map(({ id }) => id)),
      ...[...waiting.values()]
        .filter((one) => one.kind === kind)
        .flatMap(({ lines }) => lines.flatMap(({ subjectId }) => subjectId ?? [])),
    ];
    // Always in this order, and by id within each: two batches of two processes cannot wait for each other.
    const dues = await this.dues(tx, subjects('payment'));
    const entitlements = await this.entitlements(tx, subjects('collection'));

    const schemes = new Set([...dues.values(), ...entitlements.values()].map(({ scheme }) => scheme));
    const accounts = new Set<string>();
    const need = (kind: SettlementKind, channel: Channel, clerk: string, among: Iterable<string>) => {
      for (const scheme of among) {
        for (const key of accountKeysOf(kind, channel, scheme, clerk)) accounts.add(key);
        if (kind === 'collection') accounts.add(accountKey(scheme, 'expenditure'));
      }
    };
    for (const { kind, channel, staff } of cardActs) need(kind, channel, staff.number, schemes);
    for (const { kind, channel, operation } of waiting.values())
      need(kind, channel, operation.staffNumber ?? '', schemes);
    for (const act of acts)
      if (act.kind === 'till-draw' || act.kind === 'till-deposit')
        need(act.kind, act.channel, act.staff.number, [act.scheme]);

    const people = [...dues.values(), ...entitlements.values()].map(({ personId, scheme }) => ({
      personId,
      scheme,
    }));
    const personalAccounts = await this.personalAccounts(tx, people);
    const locked = await this.ledger.lock(tx, [...accounts]);
    return {
      now,
      today,
      operations,
      sessions,
      dues,
      entitlements,
      waiting,
      personalAccounts,
      ...locked,
      lastReceiptNumber: await this.lastReceiptNumber(tx, today),
    };
  }

  private async operations(tx: EntityManager, keys: readonly string[]): Promise<Map<string, Operation>> {
    if (keys.length === 0) return new Map();
    const rows: Text<Operation>[] = await prepared(
      tx,
      'settlement-operations',
      `select ${operationColumns} from operation o where o.key = any($1)`,
      [keys],
    );
    return new Map(rows.map((row) => [row.key, toOperation(row)]));
  }

  private async sessions(tx: EntityManager, ids: readonly string[]): Promise<Map<string, SessionRow>> {
    if (ids.length === 0) return new Map();
    const rows: SessionRow[] = await prepared(tx, 'settlement-sessions', sessionSql, [ids]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  private async dues(tx: EntityManager, ids: readonly string[]): Promise<Map<string, DueRow>> {
    if (ids.length === 0) return new Map();
    const rows: (Text<Omit<DueRow, 'tiers'>> & { tiers: StoredTier[] })[] = await prepared(
      tx,
      'settlement-dues',
      `select id, person_id as "personId", scheme, period, amount_fen as amount, state, assessment->'tiers' as tiers,
         (assessment->>'creditsPersonalAccount')::boolean as "creditsPersonalAccount"
       from due where id = any($1) order by id for update`,
      [ids],
    );
    return new Map(
      rows.map((row) => [
        row.id,
        { ...row, amount: row.amount === null ? null : amountOf(row.amount), tiers: tierMap(row.tiers) },
      ]),
    );
  }

  private async entitlements(
    tx: EntityManager,
    ids: readonly string[],
  ): Promise<Map<string, EntitlementRow>> {
    if (ids.length === 0) return new Map();
    const rows: Text<EntitlementRow>[] = await prepared(
      tx,
      'settlement-entitlements',
      `select id, person_id as "personId", scheme, period, amount_fen as amount, account_part_fen as "accountPart", state
       from entitlement where id = any($1) order by id for update`,
      [ids],
    );
    return new Map(
      rows.map((row) => [
        row.id,
        { ...row, amount: amountOf(row.amount), accountPart: amountOf(row.accountPart) },
      ]),
    );
  }

  private async waiting(tx: EntityManager, ids: readonly string[]): Promise<Map<string, WaitingSettlement>> {
    if (ids.length === 0) return new Map();
    type Line = {
      subjectId: string;
      scheme: string;
      period: string;
      amount: string;
      subsidy: string;
      accountPart: string;
      creditsPersonalAccount: boolean;
    };
    type Row = {
      id: string;
      kind: SettlementKind;
      channel: Channel;
      state: WaitingSettlement['state'];
      sessionId: string;
      terminalName: string;
      staffName: string;
      operationKey: string;
      lines: Line[];
    };
    const rows: Row[] = await prepared(
      tx,
      'settlement-waiting',
      `select s.id, s.kind, s.channel, s.state, s.card_session_id as "sessionId", t.name as "terminalName", m.name as "staffName",
         (select json_agg(json_build_object('subjectId', l.subject_id, 'scheme', l.scheme, 'period', l.period, 'amount', l.amount_fen::text,
            'subsidy', l.subsidy_fen::text, 'accountPart', l.account_part_fen::text,
            'creditsPersonalAccount', coalesce((d.assessment->>'creditsPersonalAccount')::boolean, false)) order by l.line)
          from settlement_line l left join due d on d.id = l.subject_id where l.settlement_id = s.id) as lines,
         s.operation_key as "operationKey"
       from settlement s join terminal t on t.id = s.terminal_id join staff_member m on m.staff_number = s.staff_number
       where s.id = any($1) order by s.id for update of s`,
      [ids],
    );
    const operations = await this.operations(
      tx,
      rows.map(({ operationKey }) => operationKey),
    );
    const sessions = await this.sessions(
      tx,
      rows.map(({ sessionId }) => sessionId),
    );
    return new Map(
      rows.map(({ id, kind, channel, state, sessionId, operationKey, terminalName, staffName, lines }) => {
        const session = sessions.get(sessionId);
        const operation = operations.get(operationKey);
        if (session === undefined || operation === undefined)
          throw new Error(`settlement ${id} has lost its session or operation`);
        const parsed = lines.map((line) => ({
          ...line,
          amount: amountOf(line.amount),
          subsidy: amountOf(line.subsidy),
          accountPart: amountOf(line.accountPart),
        }));
        return [id, { id, kind, channel, state, session, operation, terminalName, staffName, lines: parsed }];
      }),
    );
  }

  /** Locks the personal accounts; they were made when the person was assessed. */
  private async personalAccounts(
    tx: EntityManager,
    owners: readonly { readonly personId: string; readonly scheme: string }[],
  ): Promise<BatchState['personalAccounts']> {
    if (owners.length === 0) return new Map();
    const [people, schemes] = [owners.map(({ personId }) => personId), owners.map(({ scheme }) => scheme)];
    type Row = { id: string; personId: string; scheme: string; balance: string; version: string };
    const select = `select a.id, a.person_id as "personId", a.scheme, a.balance_fen as balance, a.version from personal_account a
      join (select distinct * from unnest($1::uuid[], $2::text[]) as o (person_id, scheme)) o using (person_id, scheme) order by a.id for update of a`;
    const rows: Row[] = await prepared(tx, 'settlement-personal-accounts', select, [people, schemes]);
    return new Map(
      rows.map(({ id, personId, scheme, balance, version }) => [
        personalAccountKey(personId, scheme),
        { id, balance: amountOf(balance), version: BigInt(version) },
      ]),
    );
  }

  /** The day's last receipt number, locked: numbers have no gaps. */
  private async lastReceiptNumber(tx: EntityManager, today: PlainDate): Promise<number> {
    const rows: { last_number: number }[] = await prepared(
      tx,
      'settlement-receipt-sequence',
      `insert into receipt_sequence as q (business_date, last_number) values ($1, 0)
       on conflict (business_date) do update set last_number = q.last_number returning last_number`,
      [today],
    );
    const [row] = rows;
    if (row === undefined) throw new Error('the receipt sequence gave no number');
    return row.last_number;
  }

  /** Writes all of a batch in one statement. */
  async write(tx: EntityManager, state: BatchState, writes: WriteSet): Promise<void> {
    await prepared(tx, 'write-settlements', writeSettlementsSql, [JSON.stringify(toRows(state, writes))]);
  }
}
