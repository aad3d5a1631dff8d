/** Signs staff in with their password, renews and ends their sign-ins. A password is checked outside any transaction: hashing takes long. */
import { Injectable } from '@nestjs/common';
import { AuditStore } from '../../records/audit/audit.store.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import type { StaffIdentity } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { TokenHolders } from '../tokens/token-holders.js';
import { TokenService } from '../tokens/token.service.js';
import { Passwords } from './passwords.js';
import { SignInFailuresStore, type FailureLimit } from './sign-in-failures.store.js';
import type { SignInAnswerDto } from './staff.dto.js';
import type { StaffMember } from './staff-member.entity.js';
import { StaffStore } from './staff.store.js';
import { newId } from '#libs/kernel/ids.js';

const shiftHours = 10;

/** Failures at one place lock the number there alone; many at all windows together lock it at every window. */
const failuresAtPlace = 5;
const failuresAtWindows = 20;
const everyWindow = 'every window';
/** Whoever is at central's command line is not locked out from a window. */
const commandLine = 'command line';

const limitsAt = (terminalId: string | null): readonly FailureLimit[] =>
  terminalId === null
    ? [{ place: commandLine, most: failuresAtPlace }]
    : [
        { place: terminalId, most: failuresAtPlace },
        { place: everyWindow, most: failuresAtWindows },
      ];

/** A staff member whose password was right. */
export type CheckedMember = Omit<StaffIdentity, 'sessionId'>;

/** What somebody proves themselves with; `terminalId` null: at the command line. */
export type SignInTry = {
  readonly terminalId: string | null;
  readonly staffNumber: string;
  /** Whether it is right for a member as found, or for nobody when there is none. Takes its time. */
  readonly isRight: (member: StaffMember | null) => Promise<boolean>;
};

@Injectable()
export class SignInsService {
  constructor(
    private readonly database: Database,
    private readonly store: StaffStore,
    private readonly failures: SignInFailuresStore,
    private readonly audit: AuditStore,
    private readonly passwords: Passwords,
    private readonly tokens: TokenService,
    private readonly holders: TokenHolders,
    private readonly clock: Clock,
  ) {}

  /** Throws Refused `sign-in-refused`, `sign-in-locked`, `staff-suspended` or `busy`. */
  async signIn(terminalId: string, staffNumber: string, password: string): Promise<SignInAnswerDto> {
    const member = await this.prove({ terminalId, staffNumber, isRight: this.hasPassword(password) });
    const session = await this.database.transaction(async (tx) => {
      await this.demandUnchanged(tx, member);
      return this.openSession(tx, member, terminalId);
    });
    return this.answer(session, terminalId);
  }

  /** Who gives a single command, without a terminal or a shift. Throws as {@link signIn}. */
  async check(staffNumber: string, password: string): Promise<CheckedMember> {
    const member = await this.prove({ terminalId: null, staffNumber, isRight: this.hasPassword(password) });
    await this.database.transaction(async (tx) => {
      await this.demandUnchanged(tx, member);
      const at = this.clock.now();
      await this.store.used(tx, staffNumber, at);
      await this.audit.append(tx, { at, action: 'staff.gave-command', staffNumber });
    });
    return identityOf(member);
  }

  /** Whether a password is right for a member. */
  hasPassword(password: string): SignInTry['isRight'] {
    return (member) => this.passwords.isOf(member?.passwordHash ?? null, password);
  }

  /**
   * The member who proved themselves, as they were then; every failure is counted and on record, also of numbers that nobody has.
   * Throws Refused `sign-in-refused`, `sign-in-locked` or `staff-suspended`.
   */
  async prove({ terminalId, staffNumber, isRight }: SignInTry): Promise<StaffMember> {
    const limits = limitsAt(terminalId);
    const { member, locked } = await this.database.read(async (tx) => ({
      member: await this.store.find(tx, staffNumber),
      locked: await this.isLocked(tx, staffNumber, limits),
    }));
    if (locked) return this.refuse(terminalId, staffNumber, 'sign-in-locked');
    const right = await isRight(member);
    if (!right || member === null || member.state === 'left') {
      const code = await this.countFailure(terminalId, staffNumber, limits);
      throw new Refused(code);
    }
    if (member.state === 'suspended') return this.refuse(terminalId, staffNumber, 'staff-suspended');
    await this.database.transaction(async (tx) => {
      // Many may have been tried at once: the right one among them does not get in after the lock.
      if (await this.isLocked(tx, staffNumber, limits)) throw new Refused('sign-in-locked');
      await this.failures.forget(tx, staffNumber, limits[0]?.place ?? commandLine);
    });
    return member;
  }

