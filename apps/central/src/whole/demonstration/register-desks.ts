/**
 * Works at the desks of the register as on any day: a unit's list names people of another unit, somebody is registered a second time, one
 * moves away and a letter tells of one who comes. Begun again it goes on where it was.
 */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { firstDayOf, monthOf } from '#libs/kernel/plain-date.js';
import { fundBankAccount } from '../../funds/bank/bank.client.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database } from '../../ground/database/database.js';
import { usualAsk } from '../../ground/lists/list-page.js';
import { PersonMerges } from '../../insurance/enrolment/person-merges.service.js';
import { TransferLetters } from '../../insurance/transfers/transfer-letters.service.js';
import { TransferViews } from '../../insurance/transfers/transfer-views.service.js';
import { Transfers } from '../../insurance/transfers/transfers.service.js';
import { Duplicates } from '../../register/people/duplicates.service.js';
import { InitialsOfNames } from '../../register/people/initials-job.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import { openBankAccount } from './bank-accounts.js';
import { askers, haveDecided } from './deciding.js';
import { employeesOf, hasNameList, type KnownPerson, residentsOfAge } from './desk-work.store.js';
import { handIn } from './handing-in.js';
import { checked, slipped } from './odd-numbers.js';
import { supplyFund } from './supplying.js';

/** 西宁, where one goes to and one comes from. */
const agency = {
  code: '630100',
  name: '西宁市社会保险服务局',
  account: '2801060104000817',
  accountName: '西宁市社会保险服务局 转移接续专户',
} as const;

/** More than anybody's account and twelve percent of two years' bases come to. */
const supplied = '200000.00';

/** A number with another beginning, and the check character that goes with it. */
const asPermit = (number: string): string => checked(`810000${number.slice(6, 17)}`);

/** Units whose people the desks have to do with: of the one, some are on the list of the other. */
export type UnitsOfRegister = { readonly employer: string; readonly other: string };

/** Plays it up to today. */
export const workRegisterDesks = async (
  app: NestFastifyApplication,
  { employer, other }: UnitsOfRegister,
): Promise<void> => {
  const get = <T>(type: new (...args: never[]) => T): T => app.get(type, { strict: false });
  const database = get(Database);
  const { areaCode, bankUrl, agency: own } = app.get<CentralConfig>(CONFIG, { strict: false });
  const thisMonth = monthOf(get(Clock).today());
  const [mover, comer, ...staying] = await database.read((tx) => employeesOf(tx, employer, '110'));

  const takeNameList = async (): Promise<void> => {
    if (await database.read(hasNameList)) return;
    const joining = [...staying.slice(0, 2), ...(await database.read((tx) => residentsOfAge(tx, 1)))];
    if (joining.length < 3) return;
    const since = firstDayOf(thisMonth);
    await handIn(
      app,
      'name-list',
      '增减员名单.csv',
      joining.map(({ number, name }) => [number, name, '1', since, '企业职工', '110 310', '', '']),
      { unit: other },
    );
  };
  const registerTwice = async ([one, two, three]: readonly KnownPerson[]): Promise<void> => {
    const people = get(PeopleService);
    const isDone = (await database.read((tx) => people.merges(tx, usualAsk))).rows.length > 0;
    if (isDone || one === undefined || two === undefined || three === undefined) return;
    const doubles = [
      { of: one, number: asPermit(one.number) },
      { of: two, number: slipped(two.number) },
      { of: three, number: asPermit(three.number) },
    ];
    const ids: string[] = [];
    for (const { of, number } of doubles)
      ids.push((await database.transaction((tx) => people.register(tx, number, of.name))).id);
    const [merged] = ids;
    if (merged === undefined) return;
    await haveDecided(app, 'person-merge', merged, () =>
      get(PersonMerges).askMerge(
        merged,
        one.id,
        { source: '居民身份证、港澳居民居住证注销证明', reason: '取得居民身份证，原居住证号码登记为同一人' },
        { number: askers.clerk },
      ),
    );
  };
  const moves = async (direction: 'in' | 'out') =>
    (await get(TransferViews).list({ state: null, direction, scheme: null }, usualAsk)).transfers;
  const supply = async (): Promise<void> => {
    await supplyFund(app, { scheme: '110', amount: supplied, month: thisMonth });
    await openBankAccount(bankUrl, {
      account: fundBankAccount(areaCode, '110', '1004'),
      holderName: own.zh,
      balance: supplied,
      state: 'active',
    });
    await openBankAccount(bankUrl, {
      account: agency.account,
      holderName: agency.accountName,
      balance: '0.00',
      state: 'active',
    });
  };
  const moveAway = async ({ id }: KnownPerson): Promise<void> => {
    const [known] = await moves('out');
    if (known === undefined) {
      await supply();
      await get(Transfers).ask(
        id,
        {
          direction: 'out',
          from: '110',
          to: '110',
          on: get(Clock).today(),
          agency,
          reason: '到西宁就业，凭转入地联系函办理转移',
        },
        { number: askers.clerk },
      );
    }
    const [asked] = known === undefined ? await moves('out') : [known];
    if (asked === undefined) throw new Error('a move that was asked for is not there');
    await haveDecided(app, 'insurance-transfer', asked.reference, () =>
      Promise.reject(new Error(`${asked.reference} was never asked for`)),
    );
  };
  const comeHere = async ({ id }: KnownPerson): Promise<void> => {
    if ((await moves('in')).length > 0) return;
    await get(TransferLetters).takeLetter(
      id,
      {
        scheme: '110',
        agency,
        letter: '宁社转〔2026〕118号',
        months: 12,
        account: '3840.00',
        pool: '5760.00',
        spans: [{ first: '2021-01', last: '2021-12', base: '48000.00', account: '3840.00' }],
        reason: '原在西宁参保，转入本地',
      },
      { number: askers.clerk },
    );
  };

  await takeNameList();
  await registerTwice(staying.slice(2, 5));
  // Alike are names that sound alike.
  await get(InitialsOfNames).note();
  await get(Duplicates).findAll(new AbortController().signal);
  if (mover !== undefined && (await moves('out')).every(({ state }) => state === 'asked'))
    await moveAway(mover);
  if (comer !== undefined) await comeHere(comer);
};
