/** A pcscd of our own: the real daemon with the virtual reader's driver, for any user, on loopback, beside the host's. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { access, copyFile, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const daemon = '/usr/sbin/pcscd';
const driver = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';

/** Longest path of a Unix socket. */
const longestSocketPath = 107;

const run = promisify(execFile);

/** What the readers are called: the window's, and the kiosk's beside it. The driver gives each two slots, on two ports in a row. */
const virtualReaderNames = ['Virtual Card Reader', 'Kiosk Card Reader'] as const;

type ConfiguredReader = { readonly name: string; readonly firstPort: number; readonly driver: string };

/**
 * The text of pcscd's reader.conf for virtual readers with two slots each, on `firstPort` and the port after it. Only for
 * `startPcscd`: without it the driver waits on every interface.
 */
const readerConf = (readers: readonly ConfiguredReader[]): string =>
  readers
    .flatMap(({ name, firstPort, driver: path }) => [
      `FRIENDLYNAME "${name}"`,
      // The driver reads the port after the colon; the device itself is not used.
      `DEVICENAME   /dev/null:${firstPort}`,
      `LIBPATH      ${path}`,
      `CHANNELID    ${firstPort}`,
      '',
    ])
    .join('\n');

/** vpcd's driver knows its slots by number alone, whichever reader they are of: a second reader takes another copy of it. */
const driverCopy = async (directory: string): Promise<string> => {
  const copy = join(directory, 'ifdvpcd-kiosk.so');
  await copyFile(driver, `${copy}.${process.pid}`);
  await rename(`${copy}.${process.pid}`, copy);
  return copy;
};

export class PcscdError extends Error {
  override readonly name = 'PcscdError';
}

const demand = async (file: string, packageName: string): Promise<void> => {
  try {
    await access(file);
  } catch {
    throw new PcscdError(`${file} is missing: install the package ${packageName}`);
  }
};

const demandFreePort = (port: number): Promise<void> =>
  new Promise((settle, reject) => {
    const probe = createServer();
    probe.once('error', ({ code, message }: NodeJS.ErrnoException) =>
      reject(
        new PcscdError(
          code === 'EADDRINUSE'
            ? `port ${port} is taken: is another bench running?`
            : `port ${port} cannot be used: ${message}`,
        ),
      ),
    );
    probe.listen(port, '127.0.0.1', () => probe.close(() => settle()));
  });

