/** Installs the npm packages when they are not those of the lock file. */
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { run, SetUpFailed } from './telling.mjs';

/**
 * Said on npm's command line, which goes before its environment and every .npmrc: all packages, whatever NODE_ENV or npm's settings
 * leave out, with what their scripts compile and unpack; what is missing would be missed much later.
 */
const whatever = [
  ...['dev', 'optional', 'peer'].map((kind) => `--include=${kind}`),
  '--ignore-scripts=false',
  '--dry-run=false',
  '--bin-links=true',
  '--global=false',
  '--package-lock=true',
  '--install-strategy=hoisted',
];

const stampFile = 'node_modules/.installed-for';

/** Native drivers are compiled for one Node: another one needs them anew. Whole: with what only the build and the tests need. */
const forThisNode = `whole, for Node ${process.version}`;

const digest = () =>
  `${createHash('sha256').update(readFileSync('package-lock.json')).digest('hex')} ${forThisNode}`;

/** The list of packages in a lock file, npm's own record of node_modules among them; none where it is missing or was cut short. */
const packagesOf = (file) => {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
};

/** Whether a word is among those of the lock file, of which `!` before one excludes it; none allow all. */
const fits = (words, word) =>
  words === undefined ||
  (!words.includes(`!${word}`) && (words.includes(word) || words.every((each) => each.startsWith('!'))));

/** Node's report of itself takes some 35 ms, and 185 packages of the lock file are for some machine alone. */
let libcHere;
const ownLibc = () =>
  (libcHere ??= process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc');

/** Whether a package is made for this machine. */
const isForHere = ({ os, cpu, libc }) =>
  fits(os, process.platform) && fits(cpu, process.arch) && (libc === undefined || fits(libc, ownLibc()));

/**
 * Whether npm's own record of what lies in node_modules agrees with the lock file, as after `npm install`, and each package is there. One
 * that npm may leave out is missed where it is made for this machine alone: that is how programs come.
 */
const agreesWithLock = () => {
  const there = packagesOf('node_modules/.package-lock.json');
  return Object.entries(packagesOf('package-lock.json')).every(([path, wanted]) => {
    if (path === '') return true;
    const found = there[path];
    if (found === undefined)
      return (
        wanted.peer === true || (wanted.optional === true && (wanted.cpu === undefined || !isForHere(wanted)))
      );
    return found.version === wanted.version;
  });
};

/** The programs of a package that npm puts where they are called by name. */
const programsOf = (path, { bin = {} }) =>
  /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path)
    ? Object.keys(bin).map((name) => join('node_modules/.bin', name))
    : [];

/** What of npm's record is not there: removed by hand, or by an installation that was broken off. */
const missing = () =>
  Object.entries(packagesOf('node_modules/.package-lock.json'))
    .flatMap(([path, found]) => [join(path, 'package.json'), ...programsOf(path, found)])
    .find((file) => !existsSync(file));

/**
 * Has the native drivers compiled against the headers that came with this Node, whatever `nodedir` npm is told: those of another one
 * make drivers that do not load, and node-gyp would fetch them from outside.
 */
const ownHeaders = () => {
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  return existsSync(join(prefix, 'include/node/node.h')) ? { npm_config_nodedir: prefix } : {};
};

/** Packages that npm compiles or unpacks something for. */
const driversOf = () => {
  const { allowScripts = {} } = JSON.parse(readFileSync('package.json', 'utf8'));
  return Object.keys(allowScripts).filter(
    (name) => allowScripts[name] && existsSync(join('node_modules', name)),
  );
};

/** Whether what the scripts of a package make is there; asked at every start, so that nothing is loaded for it. */
const isMade = (name) => {
  const folder = join('node_modules', name);
  // PostgreSQL's libraries go by several names, which a package cannot carry.
  const links = join(folder, 'native/pg-symlinks.json');
  if (existsSync(links))
    return JSON.parse(readFileSync(links, 'utf8')).every(({ target }) => existsSync(join(folder, target)));
  if (!existsSync(join(folder, 'binding.gyp')) || existsSync(join(folder, 'prebuilds'))) return true;
  const built = join(folder, 'build/Release');
  return existsSync(built) && readdirSync(built).some((file) => file.endsWith('.node'));
};

/** Throws SetUpFailed naming the package that was compiled or unpacked by halves, or does not load. */
const checkDrivers = async () => {
  for (const name of driversOf()) {
    const load = `import(${JSON.stringify(name)}).catch(({ message }) => { console.error('error: ' + message); process.exit(1); })`;
    try {
      if (!isMade(name)) throw new SetUpFailed('its scripts have not been run');
      await run(process.execPath, ['-e', load]);
    } catch (error) {
      throw new SetUpFailed(
        `${name} was installed but cannot be loaded; was it compiled for this Node (nodedir)?\n${error.message}`,
        { cause: error },
      );
    }
  }
};

const worksAsItIs = async () => {
  try {
    await checkDrivers();
    return true;
  } catch (error) {
    if (error instanceof SetUpFailed) return false;
    throw error;
  }
};

/** A home that npm can keep its cache in; where there is none, as for accounts of services, a folder of the data's. */
const ownCache = () => {
  if (process.env.npm_config_cache !== undefined) return {};
  try {
    accessSync(homedir(), constants.W_OK | constants.X_OK);
    return {};
  } catch {
    return { npm_config_cache: resolve(process.env.SSCARD_DATA ?? 'data', 'npm-cache') };
  }
};

/** Runs `npm ci` unless node_modules is whole, as the lock file says, for this Node; null when it is. */
export const installPackages = async (begin) => {
  const wanted = digest();
  const stamp = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : null;
  const whole = missing() === undefined && driversOf().every(isMade);
  if (stamp === wanted && whole) return null;
  const sameNode = stamp === null || stamp.endsWith(forThisNode);
  // Also what somebody else installed without its scripts, or broke off, is made whole: it does not stay as it is.
  if (!sameNode || !whole || !agreesWithLock() || !(await worksAsItIs())) {
    begin('installing');
    await run('npm', ['ci', ...whatever, '--no-audit', '--no-fund', '--loglevel=error'], {
      ...ownHeaders(),
      ...ownCache(),
    });
    await checkDrivers();
  }
  writeFileSync(stampFile, wanted);
  return null;
};
