/** Installs the Debian packages that are missing, through apt, and keeps their card reader and their pooler out of use. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { run, SetUpFailed } from './telling.mjs';

const always = [
  // The card: the reader service, its headers for the Node driver, the virtual reader.
  'pcscd',
  'libpcsclite-dev',
  'vsmartcard-vpcd',
  // The printer's line and its Chinese characters.
  'socat',
  'fonts-noto-cjk',
  // Node's native drivers are compiled here.
  'python3',
  'make',
  'g++',
];

const of = {
  start: [],
  // A browser, letters of Tibetan, other programs that read cards, a security module in software, a pooler before the database.
  test: ['chromium', 'fonts-noto-core', 'opensc', 'pcsc-tools', 'softhsm2', 'pgbouncer'],
  // Brings pgbench, the baseline of the payments bench.
  'bench payments': ['postgresql-contrib'],
  'bench window': ['chromium'],
};

/** Which of the packages dpkg does not know as installed. */
const missingOf = (packages) => {
  const { stdout, error } = spawnSync(
    'dpkg-query',
    ['-W', '-f=${Package} ${db:Status-Abbrev}\n', ...packages],
    {
      encoding: 'utf8',
    },
  );
  if (error) return null;
  const installed = new Set(
    stdout
      .split('\n')
      .filter((line) => / ii\s*$/.test(line))
      .map((line) => line.split(' ')[0]),
  );
  return packages.filter((name) => !installed.has(name));
};

/** How to become root: not at all, through sudo without a password, or null where neither is possible. */
const rootPrefix = () => {
  if (process.getuid() === 0) return [];
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : null;
};

const asRoot = async (prefix, ...command) => {
  const [first, ...rest] = [...prefix, ...command];
  await run(first, rest, { DEBIAN_FRONTEND: 'noninteractive' });
};

const hasSystemd = () => existsSync('/run/systemd/system');

/** Debian starts its pooler with the machine, at localhost:6432; the tests start one of their own. One that was there before is somebody's. */
const pooler = 'pgbouncer';
const closePooler = ['systemctl', 'disable', '--now', pooler];

/** Installs what the work (`start`, `test`, `bench payments`, …) needs beyond what is there. */
export const installSystemPackages = async (work, begin) => {
  const wanted = [...always, ...(of[work] ?? [])];
  const missing = missingOf(wanted);
  if (missing === null) return `no dpkg here; make sure there are ${wanted.join(' ')}`;
  if (missing.length === 0) return null;
  const prefix = rootPrefix();
  const bringsService = missing.includes(pooler) && hasSystemd();
  if (prefix === null)
    throw new SetUpFailed(
      `missing system packages; install them and start again: sudo apt-get install -y ${missing.join(' ')}` +
        (bringsService ? ` && sudo ${closePooler.join(' ')}` : ''),
    );
  begin(`installing ${missing.join(' ')}`);
  await asRoot(prefix, 'apt-get', 'update', '-q');
  await asRoot(prefix, 'apt-get', 'install', '-y', '-q', '--no-install-recommends', ...missing);
  if (bringsService) await asRoot(prefix, ...closePooler);
  return 'installed';
};

const stockReader = '/etc/reader.conf.d/vpcd';

/**
 * Debian's vpcd comes with a reader that listens on every interface, card traffic and all. Its configuration is put
 * out of use; the city brings a reader of its own that connects to loopback only.
 */
export const closeStockReader = async (begin) => {
  if (!existsSync(stockReader) || !/^\s*DEVICENAME\s+\/dev\/null/m.test(readFileSync(stockReader, 'utf8')))
    return null;
  const prefix = rootPrefix();
  if (prefix === null) return `${stockReader} listens on every interface when pcscd runs; remove it as root`;
  begin("taking Debian's virtual reader off the network");
  await asRoot(prefix, 'sed', '-i', '-E', 's/^([^#])/# listens on every interface: \\1/', stockReader);
  // Where systemd keeps a pcscd running, it reads its readers anew.
  if (hasSystemd()) await asRoot(prefix, 'systemctl', 'try-restart', 'pcscd');
  return 'closed';
};
