/** Signs staff in with their password (argon2id), renews and ends their sign-ins. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import type { Role } from '#libs/contract/authority.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import type { StaffIdentity } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { TokenService } from '../terminals/token.service.js';
import type { SignInAnswerDto } from './staff.dto.js';
import { StaffMember } from './staff-member.entity.js';
import { StaffStore } from './staff.store.js';

const shiftHours = 10;
const failuresToLock = 5;
const lockMinutes = 15;

/** A staff member whose password was right. */
export type CheckedMember = Omit<StaffIdentity, 'sessionId'>;

@Injectable()
export class StaffService {
  // Checked when there is no such member, so that an unknown number takes as long as a wrong password.
  private readonly nobodysHash = hash(randomBytes(16).toString('hex'));

  constructor(
    private readonly database: Database,
    private readonly store: StaffStore,
    private readonly audit: AuditStore,
    private readonly tokens: TokenService,
    private readonly clock: Clock,
  ) {}

  /** Adds a staff member, or gives a known one a new name, role and password. */
  async register(staffNumber: string, name: string, role: Role, password: string): Promise<void> {
    const passwordHash = await hash(password);
    await this.database.transaction(async (tx) => {
      const member =
        (await this.store.find(tx, staffNumber)) ?? Object.assign(new StaffMember(), { staffNumber });
      await this.store.save(
        tx,
        Object.assign(member, {
          name,
          role,
          passwordHash,
          failedSignIns: 0,
          lockedUntil: null,
          active: true,
        }),
      );
      await this.audit.append(tx, {
        at: this.clock.now(),
        action: 'staff.registered',
        staffNumber,
        detail: { role },
      });
    });
  }

  knows(staffNumber: string): Promise<boolean> {
    return this.database.transaction(async (tx) => (await this.store.find(tx, staffNumber)) !== null);
  }

  /** Throws Refused `sign-in-refused` or `sign-in-locked`. */
  async signIn(terminalId: string, staffNumber: string, password: string): Promise<SignInAnswerDto> {
    const now = this.clock.now();
    // A failure has to be counted, so the transaction ends well either way and the refusal is thrown after it.
    const outcome = await this.database.transaction(async (tx): Promise<StaffIdentity | Refused> => {
      const member = await this.prove(tx, now, staffNumber, password, { terminalId });
      if (member instanceof Refused) return member;
      const sessionId = randomUUID();
      await this.store.open(tx, {
        id: sessionId,
        staffNumber,
        terminalId,
        signedInAt: now,
        shiftEndsAt: new Date(now.getTime() + shiftHours * 3600_000),
        endedAt: null,
      });
      await this.audit.append(tx, { at: now, action: 'staff.signed-in', terminalId, staffNumber });
      return { ...member, sessionId };
    });
    if (outcome instanceof Refused) throw outcome;
    return this.answer(outcome, terminalId);
  }

  /** Who gives a single command, without a terminal or a shift. Throws Refused `sign-in-refused` or `sign-in-locked`. */
  async check(staffNumber: string, password: string): Promise<CheckedMember> {
    const now = this.clock.now();
    const outcome = await this.database.transaction(async (tx) => {
      const member = await this.prove(tx, now, staffNumber, password, {});
      if (!(member instanceof Refused))
        await this.audit.append(tx, { at: now, action: 'staff.gave-command', staffNumber });
      return member;
    });
    if (outcome instanceof Refused) throw outcome;
    return outcome;
  }

  /** Checks a password, counting failures: the transaction has to be committed also when the answer is a refusal. */
  private async prove(
    tx: Transaction,
    now: Date,
    staffNumber: string,
    password: string,
    at: { readonly terminalId?: string },
  ): Promise<CheckedMember | Refused> {
    const member = await this.store.find(tx, staffNumber);
    if (member?.lockedUntil != null && member.lockedUntil > now) return new Refused('sign-in-locked');
    const right = await verify(member?.passwordHash ?? (await this.nobodysHash), password);
    if (member === null) return new Refused('sign-in-refused');
    if (!right || !member.active) {
      member.failedSignIns += 1;
      if (member.failedSignIns >= failuresToLock) {
        member.failedSignIns = 0;
        member.lockedUntil = new Date(now.getTime() + lockMinutes * 60_000);
      }
      await this.store.save(tx, member);
      await this.audit.append(tx, { at: now, action: 'staff.sign-in-refused', ...at, staffNumber });
      return new Refused('sign-in-refused');
    }
    member.failedSignIns = 0;
    member.lockedUntil = null;
    await this.store.save(tx, member);
    return { number: staffNumber, name: member.name, role: member.role };
  }

  /** A fresh token for a sign-in that still lasts. Throws Refused `sign-in-expired`. */
  async renew(terminalId: string, staff: StaffIdentity): Promise<SignInAnswerDto> {
    const now = this.clock.now();
    const current = await this.database.transaction(async (tx): Promise<StaffIdentity> => {
      const session = await this.store.findSession(tx, staff.sessionId);
      const member = await this.store.find(tx, staff.number);
      if (
        session === null ||
        session.endedAt !== null ||
        session.shiftEndsAt < now ||
        member?.active !== true
      ) {
        throw new Refused('sign-in-expired');
      }
      return { ...staff, name: member.name, role: member.role };
    });
    return this.answer(current, terminalId);
  }

  async signOut(terminalId: string, staff: StaffIdentity): Promise<void> {
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      await this.store.end(tx, staff.sessionId, now);
      await this.audit.append(tx, {
        at: now,
        action: 'staff.signed-out',
        terminalId,
        staffNumber: staff.number,
      });
    });
    this.tokens.endStaff(staff);
  }

  private async answer(staff: StaffIdentity, terminalId: string): Promise<SignInAnswerDto> {
    const { token, expiresAt } = await this.tokens.issueStaff(staff, terminalId);
    return { token, expiresAt, staffNumber: staff.number, name: staff.name, role: staff.role };
  }
}
