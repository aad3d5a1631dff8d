/** Makes a card of a blank at the counter: every step is one transaction, and the chip and its row say how far it is. */
import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { newId } from '#libs/kernel/ids.js';
import { fileRecords } from '#libs/cards/management-commands.js';
import { cardFiles, identificationCode } from '#libs/cards/personalisation.js';
import { cardNumberOfSerial } from '#libs/identity/card-number.js';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { addYears } from '#libs/kernel/plain-date.js';
import { countOf } from '#libs/policy/look-up.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { ApplicationsService } from '../../cards/lives/applications.service.js';
import { CardLives, type Mover } from '../../cards/lives/card-lives.service.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import { KeysService } from '../../cards/keys/keys.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { chipFacts } from '../../cards/lives/chip-content.js';
import { IssuanceCommands, needAlike, type NeededKeys } from './issuance-commands.service.js';
import { IssuanceMatching, type At } from './issuance-matching.service.js';
import type {
  BeginIssuanceDto,
  ChipStandingDto,
  IssuanceDto,
  IssuanceStepsDto,
  ReadBackDto,
  SpoiledDto,
} from './issuances.dto.js';
import { IssuancesStore, type Issuance, type LockedApplication, type StockChip } from './issuances.store.js';

@Injectable()
export class IssuancesService {
  constructor(
    private readonly database: Database,
    private readonly store: IssuancesStore,
    private readonly commands: IssuanceCommands,
    private readonly lives: CardLives,
    private readonly applications: ApplicationsService,
    private readonly people: PeopleService,
    private readonly matching: IssuanceMatching,
    private readonly policy: PolicyService,
    private readonly keys: KeysService,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /**
   * Allots the blank in the reader to an approved application, or takes up where an earlier try with the same two stopped,
   * and answers with the commands that chip still needs. Throws Refused naming what does not fit.
   */
  async begin(at: At, asked: BeginIssuanceDto): Promise<IssuanceStepsDto> {
    for (;;) {
      const needed = await this.database.transaction(
        async (tx) => (await this.matching.find(tx, at, asked)).needed,
      );
      const given = await this.commands.askKeys(needed);
      const begun = await this.database.transaction(async (tx): Promise<IssuanceStepsDto | null> => {
        const { needed: now, ...found } = await this.matching.find(tx, at, asked);
        // Another window, or a roll-over of keys, came first while the vault was asked: it is asked for what is needed now.
        if (!needAlike(now, needed)) return null;
        const issuance = found.open ?? (await this.allot(tx, at, found.application, now));
        const challenge = { processFactor: toHex(randomBytes(8)), source: toHex(randomBytes(8)) };
        await this.store.setTry(tx, issuance.id, { ...challenge, agent: found.agent });
        return {
          ...this.describe(issuance, now.chip),
          ...challenge,
          birthDate: found.person.birthDate,
          commands: await this.commands.make(tx, at, now, { issuance, person: found.person }, given),
        };
      });
      if (begun !== null) return begun;
    }
  }

  /**
   * The challenge's process factor that the finished chip answered rightly, or null; asked before the transaction, since a security
   * module may take its time.
   */
  private async answersRightly(id: string, result: string): Promise<string | null> {
    const seen = await this.database.read(async (tx) => {
      const issuance = await this.store.find(tx, id);
      // Answered without its proof being looked at: a use of the key would be on record nowhere.
      if (issuance?.stage !== 'allotted') return null;
      const chip = await this.store.lockChip(tx, issuance.historicalBytes);
      return chip === null ? null : { issuance, chip };
    });
    if (seen === null) return null;
    const { issuance, chip } = seen;
    const challenge = { processFactor: fromHex(issuance.processFactor), source: fromHex(issuance.source) };
    const owner = { ...chip, keyVersion: issuance.keyVersion };
    const genuine = await this.keys.checkProof(owner, challenge, fromHex(result));
    return genuine ? issuance.processFactor : null;
  }

  /**
   * Takes the finished chip into the register: its files are what they should be and it has proven its key. From then on it
   * is somebody's card, handed over and sealed. Repeating it changes nothing. Throws Refused `card-read-back-differs` naming
   * the file, `card-not-genuine`.
   */
  async readBack(at: At, id: string, read: ReadBackDto): Promise<IssuanceDto> {
    const answered = await this.answersRightly(id, read.result);
    const outcome = await this.database.transaction(async (tx): Promise<IssuanceDto | Refused> => {
      const known = await this.store.find(tx, id);
      const application = known === null ? null : await this.store.lockApplication(tx, known.applicationId);
      const issuance = application === null ? null : await this.store.find(tx, id);
      if (application === null || issuance === null) return new Refused('issuance-unknown');
      const chip = await this.store.lockChip(tx, issuance.historicalBytes);
      if (chip === null) throw new Error(`no chip ${issuance.historicalBytes}`);
      if (issuance.stage === 'spoiled') return new Refused('card-spoiled');
      if (issuance.stage !== 'allotted') return this.describe(issuance, chip);
      const asker = { ...this.asker(at), purpose: 'read-back', subject: issuance.cardNumber };
      await this.keys.recordUse(tx, asker, { ...chip, keyVersion: issuance.keyVersion }, ['irk']);
      const files = cardFiles(
        chipFacts(issuance, chip, await this.people.get(tx, application.personId), this.config.areaCode),
      );
      for (const file of ['ef05', 'ef06'] as const)
        if (read[file] !== toHex(fileRecords(files, file)))
          return new Refused('card-read-back-differs', file.toUpperCase());
      // Begun anew in between, it has another challenge to answer.
      if (answered !== issuance.processFactor) return new Refused('card-not-genuine');
      const cardId = newId();
      const by = this.mover(at);
      await this.lives.issue(
        tx,
        {
          id: cardId,
          applicationId: issuance.applicationId,
          cardNumber: issuance.cardNumber,
          identificationCode: issuance.identificationCode,
          historicalBytes: issuance.historicalBytes,
          specificationVersion: chip.specificationVersion,
          algorithm: chip.algorithm,
          issuedOn: issuance.issuedOn,
          validUntil: issuance.validUntil,
          bankAccount: application.bankAccount,
          // A counter writes the social application alone: the bank puts its account on the card as it activates it.
          bankAccountState: application.bankAccount === null ? 'none' : 'inactive',
          keyVersion: issuance.keyVersion,
          depot: chip.depot,
        },
        by,
      );
      await this.store.setPersonalised(tx, issuance.historicalBytes);
      await this.store.setStage(tx, id, 'personalised', { at: by.at, cardId });
      await this.lives.move(tx, { cardId }, 'hand-over', by);
      await this.note(tx, at, 'issuance.personalised', issuance.cardNumber, {});
      return this.describe({ ...issuance, stage: 'personalised', cardId }, chip);
    });
    if (outcome instanceof Refused) throw outcome;
    return outcome;
  }

  /**
   * Gives up the card body that was allotted to an application, which waits for another one. Throws Refused
   * `issuance-unknown` when none is under way, `card-step-out-of-order` once it is somebody's card.
   */
  spoil(at: At, { applicationNumber, reason }: SpoiledDto): Promise<IssuanceDto> {
    return this.database.transaction(async (tx) => {
      const application = await this.matching.application(tx, applicationNumber);
      const issuance = await this.store.findOpen(tx, application.id);
      if (issuance === null) throw new Refused('issuance-unknown');
      const chip = await this.store.lockChip(tx, issuance.historicalBytes);
      if (chip === null) throw new Error(`no chip ${issuance.historicalBytes}`);
      if (issuance.stage !== 'allotted')
        throw new Refused('card-step-out-of-order', `${issuance.cardNumber}: replacement or cancellation`);
      const by = this.mover(at);
      await this.lives.move(tx, { applicationId: application.id }, 'spoil', { ...by, reason });
      await this.store.setSpoiled(tx, issuance, reason);
      await this.store.setStage(tx, issuance.id, 'spoiled', { at: by.at, reason });
      await this.note(tx, at, 'issuance.spoiled', issuance.historicalBytes, {
        applicationId: application.id,
        cardNumber: issuance.cardNumber,
      });
      return this.describe({ ...issuance, stage: 'spoiled' }, chip);
    });
  }

  /** What the stock knows of the card body in a reader, and whether its making is under way. */
  lookUp(historicalBytes: string): Promise<ChipStandingDto> {
    noteLookedUp(historicalBytes);
    return this.database.transaction(async (tx) => {
      const chip = await this.store.lockChip(tx, historicalBytes);
      if (chip === null) return { state: null, issuance: null };
      const issuance = await this.store.findByChip(tx, historicalBytes);
      return { state: chip.state, issuance: issuance === null ? null : this.describe(issuance, chip) };
    });
  }

  private async allot(
    tx: Transaction,
    at: At,
    application: LockedApplication,
    { chip, keyVersion }: NeededKeys,
  ): Promise<Issuance> {
    const by = this.mover(at);
    await this.lives.move(tx, { applicationId: application.id }, 'produce', by);
    const today = this.clock.today();
    const years = await this.policy.value(tx, today, countOf('card.validity-years'));
    const cardNumber = application.cardNumber ?? cardNumberOfSerial(await this.store.nextSerial(tx));
    const issuance: Issuance = {
      id: newId(),
      applicationId: application.id,
      historicalBytes: chip.historicalBytes,
      cardNumber,
      identificationCode: toHex(
        identificationCode({
          cityCode: this.config.areaCode,
          chipSerial: fromHex(chip.historicalBytes),
          cardNumber,
        }),
      ),
      keyVersion,
      issuedOn: today,
      validUntil: addYears(today, years),
      processFactor: '',
      source: '',
      stage: 'allotted',
      cardId: null,
    };
    await this.store.insert(tx, issuance, {
      terminalId: at.terminal.id,
      staffNumber: at.staff.number,
      at: by.at,
    });
    await this.store.allot(tx, issuance);
    await this.note(tx, at, 'issuance.begun', cardNumber, {
      applicationId: application.id,
      chip: chip.historicalBytes,
    });
    return issuance;
  }

  private describe(issuance: Issuance, { specificationVersion }: StockChip): IssuanceDto {
    const { id, applicationId, stage, cardNumber } = issuance;
    const applicationNumber = this.applications.numberOf(applicationId);
    return { id, applicationNumber, stage, cardNumber, specificationVersion };
  }

  private asker({ terminal, staff }: At): { readonly terminalId: string; readonly staffNumber: string } {
    return { terminalId: terminal.id, staffNumber: staff.number };
  }

  private mover(at: At): Mover {
    return { at: this.clock.now(), ...this.asker(at) };
  }

  private async note(
    tx: Transaction,
    at: At,
    action: string,
    subject: string,
    detail: Readonly<Record<string, string>>,
  ): Promise<void> {
    await this.audit.append(tx, { at: this.clock.now(), action, ...this.asker(at), subject, detail });
  }
}
