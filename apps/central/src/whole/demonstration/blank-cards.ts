/** What instant issuance needs to be played: blank cards in stock at a depot, people waiting for a card, a card from elsewhere. */
import { createHash } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { answerToReset } from '#libs/cards/answer-to-reset.js';
import type { AnyCardImage, BlankCardImage, CardImage } from '#libs/cards/card-image.js';
import { personalise } from '#libs/cards/personalisation.js';
import { makeApplicationNumber } from '#libs/identity/application-number.js';
import { makeCardNumber } from '#libs/identity/card-number.js';
import { toHex } from '#libs/kernel/bytes.js';
import { date, yearOf, type PlainDate } from '#libs/kernel/plain-date.js';
import { CardStockService, type ChipRow } from '../../cards/stock/card-stock.service.js';
import { CardApplicationsStore } from '../../cards/lives/card-applications.store.js';
import { ApplicationApprovals } from '../../cards/lives/application-approvals.service.js';
import { CardLives } from '../../cards/lives/card-lives.service.js';
import { PlacesService } from '../../register/places/places.service.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { insureResident } from './resident-insurance.js';
import { ParticipationsService } from '../../insurance/participations/participations.service.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { KeysService } from '../../cards/keys/keys.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import { TerminalsService } from '../../access/terminals/terminals.service.js';
import { numberOf, type DemonstrationPerson } from './people.js';

const depot = { code: 'D01', name: '德令哈市社会保障卡服务中心' };

type Lot = Pick<CardImage, 'specificationVersion' | 'algorithm'> & {
  readonly lot: string;
  readonly chips: number;
};

const lots: readonly Lot[] = [
  { lot: 'DEMO-SM4', specificationVersion: '3.00', algorithm: 'sm4', chips: 3 },
  { lot: 'DEMO-3DES', specificationVersion: '2.00', algorithm: '3des', chips: 2 },
];

/** Transport keys of these lots hang on the first master keys, whatever cards are made with by now. */
const transportKeyVersion = 1;

// oxfmt-ignore
const waiting: readonly DemonstrationPerson[] = [
  { id: 'yangjin-lamu', name: '央金拉姆', sex: 'female', bornYearsAgo: 27, birthday: '08-16', specificationVersion: '3.00', note: '' },
  { id: 'chen-zhiqiang', name: '陈志强', sex: 'male', bornYearsAgo: 33, birthday: '03-28', specificationVersion: '2.00', note: '' },
];
/** After everybody of the demonstration with a card, so that no number comes twice. */
const firstIndex = 150;

const chipOf = (lot: string, index: number): Uint8Array =>
  Uint8Array.from(createHash('sha256').update(`blank ${lot} ${index}`).digest().subarray(0, 13));

async function* deliveryOf({ lot, chips, ...made }: Lot): AsyncGenerator<ChipRow> {
  for (let index = 1; index <= chips; index += 1)
    yield { line: index, lot, historicalBytes: toHex(chipOf(lot, index)), ...made };
}

const foreignKey = (name: string): Uint8Array =>
  Uint8Array.from(createHash('sha256').update(`another city ${name}`).digest().subarray(0, 16));

/** A whole card of 格尔木, which has no business in this city's personaliser. */
const cardOfAnotherCity = (today: PlainDate): CardImage => {
  return personalise({
    id: 'another-city',
    label: '格尔木市的卡',
    note: '外市的卡，不能在此制卡 / a card of another city',
    specificationVersion: '2.00',
    algorithm: '3des',
    chipSerial: chipOf('another city', 1),
    cityCode: '632801',
    cardNumber: makeCardNumber('G0000001'),
    issueDate: date(`${yearOf(today) - 1}-05-01`),
    validUntil: date(`${yearOf(today) + 9}-05-01`),
    initialisingInstitution: '632801000000',
    holder: {
      socialSecurityNumber: '632801199001011234',
      name: '外市人',
      sex: 'male',
      ethnicGroup: '01',
      birthplace: '632801',
      birthDate: date('1990-01-01'),
    },
    keys: {
      irk: foreignKey('irk'),
      rksse: foreignKey('rksse'),
      uk: foreignKey('uk'),
      puk: foreignKey('puk'),
      stk: foreignKey('stk'),
    },
    pin: '135790',
    pinTryLimit: 6,
  });
};

/** Staff numbers of who applies for people, and of who approves it. */
type SeedingStaff = { readonly clerk: string; readonly reviewer: string };

