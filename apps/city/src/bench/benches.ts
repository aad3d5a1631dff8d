/** The benches by name: `npm run -s bench -- <name>`. */
import { benchAdjustment } from './adjustment-bench.js';
import { benchAssess } from './assess-bench.js';
import { benchCardBatch } from './card-batch-bench.js';
import { benchCollectDuringRun } from './collect-during-run-bench.js';
import { benchInstant } from './instant-bench.js';
import { benchKiosk } from './kiosk-bench.js';
import { benchMonthlyRun } from './monthly-run-bench.js';
import { benchPayments } from './payments-bench.js';
import { benchPerson } from './person-bench.js';
import { benchStart } from './start-bench.js';
import { benchStatement } from './statement-bench.js';
import { benchTap } from './tap-bench.js';
import { benchWindow } from './window-bench.js';

export const benches: ReadonlyMap<string, () => Promise<void>> = new Map([
  ['adjustment', benchAdjustment],
  ['assess', benchAssess],
  ['card-batch', benchCardBatch],
  ['collect-during-run', benchCollectDuringRun],
  ['instant', benchInstant],
  ['kiosk', benchKiosk],
  ['monthly-run', benchMonthlyRun],
  ['payments', benchPayments],
  ['person', benchPerson],
  ['start', benchStart],
  ['statement', benchStatement],
  ['tap', benchTap],
  ['window', benchWindow],
]);
