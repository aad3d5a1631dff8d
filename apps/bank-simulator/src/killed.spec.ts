/** Promises the bank keeps when its process is killed: nothing it answered is lost, nothing is booked twice. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import type { BankAccount, BankAnswer, BankInstruction } from '#libs/contract/bank.js';

const program = resolve('dist/apps/bank-simulator/src/main.js');
const data = mkdtempSync(join(tmpdir(), 'sscard-bank-'));
const running = new Set<ChildProcess>();

afterEach(async () => {
  for (const child of running) {
    const gone = once(child, 'exit');
    if (child.kill('SIGKILL')) await gone;
  }
});
afterAll(() => rmSync(data, { recursive: true }));

/** Starts the built program on a free port and answers where it listens. */
const start = async (): Promise<{ readonly child: ChildProcess; readonly address: string }> => {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, SSCARD_DATA: data, BANK_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let told = '';
  for await (const chunk of child.stdout) {
    told += String(chunk);
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(told)?.[0];
    if (address !== undefined) {
      // The rest of its log is let flow, or the pipe would fill and block it.
      child.stdout.resume();
      return { child, address };
    }
  }
  throw new Error(`the bank did not start: ${told}`);
};

const post = (address: string, path: string, body: unknown): Promise<Response> =>
  fetch(`${address}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
const balance = async (address: string, account: string): Promise<string> =>
  ((await (await fetch(`${address}/accounts/${account}`)).json()) as BankAccount).balance;
const debit = (number: number): BankInstruction => ({
  reference: `killed-${number}`,
  kind: 'debit',
  account: '6217-killed',
  amount: '1.00',
  counterparts: [{ account: '9558-killed', amount: '1.00' }],
});

describe('bank simulator killed with SIGKILL', () => {
  it('keeps every answer it gave, and a repetition of every instruction books each exactly once', async () => {
    const first = await start();
    await post(first.address, '/accounts', { account: '6217-killed', holderName: '李四', balance: '500.00' });
    await post(first.address, '/accounts', { account: '9558-killed', holderName: '基金', balance: '0.00' });

    const answers = new Map<string, BankAnswer>();
    const gone = once(first.child, 'exit');
    // Killed while instructions are under way, and before the last are sent: some are answered, some are cut off, none may be
    // half booked.
    const waiting = Array.from({ length: 200 }, (_, number) => number);
    let cutOff = 0;
    const instruct = async (): Promise<void> => {
      for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
        try {
          const answer = (await (
            await post(first.address, '/instructions', debit(number))
          ).json()) as BankAnswer;
          answers.set(answer.reference, answer);
        } catch {
          cutOff += 1;
        }
        if (answers.size === 60) first.child.kill('SIGKILL');
      }
    };
    await Promise.all(Array.from({ length: 20 }, instruct));
    await gone;
    expect(answers.size + cutOff).toBe(200);
    expect(cutOff).toBeGreaterThan(0);

    const second = await start();
    for (const [reference, answer] of answers)
      expect(await (await fetch(`${second.address}/instructions/${reference}`)).json()).toEqual(answer);
    for (let number = 0; number < 200; number += 1) {
      const answer = (await (
        await post(second.address, '/instructions', debit(number))
      ).json()) as BankAnswer;
      expect(answer.outcome).toBe('succeeded');
      expect(answers.get(answer.reference) ?? answer).toEqual(answer);
    }
    expect(await balance(second.address, '6217-killed')).toBe('300.00');
    expect(await balance(second.address, '9558-killed')).toBe('200.00');
  }, 30_000);

  it('stops by itself on SIGTERM with exit code 0', async () => {
    const { child } = await start();
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await gone).toEqual([0, null]);
  });
});
