/** Fills the demonstration city so that the main job can be played: what is there already stays as it is. */
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { newId } from '#libs/kernel/ids.js';
import type { AnyCardImage, CardImage, ForeignCardImage } from '#libs/cards/card-image.js';
import { cardKeyNames } from '#libs/cards/card-keys.js';
import { identificationCode, personalise } from '#libs/cards/personalisation.js';
import type { BankAccount } from '#libs/contract/bank.js';
import { makeCardNumber } from '#libs/identity/card-number.js';
import { toHex } from '#libs/kernel/bytes.js';
import {
  addMonths,
  date,
  firstDayOf,
  monthOf,
  month,
  yearOf,
  type PlainDate,
  type PlainMonth,
} from '#libs/kernel/plain-date.js';
import { formatYuan, yuan } from '#libs/money/fen.js';
import { benefitKinds } from '#libs/benefits/kinds/table.js';
import { fundBankAccount } from '../../funds/bank/bank.client.js';
import { EntitlementsService } from '../../insurance/benefits/entitlements.service.js';
import { CardLives } from '../../cards/lives/card-lives.service.js';
import { CardsStore } from '../../cards/lives/cards.store.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { insureResident } from './resident-insurance.js';
import { ParticipationsService } from '../../insurance/participations/participations.service.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { AccountMoves } from '../../insurance/accounts/account-moves.service.js';
import { BooksService } from '../../funds/ledger/books.service.js';
import { FundTransfersService } from '../../funds/ledger/fund-transfers.service.js';
import { makeComponent } from '../../cards/keys/key-component.js';
import { KeyVersionsService } from '../../cards/keys/key-versions.service.js';
import { KeysService } from '../../cards/keys/keys.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import { TerminalsService } from '../../access/terminals/terminals.service.js';
import { makeOnce } from '../../ground/write-once.js';
import { seedApplicants } from './applicants.js';
import { openBankAccount } from './bank-accounts.js';
import { seedBlankCards } from './blank-cards.js';
import { isMarked } from '../database/demonstration-mark.js';
import { knowsMember, putMember } from './members.js';
import { Refused } from '../../ground/http/refused.js';
import { demonstrationPeople, numberOf, type DemonstrationPerson } from './people.js';
import { makePopulation } from './population.js';
import { isSettled, settle } from './settlers.store.js';

/** The demonstration's sign-ins, of which nobody chose the password; a bureau's staff choose theirs. */
const password = 'delingha-2017';
const clerk = { staffNumber: '0001', name: '拉毛措', role: 'window-clerk' } as const;
const reviewer = { staffNumber: '0301', name: '赵晓梅', role: 'reviewer' } as const;
const members = [
  clerk,
  { staffNumber: '0009', name: '审计员', role: 'auditor' },
  { staffNumber: '0101', name: '李文博', role: 'batch-operator' },
  { staffNumber: '0201', name: '马国强', role: 'approver' },
  reviewer,
  { staffNumber: '0401', name: '李管理', role: 'administrator' },
  { staffNumber: '0501', name: '王财务', role: 'fund-accountant' },
] as const;
const custodians = ['演示保管人甲', '演示保管人乙'];
const demonstrationPin = '123456';
const supplied = yuan('2000000.00');
const window1 = { code: 'W01', name: '一号窗口' };
const kiosk1 = { code: 'Z01', name: '一号自助终端' };

export type SeedReport = {
  /** For the terminal's first start; null when it is enrolled already. */
  readonly enrolmentCode: string | null;
  /** The same for the kiosk. */
  readonly kioskEnrolmentCode: string | null;
  readonly clerk: { readonly staffNumber: string; readonly password: string };
  readonly people: number;
  /** Numbers of approved applications of people without a card, for instant issuance. */
  readonly approvedApplications: readonly string[];
};

/** Thirteen made-up historical bytes, the same for the same person. */
const chipSerialOf = (id: string): Uint8Array =>
  Uint8Array.from(createHash('sha256').update(`chip ${id}`).digest().subarray(0, 13));

