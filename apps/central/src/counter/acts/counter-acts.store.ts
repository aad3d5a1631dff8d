/** Loads and locks what a group of jobs needs, and writes what they came to. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { fen, yuan, type Fen } from '#libs/money/fen.js';
import type {
  GovernmentMoney,
  GroupState,
  DueRow,
  EntitlementRow,
  SessionRow,
  ActLine,
  WaitingAct,
} from './group-state.js';
import { prepared } from '../../ground/database/prepared.js';
import { accountKey, LedgerStore } from '../../funds/ledger/ledger.store.js';
import { accountKeysOf, personalAccountKey } from './booking.js';
import type { Channel, Operation, MoneyActKind } from '../../records/operations/operation.js';
import { OperationBook } from '../../records/operations/operation-book.store.js';
import { operationColumns, operationFrom } from '../../records/operations/operation-rows.js';
import { ReceiptNumbers } from '../../records/receipts/receipt-numbers.store.js';
import type { CardAct, Job } from './counter-act.js';
import { writeActs, type ActRows } from './write-acts.js';

type Text<Row> = {
  readonly [Name in keyof Row]: Row[Name] extends Fen
    ? string
    : Row[Name] extends Fen | null
      ? string | null
      : Row[Name];
};

const amountOf = (text: string): Fen => fen(BigInt(text));

const sessionSql = `
  select s.id, s.terminal_id as "terminalId", s.staff_number as "staffNumber", s.state, s.nonce, s.started_at as "startedAt",
    s.person_id as "personId", p.name as "personName", p.social_security_number as "socialSecurityNumber",
    c.card_number as "cardNumber", c.state as "cardState", c.valid_until::text as "validUntil", c.algorithm,
    c.historical_bytes as "historicalBytes", c.key_version as "keyVersion", c.bank_account as "bankAccount", c.bank_account_state as "bankAccountState"
  from card_session s join card c on c.id = s.card_id join person p on p.id = s.person_id
  where s.id = any($1)`;

/** Operations that wait for the bank, locked, with their lines. */
const waitingSql = `
  select ${operationColumns('o')}, t.name as "terminalName", m.name as "staffName",
    (select json_agg(json_build_object('subjectId', l.subject_id, 'scheme', l.scheme, 'period', l.period, 'amount', l.amount_fen::text,
       'governmentPart', coalesce(of_tier.government_part, 0)::text, 'subsidy', (l.subsidy_fen - coalesce(of_tier.government_part, 0))::text,
       'accountPart', l.account_part_fen::text,
       'creditsPersonalAccount', coalesce((d.assessment->>'creditsPersonalAccount')::boolean, false)) order by l.line)
     from operation_line l left join due d on d.id = l.subject_id
       left join lateral (select ((t ->> 'governmentPart')::numeric * 100)::bigint as government_part
         from jsonb_array_elements(d.assessment -> 'tiers') t where (t ->> 'amount')::numeric * 100 = l.amount_fen) of_tier on true
     where l.operation_key = o.key) as lines
  from operation o join terminal t on t.id = o.terminal_id join staff_member m on m.staff_number = o.staff_number
  where o.key = any($1) order by o.key for update of o`;

/** Tiers as the assessment of a due keeps them. */
type StoredTier = { readonly amount: string; readonly governmentPart: string; readonly subsidy: string };

const tierMap = (tiers: readonly StoredTier[]): ReadonlyMap<bigint, GovernmentMoney> =>
  new Map(
    tiers.map(({ amount, governmentPart, subsidy }) => [
      yuan(amount),
      { governmentPart: yuan(governmentPart), subsidy: yuan(subsidy) },
    ]),
  );

/** What is read without a lock; a finished operation does not change under an act, and cards are looked at again under one. */
export type Looked = Pick<GroupState, 'operations' | 'sessions' | 'proofs'>;

/** What acts are about, locked until they are written. */
export type Subjects = Pick<
  GroupState,
  'sessions' | 'dues' | 'entitlements' | 'waiting' | 'personalAccounts'
>;

/** What all acts share: the funds' accounts and the receipt numbers. */
type Shared = Pick<GroupState, 'accountIds' | 'balances' | 'accountVersions' | 'lastReceiptNumber'>;

