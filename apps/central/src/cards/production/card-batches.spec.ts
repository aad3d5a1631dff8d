/** Promises of card batches: another person decides, files count whole or not at all, and the stock adds up whatever came back. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CardOffice, type Applicant } from '../../../../../test/support/card-office.js';
import { BatchOverviewService } from './batch-overview.service.js';
import { CardBatchesService } from './card-batches.service.js';
import { HandOversService } from './hand-overs.service.js';
import { silentProgress as silent } from '../../ground/chunked-work/progress.js';

let office: CardOffice;
beforeAll(async () => {
  office = await CardOffice.open();
}, 60_000);
afterAll(() => office.close());

const batches = () => office.get(CardBatchesService);
const codesOf = (findings: readonly { line: number; field: string; code: string }[]) =>
  findings.map(({ line, field, code }) => `${line} ${field} ${code}`);

describe('a batch', () => {
  it('is refused when nothing waits', async () => {
    await expect(office.make()).rejects.toMatchObject({ code: 'batch-empty' });
  });

  it('is approved neither by its maker nor by who entered its applications, and by another only once', async () => {
    await office.apply(3);
    const number = await office.make();
    for (const person of [office.maker, 'i1'])
      await expect(office.approve(number, person)).rejects.toMatchObject({ code: 'same-person' });
    await batches().leaveOut(number, 2, '照片不清', office.maker);
    await office.approve(number);
    expect(await office.standing(number)).toEqual({ approved: 2, 'left-out': 1 });
    await expect(office.approve(number, 'a2')).rejects.toMatchObject({ code: 'batch-decided' });
    await expect(batches().leaveOut(number, 1, '迟了', office.maker)).rejects.toMatchObject({
      code: 'batch-decided',
    });
    await office.blanks(2);
    await office.export(number);
    await office.manufacture(number);
    await office.takeResult(number);
  });

  it('that is rejected leaves its applications, and those left out, to the next one', async () => {
    await office.apply(2);
    const first = await office.make();
    await expect(office.export(first)).rejects.toMatchObject({ code: 'batch-not-approved' });
    await office.reject(first, '重复导入');
    const second = await office.make();
    expect(await office.standing(first)).toEqual({ rejected: 3 });
    expect(await office.standing(second)).toEqual({ applied: 3 });
    await office.reject(second, '测试');
    await office.counter.query(`update card_application set state = 'withdrawn' where state = 'applied'`);
  });

  it('leaves out at its approval who withdrew meanwhile', async () => {
    await office.apply(2);
    const number = await office.make();
    await office.counter.query(
      `update card_application set state = 'withdrawn' where id = (select min(id) from card_application where state = 'applied')`,
    );
    await office.approve(number);
    expect(await office.standing(number)).toEqual({ approved: 1, 'left-out': 1 });
    await office.counter.query(`update card_application set state = 'withdrawn' where state = 'approved'`);
    await office.blanks(1);
    await expect(office.export(number)).rejects.toMatchObject({ code: 'batch-finished' });
  });
});

describe('the whole chain', () => {
  it('brings spoiled ones into the next batch with their card number, and the stock adds up at each step', async () => {
    const { number, people } = await office.approved(7);
    const accounts = accountsOf('accounts.csv', people);
    await expect(office.export(number, 'none.txt', false)).rejects.toMatchObject({
      code: 'accounts-missing',
      detail: '7',
    });
    expect(await office.match(number, accounts)).toEqual({ rows: 7, again: false, findings: [] });
    expect(await office.match(number, accounts)).toEqual({ rows: 7, again: true, findings: [] });
    const exported = await office.export(number, `${number}.txt`, false);
    expect(exported.items).toBe(7);
    expect(await office.findings()).toEqual([]);
    const again = await office.export(number, 'again.txt', false);
    expect(again.contentDigest).toBe(exported.contentDigest);
    expect(again.digest).not.toBe(exported.digest);
    expect(await office.manufacture(number, { spoil: 2 })).toEqual({
      batch: number,
      items: 7,
      personalised: 5,
      spoiled: 2,
    });
    expect(await office.takeResult(number)).toEqual({ rows: 7, again: false, findings: [] });
    expect(await office.standing(number)).toEqual({ personalised: 5, spoiled: 2 });
    expect(await office.findings()).toEqual([]);
    await expect(office.receive(number, 6)).rejects.toMatchObject({ code: 'count-differs', detail: '6, 5' });
    expect(await office.receive(number, 5)).toBe(5);

    const spoiled = await office.counter.query(
      `select card_number, bank_account from card_application where state = 'approved' and historical_bytes is null order by id`,
    );
    await office.blanks(2);
    const next = await office.make();
    await office.approve(next);
    await office.export(next);
    await office.manufacture(next);
    await office.takeResult(next);
    const cards = await office.counter.query(
      `select k.card_number, k.bank_account from card k join card_application a on a.card_id = k.id
       join card_batch_item i on i.application_id = a.id join card_batch b on b.id = i.batch_id where b.number = $1 order by a.id`,
      [next],
    );
    expect(cards).toEqual(spoiled);
    expect(await office.findings()).toEqual([]);
  });

  it('hands over to two different handlers with a letter, and lists each card once', async () => {
    const { number } = await office.approved(6);
    await office.export(number);
    await office.manufacture(number);
    await office.takeResult(number);
    await office.receive(number);
    const handlers = [
      { number: '11010519491231002X', name: '甲' },
      { number: '440524198001010013', name: '乙' },
    ];
    const handOvers = office.get(HandOversService);
    const order = { batch: number, unitCode: 'U1', handlers, letter: '函 7' };
    for (const wrong of [
      { ...order, letter: ' ' },
      { ...order, handlers: handlers.slice(1) },
      { ...order, handlers: [handlers[0], handlers[0]].flatMap((one) => one ?? []) },
      { ...order, handlers: [...handlers.slice(1), { number: '110105194912310020', name: '丙' }] },
    ])
      await expect(handOvers.toUnits(wrong, office.maker, silent)).rejects.toMatchObject({
        code: 'handlers-incomplete',
      });
    const [first] = await handOvers.toUnits(order, office.maker, silent);
    const [same] = await handOvers.toUnits(order, office.maker, silent);
    expect(same).toEqual(first);
    if (first === undefined) throw new Error('nothing was handed over');
    const listed = [];
    for await (const page of handOvers.list(first)) listed.push(...page);
    expect(new Set(listed.map(({ cardNumber }) => cardNumber)).size).toBe(3);
    expect(await office.standing(number)).toEqual({ 'handed-over': 3, delivered: 3 });
    expect(await office.findings()).toEqual([]);
    const { steps } = await office.get(BatchOverviewService).status(number);
    expect(steps.map(({ step, staffNumber }) => [step, staffNumber])).toEqual([
      ['made', office.maker],
      ['decided', office.approver],
      ['exported', office.maker],
      ['result', office.maker],
      ['received', office.maker],
      ['handed-over', office.maker],
    ]);
    await expect(handOvers.toUnits({ ...order, letter: '函 8' }, office.maker, silent)).rejects.toMatchObject(
      { code: 'nothing-to-hand-over' },
    );
  });

  it('refuses a letter that a unit has signed by, for cards that came after', async () => {
    const { number } = await office.approved(8);
    await office.export(number);
    const handlers = [
      { number: '11010519491231002X', name: '甲' },
      { number: '440524198001010013', name: '乙' },
    ];
    const order = { batch: number, unitCode: null, handlers, letter: '函 9' };
    await office.manufacture(number, { fault: 'half' });
    await office.takeResult(number);
    await office.receive(number);
    const first = await office.get(HandOversService).toUnits(order, office.maker, silent);
    expect(first.map(({ unitCode }) => unitCode)).toEqual(['U1', 'U2']);
    await office.manufacture(number);
    await office.takeResult(number);
    await office.receive(number);
    for (const letter of [order.letter, ` ${order.letter} `])
      await expect(
        office.get(HandOversService).toUnits({ ...order, unitCode: 'U1', letter }, office.maker, silent),
      ).rejects.toMatchObject({ code: 'letter-used', detail: 'U1' });
    expect(await office.standing(number)).toEqual({ 'handed-over': 4, delivered: 4 });
    await office.get(HandOversService).toUnits({ ...order, letter: '函 10' }, office.maker, silent);
    expect(await office.standing(number)).toEqual({ 'handed-over': 8 });
  });
});

describe('a file of results', () => {
  let number: string;
  beforeAll(async () => {
    ({ number } = await office.approved(4));
    await office.export(number);
  });

  it.each([
    ['other-batch', ['2 BATCH row-of-another-batch']],
    ['unknown-item', ['3 ITEM row-for-nobody']],
    ['row-repeated', ['3 ITEM row-repeated']],
    ['number-differs', ['2 AAZ500 card-number-differs']],
    ['code-differs', ['2 AAZ501 identification-code-differs']],
    ['chip-differs', ['2 AAZ507 chip-not-sent']],
    ['reason-missing', ['2 REASON field-missing']],
  ] as const)('with the fault %s is refused by row and field, and changes nothing', async (fault, codes) => {
    await office.manufacture(number, { fault });
    const { findings } = await office.takeResult(number);
    expect(codesOf(findings)).toEqual(codes);
    expect(await office.standing(number)).toEqual({ 'in-production': 4 });
    expect(await office.counter.query('select 1 from card_batch_file_row')).toEqual([]);
  });

  it.each([
    ['empty', '', 'file-empty'],
    ['a header alone', 'BATCH,ITEM,AAZ500,AAZ501,AAZ507,RESULT,REASON\n', 'file-without-rows'],
    ['a column renamed', 'BATCH,ITEM,CARD,AAZ501,AAZ507,RESULT,REASON\n1,1,1,1,1,1,1\n', 'column-missing'],
  ])('that is %s is refused as a whole', async (_, text, code) => {
    writeFileSync(office.path('odd.csv'), text);
    await expect(office.takeResult(number, 'odd.csv')).rejects.toMatchObject({ code });
  });

  it('may come in parts; the same again does nothing, another result for an item is refused', async () => {
    await office.manufacture(number, { fault: 'half' });
    expect(await office.takeResult(number)).toMatchObject({ rows: 2, findings: [] });
    expect(await office.takeResult(number)).toMatchObject({ again: true });
    expect(await office.standing(number)).toEqual({ personalised: 2, 'in-production': 2 });
    // The maker still has the whole file of before.
    const [, first = ''] = office.lines(`${number}.csv`);
    const spoiled = first.replace(/personalised,$/, 'spoiled,迟报');
    office.write('late.csv', ['BATCH,ITEM,AAZ500,AAZ501,AAZ507,RESULT,REASON', spoiled]);
    expect(codesOf((await office.takeResult(number, 'late.csv')).findings)).toEqual([
      '2 RESULT result-differs',
    ]);
    await office.manufacture(number);
    expect(await office.takeResult(number)).toMatchObject({ rows: 4, findings: [] });
    expect(await office.standing(number)).toEqual({ personalised: 4 });
    expect(await office.findings()).toEqual([]);
  });

  it('is not expected before the export', async () => {
    await office.apply(1);
    const next = await office.make();
    office.write('early.csv', [
      'BATCH,ITEM,AAZ500,AAZ501,AAZ507,RESULT,REASON',
      `${next},1,1,1,1,personalised,`,
    ]);
    await expect(office.takeResult(next, 'early.csv')).rejects.toMatchObject({ code: 'batch-not-exported' });
    await office.reject(next, '测试');
    await office.counter.query(`update card_application set state = 'withdrawn' where state = 'applied'`);
  });
});

describe("the bank's file", () => {
  it('is refused by row and field for a wrong digit, a stranger, another name, one account twice, one person twice', async () => {
    const { number, people } = await office.approved(3);
    const [one, two, three] = people;
    if (one === undefined || two === undefined || three === undefined) throw new Error('three people');
    const wrongDigit = one.account.slice(0, -1) + String((Number(one.account.slice(-1)) + 1) % 10);
    const path = office.write('wrong.csv', [
      'AAC002,AAC003,AAE010',
      `${one.number},${one.name},${wrongDigit}`,
      `11010519491231002X,生人,${three.account}`,
      `${two.number},别名,${two.account}`,
      `${three.number},${three.name},${two.account}`,
      `${three.number},${three.name},${one.account}`,
    ]);
    const { findings } = await office.match(number, path);
    expect(codesOf(findings)).toEqual([
      '2 AAE010 account-check-digit',
      '3 AAC002 row-for-nobody',
      '4 AAC003 person-differs',
      '5 AAE010 account-taken',
      '6 AAC002 row-repeated',
    ]);
    expect(
      await office.counter.query(
        `select 1 from card_application where state = 'approved' and bank_account is not null`,
      ),
    ).toEqual([]);
  });
});

/** The bank's file with an account for each. */
const accountsOf = (name: string, people: readonly Applicant[]) =>
  office.write(name, [
    'AAC002,AAC003,AAE010',
    ...people.map(({ number: own, name: called, account }) => `${own},${called},${account}`),
  ]);

