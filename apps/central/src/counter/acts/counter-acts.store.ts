/** Loads and locks what a group of jobs needs, and writes what they came to. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { staffNumberOf } from '../../ground/http/identity.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { fen, yuan, type Fen } from '#libs/money/fen.js';
import type {
  GovernmentMoney,
  GroupState,
  DueRow,
  EntitlementRow,
  SessionRow,
  ActLine,
  LockedAct,
  UndoneAct,
  WaitingAct,
} from './group-state.js';
import { accountShareOf, type StoredAccountShare } from '../../insurance/contributions/account-share.js';
import { instalmentOf } from '../../insurance/contributions/instalment-state.js';
import { wayBack } from './decide-undoing.js';
import { operationFrom } from '../../records/operations/operation-rows.js';
import { actsSql } from './acts-with-lines.js';
import { UndoingFactsStore } from './undoing-facts.store.js';
import { prepared } from '../../ground/database/prepared.js';
import { accountKey, LedgerStore } from '../../funds/ledger/ledger.store.js';
import { accountKeysOf, personalAccountKey, type UndoneWay } from './booking.js';
import type { Operation, MoneyActKind } from '../../records/operations/operation.js';
import { OperationBook } from '../../records/operations/operation-book.store.js';
import { ReceiptNumbers } from '../../records/receipts/receipt-numbers.store.js';
import type { CardAct, Job, UndoAct } from './counter-act.js';
import { holderOf } from './check-card-act.js';
import { lockEntitlements } from './entitlement-locks.js';
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
    c.historical_bytes as "historicalBytes", c.key_version as "keyVersion", c.bank_account as "bankAccount", c.bank_account_state as "bankAccountState",
    (select coalesce(json_agg(json_build_object('personId', f.person_id, 'name', q.name, 'socialSecurityNumber', q.social_security_number,
       'relation', f.relation)), '[]') from (
         select person_id, relation from paid_for where card_session_id = s.id
         union all select merged_id, 'other' from person_merge where kept_id = s.person_id and undone_at is null) f
         join person q on q.id = f.person_id) as "paidFor"
  from card_session s join card c on c.id = s.card_id join person p on p.id = s.person_id
  where s.id = any($1)`;

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
  'sessions' | 'dues' | 'entitlements' | 'recoveries' | 'waiting' | 'undone' | 'personalAccounts'
>;

/** All but recoveries: `paidBesides` may be of some, and is no due. */
type LockedSubjects = Omit<Subjects, 'recoveries'> & { readonly paidBesides: readonly string[] };

/** What all acts share: the funds' accounts and the receipt numbers. */
type Shared = Pick<GroupState, 'accountIds' | 'balances' | 'accountVersions' | 'lastReceiptNumber'>;

const isCardAct = (job: Job): job is CardAct => job.kind === 'payment' || job.kind === 'collection';
const isUndoAct = (job: Job): job is UndoAct => job.kind === 'reversal' || job.kind === 'refund';

type Locked = LockedAct & { readonly first: WaitingAct['first'] };

/** Acts that benefits are given back by, or that undo it. */
const canRecover: ReadonlySet<MoneyActKind> = new Set(['payment', 'reversal', 'refund']);

/** Ledger accounts that the jobs' money can move between. */
const accountsOf = (
  jobs: readonly Job[],
  { waiting, undone, recoveries }: Pick<Subjects, 'waiting' | 'undone' | 'recoveries'>,
  schemes: ReadonlySet<string>,
  today: PlainDate,
): string[] => {
  const keys = new Set<string>();
  const recovered = new Set([...recoveries.values()].map(({ scheme }) => scheme));
  const need = (
    kind: MoneyActKind,
    channel: Operation['channel'],
    clerk: string | null,
    among: Iterable<string>,
    way: UndoneWay | null = null,
  ): void => {
    for (const scheme of among) {
      for (const key of accountKeysOf(kind, channel, scheme, clerk, way)) keys.add(key);
      if (kind === 'collection') keys.add(accountKey(scheme, 'expenditure'));
    }
    if (!canRecover.has(kind)) return;
    for (const scheme of recovered)
      for (const when of ['this-year', 'earlier-year'] as const)
        for (const key of accountKeysOf(kind, channel, scheme, clerk, way, when)) keys.add(key);
  };
  for (const job of jobs) {
    if (isCardAct(job)) need(job.kind, job.channel, staffNumberOf(job), schemes);
    else if (isUndoAct(job)) {
      const first = undone.get(job.undoes);
      if (first !== undefined)
        need(job.kind, job.channel, job.staff.number, schemesOf(first), wayBack(first.operation, today));
    } else if (job.kind !== 'conclusion') need(job.kind, job.channel, job.staff.number, [job.scheme]);
  }
  for (const { operation, first, lines } of waiting.values())
    need(
      operation.kind,
      operation.channel,
      operation.staffNumber,
      first === null ? schemes : schemesOf({ lines }),
      first === null ? null : wayBack(first, operation.businessDate),
    );
  return [...keys];
};

