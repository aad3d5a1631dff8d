/** Where a command gets the password from: the environment, or a person at the terminal, who does not see it written. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { Refused } from '../../ground/http/refused.js';

/** Asks on the terminal (on stderr, since stdout is for answers) and shows nothing of what is typed. */
export const askHidden = async (question: string): Promise<string> => {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
};

/** The password of a staff member: STAFF_PASSWORD, else asked for. Throws Refused `password-missing` where nobody can be asked. */
export const readPassword = async (staffNumber: string): Promise<string> => {
  const { STAFF_PASSWORD: given } = process.env;
  if (given !== undefined && given !== '') return given;
  if (process.stdin.isTTY !== true) throw new Refused('password-missing');
  return askHidden(`工号 ${staffNumber} 的密码 password of ${staffNumber}: `);
};