class BlankCards {
  private readonly config: CentralConfig;

  constructor(private readonly app: NestFastifyApplication) {
    this.config = app.get<CentralConfig>(CONFIG, { strict: false });
  }

  async run(
    windowCode: string,
    { clerk: staffNumber, reviewer }: SeedingStaff,
    write: (image: AnyCardImage) => void,
  ): Promise<readonly string[]> {
    const database = this.get(Database);
    await database.transaction((tx) => this.get(PlacesService).putDepot(tx, depot));
    for (const lot of lots) await this.receive(lot, staffNumber);
    await database.transaction((tx) => this.get(TerminalsService).assignDepot(tx, windowCode, depot.code));
    for (const lot of lots)
      for (let index = 1; index <= lot.chips; index += 1) write(await this.blank(lot, index));
    write(cardOfAnotherCity(this.get(Clock).today()));
    const numbers: string[] = [];
    for (const [index, person] of waiting.entries())
      numbers.push(
        await database.transaction((tx) => this.apply(tx, person, firstIndex + index, staffNumber, reviewer)),
      );
    return numbers;
  }

  private get<T>(type: new (...args: never[]) => T): T {
    return this.app.get(type, { strict: false });
  }

  private async receive(lot: Lot, staffNumber: string): Promise<void> {
    try {
      const { findings } = await this.get(CardStockService).receive(
        () => deliveryOf(lot),
        depot.code,
        staffNumber,
      );
      if (findings.length > 0) throw new Error(`lot ${lot.lot} was refused: ${JSON.stringify(findings)}`);
    } catch (fault) {
      if (!(fault instanceof Refused) || fault.code !== 'lot-known') throw fault;
    }
  }

  private async blank(lot: Lot, index: number): Promise<BlankCardImage> {
    const { specificationVersion, algorithm } = lot;
    const chipSerial = chipOf(lot.lot, index);
    const historicalBytes = toHex(chipSerial);
    const keys = this.get(KeysService);
    const chip = { algorithm, historicalBytes, keyVersion: transportKeyVersion };
    const transportKey = await keys.transportKey(chip);
    const asker = { purpose: 'demonstration', subject: historicalBytes };
    await this.get(Database).transaction((tx) => keys.recordUse(tx, asker, chip, ['tk']));
    return {
      id: `blank-${algorithm}-${index}`,
      label: `空白卡 ${algorithm === 'sm4' ? 'S' : 'D'}${index}`,
      note: '可即时制卡 / for instant issuance',
      specificationVersion,
      algorithm,
      atr: toHex(answerToReset(chipSerial)),
      blank: true,
      transportKey: toHex(transportKey),
    };
  }

  /** Somebody without a card, whose application is approved; returns its number. */
  private async apply(
    tx: Transaction,
    person: DemonstrationPerson,
    index: number,
    staffNumber: string,
    reviewer: string,
  ): Promise<string> {
    const clock = this.get(Clock);
    const thisYear = yearOf(clock.today());
    const number = numberOf(person, index, thisYear);
    const { id: personId } = await this.get(PeopleService).register(tx, number, person.name);
    await insureResident(this.get(ParticipationsService), tx, personId, thisYear);
    const [before] = await this.get(CardApplicationsStore).ofPeople(tx, [personId]);
    if (before !== undefined) return makeApplicationNumber(this.config.areaCode, before.id);
    const lives = this.get(CardLives);
    const by = { at: clock.now(), staffNumber, terminalId: null };
    const [applicationId] = await lives.apply(
      tx,
      [
        {
          personId,
          reason: 'first',
          unitCode: null,
          depot: depot.code,
          photoDigest: null,
          phone: null,
          guardian: null,
          agent: null,
          replacesCardId: null,
          feeFen: 0n,
        },
      ],
      by,
    );
    if (applicationId === undefined) throw new Error('an application without an id');
    await this.get(ApplicationApprovals).decide(tx, applicationId, 'approved', {
      number: reviewer,
      role: 'reviewer',
    });
    return makeApplicationNumber(this.config.areaCode, applicationId);
  }
}

/** Adds what is missing; returns the numbers of the approved applications. `write` keeps an image that is not there yet. */
export const seedBlankCards = (
  app: NestFastifyApplication,
  windowCode: string,
  staff: SeedingStaff,
  write: (image: AnyCardImage) => void,
): Promise<readonly string[]> => new BlankCards(app).run(windowCode, staff, write);
