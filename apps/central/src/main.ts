/** Starts central: serves the schema it was built for, and no other; or only does the jobs (JOBS=work). */
import { joined } from '#libs/kernel/joined.js';

const { startCentral } = await joined('central', () => import('./whole/start-central.js'));
await startCentral();
