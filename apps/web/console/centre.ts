/** Asks the centre from the console: every act of its table. */
import { centreAt } from '../shared/centre.js';

export const askCentre = centreAt('/desk/central');
