/** Staff with passwords that others know, for the demonstration and for tests. A bureau's own choose theirs (access/staff). */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Role } from '#libs/contract/authority.js';
import { Passwords } from '../../access/staff/passwords.js';
import { StaffMember } from '../../access/staff/staff-member.entity.js';
import { StaffStore } from '../../access/staff/staff.store.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';

export type KnownMember = {
  readonly staffNumber: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
};

/** Adds a member, or gives one who is there already this name, role and password. */
export const putMember = async (
  app: NestFastifyApplication,
  { staffNumber, name, role, password }: KnownMember,
): Promise<void> => {
  const get = <T>(type: new (...args: never[]) => T): T => app.get(type, { strict: false });
  const passwordHash = await get(Passwords).hash(password);
  const store = get(StaffStore);
  const at = get(Clock).now();
  await get(Database).transaction(async (tx) => {
    const known = await store.findForChange(tx, staffNumber);
    const fresh = { staffNumber, identityNumber: null, joinedAt: at, lastSignedInAt: null };
    const set = {
      name,
      role,
      passwordHash,
      state: 'active',
      leftAt: null,
      codeDigest: null,
      codeExpiresAt: null,
    };
    await store.save(tx, Object.assign(known ?? Object.assign(new StaffMember(), fresh), set));
    await store.endAll(tx, staffNumber, at);
    await get(AuditStore).append(tx, {
      at,
      action: 'staff.demonstrated',
      subject: staffNumber,
      detail: { role },
    });
  });
};

/** Whether there is such a member. */
export const knowsMember = (app: NestFastifyApplication, staffNumber: string): Promise<boolean> =>
  app
    .get(Database, { strict: false })
    .read(async (tx) => (await app.get(StaffStore, { strict: false }).find(tx, staffNumber)) !== null);
