/** What this window has asked for, on disk before it is sent: acts, prints to report, card sessions to end. */
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import Database from 'libsql';
import type { Act, ActLine, HandTask, PrintState } from '#libs/contract/desk.js';
import type { Problem } from '#libs/contract/problems.js';
import { AGENT_CONFIG } from '../ground/tokens.js';
import type { AgentConfig } from '../ground/config.js';
import { isFullDisk } from '../ground/full-disk.js';
import { privateDatabase } from '../ground/private-files.js';
import { prepareOutbox } from './schema.js';

export type ActState = Act['state'];

/**
 * An act as it is kept: everything needed to send it again byte for byte, and to say afterwards whose it was and what is still to be
 * done. Only the body of a card service names people, and it is dropped with the outcome; what stays is a masked name.
 */
export type StoredAct = {
  readonly key: string;
  readonly kind: Act['kind'];
  readonly service: Act['service'];
  readonly channel: Act['channel'];
  readonly total: string;
  readonly lines: readonly ActLine[];
  readonly maskedName: string | null;
  /** What the hands have to do once it has succeeded. */
  readonly hands: readonly HandTask[];
  readonly handsDoneAt: string | null;
  /** Number of the receipt whose act it undoes. */
  readonly undoes: string | null;
  /** Digest of what the page asked for, to tell a repeated press from another act under the same key. */
  readonly requestDigest: string;
  /** JSON body with the card's proof; null once the outcome is known. */
  readonly body: string | null;
  readonly cardSessionId: string | null;
  readonly staffNumber: string;
  readonly state: ActState;
  readonly problem: Problem | null;
  readonly receiptNumber: string | null;
  readonly print: PrintState | null;
  /** Number of the last copy that was begun; 0 before the first. */
  readonly copies: number;
  readonly startedAt: string;
  /** When it was last sent without being answered: it may still be on its way. */
  readonly lastSentAt: string | null;
  readonly calledOffAt: string | null;
};

export type PrintReport = {
  readonly receiptNumber: string;
  readonly copy: number;
  readonly outcome: 'printed' | 'failed' | 'unproven' | 'not-started';
  readonly fault: 'paper-out' | 'cover-open' | 'offline' | null;
};

type ActRow = Omit<StoredAct, 'problem' | 'print' | 'lines' | 'hands'> & {
  readonly lines: string;
  readonly hands: string;
  readonly problem: string | null;
  readonly print: string | null;
  /** What the driver says of the query itself. */
  readonly _metadata?: unknown;
};

const columns = `key, kind, service, channel, total, request_digest AS requestDigest, body, card_session_id AS cardSessionId,
  staff_number AS staffNumber, state, problem, receipt_number AS receiptNumber, print, copies, started_at AS startedAt,
  last_sent_at AS lastSentAt, called_off_at AS calledOffAt, lines, masked_name AS maskedName, hands,
  hands_done_at AS handsDoneAt, undoes`;

const toAct = (row: ActRow): StoredAct => {
  const { _metadata: _, problem, print, lines, hands, ...members } = row;
  return {
    ...members,
    lines: JSON.parse(lines) as readonly ActLine[],
    hands: JSON.parse(hands) as readonly HandTask[],
    problem: problem === null ? null : (JSON.parse(problem) as Problem),
    print: print === null ? null : (JSON.parse(print) as PrintState),
  };
};

const json = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));

/** Whether an act has its outcome. */
export const isDecided = (state: ActState): boolean => state === 'succeeded' || state === 'refused';

/** Decided acts stay this long, to be printed again and to answer a repeated key. */
const keptForMs = 30 * 24 * 3600_000;

@Injectable()
export class OutboxStore implements OnApplicationShutdown {
  private readonly database: Database.Database;

  constructor(@Inject(AGENT_CONFIG) config: AgentConfig) {
    this.database = new Database(privateDatabase(config.directory, 'outbox.sqlite'));
    this.database.exec('PRAGMA journal_mode = WAL');
    // FULL: an act is on the disk, not on its way there, when the page is told that it was taken.
    this.database.exec('PRAGMA synchronous = FULL');
    // A body can name people: once it is dropped, its bytes are overwritten.
    this.database.exec('PRAGMA secure_delete = ON');
    prepareOutbox(this.database);
    try {
      // A power cut may have come between an outcome and the emptying.
      this.emptyLog();
    } catch (error) {
      // It is emptied again with the next outcome; a window that cannot even start helps nobody to more room.
      if (!isFullDisk(error)) throw error;
    }
  }

