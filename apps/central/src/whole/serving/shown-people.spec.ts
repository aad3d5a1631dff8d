/** Promises that whatever shows people’s data is on record: every route whose answer has a person in it, and every command that lists them. */
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { authority, onRecord, type Act } from '#libs/contract/authority.js';
import { answersOfRoutes } from '../../../../../test/support/api-answers.js';
import { CardOffice } from '../../../../../test/support/card-office.js';
import { answerOf, commandPassword, endOf, startCards } from '../../../../../test/support/commands.js';
import { ACT } from '../../ground/http/identity.js';

/** Members of an answer by which it is about a person of the register. */
const personal =
  /^(socialSecurityNumber|maskedNumber|holder|holderName|birthDate|phone|address|cardNumber|bankAccount|guardian|agent|document)$/u;

/** Routes whose answer has a person in it, as `GET /v1/photos/:`. */
const personalRoutes = [...answersOfRoutes].flatMap(([route, parts]) =>
  parts.some(([name, { format }]) => personal.test(name) || format === 'binary') ? [route] : [],
);

const ofAUnit = 'address, account and telephone of a unit, nobody of the register';

/** What shows nobody in particular, or to nobody but themselves. */
const unrecorded: Partial<Record<Act, string>> = {
  'deny-list.read': 'numbers of cards without a name, which every terminal holds all of',
  'documents.verify': 'whoever holds the paper with its code is shown what stands on it, masked',
  'receipts.verify': 'whoever holds the paper with its code is shown what stands on it',
  'units.search': ofAUnit,
  'units.add': ofAUnit,
  'units.read': ofAUnit,
  'units.change': ofAUnit,
  'units.close': ofAUnit,
  'units.set-floating-step': ofAUnit,
  'units.add-project': ofAUnit,
  'units.change-project': ofAUnit,
};

let office: CardOffice;
beforeAll(async () => {
  office = await CardOffice.open();
  await office.counter.addStaff(office.maker, '操作员', 'batch-operator', commandPassword);
  await office.counter.addStaff('k9', '审计员', 'auditor', commandPassword);
}, 60_000);
afterAll(() => office.close());

/** Route → its act, read off the controllers. */
const actsOfRoutes = (): ReadonlyMap<string, Act> => {
  const found = new Map<string, Act>();
  for (const { controllers } of office.counter.app.get(ModulesContainer).values())
    for (const { metatype } of controllers.values()) {
      if (typeof metatype !== 'function') continue;
      const methods = Object.getOwnPropertyDescriptors(metatype.prototype as object);
      for (const { value } of Object.values(methods) as { value?: object }[]) {
        const method: unknown = value === undefined ? undefined : Reflect.getMetadata(METHOD_METADATA, value);
        if (value === undefined || method === undefined) continue;
        const parts = [metatype, value].map((of) => String(Reflect.getMetadata(PATH_METADATA, of)));
        const path = parts
          .filter((part) => part !== '/')
          .join('/')
          .replaceAll(/:\w+/g, ':');
        found.set(`${RequestMethod[Number(method)]} /${path}`, Reflect.getMetadata(ACT, value) as Act);
      }
    }
  return found;
};

describe('a route that shows people', () => {
  it('has an act that is on record', () => {
    const acts = actsOfRoutes();
    expect(acts.size).toBeGreaterThan(60);
    expect(personalRoutes.length).toBeGreaterThan(15);
    const unseen = personalRoutes.filter((route) => {
      const act = acts.get(route);
      return act === undefined || (onRecord[act] === undefined && unrecorded[act] === undefined);
    });
    expect(unseen.map((route) => [route, acts.get(route)])).toEqual([]);
  });

  it('is not left out by the name of its act', () => {
    const names = Object.keys(authority).filter((act) => onRecord[act as Act] !== undefined);
    expect(names).toEqual(expect.arrayContaining(['card-files.read', 'photos.read', 'receipts.read']));
  });
});

const looks = (action: string) =>
  office.counter.query<{ staff_number: string; subject: string | null; detail: object }>(
    'select staff_number, subject, detail from audit_event where action = $1 order by id',
    [action],
  );

describe('a command that shows people', () => {
  it('is on record with who gave it, about what, and what for', async () => {
    const { counter, maker } = office;
    const { number } = await office.approved(2);
    await answerOf(startCards(counter, 'k9', 'batch', 'unclaimed', '--purpose', 'complaint'));
    await answerOf(startCards(counter, 'k9', 'batch', 'report', number, '--out', office.path('report.csv')));
    await answerOf(
      startCards(counter, maker, 'batch', 'accounts', number, '--request', office.path('to-bank.csv')),
    );
    const by = 'command';
    expect(await looks('card-batches.list-unclaimed')).toEqual([
      { staff_number: 'k9', subject: null, detail: { purpose: 'complaint', by } },
    ]);
    expect(await looks('card-batches.list-items')).toEqual([
      { staff_number: 'k9', subject: number, detail: { purpose: 'inspection', by } },
    ]);
    expect(await looks('card-batches.list-people')).toEqual([
      { staff_number: maker, subject: number, detail: { purpose: 'production', by } },
    ]);
  }, 60_000);

  it('is on record when it is refused, and shows nothing', async () => {
    const { counter } = office;
    const { code, answer } = await endOf(
      startCards(counter, 'k9', 'batch', 'accounts', '2026-000001', '--request', office.path('none.csv')),
    );
    expect([code, answer['code']]).toEqual([1, 'not-permitted']);
    expect((await looks('card-batches.list-people')).at(-1)).toEqual({
      staff_number: 'k9',
      subject: '2026-000001',
      detail: { purpose: 'inspection', by: 'command', refused: 'not-permitted' },
    });
  }, 60_000);
});