describe("accounts and the maker's data", () => {
  it('agree: an account that comes after the data is refused by row, and the card has none', async () => {
    const { number, people } = await office.approved(3);
    expect((await office.match(number, accountsOf('first.csv', people.slice(0, 1)))).findings).toEqual([]);
    await office.export(number);
    expect(codesOf((await office.match(number, accountsOf('late.csv', people))).findings)).toEqual([
      '3 AAE010 account-after-export',
      '4 AAE010 account-after-export',
    ]);
    await office.manufacture(number);
    await office.takeResult(number);
    const cards = await office.counter.query<{ account: string | null; state: string }>(
      `select k.bank_account as account, k.bank_account_state as state
       from card k join card_application a on a.card_id = k.id join card_batch_item i on i.application_id = a.id
       join card_batch b on b.id = i.batch_id where b.number = $1 order by i.item`,
      [number],
    );
    // Whoever was left without an account by another test is in the batch as well.
    expect(cards.filter(({ account }) => account !== null)).toEqual([
      { account: people[0]?.account, state: 'inactive' },
    ]);
    expect(cards.filter(({ state }) => state === 'none').length).toBe(cards.length - 1);
  });

  it('agree: no data is made before a file of accounts that was accepted is matched to its end', async () => {
    const { number, people } = await office.approved(2);
    const path = accountsOf('interrupted.csv', people);
    await office.counter.query(
      `create function stop() returns trigger language plpgsql as $$ begin raise 'the process was killed'; end $$;
       create trigger stop before update of bank_account on card_application for each row execute function stop()`,
    );
    await expect(office.match(number, path)).rejects.toThrow('the process was killed');
    await expect(office.export(number)).rejects.toMatchObject({ code: 'accounts-unfinished' });
    await office.counter.query('drop trigger stop on card_application; drop function stop()');
    expect(await office.match(number, path)).toMatchObject({ rows: 2, again: false, findings: [] });
    await office.export(number);
  });
});

