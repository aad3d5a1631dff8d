/** The one member whom nobody signed in adds: the first administrator of an area, at central's command line. */
import { Injectable } from '@nestjs/common';
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
  demandNone(): Promise<void> {
    return this.database.read((tx) => this.demandNoneIn(tx));
  }

  /** Throws Refused `administrator-exists`, `staff-known`, `password-unfit`. */
  async add(staffNumber: string, name: string, password: string): Promise<void> {
    if (!/^[A-Za-z0-9]{2,20}$/.test(staffNumber))
      throw new Refused('malformed-request', `number ${staffNumber}`);
    this.own.demandFit(password, { staffNumber, name });
    const passwordHash = await this.passwords.hash(password);
    const at = this.clock.now();
    await this.database.transaction(async (tx) => {
      await this.store.lockAll(tx);
      await this.demandNoneIn(tx);
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
      });
    });
  }

  private async demandNoneIn(tx: Transaction): Promise<void> {
    const staff = await this.store.list(tx);
    const known = staff.find(({ role, state }) => role === 'administrator' && state !== 'left');
    if (known !== undefined) throw new Refused('administrator-exists', known.staffNumber);
  }
}
