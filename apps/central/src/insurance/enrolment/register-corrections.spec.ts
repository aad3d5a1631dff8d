/** Promises of corrections of the register: by another person, with who, why and from when, never before birth or in the future, and taken back the same way. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { components } from '#libs/contract/central-api.js';
import { date } from '#libs/kernel/plain-date.js';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { CardWindow, holderOf } from '../../../../../test/support/card-window.js';
import { Counter } from '../../../../../test/support/counter.js';
import { Database } from '../../ground/database/database.js';
import { Duplicates } from '../../register/people/duplicates.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import { ParticipationsService } from '../participations/participations.service.js';

type Overview = components['schemas']['PersonOverviewDto'];
type Coded = { readonly code?: string; readonly approval: string };

let counter: Counter;
let participations: ParticipationsService;
let serial = 100;

const numberOf = (first14: string): string => {
  const first17 = `${first14}${++serial}`;
  return first17 + socialSecurityNumberCheck(first17);
};
const inTransaction: Database['transaction'] = (work) =>
  counter.app.get(Database, { strict: false }).transaction(work);
const somebody = async (number = numberOf('63280219800308')) =>
  (
    await inTransaction((tx) =>
      counter.app.get(PeopleService, { strict: false }).register(tx, number, '才让卓玛'),
    )
  ).id;
const paper = { source: '死亡证明 2026-118', reason: '家属申报' };
const ask = (id: string, body: object) =>
  counter.ask<Coded>('POST', `/v1/people/${id}/corrections`, { ...paper, ...body });
const decide = async (approval: string, how: 'approval' | 'rejection', body: object = {}) => {
  await counter.signIn('0301');
  const answer = await counter.ask<Coded>('POST', `/v1/approvals/${approval}/${how}`, body);
  await counter.signIn();
  return answer;
};
const corrected = async (id: string, body: object) => {
  const asked = await ask(id, body);
  expect(asked).toMatchObject({ status: 201, body: { state: 'waiting' } });
  expect(await decide(asked.body.approval, 'approval')).toMatchObject({ status: 200 });
};
const overview = async (personId: string, on?: string) =>
  (
    await counter.ask<Overview>('POST', '/v1/person-overviews', {
      personId,
      purpose: '核对登记',
      ...(on === undefined ? {} : { on }),
    })
  ).body;
const begin = (id: string, scheme: string, since: string) =>
  inTransaction((tx) =>
    participations.begin(tx, id, { scheme, category: 'resident', since: date(since) }, '0001'),
  );
const standing = async (id: string) =>
  (await overview(id)).participations.map(({ scheme, until, endReason }) => [scheme, until, endReason]);

beforeAll(async () => {
  counter = await Counter.open();
  await counter.addStaff('0301', '审核员', 'reviewer', 'delingha-2017');
  participations = counter.app.get(ParticipationsService, { strict: false });
  await counter.query(
    `insert into township (code, name) values ('632802001', '河西街道'), ('632802002', '尕海镇') on conflict do nothing`,
  );
}, 60_000);
afterAll(() => counter.close());

describe('a death', () => {
  it('ends what stands once another has approved it, moves with its day, and is taken back', async () => {
    const id = await somebody();
    await begin(id, '170', '2020-01-01');
    await begin(id, '390', '2020-01-01');
    await corrected(id, { diedOn: '2026-10-15' });
    expect((await overview(id)).person).toMatchObject({ diedOn: '2026-10-15' });
    expect(await standing(id)).toEqual([
      ['170', '2026-10-15', 'death'],
      ['390', '2026-10-15', 'death'],
    ]);
    await corrected(id, { diedOn: '2026-11-02' });
    expect(await standing(id)).toEqual([
      ['170', '2026-11-02', 'death'],
      ['390', '2026-11-02', 'death'],
    ]);
    await corrected(id, { lives: true, reason: '误报' });
    expect(await standing(id)).toEqual([
      ['170', null, null],
      ['390', null, null],
    ]);
    const { person } = await overview(id);
    expect(person.diedOn).toBeNull();
    expect(person.formers).toMatchObject([
      { field: 'diedOn', value: '2026-11-02', after: null, by: '0001', reason: '误报' },
      { field: 'diedOn', value: '2026-10-15', after: '2026-11-02', since: '2026-11-02' },
      { field: 'diedOn', value: null, after: '2026-10-15', since: '2026-10-15', source: paper.source },
    ]);
    expect((await overview(id, '2026-11-23')).person).toMatchObject({ diedOn: null, formers: [] });
  });

  it('is refused before the birth, in the future, twice at once, and without a change', async () => {
    const id = await somebody();
    expect((await ask(id, { diedOn: '1980-03-07' })).body.code).toBe('death-before-birth');
    expect((await ask(id, { diedOn: '2026-11-25' })).body.code).toBe('day-in-future');
    expect((await ask(id, {})).body.code).toBe('malformed-request');
    expect((await ask(id, { diedOn: '2026-11-24', source: ' ' })).body.code).toBe('malformed-request');
    expect((await ask(id, { diedOn: '2026-11-24' })).status).toBe(201);
    expect((await ask(id, { diedOn: '2026-11-23' })).body.code).toBe('approval-waiting');
  });

  it('is nobody’s alone: not by who asked, and not by SQL', async () => {
    const id = await somebody();
    const { body } = await ask(id, { diedOn: '2026-11-24' });
    expect((await counter.ask<Coded>('POST', `/v1/approvals/${body.approval}/approval`, {})).status).toBe(
      403,
    );
    await expect(
      counter.query(`update person set died_on = '2026-11-24' where id = $1`, [id]),
    ).rejects.toMatchObject({ code: 'SS005' });
    expect(await decide(body.approval, 'rejection', { reason: '证明不清晰' })).toMatchObject({ status: 200 });
    expect((await overview(id)).person.diedOn).toBeNull();
    const [kept] = await counter.query('select state, decision_reason from approval where id = $1', [
      body.approval,
    ]);
    expect(kept).toEqual({ state: 'rejected', decision_reason: '证明不清晰' });
  });
});

describe('a number', () => {
  it('changes with the birth date and sex that follow from it, and a day before shows the one of then', async () => {
    const id = await somebody();
    const number = numberOf('63280219810415');
    const before = (await overview(id)).person;
    await corrected(id, { socialSecurityNumber: number, since: '2026-11-01' });
    const after = (await overview(id)).person;
    expect(after).toMatchObject({ maskedNumber: `63${'*'.repeat(14)}${number.slice(-2)}`, age: 45 });
    expect(after.formers.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['socialSecurityNumber', 'birthYear']),
    );
    expect(JSON.stringify(after)).not.toContain('1981-04-15');
    expect((await overview(id, '2026-11-23')).person).toMatchObject({
      maskedNumber: before.maskedNumber,
      age: before.age,
    });
  });

  it.each(['81000019940823', '82000019850101', '83000020000229', '96384019900101'])(
    'of a permit, %s…, is one to register, to search and to correct by',
    async (first14) => {
      const [mainland, permit] = [numberOf('63280219940823'), numberOf(first14)];
      const id = await somebody(mainland);
      await corrected(id, { socialSecurityNumber: permit });
      const found = await counter.ask<Overview>('POST', '/v1/person-overviews', {
        socialSecurityNumber: permit,
        purpose: '核对登记',
      });
      expect(found).toMatchObject({ status: 200, body: { person: { id } } });
      const registered = numberOf(first14);
      expect((await overview(await somebody(registered))).person.maskedNumber).toBe(
        `${first14.slice(0, 2)}${'*'.repeat(14)}${registered.slice(-2)}`,
      );
    },
  );

  it('of somebody else is refused, and so is a birth after the insurance began', async () => {
    const taken = numberOf('63280219750101');
    await somebody(taken);
    const id = await somebody();
    expect((await ask(id, { socialSecurityNumber: taken })).body.code).toBe('number-taken');
    expect((await ask(id, { socialSecurityNumber: '632802198003080012' })).body.code).toBe('number-invalid');
    await begin(id, '390', '2020-01-01');
    expect((await ask(id, { birthDate: '2020-01-02' })).body.code).toBe('participation-before-birth');
    await corrected(id, { birthDate: '1979-12-31', category: 'severely-disabled' });
    expect((await overview(id)).person).toMatchObject({ category: 'severely-disabled', age: 46 });
  });
});

it('a residence is entered at once, from its day on, with who and why', async () => {
  const id = await somebody();
  const move = (body: object) =>
    counter.ask<Coded>('POST', `/v1/people/${id}/residence`, {
      since: '2026-11-01',
      reason: '迁入',
      ...body,
    });
  expect((await move({ township: '632802999' })).body.code).toBe('township-unknown');
  expect((await move({ township: '632802001', since: '2026-11-25' })).body.code).toBe('day-in-future');
  expect((await move({ township: '632802001' })).status).toBe(204);
  expect((await move({ township: '632802002', since: '2026-11-20' })).status).toBe(204);
  const { person } = await overview(id);
  expect(person).toMatchObject({
    township: '尕海镇',
    formers: [
      {
        field: 'township',
        value: '河西街道',
        after: '尕海镇',
        since: '2026-11-20',
        by: '0001',
        reason: '迁入',
      },
      { field: 'township', value: null, after: '河西街道' },
    ],
  });
  expect((await overview(id, '2026-11-23')).person).toMatchObject({ township: null, formers: [] });
});

describe('somebody registered twice', () => {
  it('counts as one once another has approved it: by number, card, dues and overlaps, and stands apart again', async () => {
    const card = 'ma-xiulan';
    const holder = holderOf(counter, card);
    const [{ id: merged = '' } = {}] = await counter.query<{ id: string }>(
      'select id from person where social_security_number = $1',
      [holder.socialSecurityNumber],
    );
    const twin = numberOf(holder.socialSecurityNumber.slice(0, 14));
    const kept = (
      await inTransaction((tx) =>
        counter.app.get(PeopleService, { strict: false }).register(tx, twin, holder.name),
      )
    ).id;
    const find = () => counter.app.get(Duplicates, { strict: false }).findAll(new AbortController().signal);
    const duplicates = async (state = 'open') =>
      (await counter.ask<components['schemas']['DuplicatePageDto']>('GET', `/v1/duplicates?state=${state}`))
        .body.pairs;
    const merges = async () =>
      (await counter.ask<components['schemas']['MergePageDto']>('GET', '/v1/merges')).body.merges;
    const isListed = (pairs: components['schemas']['DuplicatePairDto'][]) =>
      pairs.some(
        ({ people }) => people.some(({ id }) => id === merged) && people.some(({ id }) => id === kept),
      );
    await find();
    expect(isListed(await duplicates())).toBe(true);
    // Said to be two, they are asked about no more, whatever is found; until that is taken back.
    const say = (how: string, id: string, otherId: string) =>
      counter.ask<Coded>('POST', `/v1/people/${id}/${how}`, { otherId, reason: '双胞胎，户口簿为证' });
    expect((await say('told-apart', kept, kept)).body.code).toBe('malformed-request');
    expect((await say('told-apart-undoing', kept, merged)).body.code).toBe('not-found');
    expect((await say('told-apart', kept, merged)).status).toBe(204);
    expect((await say('told-apart', merged, kept)).status).toBe(204);
    await find();
    expect(isListed(await duplicates())).toBe(false);
    expect(await duplicates('apart')).toMatchObject([{ reason: '双胞胎，户口簿为证', decidedBy: '0001' }]);
    const apart = { keptId: kept, source: '户口簿', reason: '同一人' };
    expect((await counter.ask<Coded>('POST', `/v1/people/${merged}/merge`, apart)).body.code).toBe(
      'people-told-apart',
    );
    expect((await say('told-apart-undoing', merged, kept)).status).toBe(204);
    expect(isListed(await duplicates())).toBe(true);
    expect(await duplicates('apart')).toEqual([]);
    const before = (await counter.tap(card)).body;
    expect(before.dues.length).toBeGreaterThan(0);
    const records = async (id: string) => (await overview(id)).participations.map((one) => one.id);
    const own = await records(merged);

    const why = { source: '户口簿', reason: '同一人' };
    const merge = (id: string, keptId: string) =>
      counter.ask<Coded>('POST', `/v1/people/${id}/merge`, { keptId, ...why });
    expect((await merge(merged, merged)).body.code).toBe('malformed-request');
    const asked = await merge(merged, kept);
    expect(await decide(asked.body.approval, 'approval')).toMatchObject({ status: 200 });
    expect((await merge(merged, kept)).body.code).toBe('person-merged');
    expect((await merge(kept, merged)).body.code).toBe('person-merged');

    expect((await overview(merged)).person.id).toBe(kept);
    expect(await records(kept)).toEqual(own);
    const found = await counter.ask<Overview>('POST', '/v1/person-overviews', {
      socialSecurityNumber: holder.socialSecurityNumber,
      purpose: '核对登记',
    });
    expect(found.body.person.id).toBe(kept);
    const session = (await counter.tap(card)).body;
    expect(session.paidFor.map(({ personId }) => personId)).toEqual([merged]);
    expect(session.paidFor[0]?.dues.map(({ id }) => id).toSorted()).toEqual(
      before.dues.map(({ id }) => id).toSorted(),
    );
    await expect(begin(kept, '390', '2024-01-01')).rejects.toMatchObject({ code: 'participation-overlaps' });
    expect(isListed(await duplicates())).toBe(false);
    expect(await merges()).toMatchObject([{ mergedId: merged, keptId: kept }]);

    const undoing = await counter.ask<Coded>('POST', `/v1/people/${merged}/merge-undoing`, why);
    expect(await decide(undoing.body.approval, 'approval')).toMatchObject({ status: 200 });
    expect((await overview(merged)).person.id).toBe(merged);
    expect(await records(kept)).toEqual([]);
    expect((await counter.tap(card)).body.dues.map(({ id }) => id).toSorted()).toEqual(
      before.dues.map(({ id }) => id).toSorted(),
    );
    expect((await counter.ask<Coded>('POST', `/v1/people/${merged}/merge-undoing`, why)).body.code).toBe(
      'person-merged',
    );
  });

  it('keeps one card: the other is reported lost and taken back with the holder who is kept, and nothing gives it life', async () => {
    const desk = new CardWindow(counter);
    const [stays, goes] = ['sun-lijuan', 'duojie-cairang'];
    const [kept, former] = [holderOf(counter, stays), holderOf(counter, goes)];
    const idOf = async ({ socialSecurityNumber }: typeof kept) =>
      (
        await counter.query<{ id: string }>('select id from person where social_security_number = $1', [
          socialSecurityNumber,
        ])
      )[0]?.id ?? '';
    const asked = await counter.ask<Coded>('POST', `/v1/people/${await idOf(former)}/merge`, {
      keptId: await idOf(kept),
      source: '户口簿',
      reason: '同一人',
    });
    expect(await decide(asked.body.approval, 'approval')).toMatchObject({ status: 200 });

    // Its holder is who is kept, with the card in the reader and without.
    const session = (await counter.tap(goes)).body;
    const file = (
      await counter.ask<components['schemas']['CardFileDto']>('POST', '/v1/card-files', {
        cardSessionId: session.id,
        purpose: '办理业务',
      })
    ).body;
    expect(file.person?.name).toBe(kept.name);
    expect(file.cards).toHaveLength(2);
    const cardId = session.card.id;
    const serve = async (
      service: 'loss' | 'loss-lifting' | 'renewal' | 'cancellation',
      more: object = {},
    ) => {
      const { status, body } = await desk.serve({ service, ...kept, cardId, ...more });
      return status === 200 ? 'done' : body.code;
    };
    const photoDigest = await desk.photo();
    expect(await serve('renewal', { photoDigest })).toBe('card-of-former-registration');
    expect((await desk.serveWithCard(goes, session, { service: 'pin-change' })).body.code).toBeUndefined();
    expect(await serve('loss')).toBe('done');
    expect(await serve('loss-lifting')).toBe('card-of-former-registration');
    expect(await serve('cancellation', { reason: '合并登记，收回旧卡' })).toBe('done');
    expect((await counter.tap(goes)).body).toMatchObject({ code: 'card-cancelled' });
    expect((await counter.tap(stays)).status).toBeLessThan(300);
  });

  it('is found by a slip in the birth date, and not any more once the number was put right', async () => {
    const people = counter.app.get(PeopleService, { strict: false });
    const register = async (first17: string, name: string) =>
      (await inTransaction((tx) => people.register(tx, first17 + socialSecurityNumberCheck(first17), name)))
        .id;
    const one = await register('63280219850411305', '尕藏');
    const slip = await register('63280219850417305', '尕藏');
    // By another name, and further away than one slip.
    await register('63280219860411305', '桑吉');
    await register('63280219851104305', '尕藏');
    const find = () => counter.app.get(Duplicates, { strict: false }).findAll(new AbortController().signal);
    const listed = async () =>
      (
        await counter.ask<components['schemas']['DuplicatePageDto']>(
          'GET',
          `/v1/duplicates?search=${encodeURIComponent('尕藏')}&limit=1000`,
        )
      ).body.pairs.map(({ sign, people: two }) => [sign, ...two.map(({ id }) => id).toSorted()]);
    await find();
    expect(await listed()).toEqual([['near-number', ...[one, slip].toSorted()]]);
    const right = '63280219770101305';
    await corrected(slip, { socialSecurityNumber: right + socialSecurityNumberCheck(right) });
    counter.clock.move(1000);
    await find();
    expect(await listed()).toEqual([]);
  });
});