describe('the personalisation data', () => {
  it('is refused by the maker when it is cut short, changed, or of another area', async () => {
    const { number, people } = await office.approved(2);
    await office.export(number);
    const whole = readFileSync(office.path(`${number}.txt`), 'utf8');
    writeFileSync(office.path('cut.txt'), whole.split('\n').slice(0, -2).join('\n'));
    await expect(office.manufacture(number, { file: 'cut.txt' })).rejects.toMatchObject({
      code: 'maker-file-broken',
    });
    const [header = '', ...rest] = whole.split('\n');
    // Another character than the one that stands there, and not at the end, whose last bits may say nothing.
    const changed = `${header.slice(0, -10)}${header.at(-10) === 'A' ? 'B' : 'A'}${header.slice(-9)}`;
    writeFileSync(office.path('changed.txt'), [changed, ...rest].join('\n'));
    await expect(office.manufacture(number, { file: 'changed.txt' })).rejects.toMatchObject({
      code: 'maker-file-broken',
    });
    await expect(office.manufacture(number, { areaCode: '632801' })).rejects.toMatchObject({
      code: 'card-of-another-area',
    });
    // Nobody else reads who the cards are for.
    for (const { name, number: own } of people)
      for (const secret of [name, own]) expect(whole).not.toContain(secret);
  });
});

describe('the stock', () => {
  it('names a row that contradicts the others', async () => {
    expect(await office.findings()).toEqual([]);
    const [{ chip } = { chip: '' }] = await office.counter.query<{ chip: string }>(
      `select historical_bytes as chip from chip where state = 'personalised' limit 1`,
    );
    await office.counter.query(`update chip set state = 'blank' where historical_bytes = $1`, [chip]);
    const findings = (await office.findings()).join('\n');
    expect(findings).toContain(`chip ${chip} is blank, but its card`);
    expect(findings).toMatch(/lot L\w+: \d chips personalised, cards say \d/);
    await office.counter.query(`update chip set state = 'personalised' where historical_bytes = $1`, [chip]);
  });
});
