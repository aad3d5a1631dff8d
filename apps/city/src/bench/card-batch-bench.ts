/** A city's cards in one batch, through the real command line from the applicants' file to the hand-over: seconds and memory per stage. */
import { createReadStream, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { demonstrationPassword } from '../central-command.js';
import { centralCommandLine, centralEnvironment } from '../program-plans.js';
import type { PlanContext } from '../program-plans.js';
import { startTemporaryCity } from '../temporary-city.js';
import { handlers, writeAccounts, writeApplicants, writeChips } from './card-batch-files.js';
import { printFigure } from './figure.js';

/** People insured in 德令哈. */
const cityRows = 58_237;
const operator = '0101';
const approver = '0201';
const administrator = '0401';

type Stage = {
  readonly name: string;
  readonly seconds: number;
  /** Inside the process, without the start of the program, as it answers itself. */
  readonly insideSeconds: number;
  readonly peakBytes: number;
};
type Answer = Readonly<Record<string, unknown>>;

/** The most memory a command's process ever held, as it answers itself. */
const peakOf = (answer: Answer): number => Number(answer['peakMemoryBytes'] ?? 0);

/** A command of the card maker's or central's command line, and what it answered on its last line. */
const runCommand = async (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  answer = '',
): Promise<Answer> => {
  const { stdout, stderr, exitCode } = await execa(process.execPath, [...args], {
    env: { ...env, NO_COLOR: '1' },
    reject: false,
    input: `${answer}\n`,
  });
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  if (exitCode !== 0)
    throw new Error(
      `${args
        .filter((arg) => !arg.startsWith('-'))
        .slice(1, 5)
        .join(' ')} ended with ${exitCode}: ${last || stderr}`,
    );
  return JSON.parse(last) as Answer;
};

class Chain {
  readonly stages: Stage[] = [];

  constructor(
    private readonly context: PlanContext,
    private readonly folder: string,
  ) {}

  file(name: string): string {
    return join(this.folder, name);
  }

  /** A staff command as a person gives it, start of the program included; stages with a name are counted. */
  cards(name: string | null, as: string, ...args: readonly string[]): Promise<Answer> {
    return this.cardsAnswering(name, [], as, ...args);
  }

  /** As {@link cards}, of a command that asks for more than the password. */
  async cardsAnswering(
    name: string | null,
    answers: readonly string[],
    as: string,
    ...args: readonly string[]
  ): Promise<Answer> {
    const startedMs = performance.now();
    const command = [...centralCommandLine(), 'cards', ...args, '--as', as, '--json', '--answers-fd', '0'];
    const answer = await runCommand(
      command,
      centralEnvironment(this.context),
      [demonstrationPassword, ...answers].join('\n'),
    );
    if (name !== null)
      this.stages.push({
        name,
        seconds: (performance.now() - startedMs) / 1000,
        insideSeconds: Number(answer['seconds']),
        peakBytes: peakOf(answer),
      });
    return answer;
  }

  /** A command of the card maker's; answers its seconds, the start of the program included. */
  async maker(...args: readonly string[]): Promise<number> {
    const startedMs = performance.now();
    await runCommand([resolve('dist/apps/card-maker-simulator/src/main.js'), ...args], {});
    return (performance.now() - startedMs) / 1000;
  }
}

/** COPY of the same file into a bare table with its key and nothing else, durable like the rest. */
const bareCopySeconds = async (databaseUrl: string, file: string): Promise<number> => {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const columns =
      'number,name,sex,ethnic,birth,region,phone,address,unit,unit_name,birthplace,guardian,guardian_name';
    await client.query(
      `create table public.bare_applicant (row bigint generated always as identity primary key, ${columns.replaceAll(/\w+/g, '$& text')})`,
    );
    const startedMs = performance.now();
    await pipeline(
      createReadStream(file),
      client.query(copyFrom(`copy public.bare_applicant (${columns}) from stdin (format csv, header)`)),
    );
    const seconds = (performance.now() - startedMs) / 1000;
    await client.query('drop table public.bare_applicant');
    return seconds;
  } finally {
    await client.end();
  }
};

