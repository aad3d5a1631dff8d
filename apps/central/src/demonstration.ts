/** The demonstration's own program: fills an area that is marked for it, and no other; a bureau has no use for it. */
import { parseArgs } from 'node:util';
import { tellFault } from './whole/command-line/telling.js';
import { withApp } from './whole/command-line/with-app.js';
import { playHistory } from './whole/demonstration/history.js';
import { seedDemonstration } from './whole/demonstration/seed.js';

try {
  const { values } = parseArgs({
    options: {
      /** So many people beside those with cards on the bench. */
      population: { type: 'string', default: '0' },
      /** The last two years of those people, in place of the seed. */
      history: { type: 'boolean', default: false },
    },
  });
  const outcome = await withApp((app): Promise<object> =>
    values.history
      ? playHistory(app, (line) => process.stderr.write(`${line}\n`))
      : seedDemonstration(app, Number(values.population)),
  );
  console.log(JSON.stringify(outcome));
} catch (fault) {
  tellFault(fault);
  process.exit(1);
}
