/** Promises that what is shared is had by one at a time, in the order it was asked for, whatever becomes of each. */
import { describe, expect, it } from '@jest/globals';
import { TurnNotReached, Turns } from './turns.js';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('are taken one after another, in the order they were asked for', async () => {
    const turns = new Turns('printer');
    const told: string[] = [];
    const task = (name: string) => async (): Promise<string> => {
      told.push(`${name} begins`);
      await tick();
      told.push(`${name} ends`);
      return name;
    };
    const all = ['a', 'b', 'c'].map((name) => turns.take(task(name)));
    expect(turns.size).toBe(3);
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
    expect(told).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect(turns.size).toBe(0);
  });

  it('go on when one fails, and tell only its own caller', async () => {
    const turns = new Turns('card');
    const failing = turns.take(async () => {
      throw new Error('pulled');
    });
    const next = turns.take(async () => 'next');
    await expect(failing).rejects.toThrow('pulled');
    expect(await next).toBe('next');
  });

  it('can be entered and left apart; leaving twice lets nobody in too early', async () => {
    const turns = new Turns('acts');
    const leave = await turns.enter();
    const second = turns.enter();
    let third = false;
    const enterThird = async (): Promise<void> => {
      await turns.enter();
      third = true;
    };
    void enterThird();
    leave();
    leave();
    await second;
    await tick();
    expect(third).toBe(false);
  });

  it('are idle once all who asked have left', async () => {
    const turns = new Turns('printer');
    const leave = await turns.enter();
    let idle = false;
    const untilIdle = async (): Promise<void> => {
      await turns.idle();
      idle = true;
    };
    const waiting = untilIdle();
    await tick();
    expect(idle).toBe(false);
    leave();
    await waiting;
    expect(idle).toBe(true);
  });

  it('refuse by name whoever waited too long, without beginning their task and without losing the order', async () => {
    const turns = new Turns('reader', 20);
    const leave = await turns.enter();
    let begun = false;
    await expect(
      turns.take(async () => {
        begun = true;
      }),
    ).rejects.toThrow(new TurnNotReached('reader', 20));
    expect(begun).toBe(false);
    const after = turns.take(async () => 'after');
    leave();
    expect(await after).toBe('after');
    expect(turns.size).toBe(0);
  });
});
