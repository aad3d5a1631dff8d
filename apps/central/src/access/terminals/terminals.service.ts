/** Enrols terminals with a one-time code and gives them short-lived tokens for a signed assertion. */
import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AuditStore } from '../../records/audit/audit.store.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { Terminal } from './terminal.entity.js';
import type { EnrolmentAnswerDto, TerminalTokenAnswerDto, TerminalTokenRequestDto } from './terminals.dto.js';
import { TerminalsStore } from './terminals.store.js';
import { TokenService } from '../tokens/token.service.js';
import { secondsAhead } from './seconds-ahead.js';
import { issuerOf, readAssertion } from './assertion.js';
import type { TerminalKind } from '#libs/contract/terminal-kinds.js';
import { newId } from '#libs/kernel/ids.js';

const codeHours = 24;

const digest = (code: string): string => createHash('sha256').update(code).digest('hex');

@Injectable()
export class TerminalsService {
  constructor(
    private readonly database: Database,
    private readonly store: TerminalsStore,
    private readonly audit: AuditStore,
    private readonly tokens: TokenService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /** Makes a terminal, or readies a known one for a new key, and returns its one-time code (24 hours). `by`: whoever had it made. */
  prepare(
    code: string,
    name: string,
    by: { readonly staffNumber?: string } = {},
    /** Left out: a window, or what a known one was. */
    kind?: TerminalKind,
  ): Promise<string> {
    const enrolmentCode = randomBytes(12).toString('hex');
    return this.database.transaction(async (tx) => {
      const known = await this.store.findByCode(tx, code);
      // A known terminal loses its key at once: its machine may be in other hands.
      const terminal = Object.assign(known ?? new Terminal(), {
        id: known?.id ?? newId(),
        code,
        name,
        kind: kind ?? known?.kind ?? 'window',
        publicKey: null,
        enrolledAt: null,
        state: 'waiting' as const,
        enrolmentCodeDigest: digest(enrolmentCode),
        enrolmentCodeExpiresAt: new Date(this.clock.now().getTime() + codeHours * 3600_000),
      });
      await this.store.save(tx, terminal);
      await this.audit.append(tx, {
        at: this.clock.now(),
        action: 'terminal.prepared',
        terminalId: terminal.id,
        ...by,
      });
      return enrolmentCode;
    });
  }

  /** The depot whose blank cards are made at this terminal; null: none. */
  async depotOf(tx: Transaction, id: string): Promise<string | null> {
    return (await this.store.find(tx, id))?.depot ?? null;
  }

  /** Says which depot a terminal belongs to. The depot and the terminal have to be there. */
  async assignDepot(tx: Transaction, code: string, depot: string): Promise<void> {
    const terminal = await this.store.findByCode(tx, code);
    if (terminal === null) throw new Refused('not-found', code);
    await this.store.save(tx, Object.assign(terminal, { depot }));
  }

  /** A one-time code as of {@link prepare}, or null when the terminal has its key already. */
  async prepareUnlessEnrolled(
    code: string,
    name: string,
    kind: TerminalKind = 'window',
  ): Promise<string | null> {
    const known = await this.database.transaction((tx) => this.store.findByCode(tx, code));
    return known?.state === 'enrolled' ? null : this.prepare(code, name, {}, kind);
  }

  /** Binds the terminal's public key to it. Throws Refused `enrolment-code-invalid`. */
  enrol(enrolmentCode: string, publicKey: string): Promise<EnrolmentAnswerDto> {
    return this.database.transaction(async (tx) => {
      const terminal = await this.store.findByEnrolmentCode(tx, digest(enrolmentCode));
      const now = this.clock.now();
      if (
        terminal === null ||
        terminal.enrolmentCodeExpiresAt === null ||
        terminal.enrolmentCodeExpiresAt < now
      ) {
        throw new Refused('enrolment-code-invalid');
      }
      // The answer may get lost on its way: the same key may ask again, another may not.
      if (terminal.state === 'enrolled' && terminal.publicKey !== publicKey)
        throw new Refused('enrolment-code-invalid');
      if (terminal.state !== 'enrolled') {
        terminal.publicKey = publicKey;
        terminal.enrolledAt = now;
        terminal.state = 'enrolled';
        await this.store.save(tx, terminal);
        await this.audit.append(tx, { at: now, action: 'terminal.enrolled', terminalId: terminal.id });
      }
      const { zh, en } = this.config.agency;
      return {
        terminalId: terminal.id,
        terminalName: terminal.name,
        kind: terminal.kind,
        agencyZh: zh,
        agencyEn: en,
      };
    });
  }

  /** Takes a terminal out of service: its key and its code are worthless from then on, within a second in every process. */
  withdraw(code: string, by: { readonly staffNumber: string }): Promise<void> {
    return this.database.transaction(async (tx) => {
      const terminal = await this.store.findByCode(tx, code);
      if (terminal === null) throw new Refused('not-found', code);
      if (terminal.state === 'withdrawn') return;
      await this.store.save(
        tx,
        Object.assign(terminal, {
          state: 'withdrawn' as const,
          publicKey: null,
          enrolledAt: null,
          enrolmentCodeDigest: null,
          enrolmentCodeExpiresAt: null,
        }),
      );
      const at = this.clock.now();
      await this.store.endSignIns(tx, terminal.id, at);
      await this.audit.append(tx, { at, action: 'terminal.withdrawn', terminalId: terminal.id, ...by });
    });
  }

  /** Swaps an assertion signed by the terminal for a token; each assertion works once. Throws Refused `terminal-unknown` or `terminal-clock-wrong`. */
  async authenticate(
    assertion: string,
    { programVersion, ownTime }: Pick<TerminalTokenRequestDto, 'programVersion' | 'ownTime'> = {},
  ): Promise<TerminalTokenAnswerDto> {
    const now = this.clock.now();
    const id = issuerOf(assertion);
    const terminal = await this.database.read((tx) => this.store.find(tx, id));
    if (terminal?.publicKey == null || terminal.state !== 'enrolled') throw new Refused('terminal-unknown');
    const { jti, goodUntil } = await readAssertion(assertion, { id, publicKey: terminal.publicKey }, now);
    const isNew = await this.database.transaction(async (tx) => {
      const isUnused = await this.store.useAssertion(tx, `${id} ${jti}`, goodUntil);
      if (isUnused)
        await this.store.seen(tx, id, now, {
          programVersion: programVersion ?? null,
          clockAheadSeconds: ownTime === undefined ? null : secondsAhead(ownTime, now),
        });
      return isUnused;
    });
    if (!isNew) throw new Refused('terminal-unknown', 'assertion used before');
    const { name, kind, publicKey } = terminal;
    return this.tokens.issueTerminal({ id, name, kind }, publicKey);
  }
}
