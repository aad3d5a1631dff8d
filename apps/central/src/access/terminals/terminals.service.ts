/** Enrols terminals with a one-time code and gives them short-lived tokens for a signed assertion. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { errors, importJWK, jwtVerify, decodeJwt } from 'jose';
import { AuditStore } from '../../records/audit/audit.store.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { Terminal } from './terminal.entity.js';
import type { EnrolmentAnswerDto, TerminalTokenAnswerDto } from './terminals.dto.js';
import { TerminalsStore } from './terminals.store.js';
import { TokenService } from './token.service.js';

const codeHours = 24;
const assertionSeconds = 60;

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

  /** Makes a terminal, or readies a known one for a new key, and returns its one-time code (24 hours). */
  prepare(code: string, name: string): Promise<string> {
    const enrolmentCode = randomBytes(12).toString('hex');
    return this.database.transaction(async (tx) => {
      const known = await this.store.findByCode(tx, code);
      // A known terminal loses its key at once: its machine may be in other hands.
      const terminal = Object.assign(known ?? new Terminal(), {
        id: known?.id ?? randomUUID(),
        code,
        name,
        publicKey: null,
        state: 'waiting' as const,
        enrolmentCodeDigest: digest(enrolmentCode),
        enrolmentCodeExpiresAt: new Date(this.clock.now().getTime() + codeHours * 3600_000),
      });
      await this.store.save(tx, terminal);
      await this.audit.append(tx, {
        at: this.clock.now(),
        action: 'terminal.prepared',
        terminalId: terminal.id,
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
  async prepareUnlessEnrolled(code: string, name: string): Promise<string | null> {
    const known = await this.database.transaction((tx) => this.store.findByCode(tx, code));
    return known?.state === 'enrolled' ? null : this.prepare(code, name);
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
        terminal.state = 'enrolled';
        await this.store.save(tx, terminal);
        await this.audit.append(tx, { at: now, action: 'terminal.enrolled', terminalId: terminal.id });
      }
      const { zh, en } = this.config.agency;
      return { terminalId: terminal.id, terminalName: terminal.name, agencyZh: zh, agencyEn: en };
    });
  }

  /** Swaps an assertion signed by the terminal for a token; each assertion works once. Throws Refused `terminal-unknown`. */
  async authenticate(assertion: string): Promise<TerminalTokenAnswerDto> {
    const id = this.claimedTerminal(assertion);
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const terminal = await this.store.find(tx, id);
      if (terminal?.publicKey == null || terminal.state !== 'enrolled') throw new Refused('terminal-unknown');
      const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: terminal.publicKey }, 'EdDSA');
      const { payload } = await jwtVerify(assertion, key, {
        audience: 'sscard-central',
        issuer: id,
        algorithms: ['EdDSA'],
        requiredClaims: ['exp', 'jti', 'iat'],
        maxTokenAge: assertionSeconds,
        clockTolerance: 30,
        currentDate: now,
      }).catch((fault: unknown) => {
        if (fault instanceof errors.JOSEError) throw new Refused('terminal-unknown', fault.code);
        throw fault;
      });
      const expiresAt = new Date(((payload.exp ?? 0) + 60) * 1000);
      if (!(await this.store.useAssertion(tx, `${id} ${payload.jti ?? ''}`, expiresAt, now))) {
        throw new Refused('terminal-unknown', 'assertion used before');
      }
      return this.tokens.issueTerminal({ id: terminal.id, name: terminal.name }, terminal.publicKey);
    });
  }

  private claimedTerminal(assertion: string): string {
    try {
      const { iss } = decodeJwt(assertion);
      if (iss !== undefined && /^[0-9a-f-]{36}$/.test(iss)) return iss;
    } catch (fault) {
      if (!(fault instanceof errors.JOSEError)) throw fault;
    }
    throw new Refused('terminal-unknown');
  }
}
