/** Promises of the day an application is answered by: the same wherever it is told, kept once given, and told with what it lacks. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CardWindow, newcomer, type Identity } from '../../../../../test/support/card-window.js';
import { Counter } from '../../../../../test/support/counter.js';

type Told = { readonly answerBy: string; readonly answerByNote: { readonly zh: string } | null };

let counter: Counter;
let desk: CardWindow;
let start: Date;
beforeAll(async () => {
  counter = await Counter.open();
  desk = new CardWindow(counter);
  start = counter.clock.instant;
}, 60_000);
afterAll(() => counter.close());

const goTo = async (instant: Date): Promise<void> => {
  counter.clock.instant = instant;
  await counter.authenticate();
  await counter.signIn();
};
afterEach(() => goTo(start));

/** The day with its note, as receipt, card file, reviewer and applicant are told. */
const toldTo = async (who: Identity, number: string): Promise<readonly Told[]> => {
  const [onFile] = (await desk.file(who)).body.applications;
  const tracked = await counter.ask<Told>('POST', '/v1/card-applications/track', { number, name: who.name });
  const listed = await desk.as('0301', () =>
    counter.ask<{ applications: readonly (Told & { number: string })[] }>('GET', '/v1/card-applications'),
  );
  const reviewed = listed.body.applications.find((one) => one.number === number);
  return [onFile, tracked.body, reviewed].map((told) => ({
    answerBy: told?.answerBy ?? '',
    answerByNote: told?.answerByNote ?? null,
  }));
};

/** A version of a parameter from 4 November on. */
const enter = (key: string, kind: string, value: string) =>
  counter.query(`insert into policy_parameter values ($1, $2, '2026-11-04', $3, $4, '通知', 'local')`, [
    `${key}@2026-11-04`,
    key,
    kind,
    value,
  ]);

describe('the day an application is answered by', () => {
  it('leaves out the days off that were announced and counts the weekends that are worked', async () => {
    // Friday; Sunday is worked, the Mid-Autumn days and the National Day week are off.
    await goTo(new Date('2026-09-18T02:00:00Z'));
    const who = newcomer();
    const told = { answerBy: '2026-10-09', answerByNote: null };
    expect(await toldTo(who, await desk.apply(who))).toEqual([told, told, told]);
  });

  it('is told with the year whose days off are not known, where it matters', async () => {
    await goTo(new Date('2026-12-24T02:00:00Z'));
    const who = newcomer();
    const { body } = await desk.serve({ service: 'application', ...who, photoDigest: await desk.photo() });
    const note = {
      zh: '2027年放假安排未录入，期限按周一至周五计算',
      en: 'The days off of 2027 are not on record: Monday to Friday were counted',
    };
    const rows = await desk.rowsOf(body.receiptNumber);
    expect(rows).toContainEqual({ label: { zh: '答复期限', en: 'Answer by' }, value: '2027年1月7日' });
    expect(rows).toContainEqual({ label: { zh: '说明', en: 'Note' }, value: note.zh, english: note.en });
    const told = { answerBy: '2027-01-07', answerByNote: note };
    expect(await toldTo(who, await desk.numberOn(body.receiptNumber))).toEqual([told, told, told]);
  });

  it('stays what was promised when days off or the number of days are laid down anew afterwards', async () => {
    await goTo(new Date('2026-11-03T02:00:00Z'));
    const who = newcomer();
    const number = await desk.apply(who);
    await enter('card.answer-working-days', 'integer', '5');
    await enter('calendar.2026', 'days', '2026-11-09/2026-11-13;');
    await goTo(new Date('2026-11-05T02:00:00Z'));
    const promised = { answerBy: '2026-11-17', answerByNote: null };
    expect(await toldTo(who, number)).toEqual([promised, promised, promised]);
    const next = newcomer();
    const [told] = await toldTo(next, await desk.apply(next));
    expect(told).toEqual({ answerBy: '2026-11-19', answerByNote: null });
  });
});