const isCardAct = (job: Job): job is CardAct => job.kind === 'payment' || job.kind === 'collection';

/** Ledger accounts that the jobs' money can move between. */
const accountsOf = (
  jobs: readonly Job[],
  waiting: Iterable<WaitingAct>,
  schemes: ReadonlySet<string>,
): string[] => {
  const keys = new Set<string>();
  const need = (kind: MoneyActKind, channel: Channel, clerk: string, among: Iterable<string>): void => {
    for (const scheme of among) {
      for (const key of accountKeysOf(kind, channel, scheme, clerk)) keys.add(key);
      if (kind === 'collection') keys.add(accountKey(scheme, 'expenditure'));
    }
  };
  for (const job of jobs) {
    if (isCardAct(job)) need(job.kind, job.channel, job.staff.number, schemes);
    else if (job.kind !== 'conclusion') need(job.kind, job.channel, job.staff.number, [job.scheme]);
  }
  for (const { operation } of waiting)
    need(operation.kind, operation.channel, operation.staffNumber, schemes);
  return [...keys];
};

@Injectable()
export class CounterActsStore {
  constructor(
    private readonly ledger: LedgerStore,
    private readonly book: OperationBook,
    private readonly receiptNumbers: ReceiptNumbers,
  ) {}

  /** Waits this long for any lock of the transaction, and no longer. */
  async limitLocks(tx: EntityManager, lockTimeoutMs: number): Promise<void> {
    await tx.query(`set local lock_timeout = ${lockTimeoutMs}`);
  }

  /** Reads what needs no lock. */
  async look(tx: EntityManager, jobs: readonly Job[]): Promise<Omit<Looked, 'proofs'>> {
    const keys = jobs.flatMap((job) => (job.kind === 'conclusion' ? [] : [job.key]));
    const sessions = jobs.flatMap((job) => (isCardAct(job) ? [job.cardSessionId] : []));
    const [operations, rows] = await Promise.all([
      this.book.ofKeys<Operation>(tx, keys),
      this.sessions(tx, sessions),
    ]);
    return { operations, sessions: rows };
  }

  /** Locks what the jobs are about. Always in this order, and by id within each: two groups cannot wait for each other. */
  async lockSubjects(tx: EntityManager, jobs: readonly Job[], looked: Looked): Promise<Subjects> {
    const waiting = await this.waiting(
      tx,
      jobs.flatMap((job) => (job.kind === 'conclusion' ? [job.key] : [])),
    );
    const subjects = (kind: MoneyActKind): string[] => [
      ...jobs.flatMap((job) =>
        isCardAct(job) && job.kind === kind && !looked.operations.has(job.key)
          ? job.items.map(({ id }) => id)
          : [],
      ),
      ...[...waiting.values()].flatMap(({ operation, lines }) =>
        operation.kind === kind ? lines.flatMap(({ subjectId }) => subjectId ?? []) : [],
      ),
    ];
    const [paid, collected] = [subjects('payment'), subjects('collection')];
    // Sent together and done by the connection in this order: the program waits for one answer instead of four.
    const [dues, entitlements, personalAccounts, sessions] = await Promise.all([
      this.dues(tx, paid),
      this.entitlements(tx, collected),
      this.personalAccounts(tx, paid, collected),
      this.withCardsHeld(tx, looked.sessions),
    ]);
    return { sessions, dues, entitlements, waiting, personalAccounts };
  }

  /** Locks what every group changes; after the subjects, and for as short as can be. */
  async lockShared(
    tx: EntityManager,
    jobs: readonly Job[],
    { dues, entitlements, waiting }: Subjects,
    today: PlainDate,
  ): Promise<Shared> {
    const schemes = new Set([...dues.values(), ...entitlements.values()].map(({ scheme }) => scheme));
    const [accounts, lastReceiptNumber] = await Promise.all([
      this.ledger.lock(tx, accountsOf(jobs, waiting.values(), schemes)),
      this.receiptNumbers.hold(tx, today),
    ]);
    return { ...accounts, lastReceiptNumber };
  }