const foreignCards: readonly ForeignCardImage[] = [
  {
    id: 'bus-card',
    label: '公交卡',
    note: '其他应用的卡 / card of another application',
    atr: '3B6D00000000000000000000000000000000',
    foreign: 'other-application',
  },
  {
    id: 'dead-card',
    label: '损坏的卡',
    note: '上电后无应答 / answers the reset, then nothing',
    atr: '3B6D00000085000000000000000000000001',
    foreign: 'mute',
  },
];

class Seed {
  private readonly config: CentralConfig;
  private readonly today: PlainDate;

  constructor(
    private readonly app: NestFastifyApplication,
    private readonly population: number,
  ) {
    this.config = app.get<CentralConfig>(CONFIG, { strict: false });
    this.today = app.get(Clock, { strict: false }).today();
  }

  async run(): Promise<SeedReport> {
    if (!(await this.get(Database).read(isMarked))) throw new Refused('demonstration-refused');
    await this.staff();
    await this.keys();
    await this.funds();
    for (const [index, person] of demonstrationPeople.entries()) await this.person(person, index);
    await this.strangers();
    for (const image of foreignCards) this.writeImage(image);
    const terminals = this.get(TerminalsService);
    const enrolmentCode = await terminals.prepareUnlessEnrolled(window1.code, window1.name);
    const kioskEnrolmentCode = await terminals.prepareUnlessEnrolled(kiosk1.code, kiosk1.name, 'kiosk');
    if (this.population > 0) await this.settle();
    await seedApplicants(this.app, clerk.staffNumber, reviewer.staffNumber);
    const approvedApplications = await seedBlankCards(
      this.app,
      window1.code,
      { clerk: clerk.staffNumber, reviewer: reviewer.staffNumber },
      (image) => this.writeImage(image),
    );
    return {
      enrolmentCode,
      kioskEnrolmentCode,
      approvedApplications,
      clerk: { staffNumber: clerk.staffNumber, password },
      people: demonstrationPeople.length,
    };
  }

  private get<T>(type: new (...args: never[]) => T): T {
    return this.app.get(type, { strict: false });
  }

  /** Everybody else of the city, once. */
  private settle(): Promise<void> {
    return this.get(Database).transaction(async (tx) => {
      if (await isSettled(tx)) return;
      const settlers = await settle(tx, makePopulation(this.population, this.today), {
        at: this.get(Clock).now(),
        today: this.today,
        cityCode: this.config.areaCode,
        keyVersion: await this.get(KeysService).currentVersion(tx),
      });
      // What was drawn before was paid before; here their pensions go on.
      const since = addMonths(monthOf(this.today), -1);
      for (const { id, diedOn, pension } of settlers) {
        if (pension === null || diedOn !== null) continue;
        const { firstMonth, years, accountFen } = pension;
        await this.pension(tx, id, firstMonth > since ? firstMonth : since, formatYuan(accountFen), years);
      }
    });
  }

  private async staff(): Promise<void> {
    for (const member of members)
      if (!(await knowsMember(this.app, member.staffNumber)))
        await putMember(this.app, { ...member, password });
  }

  /** The key ceremony, with two custodians who are made up; a real bureau's bring components of their own. */
  private async keys(): Promise<void> {
    const keyVersions = this.get(KeyVersionsService);
    if ((await keyVersions.list()).versions.length > 0) return;
    await keyVersions.hold({ staffNumber: null }, custodians.map(makeComponent), null);
  }

  /** A subsidy into the fiscal special account and a supply of the expenditure account, as the law has it. */
  private async funds(): Promise<void> {
    const { funds } = await this.get(BooksService).read();
    const database = this.get(Database);
    const transfers = this.get(FundTransfersService);
    for (const scheme of ['170', '390']) {
      if (!funds.some((fund) => fund.scheme === scheme)) {
        await database.transaction(async (tx) => {
          await transfers.book(tx, scheme, 'subsidy', supplied);
          await transfers.book(tx, scheme, 'supply', supplied);
        });
      }
      await this.bankAccount({
        account: fundBankAccount(this.config.areaCode, scheme, '1002'),
        holderName: this.config.agency.zh,
        balance: '0.00',
        state: 'active',
      });
      await this.bankAccount({
        account: fundBankAccount(this.config.areaCode, scheme, '1004'),
        holderName: this.config.agency.zh,
        balance: '2000000.00',
        state: 'active',
      });
    }
  }

