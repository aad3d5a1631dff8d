/** The life of a card from application to cancellation: its states, the acts that move it, and why an act is refused. */
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Words } from '#libs/kernel/words.js';

/** States before there is a chip; the application carries them. */
export const applicationStates = [
  'applied',
  'approved',
  'rejected',
  'withdrawn',
  'in-production',
  // The card exists and carries the state from here on.
  'issued',
] as const;

/** States of a card that exists. */
export const cardStates = [
  'personalised',
  'delivered',
  'handed-over',
  'enabled',
  'temporarily-lost',
  'formally-lost',
  'locked',
  'replaced',
  'cancelled',
] as const;

/** An application that is still being worked on: nobody has two. */
export const openApplicationStates = ['applied', 'approved', 'in-production'] as const;

/** A card that is made and not enabled yet: nobody has two of these, either. */
export const comingCardStates = ['personalised', 'delivered', 'handed-over'] as const;

export type ApplicationState = (typeof applicationStates)[number];
export type CardState = (typeof cardStates)[number];
/** Every station of the one life; `issued` is no station of its own: the card says where it is. */
export type LifeState = Exclude<ApplicationState, 'issued'> | CardState;

/** Why a card may not be used at a terminal; each is a code in the registry of problems. */
export type CardRefusal = 'card-sealed' | 'card-lost' | 'card-locked' | 'card-cancelled' | 'card-expired';

/** Why an act is refused; each is a code in the registry of problems. */
export type LifeRefusal =
  | CardRefusal
  | 'application-closed'
  | 'application-decided'
  | 'application-not-approved'
  | 'card-not-handed-over'
  | 'card-enabled-already'
  | 'card-lost-already'
  | 'card-not-lost'
  | 'card-not-locked'
  | 'card-loss-stands'
  | 'card-loss-not-lapsed'
  | 'card-step-out-of-order';

type Station = {
  readonly words: Words;
  /** AAZ502 as files and other systems carry it; null while there is no card. */
  readonly aaz502: 0 | 1 | 2 | 3 | 4 | 9 | null;
  /** What it means at a terminal; null: usable. */
  readonly refusal: CardRefusal | null;
  /** No act leads on from here. */
  readonly final: boolean;
};

const station = (
  zh: string,
  en: string,
  aaz502: Station['aaz502'],
  refusal: CardRefusal | null,
  final = false,
): Station => ({ words: { zh, en }, aaz502, refusal, final });

/** Each state: its words, its code AAZ502, and what it means at a terminal. */
export const lifeStates: Readonly<Record<LifeState, Station>> = {
  applied: station('已申领，待审核', 'Applied, to be reviewed', null, 'card-sealed'),
  approved: station('已批准，待制卡', 'Approved, to be made', null, 'card-sealed'),
  rejected: station('未通过', 'Rejected', null, 'card-sealed', true),
  withdrawn: station('已撤回', 'Withdrawn', null, 'card-sealed', true),
  'in-production': station('制卡中', 'In production', null, 'card-sealed'),
  personalised: station('已制卡', 'Personalised', 0, 'card-sealed'),
  delivered: station('已到网点，待领取', 'Delivered, to be collected', 0, 'card-sealed'),
  'handed-over': station('封存（未启用）', 'Sealed (not yet enabled)', 0, 'card-sealed'),
  enabled: station('正常', 'Normal', 1, null),
  'temporarily-lost': station('临时挂失', 'Temporarily reported lost', 4, 'card-lost'),
  'formally-lost': station('已挂失', 'Reported lost', 2, 'card-lost'),
  locked: station('应用锁定', 'Application locked', 3, 'card-locked'),
  replaced: station('已由新卡替换', 'Replaced', 9, 'card-cancelled', true),
  cancelled: station('已注销', 'Cancelled', 9, 'card-cancelled', true),
};

