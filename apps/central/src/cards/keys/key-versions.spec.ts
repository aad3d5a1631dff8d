/** Promises of versions of master keys: made by two, whole or not at all, rolled over and given up without harm to a card. */
import { createCipheriv, randomBytes, randomUUID, scryptSync } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cardKeyNames } from '#libs/cards/card-keys.js';
import { diversifyKey } from '#libs/cards/key-diversification.js';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { untilAwaited } from '../../../../../test/support/hold.js';
import { House, housePassphrase } from '../../../../../test/support/house.js';
import { freshToken } from '../../../../../test/support/softhsm.js';
import { CardStockService, type ChipRow } from '../stock/card-stock.service.js';
import { makeComponent, type KeyComponent } from './key-component.js';
import { KeyFileVault } from './key-file-vault.js';
import type { ListedVersion } from './key-versions.service.js';
import { checkValuesOf, combine } from './master-keys.js';

const region = { provinceCode: '630000', cityCode: '632802' };
const historicalBytes = '00814E43238697159900BF7C7A';
const asker = { purpose: 'test', subject: 'X00000019' };
const administrator = { staffNumber: '0008' };

const irk = async (house: House, keyVersion: number): Promise<string> => {
  const card = { algorithm: '3des', historicalBytes, keyVersion } as const;
  const keys = await house.keys.cardKeys(card);
  await house.transaction((tx) => house.keys.recordUseOfMany(tx, asker, [card]));
  return toHex(keys.irk);
};

const two = (): [KeyComponent, KeyComponent] => [makeComponent('张三'), makeComponent('李四')];

const settings = (token: { module: string; token: string; pin: string }): Record<string, string> => ({
  KEY_VAULT: 'pkcs11',
  PKCS11_MODULE: token.module,
  PKCS11_TOKEN: token.token,
  PKCS11_PIN: token.pin,
});

const irkOf = ([a, b]: readonly [KeyComponent, KeyComponent]): string => {
  const cardSerial = fromHex(historicalBytes).slice(5);
  return toHex(diversifyKey(combine(a.keys, b.keys)['3des'].irk, { ...region, cardSerial }, '3des'));
};

describe('a central that has no keys', () => {
  it('starts, lists none, and refuses acts with keys until the ceremony was held', async () => {
    const house = await House.open();
    expect((await house.versions.list()).versions).toEqual([]);
    await expect(house.transaction((tx) => house.keys.currentVersion(tx))).rejects.toMatchObject({
      code: 'keys-missing',
    });
    await expect(irk(house, 1)).rejects.toMatchObject({ code: 'keys-missing', detail: 'version 1' });
    expect(await house.query(`select 1 from audit_event where action = 'key.used'`)).toEqual([]);
    const components = two();
    await house.versions.hold(administrator, components, null);
    expect(await irk(house, 1)).toBe(irkOf(components));
    await house.close();
  });
});