  /** Opens a sign-in at a terminal for a member who proved themselves. */
  async openSession(tx: Transaction, member: StaffMember, terminalId: string): Promise<StaffIdentity> {
    const { staffNumber } = member;
    const now = this.clock.now();
    const sessionId = newId();
    await this.store.open(tx, {
      id: sessionId,
      staffNumber,
      terminalId,
      signedInAt: now,
      shiftEndsAt: new Date(now.getTime() + shiftHours * 3600_000),
      endedAt: null,
    });
    await this.store.used(tx, staffNumber, now);
    await this.audit.append(tx, { at: now, action: 'staff.signed-in', terminalId, staffNumber });
    return { ...identityOf(member), sessionId };
  }

  /** A fresh token for a sign-in that still lasts. Throws Refused `sign-in-expired`. */
  async renew(terminalId: string, staff: StaffIdentity): Promise<SignInAnswerDto> {
    const now = this.clock.now();
    const current = await this.database.read(async (tx): Promise<StaffIdentity> => {
      const session = await this.store.findSession(tx, staff.sessionId);
      const member = await this.store.find(tx, staff.number);
      if (
        session === null ||
        session.endedAt !== null ||
        session.shiftEndsAt < now ||
        member?.state !== 'active'
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
    this.holders.forget();
  }

  async answer(staff: StaffIdentity, terminalId: string): Promise<SignInAnswerDto> {
    const { token, expiresAt } = await this.tokens.issueStaff(staff, terminalId);
    return { token, expiresAt, staffNumber: staff.number, name: staff.name, role: staff.role };
  }

  private isLocked(tx: Transaction, staffNumber: string, limits: readonly FailureLimit[]): Promise<boolean> {
    const places = limits.map(({ place }) => place);
    return this.failures.isLocked(tx, staffNumber, places, this.clock.now());
  }

  /** Counted in a transaction that ends well: a refusal in it would take the count back. */
  private countFailure(
    terminalId: string | null,
    staffNumber: string,
    limits: readonly FailureLimit[],
  ): Promise<'sign-in-refused' | 'sign-in-locked'> {
    const at = this.clock.now();
    return this.database.transaction(async (tx) => {
      const isLocked = await this.isLocked(tx, staffNumber, limits);
      if (!isLocked) for (const limit of limits) await this.failures.count(tx, staffNumber, limit, at);
      const code = isLocked ? 'sign-in-locked' : 'sign-in-refused';
      await this.audit.append(tx, refusalEvent(at, terminalId, staffNumber, code));
      return code;
    });
  }

  private async refuse(
    terminalId: string | null,
    staffNumber: string,
    code: 'sign-in-locked' | 'staff-suspended',
  ): Promise<never> {
    await this.database.transaction((tx) =>
      this.audit.append(tx, refusalEvent(this.clock.now(), terminalId, staffNumber, code)),
    );
    throw new Refused(code);
  }

  /** While the password was checked, the member may have left or been given another one. */
  private async demandUnchanged(tx: Transaction, proven: StaffMember): Promise<void> {
    const { staffNumber, passwordHash, role } = proven;
    const member = await this.store.findForChange(tx, staffNumber);
    if (member?.state !== 'active' || member.passwordHash !== passwordHash || member.role !== role)
      throw new Refused('sign-in-refused');
  }
}

const identityOf = ({ staffNumber, name, role }: StaffMember): CheckedMember => ({
  number: staffNumber,
  name,
  role,
});

const refusalEvent = (at: Date, terminalId: string | null, staffNumber: string, code: string) => ({
  at,
  action: 'staff.sign-in-refused',
  ...(terminalId === null ? {} : { terminalId }),
  staffNumber,
  detail: { code },
});
