/** How members of staff join, change role, are reset, suspended, and leave: by an administrator, and by two where the role decides. */
import { Injectable } from '@nestjs/common';
import { decidingRoles, type Role } from '#libs/contract/authority.js';
import { approvalLevels } from '#libs/contract/approvals.js';
import { parseNumberOfLiving } from '#libs/identity/lifetime.js';
import { tidyName } from '#libs/identity/person-name.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { TokenHolders } from '../tokens/token-holders.js';
import { codeDigest, makeCode } from './one-time-code.js';
import { SignInFailuresStore } from './sign-in-failures.store.js';
import { StaffChanges, type RoleContent } from './staff-changes.service.js';
import { StaffMember } from './staff-member.entity.js';
import { StaffStore } from './staff.store.js';

/** The administrator who does it; `terminalId` left out: at the command line. */
export type Administrator = { readonly number: string; readonly terminalId?: string };

/** Who joins. `identityNumber`: their own social security number, so that two numbers of one person are known to be. */
type Newcomer = {
  readonly staffNumber: string;
  readonly name: string;
  readonly role: Role;
  readonly identityNumber: string;
};

export type StaffChange = {
  readonly staffNumber: string;
  /** For the person, to choose a password with; null: none was made. Told once. */
  readonly code: string | null;
  /** The approval it waits for; null: it is done. */
  readonly approval: string | null;
};

/** What a sign-in takes for a number. */
const staffNumberPattern = /^[A-Za-z0-9]{2,20}$/;

