/** The services of the card window (卡服务): what each is called, what it is about, and what the holder has to bring. */
import type { CardState, LifeAct } from './card-life.js';
import type { Words } from '#libs/kernel/words.js';

type Service = {
  readonly words: Words;
  /** What it is about: somebody, one of their applications, one of their cards, or another service for one of these. */
  readonly about: 'person' | 'application' | 'card' | 'service';
  /** `card`: the card lies in the reader and signs the request; `identity`: the holder is identified, the card may be gone. */
  readonly presence: 'identity' | 'card';
  /** The act in the life of its subject; null where none is moved, or a new life begins. */
  readonly act: LifeAct | null;
  /** Whether somebody else may do it for the holder; both identities are then recorded. */
  readonly byAgent: boolean;
};

const service = (
  zh: string,
  en: string,
  about: Service['about'],
  presence: Service['presence'],
  act: LifeAct | null,
  byAgent = false,
): Service => ({ words: { zh, en }, about, presence, act, byAgent });

/** Service → what it is. Receipts carry the words as their title. */
export const cardServices = {
  application: service('申领社会保障卡', 'Application for a card', 'person', 'identity', null, true),
  replacement: service('补换卡', 'Another card', 'card', 'identity', null, true),
  renewal: service('到期换领', 'Renewal of an expiring card', 'card', 'identity', null, true),
  withdrawal: service(
    '撤回申领',
    'Withdrawal of an application',
    'application',
    'identity',
    'withdraw',
    true,
  ),
  'hand-over': service('领取社会保障卡', 'Hand-over of a card', 'card', 'identity', 'hand-over', true),
  enabling: service('启用社会保障卡', 'Enabling of a card', 'card', 'card', 'enable'),
  'temporary-loss': service(
    '临时挂失',
    'Temporary report of loss',
    'card',
    'identity',
    'report-lost-temporarily',
    true,
  ),
  loss: service('正式挂失', 'Formal report of loss', 'card', 'identity', 'report-lost', true),
  'loss-lifting': service('解除挂失', 'Lifting of a loss', 'card', 'identity', 'lift-loss'),
  locking: service('锁定社保应用', 'Locking of a card', 'card', 'identity', 'lock'),
  unlocking: service('解锁社保应用', 'Unlocking of a card', 'card', 'card', 'unlock'),
  cancellation: service('注销社会保障卡', 'Cancellation of a card', 'card', 'identity', 'cancel', true),
  'change-of-data': service('个人信息变更', 'Change of data', 'person', 'identity', null, true),
  // Offered to whoever draws a benefit that asks for it; the PIN says that it is the holder who stands there.
  'proof-of-life': service('待遇领取资格认证', 'Proof of life', 'card', 'card', null),
  'pin-change': service('修改密码', 'Change of the PIN', 'card', 'card', null),
  'pin-reset': service('重置密码', 'Reset of the PIN', 'card', 'card', null),
  'pin-unblock': service('解锁密码', 'Unblocking of the PIN', 'card', 'card', null),
  // Offered while the bank has a former name.
  'bank-notice': service('登记已告知银行', 'Note that the bank was told', 'card', 'identity', null),
  'fee-return': service('退还工本费', 'Return of a card fee', 'application', 'identity', null, true),
  // Asked for in the place of a service that takes a second person; offered with that one, never by itself.
  'second-person': service('提请他人审批', 'Request for a second person', 'service', 'identity', null),
  // Recorded by what makes a card at the counter, never asked for by itself.
  issuance: service('即时制卡', 'Instant issuance of a card', 'application', 'identity', null, true),
} as const satisfies Record<string, Service>;

/** Services that give a card into use again for whoever stands there: another person releases each first, for the day, once. */
export const releasedServices = [
  'pin-reset',
  'pin-unblock',
  'loss-lifting',
] as const satisfies readonly CardService[];

export type ReleasedService = (typeof releasedServices)[number];

/**
 * Whether a service takes a second person for a card in this state. A temporary loss is lifted by one: it was reported without
 * proof, ends by itself, and neither gives a PIN away; a sealed card gets its first PIN as it is enabled.
 */
export const takesSecondPerson = (service: CardService, state: CardState): service is ReleasedService =>
  service === 'loss-lifting'
    ? state === 'formally-lost'
    : state !== 'handed-over' && (service === 'pin-reset' || service === 'pin-unblock');

