/** Says how the holder of a card in the reader stands: photo, category, when they were last seen, and what to mind. */
import { Injectable } from '@nestjs/common';
import { printPeriod } from '#libs/contract/receipt-text.js';
import { schemeName } from '#libs/contract/schemes.js';
import { categoryWords, isCategory } from '#libs/contributions/category.js';
import { englishPeriod } from '#libs/kernel/english-date.js';
import { addMonths, monthOf, sameDayAfter, type PlainDate } from '#libs/kernel/plain-date.js';
import type { Words } from '#libs/kernel/words.js';
import { countOf } from '#libs/policy/look-up.js';
import { HoldingsService } from '../../cards/lives/holdings.service.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { EntitlementsService } from '../../insurance/benefits/entitlements.service.js';
import { DuesService } from '../../insurance/contributions/dues.service.js';
import type { Person } from '../../register/people/person.entity.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { CardSessionsService } from '../tap/card-sessions.service.js';
import type { ProofOfLifeDto, RemarkDto, StandingDto } from './standing.dto.js';

/** No act of proof is kept: a PIN says that whoever knows it stood there, and a clerk saw them. */
const basis: Words = {
  zh: '按本人持卡凭密码领取推算，不是正式认证记录',
  en: 'Derived from collections with card and PIN; no record of a formal proof',
};

const categoryOf = ({ category }: Person): Words => {
  if (!isCategory(category)) throw new Error(`no category ${category}`);
  return categoryWords[category];
};

@Injectable()
export class StandingService {
  constructor(
    private readonly database: Database,
    private readonly sessions: CardSessionsService,
    private readonly holdings: HoldingsService,
    private readonly dues: DuesService,
    private readonly entitlements: EntitlementsService,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  /** Throws Refused `card-session-ended`. */
  read(terminal: TerminalIdentity, staff: StaffIdentity, sessionId: string): Promise<StandingDto> {
    return this.database.transaction(async (tx) => {
      const person = await this.sessions.holder(tx, terminal, staff, sessionId);
      noteLookedUp(person.id);
      const { photoDigest } = await this.holdings.of(tx, person.id);
      const today = this.clock.today();
      const proofOfLife = await this.proofOfLife(tx, person, today);
      return {
        photoDigest,
        category: categoryOf(person),
        proofOfLife,
        remarks: [
          ...(await this.waivers(tx, person)),
          ...this.unproven(proofOfLife, today),
          ...(await this.leftLying(tx, person, today)),
        ],
      };
    });
  }

  private async proofOfLife(
    tx: Transaction,
    { id }: Person,
    today: PlainDate,
  ): Promise<ProofOfLifeDto | null> {
    const drawn = await this.entitlements.lastCollected(tx, id);
    if (drawn === null) return null;
    const { on } = drawn;
    const months = await this.policy.value(tx, today, countOf('170.proof-of-life-months'));
    return { lastSeenOn: on, until: on === null ? null : sameDayAfter(on, months), basis };
  }

  private unproven(proof: ProofOfLifeDto | null, today: PlainDate): RemarkDto[] {
    if (proof === null || (proof.until !== null && proof.until >= today)) return [];
    return [
      {
        words:
          proof.lastSeenOn === null
            ? { zh: '没有本人持卡领取的记录（推算）', en: 'Never seen collecting with the card (derived)' }
            : {
                zh: `${printPeriod(proof.until ?? '')}之后没有本人持卡领取的记录（推算）`,
                en: `Not seen collecting with the card since ${englishPeriod(proof.until ?? '')} (derived)`,
              },
        toDo: {
          zh: '请核对本人与照片；不是本人的，先办待遇领取资格认证',
          en: 'Compare the person with the photo; if it is somebody else, proof of life comes first',
        },
      },
    ];
  }

  /** Years for which nothing is to be taken, so that nobody takes it or wonders where the due is. */
  private async waivers(tx: Transaction, person: Person): Promise<RemarkDto[]> {
    const waived = await this.dues.waivedNow(tx, person.id);
    return waived.map(({ scheme, period }) => ({
      words: {
        zh: `${printPeriod(period)}${schemeName(scheme).zh}免缴（${categoryOf(person).zh}）`,
        en: `${schemeName(scheme).en} ${englishPeriod(period)} is waived (${categoryOf(person).en})`,
      },
      toDo: {
        zh: '不收费，参保有效；本人说类别已变的，请其先到民政部门核对',
        en: 'Take nothing, cover is valid; who says the category has changed asks civil affairs first',
      },
    }));
  }

  private async leftLying(tx: Transaction, { id }: Person, today: PlainDate): Promise<RemarkDto[]> {
    const months = await this.policy.value(tx, today, countOf('170.uncollected-months'));
    const open = await this.entitlements.list(tx, id);
    const oldest = open.map(({ period }) => period).toSorted()[0];
    if (oldest === undefined || oldest > addMonths(monthOf(today), -months)) return [];
    return [
      {
        words: {
          zh: `${open.length} 个月待遇未领，最早 ${printPeriod(oldest)}`,
          en: `${open.length} months were not collected, the first of ${englishPeriod(oldest)}`,
        },
        toDo: {
          zh: '请问明原因，核对本人后一并发放；行动不便的，告知可代发到银行账户',
          en: 'Ask why, compare the person with the photo, then pay out together; offer payment to the account',
        },
      },
    ];
  }
}