  /** Drops what was decided long ago: the centre keeps the books, the window only its recent past. `now` is the centre's. */
  sweep(now: Date): void {
    this.forgetBefore(new Date(now.getTime() - keptForMs).toISOString());
  }

  /** An act is about to be sent, or, with what was there before, was answered. */
  noteSent(key: string, at: string | null): void {
    this.database.prepare('UPDATE act SET last_sent_at = ? WHERE key = ?').run(at, key);
  }

  callOff(key: string, at: string): void {
    this.database.prepare('UPDATE act SET called_off_at = ? WHERE key = ?').run(at, key);
  }

  onApplicationShutdown(): void {
    this.database.close();
  }

  /** Stores a new act; durable when it returns. */
  add(act: StoredAct): void {
    this.database
      .prepare(
        `INSERT INTO act (key, kind, service, channel, total, request_digest, body, card_session_id, staff_number,
           state, problem, receipt_number, print, copies, started_at, last_sent_at, called_off_at, lines, masked_name, hands,
           hands_done_at, undoes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        act.key,
        act.kind,
        act.service,
        act.channel,
        act.total,
        act.requestDigest,
        act.body,
        act.cardSessionId,
        act.staffNumber,
        act.state,
        json(act.problem),
        act.receiptNumber,
        json(act.print),
        act.copies,
        act.startedAt,
        act.lastSentAt,
        act.calledOffAt,
        JSON.stringify(act.lines),
        act.maskedName,
        JSON.stringify(act.hands),
        act.handsDoneAt,
        act.undoes,
      );
  }

  find(key: string): StoredAct | null {
    const row = this.database.prepare(`SELECT ${columns} FROM act WHERE key = ?`).get(key);
    return row === undefined ? null : toAct(row as ActRow);
  }

  findByReceipt(receiptNumber: string): StoredAct | null {
    const row = this.database
      .prepare(`SELECT ${columns} FROM act WHERE receipt_number = ?`)
      .get(receiptNumber);
    return row === undefined ? null : toAct(row as ActRow);
  }

  /** Acts whose outcome is not known yet, oldest first. */
  undecided(): readonly StoredAct[] {
    return this.database
      .prepare(
        `SELECT ${columns} FROM act WHERE state NOT IN ('succeeded', 'refused') ORDER BY started_at, key`,
      )
      .all()
      .map((row) => toAct(row as ActRow));
  }

  /** Acts whose money or paper has still to pass from hand to hand, whoever pressed them and however long ago. */
  withHands(): readonly StoredAct[] {
    return this.database
      .prepare(
        `SELECT ${columns} FROM act WHERE state = 'succeeded' AND hands <> '[]' AND hands_done_at IS NULL ORDER BY started_at, key`,
      )
      .all()
      .map((row) => toAct(row as ActRow));
  }

  /** The hands have done what an act asked of them; who said so first stands. */
  noteHandsDone(key: string, at: string, staffNumber: string): void {
    this.database
      .prepare('UPDATE act SET hands_done_at = ?, hands_done_by = ? WHERE key = ? AND hands_done_at IS NULL')
      .run(at, staffNumber, key);
  }

  /** Acts that this window gave up, and that began at or after an instant. */
  givenUp(startedAt: string): readonly StoredAct[] {
    return this.database
      .prepare(
        `SELECT ${columns} FROM act WHERE problem ->> '$.code' IN ('act-lapsed', 'act-called-off') AND started_at >= ?`,
      )
      .all(startedAt)
      .map((row) => toAct(row as ActRow));
  }

  /** The newest acts that began at or after an instant, newest first. */
  since(startedAt: string, limit: number): readonly StoredAct[] {
    return this.database
      .prepare(`SELECT ${columns} FROM act WHERE started_at >= ? ORDER BY started_at DESC, key LIMIT ?`)
      .all(startedAt, limit)
      .map((row) => toAct(row as ActRow));
  }

  /** What became of an act so far; the body is dropped with the outcome, from the log of the database too. */
  conclude(key: string, state: ActState, problem: Problem | null, receiptNumber: string | null): void {
    const namesPeople = this.find(key)?.kind === 'card-service';
    this.database
      .prepare(
        `UPDATE act SET state = ?, problem = ?, receipt_number = ?, body = CASE WHEN ? THEN NULL ELSE body END
         WHERE key = ?`,
      )
      .run(state, json(problem), receiptNumber, isDecided(state) ? 1 : 0, key);
    if (namesPeople && isDecided(state)) this.emptyLog();
  }

  /** The log keeps what was written before until it is begun anew, though the database holds it no more. */
  private emptyLog(): void {
    this.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  setPrint(key: string, print: PrintState): void {
    const begun = print.outcome === 'printing' ? print.copy : 0;
    this.database
      .prepare('UPDATE act SET print = ?, copies = max(copies, ?) WHERE key = ?')
      .run(JSON.stringify(print), begun, key);
  }

  private forgetBefore(startedAt: string): void {
    this.database
      .prepare(
        `DELETE FROM act WHERE started_at < ? AND state IN ('succeeded', 'refused')
           AND (state = 'refused' OR hands = '[]' OR hands_done_at IS NOT NULL)`,
      )
      .run(startedAt);
  }

  /** Acts whose print was under way when the agent stopped. */
  printing(): readonly StoredAct[] {
    return this.database
      .prepare(`SELECT ${columns} FROM act WHERE print ->> '$.outcome' IN ('waiting', 'printing')`)
      .all()
      .map((row) => toAct(row as ActRow));
  }

  addPrintReport({ receiptNumber, copy, outcome, fault }: PrintReport): void {
    this.database
      .prepare(
        'INSERT OR REPLACE INTO print_report (receipt_number, copy, outcome, fault) VALUES (?, ?, ?, ?)',
      )
      .run(receiptNumber, copy, outcome, fault);
  }

  printReports(): readonly PrintReport[] {
    return this.database
      .prepare('SELECT receipt_number AS receiptNumber, copy, outcome, fault FROM print_report')
      .all() as PrintReport[];
  }

  dropPrintReport({ receiptNumber, copy }: PrintReport): void {
    this.database
      .prepare('DELETE FROM print_report WHERE receipt_number = ? AND copy = ?')
      .run(receiptNumber, copy);
  }

  /** Papers printed since a new roll was put in, and when that was; null: nobody has said so yet. */
  get roll(): { readonly prints: number; readonly since: string | null } {
    const row = this.database.prepare('SELECT prints, since FROM roll').get();
    const { prints, since } = row as { prints: number; since: string | null };
    return { prints, since };
  }

  countPrint(): void {
    this.database.prepare('UPDATE roll SET prints = prints + 1').run();
  }

  beginRoll(since: string): void {
    this.database.prepare('UPDATE roll SET prints = 0, since = ?').run(since);
  }

  /** A card session that central has and that must be ended when its card has left. */
  addCardSession(id: string): void {
    this.database.prepare('INSERT OR IGNORE INTO card_session (id) VALUES (?)').run(id);
  }

  /** Card sessions without an act that still waits for its outcome. */
  endableCardSessions(): readonly string[] {
    return this.database
      .prepare(
        `SELECT id FROM card_session WHERE NOT EXISTS (SELECT 1 FROM act WHERE act.card_session_id = card_session.id
           AND act.state NOT IN ('succeeded', 'refused'))`,
      )
      .all()
      .map((row) => (row as { id: string }).id);
  }

  dropCardSession(id: string): void {
    this.database.prepare('DELETE FROM card_session WHERE id = ?').run(id);
  }

  /** The change number up to which central's list of operations was taken in. */
  get cursor(): number {
    return (this.database.prepare('SELECT change_number AS at FROM cursor').get() as { at: number }).at;
  }

  set cursor(changeNumber: number) {
    this.database.prepare('UPDATE cursor SET change_number = ?').run(changeNumber);
  }
}