/** What of a change of data the chip holds too (EF06); the rest stands in the register alone. */
export const dataOnChip = ['name', 'ethnicGroup', 'birthplace'] as const;

export type CardService = keyof typeof cardServices;

/** Every service, in the order a page lists them. */
export const cardServiceNames = Object.keys(cardServices) as readonly CardService[];

/** Services that end in another card, and so take a photo and perhaps a fee. */
export const newCardServices: ReadonlySet<CardService> = new Set<CardService>([
  'application',
  'replacement',
  'renewal',
]);

/**
 * What a holder does by themselves at a kiosk, with the card in the reader: nothing that needs a document, another person, or anything to be handed
 * over there. Another card carries the photo on record, and its fee is taken as it is handed over.
 */
export const holderServices: ReadonlySet<CardService> = new Set<CardService>([
  'replacement',
  'renewal',
  'enabling',
  'temporary-loss',
  'proof-of-life',
  'pin-change',
]);

/** Why somebody applies for another card while they have one (`reason` of a replacement). */
export const replacementReasons = {
  lost: { zh: '遗失', en: 'Lost' },
  damaged: { zh: '损坏', en: 'Damaged' },
  'change-of-data': { zh: '信息变更', en: 'Change of data' },
} as const satisfies Record<string, Words>;

export type ReplacementReason = keyof typeof replacementReasons;

/** One word for each: 补领 after a loss; 换领 of a card that is damaged or no longer says what is so. 补换卡 is the pair of them. */
const wordsOfReplacement = {
  lost: { zh: '补领社会保障卡', en: 'Replacement of a lost card' },
  damaged: { zh: '换领社会保障卡', en: 'Renewal of a card' },
  'change-of-data': { zh: '换领社会保障卡', en: 'Renewal of a card' },
} as const satisfies Record<ReplacementReason, Words>;

/** What a service is called where it is known what for: `reason` of a replacement. */
export const wordsOfService = (service: CardService, reason: string | null | undefined): Words =>
  service === 'replacement' && reason != null && reason in wordsOfReplacement
    ? wordsOfReplacement[reason as ReplacementReason]
    : cardServices[service].words;

/** Why there is an application. */
export const applicationReasons = {
  first: { zh: '申领', en: 'Application' },
  ...replacementReasons,
  expiry: { zh: '到期换领', en: 'Expiry' },
} as const satisfies Record<string, Words>;

export type ApplicationReason = keyof typeof applicationReasons;

/** Who acts for somebody: what the agent is to the holder. */
export const agentRelations = {
  spouse: { zh: '配偶', en: 'Spouse' },
  parent: { zh: '父母', en: 'Parent' },
  child: { zh: '子女', en: 'Child' },
  sibling: { zh: '兄弟姐妹', en: 'Sibling' },
  grandparent: { zh: '祖父母、外祖父母', en: 'Grandparent' },
  guardian: { zh: '监护人', en: 'Guardian' },
  other: { zh: '其他受托人', en: 'Other authorised person' },
} as const satisfies Record<string, Words>;

export type AgentRelation = keyof typeof agentRelations;

export type BankAccountState = 'none' | 'inactive' | 'active';

/** The bank's part of a card, apart from the social application: its state, and what is to be done at the bank. */
export const bankAccountStates = {
  none: {
    words: { zh: '未关联银行账户', en: 'No bank account' },
    toDo: {
      zh: '需要银行账户时，请到合作银行办理',
      en: 'Have one opened at the cooperating bank if one is wanted',
    },
  },
  inactive: {
    words: { zh: '银行账户未激活', en: 'Bank account not activated' },
    toDo: {
      zh: '请持身份证和卡到合作银行激活（窗口制的卡同时写入账户）；激活前只能收款',
      en: 'Activate it at the bank with identity card and card (one made at a window gets its account there); until then it can only receive',
    },
  },
  active: {
    words: { zh: '银行账户正常', en: 'Bank account active' },
    toDo: {
      zh: '银行账户的挂失、解挂和密码另行到银行办理',
      en: 'Loss, lifting and PIN of the bank account are handled at the bank',
    },
  },
} as const satisfies Record<BankAccountState, { readonly words: Words; readonly toDo: Words }>;
