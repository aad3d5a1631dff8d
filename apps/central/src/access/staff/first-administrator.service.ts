/**
 * The one member whom nobody signed in adds, at central's command line: the first administrator of an area, or, where the owner of the
 * database vouches, another one when nobody is left who could decide beside the last.
 */
import { Injectable } from '@nestjs/common';
import { approvalLevels } from '#libs/contract/approvals.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { OwnPassword } from './own-password.service.js';
import { Passwords } from './passwords.js';
import { StaffMember } from './staff-member.entity.js';
import { StaffStore } from './staff.store.js';

@Injectable()
export class FirstAdministrator {
  constructor(
    private readonly database: Database,
    private readonly store: StaffStore,
    private readonly own: OwnPassword,
    private readonly passwords: Passwords,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** Throws Refused `administrator-exists`; asked before anybody types a password. */
  demandNone(byOwner: boolean): Promise<void> {
    return this.database.read((tx) => this.demandNoneIn(tx, byOwner));
  }

  /** `byOwner`: the caller has shown the owner's login. Throws Refused `administrator-exists`, `staff-known`, `password-unfit`. */
  async add(staffNumber: string, name: string, password: string, byOwner: boolean): Promise<void> {
    if (!/^[A-Za-z0-9]{2,20}$/.test(staffNumber))
      throw new Refused('malformed-request', `number ${staffNumber}`);
    this.own.demandFit(password, { staffNumber, name });
    const passwordHash = await this.passwords.hash(password);
    const at = this.clock.now();
    await this.database.transaction(async (tx) => {
      await this.store.lockAll(tx);
      await this.demandNoneIn(tx, byOwner);
      if ((await this.store.find(tx, staffNumber)) !== null) throw new Refused('staff-known', staffNumber);
      const member = {
        staffNumber,
        name,
        role: 'administrator',
        state: 'active',
        identityNumber: null,
        passwordHash,
        codeDigest: null,
        codeExpiresAt: null,
        joinedAt: at,
        lastSignedInAt: null,
        leftAt: null,
      } as const;
      await this.store.save(tx, Object.assign(new StaffMember(), member));
      await this.audit.append(tx, {
        at,
        action: 'staff.first-administrator',
        staffNumber,
        subject: staffNumber,
        detail: byOwner ? { vouched: 'owner' } : {},
      });
    });
  }

  private async demandNoneIn(tx: Transaction, byOwner: boolean): Promise<void> {
    const staff = await this.store.list(tx);
    const deciders = approvalLevels('staff-role', null).flat();
    const known = byOwner
      ? staff.filter(({ role, state }) => deciders.includes(role) && state === 'active')[1]
      : staff.find(({ role, state }) => role === 'administrator' && state !== 'left');
    if (known !== undefined) throw new Refused('administrator-exists', known.staffNumber);
  }
}
