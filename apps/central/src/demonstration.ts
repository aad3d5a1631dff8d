/** The demonstration's own program: fills an area that is marked for it, and no other; a bureau has no use for it. */
import { joined } from '#libs/kernel/joined.js';

const { fillDemonstration } = await joined(
  'demonstration',
  () => import('./whole/demonstration/fill-demonstration.js'),
);
await fillDemonstration();
