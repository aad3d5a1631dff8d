/** Installs the npm packages when they are not those of the lock file. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run, SetUpFailed } from './telling.mjs';

/** All of them, whatever NODE_ENV or the user's npm settings leave out: what is missing would be missed much later. */
const kinds = ['dev', 'optional', 'peer'].map((kind) => `--include=${kind}`);

const stampFile = 'node_modules/.installed-for';

/** Native drivers are compiled for one Node: another one needs them anew. Whole: with what only the build and the tests need. */
const whole = `whole, for Node ${process.version}`;

const digest = () =>
  `${createHash('sha256').update(readFileSync('package-lock.json')).digest('hex')} ${whole}`;

/** Whether npm's own record of what lies in node_modules agrees with the lock file, as after `npm install`. */
const agreesWithLock = () => {
  if (!existsSync('node_modules/.package-lock.json')) return false;
  const wanted = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
  const there = JSON.parse(readFileSync('node_modules/.package-lock.json', 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, optional, peer }]) => {
    if (path === '') return true;
    const found = there[path];
    return found === undefined ? optional === true || peer === true : found.version === version;
  });
};

/**
 * Has the native drivers compiled against the headers that came with this Node, whatever `nodedir` npm is told: those of another one
 * make drivers that do not load, and node-gyp would fetch them from outside.
 */
const ownHeaders = () => {
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  return existsSync(join(prefix, 'include/node/node.h')) ? { npm_config_nodedir: prefix } : {};
};

/** Loads each package that npm had to compile or unpack something for, and names the one that does not work. */
const checkDrivers = async () => {
  const { allowScripts = {} } = JSON.parse(readFileSync('package.json', 'utf8'));
  const built = Object.keys(allowScripts).filter(
    (name) => allowScripts[name] && existsSync(join('node_modules', name)),
  );
  for (const name of built) {
    const load = `import(${JSON.stringify(name)}).catch(({ message }) => { console.error('error: ' + message); process.exit(1); })`;
    try {
      await run(process.execPath, ['-e', load]);
    } catch (error) {
      throw new SetUpFailed(
        `${name} was installed but cannot be loaded; does npm run the scripts of packages here (ignore-scripts), and for this Node (nodedir)?\n${error.message}`,
        { cause: error },
      );
    }
  }
};

/** Runs `npm ci` unless node_modules is what the lock file says for this Node; null when it is. */
export const installPackages = async (begin) => {
  const wanted = digest();
  const stamp = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : null;
  if (stamp === wanted) return null;
  const sameNode = stamp === null || stamp.endsWith(whole);
  if (!sameNode || !agreesWithLock()) {
    begin('installing');
    await run('npm', ['ci', ...kinds, '--no-audit', '--no-fund', '--loglevel=error'], ownHeaders());
  }
  await checkDrivers();
  writeFileSync(stampFile, wanted);
  return null;
};