/** The C sources lie beside this file's source; the build does not copy them. */
const sourceFile = async (name: string): Promise<string> => {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const candidates = [`${name}.c`, `../../../hardware/virtual-card/${name}.c`];
  for (const candidate of candidates) {
    const file = resolve(here, candidate);
    const found = await access(file).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  throw new PcscdError(`hardware/virtual-card/${name}.c is missing: run from a whole clone`);
};

/** Compiles a library for pcscd, once for each version of its source. */
const compiled = async (directory: string, name: string): Promise<string> => {
  const source = await sourceFile(name);
  const version = createHash('sha256')
    .update(await readFile(source))
    .digest('hex')
    .slice(0, 12);
  const library = join(directory, `${name}-${version}.so`);
  const built = await access(library).then(
    () => true,
    () => false,
  );
  if (built) return library;
  const draft = `${library}.${process.pid}`;
  try {
    const flags = ['-shared', '-fPIC', '-O2', '-Wall', '-I/usr/include/PCSC'];
    await run('cc', [...flags, '-o', draft, source, '-ldl']);
  } catch (error) {
    throw new PcscdError(
      `cannot compile ${source} (package build-essential): ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  await rename(draft, library);
  return library;
};

export type Pcscd = {
  /** Clients find it through the environment variable PCSCLITE_CSOCK_NAME, or the card reader's `socketPath`. */
  readonly socketPath: string;
  readonly readerNames: readonly string[];
  /** Where a virtual PIN pad listens that belongs to the readers, as long as there is one. */
  readonly pinPadPath: string;
  readonly processId: number;
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends it in an orderly way, or by force after two seconds. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
};

export type PcscdOptions = {
  /** Where its socket, configuration and log go; made if absent. */
  readonly directory: string;
  /** The slots wait for cards on this loopback port and the next; with a kiosk on the two after them, too. */
  readonly firstPort: number;
  /** Whether a kiosk's reader lies beside the window's. */
  readonly kiosk?: boolean;
  readonly readyWithinMs?: number;
};

/**
 * The environment that has the library preloaded. The loader splits LD_PRELOAD at spaces and colons and leaves out what
 * it then does not find, so it is told of the open file, whose name has neither.
 */
const preloading = (socketPath: string): NodeJS.ProcessEnv => ({
  ...process.env,
  LD_PRELOAD: '/proc/self/fd/3',
  PCSCLITE_CSOCK_NAME: socketPath,
});

/** What the preloaded part says of itself. */
const report = 'private pcscd: preloaded';

/** Throws PcscdError unless the loader takes the library, asked for the version alone, which opens no reader and no socket. */
const demandPreload = async (library: number, socketPath: string): Promise<void> => {
  const child = spawn(daemon, ['--version'], {
    stdio: ['ignore', 'pipe', 'pipe', library],
    env: preloading(socketPath),
  });
  const closed = once(child, 'close').then(
    () => '',
    (error: Error) => error.message,
  );
  const [said, complaint, failure] = await Promise.all([
    child.stdout === null ? '' : text(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
    closed,
  ]);
  if (!said.includes(report))
    throw new PcscdError(
      `${daemon} does not take the part that keeps it on loopback, so it is not started: ${`${failure}${complaint}`.trim() || 'no reason given'}`,
    );
};

/** One line of /proc/net/tcp or tcp6: a socket that listens, as `address:port` in hexadecimal. */
const listening = /^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ 0A /gm;
const loopback = '0100007F';

/** Throws PcscdError when anything listens on the ports beyond loopback. */
const demandLoopback = async (ports: readonly number[]): Promise<void> => {
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    // A machine without IPv6 has no table of it.
    const lines = await readFile(table, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    for (const [, address, port] of lines.matchAll(listening))
      if (ports.includes(parseInt(port ?? '', 16)) && address !== loopback)
        throw new PcscdError(`a reader slot listens beyond loopback (${address}:${port}), so pcscd is ended`);
  }
};

/** Waits until the daemon says it is ready and all slots wait for a card; the log lines are pcsc-lite's own. */
const untilReady = (
  child: ChildProcess,
  log: string[],
  { withinMs, slots: expected }: { readonly withinMs: number; readonly slots: number },
): Promise<void> =>
  new Promise((settle, reject) => {
    let slots = 0;
    let preloaded = false;
    const fail = (why: string): void =>
      reject(new PcscdError(`pcscd ${why}; it said: ${log.slice(-3).join(' / ')}`));
    const late = setTimeout(() => fail(`was not ready within ${withinMs} ms`), withinMs);
    const read = (line: string): void => {
      log.push(line);
      if (log.length > 200) log.shift();
      if (line.includes(report)) preloaded = true;
      if (line.includes('Waiting for virtual ICC')) slots += 1;
      if (!line.includes('daemon ready')) return;
      clearTimeout(late);
      if (!preloaded) fail('was started without the part that keeps it on loopback');
      else if (slots === expected) settle();
      else fail(`opened ${slots} of ${expected} reader slots`);
    };
    for (const stream of [child.stdout, child.stderr])
      if (stream !== null) createInterface({ input: stream }).on('line', read);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => {
      clearTimeout(late);
      fail(`ended with ${signal ?? code}`);
    });
  });

/** Calls `work` with the library's descriptor, once it is sure that the loader takes it from there. */
const withLibrary = async (
  file: string,
  socketPath: string,
  work: (descriptor: number) => ChildProcess,
): Promise<ChildProcess> => {
  const library = await open(file);
  try {
    await demandPreload(library.fd, socketPath);
    return work(library.fd);
  } finally {
    await library.close();
  }
};

/**
 * Starts a pcscd in the foreground with the virtual reader slots of a window, and of a kiosk where there is one, and a client socket below `directory`. It needs no
 * root, leaves the host's pcscd alone, and dies with this process. Throws PcscdError with one clear line.
 */
export const startPcscd = async ({
  directory,
  firstPort,
  kiosk = false,
  readyWithinMs = 5000,
}: PcscdOptions): Promise<Pcscd> => {
  await demand(daemon, 'pcscd');
  await demand(driver, 'vsmartcard-vpcd');
  const home = resolve(directory);
  const socketPath = join(home, 'pcscd.comm');
  if (Buffer.byteLength(socketPath) > longestSocketPath)
    throw new PcscdError(`${socketPath} is too long for a socket: choose a shorter data directory`);
  await mkdir(home, { recursive: true });
  const ports = Array.from({ length: kiosk ? 4 : 2 }, (_, at) => firstPort + at);
  for (const port of ports) await demandFreePort(port);
  const library = await compiled(home, 'private-pcscd');
  const drivers = [await open(await compiled(home, 'reader-with-pad'))];
  if (kiosk) drivers.push(await open(await driverCopy(home)));
  const configuration = join(home, 'reader.conf');
  const pinPadPath = join(home, 'pin-pad');
  const readers = drivers.map((_, at) => ({
    name: virtualReaderNames[at] ?? '',
    firstPort: firstPort + 2 * at,
    // Named by its descriptor, as the folder's name may hold what the configuration takes for its own syntax.
    driver: `/proc/self/fd/${4 + at}`,
  }));
  await writeFile(configuration, readerConf(readers));

  const child = await withLibrary(library, socketPath, (descriptor) =>
    spawn(daemon, ['--foreground', '--info', '--config', configuration], {
      stdio: ['ignore', 'pipe', 'pipe', descriptor, ...drivers.map(({ fd }) => fd)],
      // Ctrl-C is for the program that started it, which then stops it in its turn.
      detached: true,
      env: { ...preloading(socketPath), VIRTUAL_READER_DRIVER: driver, VIRTUAL_PIN_PAD: pinPadPath },
    }),
  ).finally(() => Promise.all(drivers.map((file) => file.close())));
  const ended = new Promise<void>((settle) => {
    child.once('exit', () => settle());
    child.once('error', () => settle());
  });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    const force = setTimeout(() => child.kill('SIGKILL'), 2000);
    await ended;
    clearTimeout(force);
    await rm(socketPath, { force: true });
  };
  try {
    await untilReady(child, [], { withinMs: readyWithinMs, slots: ports.length });
    await demandLoopback(ports);
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
  if (child.pid === undefined) throw new PcscdError('pcscd has no process id');
  return {
    socketPath,
    readerNames: readers.flatMap(({ name }, at) => [`${name} 0${at} 00`, `${name} 0${at} 01`]),
    pinPadPath,
    processId: child.pid,
    ended,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
};
