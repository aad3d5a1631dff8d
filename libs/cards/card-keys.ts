/** The keys a card holds, each diversified for it from a master key of the same name. */

/**
 * IRK proves the card (internal authentication); RKSSSE opens EF06 of a v3 card to a reader; UK opens files for update;
 * PUK unblocks and reloads the PIN; STK makes the MAC of updates and locks (card facts: names LB 01-2000). ASSUMED: one
 * UK for all files the bureau writes.
 */
export const cardKeyNames = ['irk', 'rksse', 'uk', 'puk', 'stk'] as const;

export type CardKeyName = (typeof cardKeyNames)[number];

/** 16 bytes each. */
export type CardKeys = Readonly<Record<CardKeyName, Uint8Array>>;
