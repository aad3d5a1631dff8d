/** Promises of what a batch refuses to be: decided by its maker, exported otherwise than before, or given rows it never sent. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import { CardOffice } from '../../../../../test/support/card-office.js';
import { silentProgress as silent } from '../../ground/chunked-work/progress.js';
import { BatchExportService } from './batch-export.service.js';
import { CardBatchesService } from './card-batches.service.js';
import { CardMakersService } from './card-makers.service.js';

let office: CardOffice;
beforeAll(async () => {
  office = await CardOffice.open();
  await office.counter.query(`insert into depot values ('D78', '另一网点')`);
});
afterAll(() => office.close());

const exportTo = (number: string, change: { readonly maker?: string; readonly depot?: string }) =>
  office.get(BatchExportService).export(
    {
      batch: number,
      maker: 'M1',
      depot: 'D77',
      out: office.path(`${number}-other.txt`),
      withoutAccount: true,
      ...change,
    },
    office.maker,
    silent,
  );

describe('a batch', () => {
  it('is rejected neither by its maker nor by who entered its applications', async () => {
    await office.apply(1);
    const number = await office.make();
    for (const person of [office.maker, 'i1'])
      await expect(office.reject(number, '测试', person)).rejects.toMatchObject({
        code: 'same-person',
      });
    expect(await office.standing(number)).toEqual({ applied: 1 });
    await office.reject(number);
    await office.counter.query(`update card_application set state = 'withdrawn' where state = 'applied'`);
  });

  it('for which chips are missing is bound to nothing: another depot that has them makes it', async () => {
    await office.apply(1);
    const number = await office.make();
    await office.approve(number);
    await expect(exportTo(number, { depot: 'D78' })).rejects.toMatchObject({
      code: 'chips-missing',
      detail: '1',
    });
    expect(await office.standing(number)).toEqual({ approved: 1 });
    await office.blanks(1);
    expect(await exportTo(number, {})).toMatchObject({ items: 1 });
  });

  it('that was exported keeps its maker, its depot and its dates, and every export is on record', async () => {
    const { number } = await office.approved(2);
    const first = await office.export(number);
    const { publicKey } = await generateKeyPair('ECDH-ES', { crv: 'X25519', extractable: true });
    await office.get(CardMakersService).add('M2', '另一制卡厂', await exportJWK(publicKey), 'k1');
    for (const change of [{ maker: 'M2' }, { depot: 'D78' }])
      await expect(exportTo(number, change)).rejects.toMatchObject({ code: 'batch-exported-otherwise' });
    office.counter.clock.move(2 * 86_400_000);
    const again = await office.export(number, 'again.txt');
    expect(again.contentDigest).toBe(first.contentDigest);
    expect(
      await office.counter.query(
        `select staff_number as by, detail ->> 'digest' as digest from audit_event
         where action = 'card-batch.exported' and subject = $1 order by id`,
        [number],
      ),
    ).toEqual([first, again].map(({ digest }) => ({ by: office.maker, digest })));
  });
});

describe('a file of results', () => {
  it('is refused where it names an item that was left out', async () => {
    await office.apply(2);
    const number = await office.make();
    await office.get(CardBatchesService).leaveOut(number, 2, '照片不清', office.maker);
    await office.approve(number);
    await office.blanks(1);
    await office.export(number);
    await office.manufacture(number);
    const lines = office.lines(`${number}.csv`);
    const more = lines[1]?.replace(`${number},1,`, `${number},2,`) ?? '';
    office.write('more.csv', [...lines, more]);
    const { findings } = await office.takeResult(number, 'more.csv');
    expect(findings).toContainEqual({ line: 3, field: 'ITEM', code: 'item-not-sent' });
    expect(await office.standing(number)).toEqual({ 'in-production': 1, 'left-out': 1 });
  });
});

describe('a file of the bank', () => {
  it('is refused where it gives somebody the account of another, who has a card or is to get one', async () => {
    const { number, people } = await office.approved(2);
    const [first, second] = people;
    const [holder] = await office.counter.query<{ account: string }>(
      `select bank_account as account from card where bank_account is not null and state = 'enabled' limit 1`,
    );
    if (first === undefined || second === undefined || holder === undefined) throw new Error('nobody there');
    const line = (who: typeof first, account: string): string => `${who.number},${who.name},${account}`;
    const header = 'AAC002,AAC003,AAE010';
    const taken = office.write('taken.csv', [header, line(first, holder.account)]);
    expect((await office.match(number, taken)).findings).toEqual([
      { line: 2, field: 'AAE010', code: 'account-taken' },
    ]);
    await office.match(number, office.write('first.csv', [header, line(first, first.account)]));
    const again = office.write('again.csv', [header, line(second, first.account)]);
    expect((await office.match(number, again)).findings).toEqual([
      { line: 2, field: 'AAE010', code: 'account-taken' },
    ]);
  });

  it('from a spreadsheet is read as it was meant, and refused where numbers or accounts lost their last digits', async () => {
    const { number, people } = await office.approved(2);
    const [first, second] = people;
    if (first === undefined || second === undefined) throw new Error('nobody there');
    const file = (name: string, ...accounts: readonly string[]): string =>
      office.write(name, [
        '银行返回;;;;',
        'AAC002;AAC003;AAE010;;',
        ...[first, second].map((who, at) => `'${who.number};${who.name};="${accounts[at] ?? ''}";;`),
        ';;;;',
      ]);
    const damaged = file('damaged.csv', '6.21799E+18', '6217998800000020000');
    expect((await office.match(number, damaged)).findings).toEqual([
      { line: 3, field: 'AAE010', code: 'sheet-scientific' },
      { line: 4, field: 'AAE010', code: 'sheet-digits-lost' },
    ]);
    // Both check digits are right.
    const passing = file('passing.csv', '6217998800000010000', '6217998800000190000');
    expect((await office.match(number, passing)).findings).toEqual([
      { line: 3, field: 'AAE010', code: 'sheet-digits-lost' },
      { line: 4, field: 'AAE010', code: 'sheet-digits-lost' },
    ]);
    const whole = file('whole.csv', first.account, second.account);
    expect(await office.match(number, whole)).toMatchObject({ rows: 2, findings: [] });
  });

  it('is taken with a genuine account that ends in zeros: alone, or beside one that the column kept whole', async () => {
    const { number, people } = await office.approved(2);
    const [first, second] = people;
    if (first === undefined || second === undefined) throw new Error('nobody there');
    const rows = (accounts: readonly string[]): readonly string[] => [
      'AAC002,AAC003,AAE010',
      ...accounts.map((account, at) => `${people[at]?.number ?? ''},${people[at]?.name ?? ''},${account}`),
    ];
    const alone = office.write('alone.csv', rows(['6217998800000270000']));
    expect(await office.match(number, alone)).toMatchObject({ rows: 1, findings: [] });
    const beside = office.write('beside.csv', rows(['6217998800000270000', second.account]));
    expect(await office.match(number, beside)).toMatchObject({ rows: 2, findings: [] });
  });
});
