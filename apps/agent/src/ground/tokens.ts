/** Injection tokens of what the agent is given from outside: its settings and its devices. */

export const AGENT_CONFIG = Symbol('agent configuration');
/** A function that opens them: they report cards from the moment they are open. */
export const OPEN_CARD_READERS = Symbol('card readers');
export const CODE_READER = Symbol('code reader');
export const RECEIPT_PRINTER = Symbol('receipt printer');
export const PAGE_PRINTER = Symbol('page printer');
