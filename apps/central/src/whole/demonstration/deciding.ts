/** Has what others decide asked for and decided at the desks of the small city, each step by another of its staff. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { approvalLevels, type ApprovalKind } from '#libs/contract/approvals.js';
import { Database } from '../../ground/database/database.js';
import type { Approval } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';

/** Staff numbers of those who ask; none of them decides. */
export const askers = { clerk: '0001', operator: '0101', accountant: '0501' } as const;
const deciders = { reviewer: '0301', approver: '0201' } as const;

/** Asks for it unless it was, and decides what waits about it to the last level. Throws Refused as its owner does. */
export const haveDecided = async (
  app: NestFastifyApplication,
  kind: ApprovalKind,
  subject: string,
  ask: () => Promise<unknown>,
): Promise<void> => {
  const approvals = app.get(Approvals, { strict: false });
  const newest = (): Promise<Approval | null> =>
    app.get(Database, { strict: false }).transaction((tx) => approvals.newestAbout(tx, kind, subject));
  if ((await newest()) === null) await ask();
  let waiting = await newest();
  while (waiting?.state === 'waiting') {
    const roles = approvalLevels(kind, waiting.amountFen)[waiting.level - 1] ?? [];
    const role = roles.includes('reviewer') ? 'reviewer' : 'approver';
    waiting = await approvals.approve(waiting.id, { number: deciders[role], role });
  }
};
