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
import { CardRulesService } from '../../cards/lives/card-rules.service.js';
import { IdentifyService } from '../../cards/lives/identify.service.js';
import { ApplicationsService } from '../../cards/lives/applications.service.js';
import { CardLives, type Mover } from '../../cards/lives/card-lives.service.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import { KeysService } from '../../cards/keys/keys.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { TerminalsService } from '../../access/terminals/terminals.service.js';
import { chipFacts } from '../../cards/lives/chip-content.js';
import { IssuanceCommands } from './issuance-commands.service.js';
import type {
  BeginIssuanceDto,
  ChipStandingDto,
  IssuanceDto,
  IssuanceStepsDto,
  ReadBackDto,
  SpoiledDto,
} from './issuances.dto.js';
import { IssuancesStore, type Issuance, type LockedApplication, type StockChip } from './issuances.store.js';

type At = { readonly terminal: TerminalIdentity; readonly staff: StaffIdentity };

@Injectable()
export class IssuancesService {
  constructor(
    private readonly database: Database,
    private readonly store: IssuancesStore,
    private readonly commands: IssuanceCommands,
    private readonly lives: CardLives,
    private readonly applications: ApplicationsService,
    private readonly people: PeopleService,
    private readonly identify: IdentifyService,
    private readonly rules: CardRulesService,
    private readonly terminals: TerminalsService,
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
  begin(at: At, asked: BeginIssuanceDto): Promise<IssuanceStepsDto> {
    return this.database.transaction(async (tx) => {
      const depot = await this.terminals.depotOf(tx, at.terminal.id);
      if (depot === null) throw new Refused('depot-missing');
      if (asked.identificationCode?.startsWith(this.config.areaCode) === false)
        throw new Refused('card-of-another-city');
      const application = await this.application(tx, asked.applicationNumber);
      const person = await this.people.get(tx, application.personId);
      const rules = await this.rules.today(tx);
      const agent = await this.identify.agentOf(tx, person, asked.agent, rules);
      this.identify.requireTaker(person, agent, rules);
      const open = await this.store.findOpen(tx, application.id);
      if (open !== null && open.historicalBytes !== asked.historicalBytes)
        throw new Refused('issuance-half-done', open.historicalBytes.slice(-8));
      const chip = await this.store.lockChip(tx, asked.historicalBytes);
      if (chip === null)
        throw new Refused(
          asked.identificationCode === undefined ? 'card-blank-unknown' : 'card-already-personalised',
        );
      const issuance = open ?? (await this.allot(tx, at, application, { chip, depot, asked }));
      if (asked.identificationCode !== undefined && asked.identificationCode !== issuance.identificationCode)
        throw new Refused('card-already-personalised');
      const challenge = { processFactor: toHex(randomBytes(8)), source: toHex(randomBytes(8)) };
      await this.store.setTry(tx, issuance.id, { ...challenge, agent });
      return {
        ...this.describe(issuance, chip),
        ...challenge,
        birthDate: person.birthDate,
        commands: await this.commands.make(tx, at, {
          issuance,
          chip,
          person,
          cardChallenge: asked.cardChallenge,
          isWritten: asked.identificationCode !== undefined,
        }),
      };
    });
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
      await this.keys.recordProof(tx, asker, { ...chip, keyVersion: issuance.keyVersion });
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
      const application = await this.application(tx, applicationNumber);
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

  private async application(tx: Transaction, number: string): Promise<LockedApplication> {
    const id = this.applications.idOf(number);
    const application = id === null ? null : await this.store.lockApplication(tx, id);
    if (application === null) throw new Refused('application-unknown');
    return application;
  }

  private async allot(
    tx: Transaction,
    at: At,
    application: LockedApplication,
    {
      chip,
      depot,
      asked,
    }: { readonly chip: StockChip; readonly depot: string; readonly asked: BeginIssuanceDto },
  ): Promise<Issuance> {
    this.requireBlank(chip, depot, asked.identificationCode !== undefined);
    if (chip.state === 'allotted') {
      const other = await this.store.findByChip(tx, chip.historicalBytes);
      throw new Refused(
        'issuance-half-done',
        other === null ? undefined : this.applications.numberOf(other.applicationId),
      );
    }
    if (await this.lives.hasCardComing(tx, application.personId)) throw new Refused('card-exists');
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
      keyVersion: await this.keys.currentVersion(tx),
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

  private requireBlank(chip: StockChip, depot: string, isWritten: boolean): void {
    switch (chip.state) {
      case 'spoiled':
        throw new Refused('card-spoiled');
      case 'personalised':
      case 'handed-over':
        throw new Refused('card-already-personalised');
      case 'blank':
      case 'allotted':
        if (chip.depot !== depot) throw new Refused('card-blank-unknown', chip.depot);
        if (chip.state === 'blank' && isWritten) throw new Refused('card-already-personalised');
    }
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