/** What an act needs to know beside the state. */
export type LifeSubject = {
  readonly state: LifeState;
  /** Null while there is no card. */
  readonly validUntil: PlainDate | null;
  /** Whether it has ever been enabled: a lifted loss leads back to where it came from. */
  readonly everEnabled: boolean;
  /** Whether it was locked when its loss was reported: who finds it has not unlocked it. */
  readonly lockedBefore: boolean;
  /** The day a temporary loss ends by itself; null when there is none. */
  readonly lapsesOn: PlainDate | null;
};

/** The day, and what the bureau has laid down. */
export type LifeRules = {
  readonly today: PlainDate;
  /** Whether a formal loss may be lifted: differs by place (parameter `card.formal-loss-may-be-lifted`). */
  readonly formalLossMayBeLifted: boolean;
};

type Check = (subject: LifeSubject, rules: LifeRules) => LifeRefusal | null;

type Transition = {
  readonly words: Words;
  readonly from: readonly LifeState[];
  readonly to: LifeState | ((subject: LifeSubject) => LifeState);
  /** Further conditions, once the state fits. */
  readonly check?: Check;
};

const notExpired: Check = ({ validUntil }, { today }) =>
  validUntil !== null && validUntil < today ? 'card-expired' : null;

const whereItWas = ({ everEnabled, lockedBefore }: LifeSubject): LifeState => {
  if (lockedBefore) return 'locked';
  return everEnabled ? 'enabled' : 'handed-over';
};

/** Act → the states it starts from and where it leads. What is not listed is refused. */
export const lifeActs = {
  approve: { words: { zh: '批准', en: 'Approve' }, from: ['applied'], to: 'approved' },
  reject: { words: { zh: '不予通过', en: 'Reject' }, from: ['applied', 'approved'], to: 'rejected' },
  withdraw: { words: { zh: '撤回申领', en: 'Withdraw' }, from: ['applied', 'approved'], to: 'withdrawn' },
  produce: { words: { zh: '投产', en: 'Put into production' }, from: ['approved'], to: 'in-production' },
  // The chip is lost, the application is not: it goes into the next batch.
  spoil: { words: { zh: '废卡', en: 'Spoil' }, from: ['in-production'], to: 'approved' },
  personalise: {
    words: { zh: '制卡完成', en: 'Personalise' },
    from: ['in-production'],
    to: 'personalised',
  },
  deliver: { words: { zh: '到货', en: 'Deliver' }, from: ['personalised'], to: 'delivered' },
  'hand-over': {
    words: { zh: '发放', en: 'Hand over' },
    // A card made at the counter is handed over where it was made.
    from: ['personalised', 'delivered'],
    to: 'handed-over',
  },
  enable: { words: { zh: '启用', en: 'Enable' }, from: ['handed-over'], to: 'enabled', check: notExpired },
  'report-lost-temporarily': {
    words: { zh: '临时挂失', en: 'Report lost, temporarily' },
    from: ['enabled'],
    to: 'temporarily-lost',
  },
  'report-lost': {
    words: { zh: '正式挂失', en: 'Report lost, formally' },
    from: ['handed-over', 'enabled', 'temporarily-lost', 'locked'],
    to: 'formally-lost',
  },
  'lift-loss': {
    words: { zh: '解挂', en: 'Lift the loss' },
    from: ['temporarily-lost', 'formally-lost'],
    to: whereItWas,
    check: ({ state }, { formalLossMayBeLifted }) =>
      state === 'formally-lost' && !formalLossMayBeLifted ? 'card-loss-stands' : null,
  },
  lapse: {
    words: { zh: '临时挂失到期', en: 'Temporary loss lapses' },
    from: ['temporarily-lost'],
    to: whereItWas,
    check: ({ lapsesOn }, { today }) =>
      lapsesOn === null || lapsesOn > today ? 'card-loss-not-lapsed' : null,
  },
  lock: { words: { zh: '锁定', en: 'Lock' }, from: ['enabled'], to: 'locked' },
  unlock: { words: { zh: '解锁', en: 'Unlock' }, from: ['locked'], to: 'enabled' },
  // Happens to the old card in the moment the new one is enabled.
  replace: {
    words: { zh: '由新卡替换', en: 'Replace' },
    from: ['handed-over', 'enabled', 'temporarily-lost', 'formally-lost', 'locked'],
    to: 'replaced',
  },
  cancel: {
    words: { zh: '注销', en: 'Cancel' },
    from: [
      'personalised',
      'delivered',
      'handed-over',
      'enabled',
      'temporarily-lost',
      'formally-lost',
      'locked',
    ],
    to: 'cancelled',
  },
} as const satisfies Record<string, Transition>;

