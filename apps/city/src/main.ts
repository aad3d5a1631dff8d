/** The city's command line: `start` brings it up and plays the main job, `bench` measures. */
import { Command } from 'commander';
import { benches } from './bench/benches.js';
import { serve, tell } from './serve.js';

const program = new Command('city').description(
  'The social security card service of one city on one machine',
);
program
  .command('start', { isDefault: true })
  .description('bring the city up, play the main job once, and keep serving')
  .option('--once', 'stop after the main job')
  .option('--json', 'print what happened as one JSON object')
  .action(serve);
program
  .command('bench')
  .description('measure, one line of JSON a figure')
  .argument('<name>', [...benches.keys()].join(' | '))
  .action(async (name: string) => {
    const bench = benches.get(name);
    if (bench === undefined) throw new Error(`no bench ${name}; there are ${[...benches.keys()].join(', ')}`);
    await bench();
  });

try {
  await program.parseAsync();
} catch (error) {
  tell(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
