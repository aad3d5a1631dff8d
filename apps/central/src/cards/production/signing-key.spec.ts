/** Promises of the bureau's signing key: makers know one, and no machine signs with another unless an administrator renewed it. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { compactVerify, importJWK, type JWK } from 'jose';
import { CardOffice } from '../../../../../test/support/card-office.js';
import { answerOf, commandPassword, endOf, startProgram } from '../../../../../test/support/commands.js';
import { CardMakersService } from './card-makers.service.js';

let office: CardOffice;
beforeAll(async () => {
  office = await CardOffice.open();
  await office.counter.addStaff(office.maker, '操作员', 'batch-operator', commandPassword);
  await office.counter.addStaff('k1', '管理员', 'administrator', commandPassword);
}, 60_000);
afterAll(() => office.close());

/** `cards …` of a staff member on the machine whose SSCARD_DATA is `data`. */
const at = (data: string, staffNumber: string, ...args: readonly string[]) =>
  startProgram(office.counter, 'command-line', ['cards', ...args, '--as', staffNumber, '--json'], {
    SSCARD_DATA: data,
  });
const here = () => office.counter.folder;
const another = () => office.path('another-machine');
const keyFile = (data: string): string => join(data, 'central', 'batch-signing-key.json');
const known = async (): Promise<string[]> =>
  (await office.counter.query<{ thumbprint: string }>('select thumbprint from signing_key order by id')).map(
    ({ thumbprint }) => thumbprint,
  );
const centralKey = async (data: string): Promise<JWK> => {
  const { publicKey } = await answerOf(at(data, office.maker, 'maker', 'central-key'));
  return publicKey as JWK;
};

it('is refused on another machine, which makes none, until its file is there', async () => {
  const first = await centralKey(here());
  expect(await known()).toEqual([first.kid]);
  const { number } = await office.approved(1);
  const out = office.path('another.txt');
  const exporting = ['batch', 'export', number, '--maker', 'M1', '--depot', 'D77', '--without-account'];
  for (const args of [
    ['maker', 'central-key'],
    [...exporting, '--out', out],
  ])
    expect(await endOf(at(another(), office.maker, ...args))).toMatchObject({
      code: 1,
      answer: {
        code: 'signing-key-missing',
        detail: `${keyFile(another())}; ${String(first.kid)}`,
        nextStep: { en: expect.stringContaining('--renew') },
      },
    });
  expect([keyFile(another()), out].filter((path) => existsSync(path))).toEqual([]);
  expect(await office.standing(number)).toEqual({ approved: 1 });

  mkdirSync(dirname(keyFile(another())), { recursive: true });
  copyFileSync(keyFile(here()), keyFile(another()));
  expect(await centralKey(another())).toEqual(first);
}, 60_000);

it('is refused where its file is damaged, without a word of what is in it', async () => {
  writeFileSync(keyFile(another()), readFileSync(keyFile(here()), 'utf8').slice(0, -3));
  expect(await endOf(at(another(), office.maker, 'maker', 'central-key'))).toMatchObject({
    code: 1,
    answer: { code: 'signing-key-missing', detail: keyFile(another()) },
  });
}, 30_000);

it('is renewed by an administrator alone, on record, and signs from then on; the one before is refused', async () => {
  const before = await centralKey(here());
  expect(await endOf(at(another(), office.maker, 'maker', 'central-key', '--renew'))).toMatchObject({
    code: 1,
    answer: { code: 'not-permitted' },
  });
  const { publicKey } = await answerOf(at(another(), 'k1', 'maker', 'central-key', '--renew'));
  const renewed = publicKey as JWK;
  expect(await known()).toEqual([before.kid, renewed.kid]);
  expect(
    await office.counter.query(
      `select action, subject, staff_number as by from audit_event where action like 'signing-key.%' order by id`,
    ),
  ).toEqual([
    { action: 'signing-key.made', subject: before.kid, by: 'b1' },
    { action: 'signing-key.renewed', subject: renewed.kid, by: 'k1' },
  ]);
  expect(statSync(keyFile(another())).mode & 0o777).toBe(0o600);

  const { number } = await office.approved(1);
  await expect(office.export(number)).rejects.toMatchObject({
    code: 'signing-key-missing',
    detail: `${keyFile(here())}: ${String(before.kid)}; ${String(renewed.kid)}`,
  });
  copyFileSync(keyFile(another()), keyFile(here()));
  await office.export(number);
  const [header = ''] = office.lines(`${number}.txt`);
  await expect(compactVerify(header, await importJWK(renewed, 'EdDSA'))).resolves.toBeDefined();
}, 60_000);

it('has beside it a list of the makers, with the thumbprint of the key of each', async () => {
  const { thumbprint } = await office
    .get(CardMakersService)
    .keyOf(
      (await office.counter.query<{ key: JWK }>('select public_key as key from card_maker'))[0]?.key ?? {},
    );
  for (const reader of [office.maker, 'k1'])
    expect(await answerOf(at(here(), reader, 'maker', 'list'))).toEqual({
      makers: [
        {
          code: 'M1',
          name: '制卡厂',
          thumbprint,
          since: expect.stringMatching(/^2026-.*Z$/),
          by: 'k1',
          withdrawnAt: null,
          withdrawnBy: null,
        },
      ],
    });
}, 30_000);
