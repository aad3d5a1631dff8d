/** Which card body is to be made a card of for whom: what fits together at a counter, and what is refused before anything changes. */
import { Inject, Injectable } from '@nestjs/common';
import type { Agent } from '#libs/cards/representation.js';
import { TerminalsService } from '../../access/terminals/terminals.service.js';
import { KeysService } from '../../cards/keys/keys.service.js';
import { ApplicationsService } from '../../cards/lives/applications.service.js';
import { CardLives } from '../../cards/lives/card-lives.service.js';
import { CardRulesService } from '../../cards/lives/card-rules.service.js';
import { IdentifyService } from '../../cards/lives/identify.service.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import type { Transaction } from '../../ground/database/database.js';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { Person } from '../../register/people/person.entity.js';
import { neededKind, type NeededKeys } from './issuance-commands.service.js';
import type { BeginIssuanceDto } from './issuances.dto.js';
import { IssuancesStore, type Issuance, type LockedApplication, type StockChip } from './issuances.store.js';

export type At = { readonly terminal: TerminalIdentity; readonly staff: StaffIdentity };

type Found = {
  readonly application: LockedApplication;
  readonly person: Person;
  /** Who takes the card for its holder. */
  readonly agent: Agent | null;
  /** Begun before, and not done with. */
  readonly open: Issuance | null;
  readonly needed: NeededKeys;
};

@Injectable()
export class IssuanceMatching {
  constructor(
    private readonly store: IssuancesStore,
    private readonly lives: CardLives,
    private readonly applications: ApplicationsService,
    private readonly people: PeopleService,
    private readonly identify: IdentifyService,
    private readonly rules: CardRulesService,
    private readonly terminals: TerminalsService,
    private readonly keys: KeysService,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /** What is to be made of what for whom, and the keys it takes; refuses what does not fit, and changes nothing. */
  async find(tx: Transaction, at: At, asked: BeginIssuanceDto): Promise<Found> {
    const isWritten = asked.identificationCode !== undefined;
    const depot = await this.terminals.depotOf(tx, at.terminal.id);
    if (depot === null) throw new Refused('depot-missing');
    if (asked.identificationCode?.startsWith(this.config.areaCode) === false)
      throw new Refused('card-of-another-city');
    const application = await this.application(tx, asked.applicationNumber);
    // Nothing takes it as the card is made, and made it is handed over.
    if (application.owesFee) throw new Refused('fee-owed');
    const person = await this.people.get(tx, application.personId);
    const rules = await this.rules.today(tx);
    const agent = await this.identify.agentOf(tx, person, asked.agent, rules);
    this.identify.requireTaker(person, agent, rules);
    const open = await this.store.findOpen(tx, application.id);
    if (open !== null && open.historicalBytes !== asked.historicalBytes)
      throw new Refused('issuance-half-done', open.historicalBytes.slice(-8));
    const chip = await this.store.lockChip(tx, asked.historicalBytes);
    if (chip === null) throw new Refused(isWritten ? 'card-already-personalised' : 'card-blank-unknown');
    if (open === null) await this.requireFree(tx, application, { chip, depot, isWritten });
    else if (isWritten && asked.identificationCode !== open.identificationCode)
      throw new Refused('card-already-personalised');
    const needed = {
      kind: neededKind(open?.stage ?? 'allotted', chip, isWritten),
      chip,
      keyVersion: open?.keyVersion ?? (await this.keys.currentVersion(tx)),
      cardChallenge: asked.cardChallenge,
    };
    return { application, person, agent, open, needed };
  }

  /** Locked; by its number. Throws Refused `application-unknown`. */
  async application(tx: Transaction, number: string): Promise<LockedApplication> {
    const id = this.applications.idOf(number);
    const application = id === null ? null : await this.store.lockApplication(tx, id);
    if (application === null) throw new Refused('application-unknown');
    return application;
  }

  private async requireFree(
    tx: Transaction,
    application: LockedApplication,
    {
      chip,
      depot,
      isWritten,
    }: { readonly chip: StockChip; readonly depot: string; readonly isWritten: boolean },
  ): Promise<void> {
    this.requireBlank(chip, depot, isWritten);
    if (chip.state === 'allotted') {
      const other = await this.store.findByChip(tx, chip.historicalBytes);
      throw new Refused(
        'issuance-half-done',
        other === null ? undefined : this.applications.numberOf(other.applicationId),
      );
    }
    if (await this.lives.hasCardComing(tx, application.personId)) throw new Refused('card-exists');
    const refusal = await this.lives.refusalOf(tx, application.id, 'produce', this.clock.now());
    if (refusal !== null) throw new Refused(refusal);
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
}