  private async person(person: DemonstrationPerson, index: number): Promise<void> {
    const thisYear = yearOf(this.today);
    const number = numberOf(person, index, thisYear);
    const bankAccount = person.bank === 'none' ? null : `62179988${String(index).padStart(8, '0')}001`;
    const image = await this.image(person, index, number);
    const cards = this.app.get(CardsStore, { strict: false });
    await this.get(Database).transaction(async (tx) => {
      const registered = await this.get(PeopleService).register(tx, number, person.name, person.category);
      await insureResident(this.get(ParticipationsService), tx, registered.id, thisYear);
      if (person.pension !== undefined) {
        const { sinceMonthsAgo, accountYuan } = person.pension;
        const firstMonth =
          sinceMonthsAgo === 'after-birthday'
            ? addMonths(month(`${thisYear}-${person.birthday.slice(0, 2)}`), 1)
            : addMonths(monthOf(this.today), -sinceMonthsAgo);
        await this.pension(tx, registered.id, firstMonth, accountYuan);
      }
      if ((await cards.findByNumber(tx, image.cardNumber)) === null) {
        const id = newId();
        const isLost = person.cardState === 'formally-lost';
        await cards.insert(tx, {
          id,
          personId: registered.id,
          cardNumber: image.cardNumber,
          identificationCode: image.identificationCode,
          historicalBytes: toHex(chipSerialOf(person.id)),
          specificationVersion: person.specificationVersion,
          algorithm: image.card.algorithm,
          state: isLost ? 'enabled' : (person.cardState ?? 'enabled'),
          issuedOn: image.issuedOn,
          validUntil: image.validUntil,
          bankAccount,
          bankAccountState:
            bankAccount === null ? 'none' : person.bank === 'inactive' ? 'inactive' : 'active',
          applicationId: null,
          keyVersion: image.keyVersion,
          depot: null,
          enabledAt: person.cardState === 'handed-over' ? null : new Date(`${image.issuedOn}T02:00:00Z`),
          lossLapsesAt: null,
        });
        // Reported as at a window, so that it is on the deny list and in the card's history.
        if (isLost) {
          const by = { at: this.get(Clock).now(), staffNumber: clerk.staffNumber, terminalId: null };
          await this.get(CardLives).move(tx, { cardId: id }, 'report-lost', by);
        }
      }
    });
    this.writeImage(image.card);
    if (bankAccount !== null) {
      await this.bankAccount({
        account: bankAccount,
        holderName: person.name,
        balance: person.bank === 'short' ? '20.00' : '8000.00',
        state: person.bank === 'frozen' ? 'frozen' : 'active',
      });
    }
  }

  /** Drawn by somebody who was insured before the city began: their account came along. */
  private async pension(
    tx: Transaction,
    personId: string,
    firstMonth: PlainMonth,
    account: string,
    years = 15,
  ): Promise<void> {
    const { code: kind, scheme, isPension } = benefitKinds['resident-pension'];
    const granted = await this.get(EntitlementsService).grant(tx, {
      personId,
      payeeId: personId,
      kind,
      scheme,
      isPension,
      firstMonth,
      lastMonth: null,
      facts: { years, account: formatYuan(yuan(account)) },
      applicationId: null,
    });
    if (granted === null) return;
    const credit = { period: firstMonth, amount: yuan(account) };
    await this.get(AccountMoves).credit(tx, scheme, personId, [credit], firstMonth);
  }

