/** `start`: brings the city up, plays the main job once, and keeps serving until it is told to stop. */
import { join, resolve } from 'node:path';
import type { BenchCard } from '#libs/contract/bench.js';
import { tidySettings, type Settings } from '#libs/kernel/settings.js';
import { originOf, readAddresses } from './addresses.js';
import { City } from './city.js';
import type { CityOptions } from './city.js';
import { BenchTable } from './main-job/bench-table.js';
import { DeskWindow } from './main-job/desk-window.js';
import { playKioskJob, type KioskJobOutcome } from './main-job/kiosk-job.js';
import { KioskWindow } from './main-job/kiosk-window.js';
import { playMainJob } from './main-job/main-job.js';
import type { MainJobOutcome } from './main-job/main-job.js';
import { pinOfCard } from './seed.js';
import { ProgramFailed } from './supervision/program.js';

/** For people while it works; standard output is for what came out of it. */
export const tell = (line: string): void => void process.stderr.write(`${line}\n`);

const show = (line: string): void => void process.stdout.write(`${line}\n`);

/** A whole small city, so that every page has something true to show. */
const citizens = 3000;

/** Reads SSCARD_DATA (`data`), DATABASE_OWNER_URL (none: a PostgreSQL of the city's own) and the ports. */
export const readOptions = (given: Settings): CityOptions => {
  const environment = tidySettings(given);
  return {
    data: resolve(environment['SSCARD_DATA'] ?? 'data'),
    addresses: readAddresses(environment),
    databaseUrl: environment['DATABASE_OWNER_URL'] ?? null,
    durable: true,
    population: citizens,
    tell,
  };
};

type Outcome = MainJobOutcome & { readonly kiosk: KioskJobOutcome };

/** Plays the main job of a city that is up: at window 1, then at the kiosk. */
const playAt = async (city: City): Promise<Outcome> => {
  const { addresses, data } = city.context;
  const place = {
    table: new BenchTable(originOf(addresses.bench)),
    centralOrigin: originOf(addresses.central),
    pinOf: (card: BenchCard) => pinOfCard(data, card.id),
    receiptFolder: join(data, 'receipts'),
    tell: show,
  };
  const window = await DeskWindow.open(originOf(addresses.agent));
  const kiosk = await KioskWindow.open(originOf(addresses.kiosk));
  try {
    await window.ready();
    await window.signIn(city.demonstration.clerk);
    const atWindow = await playMainJob({ ...place, window, readBooks: () => city.readBooks() });
    await kiosk.ready();
    const atKiosk = await playKioskJob({ ...place, kiosk });
    const { balanced } = await city.readBooks();
    return { ...atWindow, balanced: atWindow.balanced && balanced, kiosk: atKiosk };
  } finally {
    kiosk.close();
    window.close();
  }
};

/** Done as it claims: the books balance and every receipt that came out is verified. */
const isSound = ({ balanced, receipts, kiosk }: Outcome): boolean =>
  balanced && [...receipts, ...kiosk.receipts].every(({ verified }) => verified);

const tellAddresses = (city: City): void => {
  const { addresses } = city.context;
  const { staffNumber, password } = city.demonstration.clerk;
  tell('');
  tell(`clerk window  ${originOf(addresses.agent)}/  sign in with ${staffNumber} and ${password}`);
  tell(
    `console       ${originOf(addresses.agent)}/console/  batches of cards: sign in with 0201 and ${password}`,
  );
  tell(`kiosk         ${originOf(addresses.kiosk)}/  people serve themselves: card and PIN 123456`);
  tell(`bench         ${originOf(addresses.bench)}/  virtual cards, printer, bank`);
  tell(`API           ${originOf(addresses.central)}/docs`);
  tell('Ctrl-C stops everything and keeps the data.');
};

/** Resolves at the first signal that asks to stop, or when the set-up that started us has gone. */
const untilAsked = (): Promise<'asked'> =>
  new Promise((settle) => {
    let asked = false;
    const ask = (): void => {
      if (!asked) tell('stopping …');
      asked = true;
      settle('asked');
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
    // The set-up starts us with a channel that nothing is ever sent through: it closes when the set-up ends, however it does.
    process.once('disconnect', ask);
    process.channel?.unref();
  });

/** Whoever read what we tell may have gone, with their terminal; that is no reason to end in the middle of stopping. */
const outliveReaders = (): void => {
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
};

export type ServeOptions = { readonly once?: boolean; readonly json?: boolean };

/** Ours alone: the programs inherit what is left of the environment, and the migration gets the owner's login from us. */
const optionsOf = (environment: NodeJS.ProcessEnv): CityOptions => {
  const options = readOptions(environment);
  if (options.databaseUrl === null && environment['DATABASE_URL'] !== undefined)
    throw new ProgramFailed(
      "npm start 自行建立各程序的登录：请用 DATABASE_OWNER_URL 指定数据库所有者的连接，不用 DATABASE_URL / npm start makes the logins of its programs: name the owner's connection in DATABASE_OWNER_URL, and leave DATABASE_URL out",
    );
  delete environment['DATABASE_OWNER_URL'];
  return options;
};

/** The exit code says whether the main job went as it should. */
export const serve = async ({ once = false, json = false }: ServeOptions): Promise<void> => {
  outliveReaders();
  const city = new City(optionsOf(process.env));
  // Whatever ends us unforeseen: nothing of the city goes on without anybody.
  process.once('exit', () => city.killAll());
  const asked = untilAsked();
  const starting = city.start();
  if ((await Promise.race([starting, asked])) === 'asked') {
    // What has come up is stopped below; that the rest may have failed to is no news any more.
    await starting.catch(() => undefined);
    await city.stop();
    return;
  }
  try {
    const outcome = await Promise.race([playAt(city), asked]);
    if (outcome === 'asked') return;
    if (!isSound(outcome)) process.exitCode = 1;
    if (!once) {
      tellAddresses(city);
      city.beginHistory();
    }
    if (json) show(JSON.stringify(outcome));
    if (!once) await asked;
  } finally {
    await city.stop();
  }
};