const schemesOf = ({ lines }: Pick<LockedAct, 'lines'>): ReadonlySet<string> =>
  new Set(lines.map(({ scheme }) => scheme));

@Injectable()
export class CounterActsStore {
  constructor(
    private readonly ledger: LedgerStore,
    private readonly book: OperationBook,
    private readonly receiptNumbers: ReceiptNumbers,
    private readonly facts: UndoingFactsStore,
  ) {}

  /** Waits this long for any lock of the transaction, and no longer. */
  async limitLocks(tx: EntityManager, lockTimeoutMs: number): Promise<void> {
    await tx.query(`set local lock_timeout = ${lockTimeoutMs}`);
  }

  /** Reads what needs no lock. */
  async look(tx: EntityManager, jobs: readonly Job[]): Promise<Omit<Looked, 'proofs'>> {
    const keys = jobs.flatMap((job) => (job.kind === 'conclusion' ? [] : [job.key]));
    const sessions = jobs.flatMap((job) => {
      if (isCardAct(job)) return [job.cardSessionId];
      return isUndoAct(job) && job.card !== null ? [job.card.sessionId] : [];
    });
    const [operations, rows] = await Promise.all([
      this.book.ofKeys<Operation>(tx, keys),
      this.sessions(tx, sessions),
    ]);
    return { operations, sessions: rows };
  }

  /** Locks what the jobs are about. Always in this order, and by id within each: two groups cannot wait for each other. */
  async lockSubjects(tx: EntityManager, jobs: readonly Job[], looked: Looked): Promise<LockedSubjects> {
    const toUndo = jobs.filter(isUndoAct).map(({ undoes }) => undoes);
    const concluded = jobs.flatMap((job) => (job.kind === 'conclusion' ? [job.key] : []));
    const locked = await this.acts(tx, [...new Set([...concluded, ...toUndo])], 'locked');
    const subjects = (kind: MoneyActKind): string[] => [
      ...jobs.flatMap((job) =>
        isCardAct(job) && job.kind === kind && !looked.operations.has(job.key)
          ? job.items.map(({ id }) => id)
          : [],
      ),
      ...[...locked.values()].flatMap(({ operation, first, lines }) =>
        (first?.kind ?? operation.kind) === kind ? lines.flatMap(({ subjectId }) => subjectId ?? []) : [],
      ),
    ];
    const [paid, collected] = [subjects('payment'), subjects('collection')];
    const settled = new Set(
      [...locked.values()].flatMap(({ lines }) => lines.flatMap(({ subjectId }) => subjectId ?? [])),
    );
    // Whose entitlement somebody else has in hand, a run of a city above all, has an account that is not waited for either.
    const first =
      collected.length === 0
        ? null
        : await Promise.all([this.dues(tx, paid), lockEntitlements(tx, collected, settled)]);
    const { rows: entitlements, ours } = first?.[1] ?? { rows: new Map<string, EntitlementRow>(), ours: [] };
    // Sent together and done by the connection in this order: the program waits for one answer instead of five.
    const [dues, personalAccounts, sessions, entries, facts] = await Promise.all([
      first?.[0] ?? this.dues(tx, paid),
      this.personalAccounts(tx, paid, ours),
      this.withCardsHeld(tx, looked.sessions),
      this.facts.entries(tx, [...locked.keys()]),
      this.facts.of(tx, toUndo),
    ]);
    const waiting = new Map(
      concluded.flatMap((key) => {
        const act = locked.get(key);
        if (act === undefined) return [];
        const first = (act.operation.undoes ?? null) === null ? null : act.first;
        return [[key, { ...act, first, entries: entries.get(key) ?? [] }] as const];
      }),
    );
    const undone = new Map(
      toUndo.flatMap((key) => {
        const [act, found] = [locked.get(key), facts.get(key)];
        if (act === undefined || found === undefined || act.first === null) return [];
        const { receiptNumber } = act.first;
        return [[key, { ...act, ...found, entries: entries.get(key) ?? [], receiptNumber }] as const];
      }),
    );
    const paidBesides = paid.filter((id) => !dues.has(id));
    return { sessions, dues, entitlements, paidBesides, waiting, undone, personalAccounts };
  }

