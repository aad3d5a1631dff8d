/** How the holder of a bank account agrees to being debited: by signing the slip, or with the PIN on the card. */

export const debitConsents = ['signature', 'pin'] as const;

export type DebitConsent = (typeof debitConsents)[number];