describe('the ceremony', () => {
  let house: House;
  beforeAll(async () => {
    house = await House.open();
  }, 60_000);
  afterAll(() => house.close());

  it.each([
    ['one component', () => two().slice(1), 'key-component-count'],
    ['three components', () => [...two(), makeComponent('王五')], 'key-component-count'],
    [
      'two components of one custodian',
      () => [makeComponent('张三'), makeComponent('张三')],
      'key-component-same-custodian',
    ],
    [
      'one component under two names',
      () => {
        const [one] = two();
        return [one, { ...one, custodian: '李四' }];
      },
      'key-component-same-custodian',
    ],
    [
      'two components that cancel each other',
      () => {
        const [one, other] = two();
        return [one, { ...other, keys: one.keys }];
      },
      'key-weak',
    ],
  ])('is refused with %s, and leaves nothing', async (_what, components, code) => {
    await expect(house.versions.hold(administrator, components(), null)).rejects.toMatchObject({ code });
    expect((await house.versions.list()).versions).toEqual([]);
    expect(existsSync(house.vaultFolder)).toBe(false);
  });

  it.each([0, -1, 1.5, 10_000])('is refused for version %d', async (version) => {
    await expect(house.versions.hold(administrator, two(), version)).rejects.toMatchObject({
      code: 'malformed-request',
    });
  });

  it('keeps who brought which component, the check values of halves and whole, and makes the first one active', async () => {
    const components = two();
    const made = await house.versions.hold(administrator, components, null);
    expect(made).toMatchObject({ version: 1, active: true, madeBy: '0008', inVault: 'agrees' });
    expect(made.components).toEqual(
      components.map(({ custodian, id, keys }) => ({
        custodian,
        component: id,
        checkValues: checkValuesOf(keys),
      })),
    );
    expect(made.checkValues).toEqual(checkValuesOf(combine(components[0].keys, components[1].keys)));
    expect((await house.versions.list()).versions).toEqual([made]);
    expect(await irk(house, 1)).toBe(irkOf(components));
    expect(
      await house.query(`select staff_number, subject, detail from audit_event where action = 'keys.made'`),
    ).toEqual([
      {
        staff_number: '0008',
        subject: 'version 1',
        detail: { components: `${components[0].id} ${components[1].id}`, vault: 'file' },
      },
    ]);
  });

  it('never makes a version twice', async () => {
    await expect(house.versions.hold(administrator, two(), 1)).rejects.toMatchObject({
      code: 'key-version-exists',
    });
  });

  it('held twice at once makes one of the two for a number, or both one after another', async () => {
    const once = await Promise.allSettled(
      [2, 2].map((version) => house.versions.hold(administrator, two(), version)),
    );
    expect(once.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(once.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'key-version-exists' },
    });
    const next = await Promise.all(
      [null, null].map((version) => house.versions.hold(administrator, two(), version)),
    );
    expect(next.map(({ version }) => version).toSorted()).toEqual([3, 4]);
    const { versions } = await house.versions.list();
    expect(versions.map(({ version, inVault, active }) => [version, inVault, active])).toEqual([
      [1, 'agrees', true],
      [2, 'agrees', false],
      [3, 'agrees', false],
      [4, 'agrees', false],
    ]);
  });

  it('that was cut short after the vault had the keys is completed by the same components, and by no others', async () => {
    const components = two();
    const vault = new KeyFileVault(house.vaultFolder, async () => housePassphrase, region);
    await vault.admit(9, combine(components[0].keys, components[1].keys));
    expect((await house.versions.list()).versions.map(({ version }) => version)).not.toContain(9);
    await expect(irk(house, 9)).rejects.toMatchObject({ code: 'keys-missing' });
    await expect(house.versions.hold(administrator, two(), 9)).rejects.toMatchObject({
      code: 'key-version-exists',
    });
    expect(await house.versions.hold(administrator, components, 9)).toMatchObject({ inVault: 'agrees' });
    expect(await irk(house, 9)).toBe(irkOf(components));
  });

  it('brings the keys of a lost vault back from the same components, and from no others', async () => {
    const components = two();
    await house.versions.hold(administrator, components, 20);
    await house.app.close();
    rmSync(house.vaultFolder, { recursive: true });
    house = await House.open({}, house.folder, house.database);
    const listed = async (): Promise<ListedVersion | undefined> =>
      (await house.versions.list()).versions.find(({ version }) => version === 20);
    expect(await listed()).toMatchObject({ inVault: 'missing' });
    await expect(irk(house, 20)).rejects.toMatchObject({ code: 'keys-missing' });
    await expect(house.versions.hold(administrator, two(), 20)).rejects.toMatchObject({
      code: 'key-check-value-differs',
      detail: 'version 20: 3des irk',
    });
    await house.versions.hold(administrator, components.toReversed(), 20);
    expect(await listed()).toMatchObject({ inVault: 'agrees' });
    expect(await irk(house, 20)).toBe(irkOf(components));
  });

  it('never makes a version of a component that another version was made of', async () => {
    const [first, second] = two();
    await house.versions.hold(administrator, [first, second], 30);
    for (const again of [
      [first, second],
      [first, makeComponent('王五')],
      // The same halves under names of their own.
      [first, second].map((half) => ({ ...half, id: makeComponent('王五').id })),
    ])
      await expect(house.versions.hold(administrator, again, 31)).rejects.toMatchObject({
        code: 'key-component-used',
        detail: 'version 30',
      });
    expect((await house.versions.list()).versions.map(({ version }) => version)).not.toContain(31);
  });
});