  /** Locks what every group changes; after the subjects, and for as short as can be. */
  async lockShared(
    tx: EntityManager,
    jobs: readonly Job[],
    { dues, entitlements, recoveries, waiting, undone }: Subjects,
    today: PlainDate,
  ): Promise<Shared> {
    const schemes = new Set([...dues.values(), ...entitlements.values()].map(({ scheme }) => scheme));
    const [accounts, lastReceiptNumber] = await Promise.all([
      this.ledger.lock(tx, accountsOf(jobs, { waiting, undone, recoveries }, schemes, today)),
      this.receiptNumbers.hold(tx, today),
    ]);
    return { ...accounts, lastReceiptNumber };
  }

  /** Key of the act that a receipt is of; null: there is no such receipt. */
  async keyOfReceipt(tx: EntityManager, receiptNumber: string): Promise<string | null> {
    const rows: { key: string }[] = await tx.query(
      'select operation_key as key from receipt where number = $1',
      [receiptNumber],
    );
    return rows[0]?.key ?? null;
  }

  /** An act with what stands in the way of undoing it; null: there is none with a receipt under that key. */
  async toUndo(tx: EntityManager, key: string): Promise<UndoneAct | null> {
    const act = (await this.acts(tx, [key], 'read')).get(key);
    const facts = (await this.facts.of(tx, [key])).get(key);
    if (act === undefined || facts === undefined || act.first === null) return null;
    const entries = (await this.facts.entries(tx, [key])).get(key) ?? [];
    return { ...act, ...facts, entries, receiptNumber: act.first.receiptNumber };
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
    const rows: (Text<Omit<DueRow, 'tiers' | 'accountShare'>> & {
      tiers: StoredTier[];
      accountShare: StoredAccountShare | null;
    })[] = await prepared(
      tx,
      'act-dues',
      `select id, person_id as "personId", scheme, period, amount_fen as amount, state, assessment->'tiers' as tiers,
         (assessment->>'creditsPersonalAccount')::boolean as "creditsPersonalAccount", assessment->'accountShare' as "accountShare",
         state = 'in-payment' and settled_by is null as "inHand", ${instalmentOf('due.id')} as instalment
       from due where id = any($1) order by id for update`,
      [ids],
    );
    return new Map(
      rows.map((row) => [
        row.id,
        {
          ...row,
          amount: row.amount === null ? null : amountOf(row.amount),
          tiers: tierMap(row.tiers),
          accountShare: accountShareOf(row.accountShare),
        },
      ]),
    );
  }

  private async acts(
    tx: EntityManager,
    keys: readonly string[],
    lock: 'locked' | 'read',
  ): Promise<Map<string, Locked>> {
    if (keys.length === 0) return new Map();
    type Row = Text<Operation> & {
      readonly terminalName: string;
      /** Null: the holder's own act. */
      readonly staffName: string | null;
      readonly personName: string | null;
      readonly socialSecurityNumber: string | null;
      readonly firstKind: Operation['kind'];
      readonly firstDate: PlainDate;
      readonly firstReceipt: string | null;
      readonly cardNumber: string | null;
      readonly lines: readonly Text<ActLine>[];
    };
    const rows = await prepared<Row>(
      tx,
      `acts-${lock}`,
      lock === 'locked' ? `${actsSql} for update of o` : actsSql,
      [keys],
    );
    const sessions = await this.sessions(
      tx,
      rows.flatMap(({ cardSessionId, cardNumber }) =>
        cardSessionId === null || cardNumber !== null ? [] : [cardSessionId],
      ),
    );
    return new Map(
      rows.map(({ terminalName, staffName, lines, ...rest }) => {
        const { personName, socialSecurityNumber, firstKind, firstDate, firstReceipt, cardNumber, ...row } =
          rest;
        const session = sessions.get(row.cardSessionId ?? '');
        const holder =
          session === undefined
            ? {
                name: personName ?? '',
                socialSecurityNumber: socialSecurityNumber ?? '',
                cardNumber: cardNumber ?? '',
              }
            : holderOf(session);
        if (holder.cardNumber === '' && row.state !== 'refused' && row.personId !== null)
          throw new Error(`operation ${row.key} waits for the bank without a card session`);
        const parsed = lines.map((line) => ({
          ...line,
          amount: amountOf(line.amount),
          governmentPart: amountOf(line.governmentPart),
          subsidy: amountOf(line.subsidy),
          accountPart: amountOf(line.accountPart),
        }));
        const first =
          firstReceipt === null
            ? null
            : { kind: firstKind, receiptNumber: firstReceipt, businessDate: firstDate };
        const operation = operationFrom<Operation>(row);
        return [row.key, { operation, holder, terminalName, staffName, lines: parsed, first }];
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
