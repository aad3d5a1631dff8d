/** How things stand at a window when an act is asked for there. */
import type { ApprovalState } from '#libs/contract/approvals.js';
import type { Fen } from '#libs/money/fen.js';

/** An act that is asked for by a clerk at a window. */
export type AskedAtWindow = { readonly key: string; readonly staff: string; readonly terminal: string };

export type AtWindow = {
  /** The clerk's open shift here, kept open until the act is written; null: none is. */
  readonly shiftId: string | null;
  /** There was one today, and it is over. */
  readonly ended: boolean;
  /** How the second person's word on exactly this act stands; null: it was not asked for. */
  readonly release: { readonly state: ApprovalState; readonly bodyDigest: string } | null;
  /** Cash in the clerk's hands over all funds, before the group. */
  readonly received: Fen;
  readonly imprest: Fen;
};
