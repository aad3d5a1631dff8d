/** The benches by name: `npm run -s bench -- <name>`. */
import { benchInstant } from './instant-bench.js';
import { benchPayments } from './payments-bench.js';
import { benchStart } from './start-bench.js';
import { benchTap } from './tap-bench.js';

export const benches: ReadonlyMap<string, () => Promise<void>> = new Map([
  ['instant', benchInstant],
  ['payments', benchPayments],
  ['start', benchStart],
  ['tap', benchTap],
]);