/** Everything from the file to the hand-over; what has to be there first (chips, the maker's key) is not counted. Returns the card maker's seconds. */
const runChain = async (chain: Chain, rows: number): Promise<number> => {
  const [applicants, chips] = [chain.file('applicants.csv'), chain.file('chips.csv')];
  await chain.maker('key', '--private', chain.file('maker.private'), '--public', chain.file('maker.public'));
  await chain.cards(null, administrator, 'maker', 'add', 'BENCH', '测试制卡厂', chain.file('maker.public'));
  await writeChips(chips, 'BENCH-1', rows);
  await chain.cards(null, operator, 'stock', 'receive', chips, '--depot', 'D01');

  const looked = await chain.cards('dry run', operator, 'import', applicants);
  const committed = await chain.cards(
    'commit',
    operator,
    'import',
    applicants,
    '--commit',
    String(looked['controlCode']),
  );
  const made = await chain.cards(
    'batch create',
    operator,
    'batch',
    'create',
    '--import',
    String(committed['importNumber']),
    '--without-photo',
  );
  const batch = String(made['number']);
  await chain.cards('batch approve', approver, 'batch', 'approve', batch);
  await chain.cards(
    'bank request',
    operator,
    'batch',
    'accounts',
    batch,
    '--request',
    chain.file('people.csv'),
  );
  await writeAccounts(chain.file('people.csv'), chain.file('accounts.csv'));
  await chain.cards(
    'bank match',
    operator,
    'batch',
    'accounts',
    batch,
    '--match',
    chain.file('accounts.csv'),
  );
  const data = chain.file('personalisation.data');
  await chain.cards(
    'export',
    operator,
    'batch',
    'export',
    batch,
    '--maker',
    'BENCH',
    '--depot',
    'D01',
    '--out',
    data,
  );
  const { publicKey } = await chain.cards(null, operator, 'maker', 'central-key');
  writeFileSync(chain.file('central.public'), JSON.stringify(publicKey));
  const makerSeconds = await chain.maker(
    'make',
    data,
    '--key',
    chain.file('maker.private'),
    '--central-key',
    chain.file('central.public'),
    '--out',
    chain.file('result.csv'),
  );
  await chain.cards('import result', operator, 'batch', 'import-result', batch, chain.file('result.csv'));
  await chain.cards('receive', operator, 'batch', 'receive', batch, '--depot', 'D01');
  await chain.cardsAnswering(
    'hand over',
    [`${handlers[0]}:经办甲`, `${handlers[1]}:经办乙`],
    operator,
    'batch',
    'hand-over',
    batch,
    '--all-units',
    '--letter',
    '德人社〔2026〕1号',
    '--out',
    chain.file('lists'),
  );
  return makerSeconds;
};

/** CARD_BATCH_ROWS rows, a city's when left out. */
export const benchCardBatch = async (): Promise<void> => {
  const rows = Number(process.env['CARD_BATCH_ROWS'] ?? cityRows);
  const { city, data, stop } = await startTemporaryCity(true);
  try {
    const folder = join(data, 'bench');
    mkdirSync(join(folder, 'lists'), { recursive: true });
    const chain = new Chain(city.context, folder);
    await writeApplicants(chain.file('one.csv'), 1);
    const one = await chain.cards(null, operator, 'import', chain.file('one.csv'));
    const littleMemory = { name: 'dry run of one row', value: peakOf(one) / 2 ** 20 };
    await writeApplicants(chain.file('applicants.csv'), rows);
    const copySeconds = await bareCopySeconds(city.context.databaseUrl, chain.file('applicants.csv'));
    const baseline = { name: 'bare COPY of the same rows', value: copySeconds };
    const at = { rows };
    const inside = 'without the start of the program';
    const print = (figure: string, value: number): void =>
      printFigure({ bench: 'card-batch', figure, at, value, unit: 's', baseline });
    let makerSeconds = 0;
    try {
      makerSeconds = await runChain(chain, rows);
    } finally {
      // A stage that fails does not take the figures of those before it away.
      for (const { name, seconds, insideSeconds, peakBytes } of chain.stages) {
        print(name, seconds);
        print(`${name}, ${inside}`, insideSeconds);
        if (peakBytes > 0)
          printFigure({
            bench: 'card-batch',
            figure: `${name}, peak memory`,
            at,
            value: peakBytes / 2 ** 20,
            unit: 'MiB',
            baseline: littleMemory,
          });
      }
    }
    const whole = chain.stages.reduce((sum, { seconds }) => sum + seconds, 0);
    const wholeInside = chain.stages.reduce((sum, { insideSeconds }) => sum + insideSeconds, 0);
    const copyPerSecond = { name: 'bare COPY of the same rows, rows a second', value: rows / copySeconds };
    // The maker's own time is no part of what the bureau's commands take.
    print('card maker', makerSeconds);
    print('whole chain', whole);
    print(`whole chain, ${inside}`, wholeInside);
    printFigure({
      bench: 'card-batch',
      figure: `cards, ${inside}`,
      at,
      value: rows / wholeInside,
      unit: '1/s',
      baseline: copyPerSecond,
    });
  } finally {
    await stop();
  }
};