describe('rolling over and giving up', () => {
  let house: House;
  const [first, second] = [two(), two()];
  beforeAll(async () => {
    house = await House.open();
    await house.versions.hold(administrator, first, 1);
    await house.versions.hold(administrator, second, 2);
  }, 60_000);
  afterAll(() => house.close());
  const current = (): Promise<number> => house.transaction((tx) => house.keys.currentVersion(tx));

  it('new cards get the version rolled over to, and cards of the older one keep their keys', async () => {
    expect(await current()).toBe(1);
    expect(await house.versions.rollOver(administrator, 2)).toMatchObject({ version: 2, active: true });
    expect(await current()).toBe(2);
    expect(await irk(house, 1)).toBe(irkOf(first));
    expect(await irk(house, 2)).toBe(irkOf(second));
    expect(
      await house.query(`select staff_number, subject from audit_event where action = 'keys.rolled-over'`),
    ).toEqual([{ staff_number: '0008', subject: 'version 2' }]);
  });

  it('blank chips that come from then on come under its transport key', async () => {
    await house.query(`insert into depot (code, name) values ('D1', '库房')`);
    const chip = { lot: 'L2', specificationVersion: '2.00', algorithm: '3des' };
    async function* delivered(): AsyncGenerator<ChipRow> {
      yield { ...chip, line: 2, historicalBytes: '00814E43238697159900BF7C7C' };
    }
    const stock = house.app.get(CardStockService, { strict: false });
    expect(await stock.receive(delivered, 'D1', '0008')).toMatchObject({ chips: 1, findings: [] });
    expect(await house.query(`select transport_key_version from chip_lot where lot = 'L2'`)).toEqual([
      { transport_key_version: 2 },
    ]);
  });

  it('refuses to roll over to a version nobody made', async () => {
    await expect(house.versions.rollOver(administrator, 3)).rejects.toMatchObject({ code: 'keys-missing' });
  });

  it('refuses to roll over to a version whose keys in the vault are not those of the ceremony', async () => {
    await house.versions.hold(administrator, two(), 40);
    await house.query(
      'update key_version v set check_values = other.check_values from key_version other where v.version = 40 and other.version = 1',
    );
    await expect(house.versions.rollOver(administrator, 40)).rejects.toMatchObject({
      code: 'key-check-value-differs',
      detail: 'version 40: 3des irk',
    });
    expect(await current()).toBe(2);
    await house.query('delete from key_version where version = 40');
  });

  it('keeps a version that new cards get, that a live card has, or that blank chips came under', async () => {
    await expect(house.versions.retire(administrator, 2)).rejects.toMatchObject({
      code: 'key-version-active',
    });
    const person = randomUUID();
    await house.query(
      `insert into person (id, social_security_number, name, sex, birth_date, category)
       values ('${person}', '111111198101011110', '张三', 'male', '1981-01-01', 'resident')`,
    );
    await house.query(
      `insert into card (id, person_id, card_number, identification_code, historical_bytes, specification_version, algorithm,
         state, issued_on, valid_until, bank_account_state, key_version)
       values ('${randomUUID()}', '${person}', 'X00000019', '${'0'.repeat(32)}', '${historicalBytes}', '2.00', '3des',
         'locked', '2020-10-01', '2030-10-01', 'none', 1)`,
    );
    await house.query(
      `insert into chip_lot (lot, depot, specification_version, algorithm, chips, received_at, received_by, transport_key_version)
         values ('L1', 'D1', '2.00', '3des', 1, now(), '0008', 1);
       insert into chip (historical_bytes, lot, depot) values ('00814E43238697159900BF7C7B', 'L1', 'D1')`,
    );
    await expect(house.versions.retire(administrator, 1)).rejects.toMatchObject({
      code: 'key-version-in-use',
      detail: 'version 1: 1 cards, 0 in production, 1 chips in stock',
    });
    await house.query(`update card set state = 'replaced'`);
    await expect(house.versions.retire(administrator, 1)).rejects.toMatchObject({
      detail: 'version 1: 0 cards, 0 in production, 1 chips in stock',
    });
    await house.query(`update chip set state = 'spoiled', spoiled_reason = 'test'`);
    expect(await house.versions.retire(administrator, 1)).toMatchObject({ version: 1, active: false });
  });

  it('does nothing more with a version that was given up', async () => {
    await expect(irk(house, 1)).rejects.toMatchObject({ code: 'key-version-retired' });
    await expect(house.versions.rollOver(administrator, 1)).rejects.toMatchObject({
      code: 'key-version-retired',
    });
    const [listed] = (await house.versions.list()).versions;
    expect(await house.versions.retire(administrator, 1)).toEqual(listed);
    expect(await irk(house, 2)).toBe(irkOf(second));
  });

  it('waits with giving up for a transaction that makes cards', async () => {
    await house.versions.hold(administrator, two(), 3);
    const order: string[] = [];
    const begin = new EventEmitter();
    // Begun out here: whoever does it has no part in the transaction.
    const retiring = once(begin, 'now')
      .then(() => house.versions.rollOver(administrator, 3))
      .then(() => house.versions.retire(administrator, 2))
      .then(() => order.push('retired'));
    await house.transaction(async (tx) => {
      expect(await house.keys.currentVersion(tx)).toBe(2);
      begin.emit('now');
      await untilAwaited(async (sql) => (await tx.query<object[]>(sql)).length);
      order.push('made');
    });
    await retiring;
    expect(order).toEqual(['made', 'retired']);
  });
});

