/** How long an instruction is left to whoever has it at the bank, reckoned from how long the bank is waited for. */
import type { CentralConfig } from '../../ground/config.js';

type Patience = Pick<CentralConfig, 'bankTimeoutMs'>;

/** For the way from the commit to the bank's line, and for what its answer leads to. */
const marginMs = 3000;

/**
 * From when on the outcome of a new instruction is asked for: the process that sent it may be gone. Not before its own call can have
 * ended, or the bank would say that it has no such reference and be sent it a second time beside the first.
 */
export const firstAskAfterMs = ({ bankTimeoutMs }: Patience): number => bankTimeoutMs + marginMs;

/** For a question and, where the bank has no such reference, sending it again. Also how long after a person took it over an answer may come in. */
export const leaseMs = ({ bankTimeoutMs }: Patience): number => 2 * bankTimeoutMs + marginMs;