/** What moves a cursor or turns a line around: names stand in lists on terminals, on receipts, and in what is decided. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}]/u;

@Injectable()
export class StaffLife {
  constructor(
    private readonly database: Database,
    private readonly store: StaffStore,
    private readonly changes: StaffChanges,
    private readonly failures: SignInFailuresStore,
    private readonly approvals: Approvals,
    private readonly audit: AuditStore,
    private readonly holders: TokenHolders,
    private readonly clock: Clock,
  ) {}

  list(): Promise<StaffMember[]> {
    return this.database.read((tx) => this.store.list(tx));
  }

  /**
   * Adds a member, who chooses a password with the code. A role that decides waits for a second person, and the code with it. Throws
   * Refused `staff-known`, `roles-separated`, `malformed-request`.
   */
  join({ staffNumber, name, role, identityNumber }: Newcomer, by: Administrator): Promise<StaffChange> {
    if (!staffNumberPattern.test(staffNumber))
      throw new Refused('malformed-request', `number ${staffNumber}`);
    const tidy = tidyName(name);
    if (tidy === '' || tidy.length > 60 || unseen.test(tidy)) throw new Refused('malformed-request', 'name');
    const at = this.clock.now();
    const identity = parseNumberOfLiving(identityNumber, this.clock.today());
    if (!identity.ok) throw new Refused('malformed-request', 'identityNumber');
    // As it is written everywhere: compared letter by letter, a small x would be another person's.
    const { number } = identity.value;
    const code = makeCode();
    return this.change(async (tx) => {
      if ((await this.store.find(tx, staffNumber)) !== null) throw new Refused('staff-known', staffNumber);
      await this.changes.demandApart(tx, { staffNumber, identityNumber: number }, role);
      const waits = await this.needsSecond(tx, role, by);
      const member = Object.assign(new StaffMember(), {
        staffNumber,
        name: tidy,
        role,
        state: 'joining' as const,
        identityNumber: number,
        passwordHash: null,
        codeDigest: codeDigest(code),
        // Of no use before it is approved.
        codeExpiresAt: waits ? at : this.changes.codeEnd(),
        joinedAt: at,
        lastSignedInAt: null,
        leftAt: null,
      });
      await this.store.save(tx, member);
      await this.note(tx, 'staff.joined', staffNumber, by, { role });
      const approval = waits
        ? await this.askForRole(tx, { staffNumber, name: tidy, from: null, to: role }, by)
        : null;
      return { staffNumber, code, approval };
    });
  }

  /** Gives a member another role; their sign-ins end. Throws Refused `staff-unknown`, `staff-state`, `roles-separated`, `last-administrator`. */
  changeRole(staffNumber: string, role: Role, by: Administrator): Promise<StaffChange> {
    return this.change(async (tx) => {
      const member = await this.changes.get(tx, staffNumber);
      if (member.state !== 'active' || member.role === role) throw new Refused('staff-state', staffNumber);
      await this.changes.demandApart(tx, member, role);
      await this.changes.demandNotLast(tx, member);
      // Also one that decides now: taken away by one person alone, the next one could be made by the same.
      if ((await this.needsSecond(tx, role, by)) || (await this.needsSecond(tx, member.role, by))) {
        const content = { staffNumber, name: member.name, from: member.role, to: role };
        return { staffNumber, code: null, approval: await this.askForRole(tx, content, by) };
      }
      await this.changes.setRole(tx, member, role, by.number);
      return { staffNumber, code: null, approval: null };
    });
  }

  /**
   * Makes a one-time code for somebody who forgot their password, was suspended or comes back; a second person approves before it is
   * of use. Who never had a password gets another code at once. Throws Refused `staff-unknown`, `approval-waiting`.
   */
  reset(staffNumber: string, by: Administrator): Promise<StaffChange> {
    const code = makeCode();
    return this.change(async (tx) => {
      const member = await this.changes.get(tx, staffNumber);
      const digest = codeDigest(code);
      const waitsForRole =
        (await this.approvals.newestAbout(tx, 'staff-role', staffNumber))?.state === 'waiting';
      if (waitsForRole) throw new Refused('staff-state', staffNumber);
      const wasNeverIn = member.state === 'joining' && member.lastSignedInAt === null;
      if (wasNeverIn || !(await this.wasSecondEverThere(tx, by))) {
        await this.changes.setCode(tx, member, digest, by.number);
        return { staffNumber, code, approval: null };
      }
      const { id } = await this.approvals.ask(tx, {
        kind: 'staff-reset',
        subject: staffNumber,
        content: { staffNumber, name: member.name, codeDigest: digest },
        by,
      });
      return { staffNumber, code, approval: id };
    });
  }

  /** Takes a member out until they are reset; at once, in every process. Throws Refused `staff-unknown`, `staff-state`, `last-administrator`. */
  suspend(staffNumber: string, by: Administrator): Promise<StaffChange> {
    return this.change(async (tx) => {
      const member = await this.changes.get(tx, staffNumber);
      if (member.state !== 'active') throw new Refused('staff-state', staffNumber);
      await this.changes.demandNotLast(tx, member);
      await this.changes.end(tx, member, 'suspended', by.number);
      // Asked for before, it would let them in again.
      await this.approvals.withdrawAbout(tx, 'staff-reset', staffNumber, by);
      return { staffNumber, code: null, approval: null };
    });
  }

  /** Takes a member out for good; at once, in every process. Throws Refused `staff-unknown`, `staff-state`, `last-administrator`. */
  dismiss(staffNumber: string, by: Administrator): Promise<StaffChange> {
    return this.change(async (tx) => {
      const member = await this.changes.get(tx, staffNumber);
      if (member.state === 'left') throw new Refused('staff-state', staffNumber);
      await this.changes.demandNotLast(tx, member);
      await this.changes.end(tx, member, 'left', by.number);
      for (const kind of ['staff-role', 'staff-reset'] as const)
        await this.approvals.withdrawAbout(tx, kind, staffNumber, by);
      return { staffNumber, code: null, approval: null };
    });
  }

  /** Lifts the locks of a number that failed too often, whether anybody has it or not. Throws Refused `malformed-request`. */
  async liftLock(staffNumber: string, by: Administrator): Promise<StaffChange> {
    if (!staffNumberPattern.test(staffNumber))
      throw new Refused('malformed-request', `number ${staffNumber}`);
    return this.change(async (tx) => {
      await this.failures.forget(tx, staffNumber, null);
      await this.note(tx, 'staff.lock-lifted', staffNumber, by);
      return { staffNumber, code: null, approval: null };
    });
  }

  /** Nobody else changes the staff meanwhile; this process looks every sign-in up again. */
  private async change(work: (tx: Transaction) => Promise<StaffChange>): Promise<StaffChange> {
    const changed = await this.database.transaction(async (tx) => {
      await this.store.lockAll(tx);
      return work(tx);
    });
    this.holders.forget();
    return changed;
  }

  private async needsSecond(tx: Transaction, role: Role, by: Administrator): Promise<boolean> {
    return decidingRoles.includes(role) && (await this.wasSecondEverThere(tx, by));
  }

  /**
   * Whether anybody else who could decide has ever been in: until then the first administrator is alone, which stands in the audit trail.
   * Not whether one is there now: whoever suspends the others would be alone again. Where all others are gone the owner of the
   * database vouches for another (`first-administrator --by-owner`).
   */
  private async wasSecondEverThere(tx: Transaction, by: Administrator): Promise<boolean> {
    const deciders = approvalLevels('staff-role', null).flat();
    const staff = await this.store.list(tx);
    return staff.some(
      ({ staffNumber, state, lastSignedInAt, role }) =>
        staffNumber !== by.number &&
        (state === 'active' || state === 'suspended' || lastSignedInAt !== null) &&
        deciders.includes(role),
    );
  }

  private async askForRole(tx: Transaction, content: RoleContent, by: Administrator): Promise<string> {
    const subject = content.staffNumber;
    return (await this.approvals.ask(tx, { kind: 'staff-role', subject, content, by, hands: [subject] })).id;
  }

  private note(
    tx: Transaction,
    action: string,
    subject: string,
    by: Administrator,
    detail: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const { number, ...place } = by;
    return this.audit.append(tx, {
      at: this.clock.now(),
      action,
      staffNumber: number,
      subject,
      detail,
      ...place,
    });
  }
}
