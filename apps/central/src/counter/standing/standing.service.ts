/** Says how the holder of a card in the reader stands: photo, category, when they were last seen, and what to mind. */
import { Injectable } from '@nestjs/common';
import { printPeriod } from '#libs/contract/receipt-text.js';
import { schemeName } from '#libs/contract/schemes.js';
import { categoryWords, isCategory } from '#libs/contributions/category.js';
import { englishPeriod } from '#libs/kernel/english-date.js';
import { addDays, addMonths, monthOf, type PlainDate } from '#libs/kernel/plain-date.js';
import type { Words } from '#libs/kernel/words.js';
import { countOf } from '#libs/policy/look-up.js';
import { HoldingsService } from '../../cards/lives/holdings.service.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { EntitlementsService } from '../../insurance/benefits/entitlements.service.js';
import type { LifeProofWay } from '../../insurance/proofs-of-life/life-standing.js';
import { LifeProofs } from '../../insurance/proofs-of-life/life-proofs.service.js';
import { DuesService } from '../../insurance/contributions/dues.service.js';
import type { Person } from '../../register/people/person.entity.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { CardSessionsService } from '../tap/card-sessions.service.js';
import type { ProofOfLifeDto, RemarkDto, StandingDto } from './standing.dto.js';

/** By what somebody was seen. */
const basisOf: Readonly<Record<LifeProofWay, Words>> = {
  service: { zh: '本人持卡凭密码认证', en: 'By a proof of life with card and PIN' },
  collection: { zh: '本人持卡凭密码领取', en: 'By a collection with card and PIN' },
  payment: { zh: '本人持卡凭密码缴费', en: 'By a payment with card and PIN' },
  claim: { zh: '申领待遇', en: 'By the claim to a benefit' },
  decision: { zh: '审批恢复', en: 'By the decision that it goes on' },
};
const nothingKnown: Words = {
  zh: '没有认证记录，自列入认证名单之日起算',
  en: 'No proof on record: counted from the day of being listed',
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
    private readonly lifeProofs: LifeProofs,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  /** Throws Refused `card-session-ended`. */
  read(terminal: TerminalIdentity, staff: StaffIdentity | null, sessionId: string): Promise<StandingDto> {
    return this.database.transaction(async (tx) => {
      const person = await this.sessions.holder(tx, terminal, staff, sessionId);
      noteLookedUp(person.id);
      const { photoDigest } = await this.holdings.of(tx, person.id);
      const today = this.clock.today();
      const proofOfLife = await this.proofOfLife(tx, person);
      return {
        photoDigest,
        category: categoryOf(person),
        proofOfLife,
        remarks: [
          ...(await this.waivers(tx, person)),
          ...(await this.unproven(tx, proofOfLife, today)),
          ...(await this.leftLying(tx, person, today)),
        ],
      };
    });
  }

  private async proofOfLife(tx: Transaction, { id }: Person): Promise<ProofOfLifeDto | null> {
    const standing = await this.lifeProofs.of(tx, id);
    if (standing === null) return null;
    const { provedOn, provedBy, until, suspendedOn } = standing;
    const basis = provedBy === null ? nothingKnown : basisOf[provedBy];
    return { lastSeenOn: provedOn, until, suspendedOn, basis };
  }

  private async unproven(
    tx: Transaction,
    proof: ProofOfLifeDto | null,
    today: PlainDate,
  ): Promise<RemarkDto[]> {
    if (proof === null) return [];
    const { until, suspendedOn } = proof;
    const { warningDays } = await this.lifeProofs.terms(tx);
    if (suspendedOn === null && until !== null && until > addDays(today, warningDays)) return [];
    const words =
      suspendedOn !== null
        ? {
            zh: `未按期认证，待遇已于 ${printPeriod(suspendedOn)}暂停`,
            en: `No proof of life in time: suspended on ${englishPeriod(suspendedOn)}`,
          }
        : until === null
          ? { zh: '没有领取资格认证记录', en: 'No proof of life on record' }
          : {
              zh: `领取资格认证 ${printPeriod(until)}到期`,
              en: `The proof of life ends on ${englishPeriod(until)}`,
            };
    return [
      {
        words,
        toDo: {
          zh: '请核对本人与照片，办理待遇领取资格认证；领取或凭密码缴费也算认证',
          en: 'Compare the person with the photo and take the proof of life; collecting, or paying with the PIN, counts too',
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
