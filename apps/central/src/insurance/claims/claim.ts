/** A claim to a benefit as it is kept, and the number people know it by. */
import type { Facts } from '#libs/benefits/kinds/kind.js';
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import type { Fen } from '#libs/money/fen.js';

export const claimStates = ['asked', 'approved', 'refused'] as const;
export type ClaimState = (typeof claimStates)[number];

export type NewClaim = {
  readonly personId: string;
  readonly payeeId: string;
  readonly kind: string;
  readonly scheme: string;
  /** As it was told. */
  readonly asked: object;
  readonly firstMonth: PlainMonth;
  readonly lastMonth: PlainMonth | null;
  readonly facts: Facts;
  readonly amount: Fen;
  readonly reason: string;
};

export type Claim = NewClaim & {
  readonly id: string;
  readonly number: number;
  readonly state: ClaimState;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly approvalId: string | null;
  readonly decidedAt: Date | null;
  /** When the parameters were known by which it was reckoned. */
  readonly knownAt: Date;
};

/** 受理号: `SL` and eight digits. */
export const claimReference = (number: number): string => `SL${String(number).padStart(8, '0')}`;

/** The number in a reference, however it was typed; null for another text. */
export const claimNumberIn = (text: string): number | null => {
  const [, digits] = /^\s*sl0*(\d{1,8})\s*$/iu.exec(text) ?? [];
  return digits === undefined ? null : Number(digits);
};
