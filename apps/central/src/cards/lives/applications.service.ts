/** Applications of the register, for the other domains. */
import { Inject, Injectable } from '@nestjs/common';
import type { ApplicationState } from '#libs/cards/card-life.js';
import {
  makeApplicationNumber,
  parseApplicationNumber,
  type ApplicationNumber,
} from '#libs/identity/application-number.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import type { Transaction } from '../../ground/database/database.js';
import { CardApplicationsStore, type CardApplication, type LifeStep } from './card-applications.store.js';

export type { CardApplication } from './card-applications.store.js';

@Injectable()
export class ApplicationsService {
  constructor(
    private readonly store: CardApplicationsStore,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /** What people are given to follow it by. */
  numberOf(id: string): ApplicationNumber {
    return makeApplicationNumber(this.config.areaCode, id);
  }

  /** The id behind a number as people type it; null for one of another area, and for what is none. */
  idOf(number: string): string | null {
    const parsed = parseApplicationNumber(number);
    if (!parsed.ok || parsed.value.areaCode !== this.config.areaCode || parsed.value.id === '0') return null;
    return parsed.value.id;
  }

  /** `id` may be any whole number; null when there is none. */
  find(tx: Transaction, id: string): Promise<CardApplication | null> {
    return this.store.find(tx, id);
  }

  /** Those in a state of their own after id `after`, the oldest first, `limit` at most. */
  list(tx: Transaction, state: ApplicationState, after: string, limit: number): Promise<CardApplication[]> {
    return this.store.list(tx, state, after, limit);
  }

  /** Every state so far, of the application and of the card made for it. */
  steps(tx: Transaction, id: string): Promise<LifeStep[]> {
    return this.store.steps(tx, id);
  }
}
