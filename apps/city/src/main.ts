/** The city's command line: `start` brings it up and plays the main job, `bench` measures, `cards` and `central` reach the city that runs. */
import { Command } from 'commander';
import { benches } from './bench/benches.js';
import { passOn } from './running-city.js';
import { serve, tell } from './serve.js';

const program = new Command('city')
  .description('一台机器上的全城社会保障卡服务 / the social security card service of one city on one machine')
  .enablePositionalOptions();
program
  .command('start', { isDefault: true })
  .description(
    '启动全城，演示一次主要业务，然后持续服务 / bring the city up, play the main job once, and keep serving',
  )
  .option('--once', '演示后停止 / stop after the main job')
  .option('--json', '最后一行为实际结果的 JSON / print what happened as one JSON object')
  .action(serve);
program
  .command('bench')
  .description('测量，每个数一行 JSON / measure, one line of JSON a figure')
  .argument('<name>', [...benches.keys()].join(' | '))
  .action(async (name: string) => {
    const bench = benches.get(name);
    if (bench === undefined) throw new Error(`no bench ${name}; there are ${[...benches.keys()].join(', ')}`);
    await bench();
  });

/** A command whose every word, `--help` among them, belongs to central's command line. */
const handedOn = (name: string, description: string, before: readonly string[]): void =>
  void program
    .command(name)
    .description(description)
    .argument('[words...]')
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action((words: string[]) => passOn([...before, ...words]));
handedOn('cards', '制卡批处理，作用于运行中的服务 / batches of cards, in the city that runs', ['cards']);
handedOn(
  'central',
  '中心管理命令，作用于运行中的服务 / administration of central, in the city that runs',
  [],
);

try {
  await program.parseAsync();
} catch (error) {
  tell(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
