/** Installs the npm packages when they are not those of the lock file. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { run } from './telling.mjs';

const stampFile = 'node_modules/.installed-lock';

const lockDigest = () =>
  createHash('sha256').update(readFileSync('package-lock.json')).update(process.version).digest('hex');

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

/** Runs `npm ci` unless node_modules is what the lock file says for this Node; null when it is. */
export const installPackages = async (begin) => {
  const digest = lockDigest();
  if (existsSync(stampFile)) {
    if (readFileSync(stampFile, 'utf8') === digest) return null;
  } else if (agreesWithLock()) {
    writeFileSync(stampFile, digest);
    return null;
  }
  begin('installing');
  await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stampFile, digest);
  return 'installed';
};