export type LifeAct = keyof typeof lifeActs;

/** States in which an application is still being worked on, or a card is on its way to its holder. */
const beforeHandOver: ReadonlySet<LifeState> = new Set<LifeState>([
  ...openApplicationStates,
  'personalised',
  'delivered',
]);

/** The reason an act does not fit a state, in the words a clerk can act on. */
const misfit = (act: LifeAct, state: LifeState): LifeRefusal => {
  if (state === 'rejected' || state === 'withdrawn') return 'application-closed';
  if (state === 'replaced' || state === 'cancelled') return 'card-cancelled';
  switch (act) {
    case 'approve':
    case 'reject':
    case 'withdraw':
      return 'application-decided';
    case 'produce':
      return state === 'applied' ? 'application-not-approved' : 'card-step-out-of-order';
    case 'enable':
      if (beforeHandOver.has(state)) return 'card-not-handed-over';
      return state === 'enabled'
        ? 'card-enabled-already'
        : (lifeStates[state].refusal ?? 'card-enabled-already');
    case 'report-lost-temporarily':
    case 'report-lost':
      if (beforeHandOver.has(state)) return 'card-not-handed-over';
      return lifeStates[state].refusal === 'card-lost'
        ? 'card-lost-already'
        : (lifeStates[state].refusal ?? 'card-step-out-of-order');
    case 'lift-loss':
    case 'lapse':
      return 'card-not-lost';
    case 'lock':
      return lifeStates[state].refusal ?? 'card-step-out-of-order';
    case 'unlock':
      return 'card-not-locked';
    case 'spoil':
    case 'personalise':
    case 'deliver':
    case 'hand-over':
    case 'replace':
    case 'cancel':
      return 'card-step-out-of-order';
  }
};

/** Where an act leads from here, or why it is refused; the state goes before any other condition. */
export const decideLife = (
  act: LifeAct,
  subject: LifeSubject,
  rules: LifeRules,
): Result<LifeState, LifeRefusal> => {
  const transition: Transition = lifeActs[act];
  if (!transition.from.includes(subject.state)) return refuse(misfit(act, subject.state));
  const refusal = transition.check?.(subject, rules) ?? null;
  if (refusal !== null) return refuse(refusal);
  return ok(typeof transition.to === 'function' ? transition.to(subject) : transition.to);
};

/** Why a card may not be used on a day, or null when it may. State goes before validity: a lost card is lost first. */
export const refusalOfCard = (
  { state, validUntil }: { readonly state: CardState; readonly validUntil: PlainDate },
  today: PlainDate,
): CardRefusal | null => lifeStates[state].refusal ?? (validUntil < today ? 'card-expired' : null);

/**
 * Why a card in a reader proves nothing: a lost card is whoever's has it, and a cancelled one nobody's. One that is sealed,
 * locked or expired may prove itself, so that it can be enabled, unlocked or renewed.
 */
export const refusalOfProof = (
  card: { readonly state: CardState; readonly validUntil: PlainDate },
  today: PlainDate,
): CardRefusal | null => {
  const refusal = refusalOfCard(card, today);
  return refusal === 'card-lost' || refusal === 'card-cancelled' ? refusal : null;
};
