/** What the demonstration's program does: the seed with people beside it, or their last two years. */
import { parseArgs } from 'node:util';
import { tellFault } from '../command-line/telling.js';
import { withApp } from '../command-line/with-app.js';
import { playHistory } from './history.js';
import { seedDemonstration } from './seed.js';

/** Fills the area as the arguments of the process say and prints what came of it; a fault is told, with exit code 1. */
export const fillDemonstration = async (): Promise<void> => {
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
};
