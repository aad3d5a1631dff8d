/** The demonstration's own program: fills an area that is marked for it, and no other; a bureau has no use for it. */
import { parseArgs } from 'node:util';
import { tellFault } from './whole/command-line/telling.js';
import { withApp } from './whole/command-line/with-app.js';
import { seedDemonstration } from './whole/demonstration/seed.js';

try {
  const { values } = parseArgs({ options: { population: { type: 'string', default: '0' } } });
  console.log(JSON.stringify(await withApp((app) => seedDemonstration(app, Number(values.population)))));
} catch (fault) {
  tellFault(fault);
  process.exit(1);
}