  private async sessions(tx: EntityManager, ids: readonly string[]): Promise<Map<string, SessionRow>> {
    if (ids.length === 0) return new Map();
    const rows: SessionRow[] = await prepared(tx, 'act-sessions', sessionSql, [ids]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /**
   * The sessions with their cards as they are now, the cards kept so until the acts are written: a loss reported meanwhile waits its
   * turn. What was looked up before may be seconds old, so that the session and the account are read again too.
   */
  private async withCardsHeld(
    tx: EntityManager,
    sessions: ReadonlyMap<string, SessionRow>,
  ): Promise<ReadonlyMap<string, SessionRow>> {
    if (sessions.size === 0) return sessions;
    type Now = Pick<
      SessionRow,
      'id' | 'state' | 'cardState' | 'validUntil' | 'bankAccount' | 'bankAccountState'
    >;
    const rows: Now[] = await prepared(
      tx,
      'act-cards',
      `select s.id, s.state, c.state as "cardState", c.valid_until::text as "validUntil", c.bank_account as "bankAccount",
         c.bank_account_state as "bankAccountState"
       from card c join card_session s on s.card_id = c.id where s.id = any($1) order by c.card_number for share of c`,
      [[...sessions.keys()]],
    );
    const held = new Map(rows.map((row) => [row.id, row]));
    return new Map(Array.from(sessions, ([id, session]) => [id, { ...session, ...held.get(id) }]));
  }

  private async dues(tx: EntityManager, ids: readonly string[]): Promise<Map<string, DueRow>> {
    if (ids.length === 0) return new Map();
    const rows: (Text<Omit<DueRow, 'tiers'>> & { tiers: StoredTier[] })[] = await prepared(
      tx,
      'act-dues',
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
      'act-entitlements',
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

  private async waiting(tx: EntityManager, keys: readonly string[]): Promise<Map<string, WaitingAct>> {
    if (keys.length === 0) return new Map();
    type Row = Text<Operation> & {
      readonly terminalName: string;
      readonly staffName: string;
      readonly lines: readonly Text<ActLine>[];
    };
    const rows = await prepared<Row>(tx, 'act-waiting', waitingSql, [keys]);
    const sessions = await this.sessions(
      tx,
      rows.map(({ cardSessionId }) => cardSessionId ?? ''),
    );
    return new Map(
      rows.map(({ terminalName, staffName, lines, ...row }) => {
        const session = sessions.get(row.cardSessionId ?? '');
        if (session === undefined)
          throw new Error(`operation ${row.key} waits for the bank without a card session`);
        const parsed = lines.map((line) => ({
          ...line,
          amount: amountOf(line.amount),
          governmentPart: amountOf(line.governmentPart),
          subsidy: amountOf(line.subsidy),
          accountPart: amountOf(line.accountPart),
        }));
        return [
          row.key,
          { operation: operationFrom<Operation>(row), session, terminalName, staffName, lines: parsed },
        ];
      }),
    );
  }

  /** Locks the personal accounts that these dues and entitlements move; they were made when the person was assessed. */
  private async personalAccounts(
    tx: EntityManager,
    dues: readonly string[],
    entitlements: readonly string[],
  ): Promise<GroupState['personalAccounts']> {
    if (dues.length + entitlements.length === 0) return new Map();
    type Row = { id: string; personId: string; scheme: string; balance: string; version: string };
    const select = `select a.id, a.person_id as "personId", a.scheme, a.balance_fen as balance, a.version from personal_account a
      where (a.person_id, a.scheme) in (
        select person_id, scheme from due where id = any($1::uuid[]) and (assessment->>'creditsPersonalAccount')::boolean
        union all select person_id, scheme from entitlement where id = any($2::uuid[]) and account_part_fen > 0)
      order by a.id for update of a`;
    const rows: Row[] = await prepared(tx, 'act-personal-accounts', select, [dues, entitlements]);
    return new Map(
      rows.map(({ id, personId, scheme, balance, version }) => [
        personalAccountKey(personId, scheme),
        { id, balance: amountOf(balance), version: BigInt(version) },
      ]),
    );
  }

  /** Writes rows of all tables in one statement. */
  write(tx: EntityManager, rows: ActRows): Promise<void> {
    return writeActs(tx, rows);
  }
}
