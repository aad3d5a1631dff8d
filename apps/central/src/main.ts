/** Starts central: serves the schema it was built for, and no other; or only does the jobs (JOBS=work). */
import { startCentral } from './whole/start-central.js';

await startCentral();
