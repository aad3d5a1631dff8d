/** The folders the set-up and the city write to: refused in one line with what to do, before anything is begun in them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, resolve } from 'node:path';
import { holdWhileRunning, SetUpFailed } from './telling.mjs';

const reasons = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'it can only be read',
  ENOTDIR: 'part of the path is a file',
  EEXIST: 'there is a file of that name',
  ENOENT: 'nothing can be made there',
  ENOSPC: 'the disk is full',
  ENAMETOOLONG: 'the name is too long',
};

/**
 * Makes a folder and those above it one by one. Node's own recursive way never ends where the system says of a folder
 * that exists that it does not, as below /proc.
 */
const make = (folder) => {
  if (!existsSync(folder)) {
    make(dirname(folder));
    mkdirSync(folder);
  }
  // With the dot a file is not taken for a folder.
  accessSync(`${folder}/.`, constants.W_OK | constants.X_OK);
};

/** Refuses, with the next step, a folder that cannot be made or written to. */
const demandWritable = (folder, nextStep) => {
  try {
    make(folder);
  } catch (error) {
    const user = userInfo().username;
    throw new SetUpFailed(
      `${(error.path ?? folder).replace(/\/\.$/, '')} cannot be written to by ${user}: ${reasons[error.code] ?? error.message}; ${nextStep}`,
      { cause: error },
    );
  }
};

/** Refuses a clone that the work cannot be done in. */
export const checkClone = () => {
  const clone = resolve('.');
  // What npm runs finds its programs by a PATH that the clone's folder becomes a part of.
  if (clone.includes(':'))
    throw new SetUpFailed(
      `${clone} has a colon in its path, at which PATH is split; move the clone elsewhere`,
    );
  demandWritable(resolve('dist'), 'clone it into a folder of your own');
};

/** Refuses a data directory that cannot be written to. */
export const checkData = () =>
  demandWritable(
    resolve(process.env.SSCARD_DATA ?? 'data'),
    'set SSCARD_DATA to a directory this user may write to',
  );

/**
 * Holds the clone until what it returns is called or this process ends, so that two set-ups never write into it together;
 * waits while another does.
 */
export const holdClone = async (tell) => {
  const lock = openSync('dist/.set-up.lock', 'a');
  const lockIt = async (...how) => {
    // flock locks what we have open, under a descriptor of its own: the lock stays ours when it has ended.
    const child = spawn('flock', [...how, '3'], { stdio: ['ignore', 'ignore', 'inherit', lock] });
    const [code] = await once(child, 'close');
    return code === 0;
  };
  if (!(await lockIt('--nonblock'))) {
    tell('another set-up is at work in this folder; waiting for it …\n');
    if (!(await lockIt())) throw new SetUpFailed('dist/.set-up.lock cannot be locked');
  }
  holdWhileRunning(lock);
  return () => {
    holdWhileRunning('ignore');
    closeSync(lock);
  };
};