  private async image(person: DemonstrationPerson, index: number, number: string, keyOwner = person.id) {
    const thisYear = yearOf(this.today);
    const algorithm: CardImage['algorithm'] = person.specificationVersion === '3.00' ? 'sm4' : '3des';
    const chipSerial = chipSerialOf(person.id);
    const cardNumber = makeCardNumber(`H0${String(index + 1).padStart(6, '0')}`);
    const issuedOn = firstDayOf(month(`${thisYear - (person.expired ? 12 : 3)}-09`));
    const validUntil = firstDayOf(month(`${yearOf(issuedOn) + 10}-09`));
    const vault = this.get(KeysService);
    const keyVersion = await this.get(Database).transaction(async (tx) => {
      const known = await this.app.get(CardsStore, { strict: false }).findByNumber(tx, cardNumber);
      return known?.keyVersion ?? vault.currentVersion(tx);
    });
    const owner = { algorithm, historicalBytes: toHex(chipSerialOf(keyOwner)), keyVersion };
    const keys = await vault.cardKeys(owner);
    const asker = { purpose: 'demonstration', subject: cardNumber };
    await this.get(Database).transaction((tx) => vault.recordUseOfMany(tx, asker, [owner]));
    const card = personalise({
      id: person.id,
      label: person.name,
      note: person.note,
      specificationVersion: person.specificationVersion,
      algorithm,
      chipSerial,
      cityCode: this.config.areaCode,
      cardNumber,
      issueDate: issuedOn,
      validUntil,
      initialisingInstitution: `${this.config.areaCode}000000`,
      holder: {
        socialSecurityNumber: number,
        name: person.name,
        sex: person.sex,
        ethnicGroup: '01',
        birthplace: this.config.areaCode,
        birthDate: date(`${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`),
      },
      keys,
      pin: demonstrationPin,
      pinTryLimit: 6,
    });
    return {
      card,
      cardNumber,
      keyVersion,
      issuedOn,
      validUntil,
      identificationCode: toHex(
        identificationCode({ cityCode: this.config.areaCode, chipSerial, cardNumber }),
      ),
    };
  }

  /** Cards that are not what they say: one nobody registered, and a copy of a registered one without its keys. */
  private async strangers(): Promise<void> {
    const [original] = demonstrationPeople;
    if (original === undefined) throw new Error('the demonstration has nobody');
    const stranger: DemonstrationPerson = {
      ...original,
      id: 'not-registered',
      note: '未登记的卡 / not in the register',
    };
    const unknown = await this.image(stranger, 900, numberOf(stranger, 300, yearOf(this.today)));
    this.writeImage({ ...unknown.card, label: '外地卡' });
    const { card } = await this.image(original, 0, numberOf(original, 0, yearOf(this.today)));
    this.writeImage({
      ...card,
      id: 'copied-card',
      label: '复制的卡',
      note: '抄了数据、没有密钥 / copied data, wrong keys',
      keys: {
        irk: '00'.repeat(16),
        rksse: '00'.repeat(16),
        uk: '00'.repeat(16),
        puk: '00'.repeat(16),
        stk: '00'.repeat(16),
      },
    });
  }

  /** A card that is there already keeps what was written to it since; one from before cards had all five keys is made anew. */
  private writeImage(image: AnyCardImage): void {
    const file = join(dirname(this.config.folder), 'cards', `${image.id}.json`);
    const text = `${JSON.stringify(image, null, 2)}\n`;
    if (makeOnce(file, text)) return;
    const { keys } = JSON.parse(readFileSync(file, 'utf8')) as { readonly keys?: Record<string, string> };
    if (keys === undefined || cardKeyNames.every((name) => name in keys)) return;
    rmSync(file);
    makeOnce(file, text);
  }

  private bankAccount(account: BankAccount): Promise<void> {
    return openBankAccount(this.config.bankUrl, account);
  }
}

/** Adds whatever of the demonstration city is missing, beside the people with cards so many others. Needs the bank to be up. Throws Refused `demonstration-refused` in an area not marked for it. */
export const seedDemonstration = (app: NestFastifyApplication, population = 0): Promise<SeedReport> =>
  new Seed(app, population).run();