describe('an installation from before there were versions', () => {
  it.each([
    ['the first form, with two keys', ['irk', 'rksse']],
    ['the form with all of a card’s keys', cardKeyNames],
  ])('goes on as version 1 from %s, also when it is started again', async (_form, names) => {
    const folder = mkdtempSync(join(tmpdir(), 'sscard-house-'));
    const formerIrk = 'C1D0F8FB4958670DBA40AB1F3752EF0D';
    const former = {
      irk: formerIrk,
      rksse: '0123456789ABCDEFFEDCBA9876543210',
      uk: formerIrk,
      puk: formerIrk,
      stk: formerIrk,
    };
    const keys = Object.fromEntries(names.map((name) => [name, former[name as keyof typeof former]]));
    const salt = randomBytes(16);
    const iv = randomBytes(12);
    const fileKey = scryptSync(housePassphrase, salt, 32, { N: 2 ** 15, r: 8, maxmem: 2 ** 26 });
    const cipher = createCipheriv('aes-256-gcm', fileKey, iv);
    const sealed = Buffer.concat([
      cipher.update(JSON.stringify({ '3des': keys, sm4: keys })),
      cipher.final(),
    ]);
    mkdirSync(join(folder, 'central'), { recursive: true });
    writeFileSync(
      join(folder, 'central', 'key-vault.json'),
      JSON.stringify({
        salt: salt.toString('hex'),
        iv: iv.toString('hex'),
        tag: cipher.getAuthTag().toString('hex'),
        sealed: sealed.toString('hex'),
      }),
    );
    const house = await House.open({}, folder);
    const cardSerial = fromHex(historicalBytes).slice(5);
    expect(await irk(house, 1)).toBe(
      toHex(diversifyKey(fromHex(formerIrk), { ...region, cardSerial }, '3des')),
    );
    const { versions } = await house.versions.list();
    expect(versions).toMatchObject([
      { version: 1, active: true, madeBy: null, components: [], inVault: 'agrees' },
    ]);
    await house.app.close();
    const again = await House.open({}, folder, house.database);
    expect((await again.versions.list()).versions).toEqual(versions);
    await again.close();
  });
});

describe('a central with a PKCS#11 token', () => {
  it('makes the same card keys of the same components as one with files', async () => {
    const components = two();
    const house = await House.open(settings(freshToken()));
    expect(await house.versions.hold(administrator, components, null)).toMatchObject({ inVault: 'agrees' });
    expect((await house.versions.list()).vault.kind).toBe('pkcs11');
    expect(await irk(house, 1)).toBe(irkOf(components));
    expect(existsSync(house.vaultFolder)).toBe(false);
    await house.close();
  });

  it('starts without the token, or with a wrong PIN, and refuses with what to look at', async () => {
    const token = freshToken();
    for (const [wrong, code] of [
      [{ ...token, token: 'unplugged' }, 'key-vault-unreachable'],
      [{ ...token, pin: '000000' }, 'key-vault-locked'],
    ] as const) {
      const house = await House.open(settings(wrong));
      await expect(house.versions.hold(administrator, two(), null)).rejects.toMatchObject({ code });
      expect(await house.query('select 1 from key_version')).toEqual([]);
      await house.close();
    }
  });
});
