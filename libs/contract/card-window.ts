/** What passes between the agent and its page about cards: a person's card file, the services asked for, issuance on the spot. */
import type { AgentRelation, CardService, ReleasedService } from '#libs/cards/card-services.js';
import type { Problem, Words } from './problems.js';
import type { Yuan } from './yuan.js';

export type { CardService };

/** A state of `libs/cards/card-life.ts`, which this folder may not import. */
export type LifeStateName = string;

/** How a second person's word on a service stands today: `needed` is to be asked for, `rejected` may be asked for again. */
export const secondPersonStates = ['needed', 'waiting', 'approved', 'rejected'] as const;

export type SecondPerson = {
  readonly state: (typeof secondPersonStates)[number];
  readonly reason: string | null;
  readonly decisionReason: string | null;
  /** Staff numbers. */
  readonly askedBy: string | null;
  readonly decidedBy: string | null;
};

/** A service as it stands for one card, application or person: to be done, or why not and what to do instead. */
export type ServiceOffer = {
  readonly service: CardService;
  readonly words: Words;
  readonly refusal: Problem | null;
  /** What it takes, where it ends in another card; null for every other service. */
  readonly newCard: {
    /** What the holder owes for it. */
    readonly fee: Yuan;
    /** No photo is on record that it could carry: one has to be brought. */
    readonly needsPhoto: boolean;
  } | null;
  /** Null: one person does it. */
  readonly secondPerson: SecondPerson | null;
};

/** One card of a person, its two parts apart: the bureau's social application and the bank's account. */
export type CardOnFile = {
  readonly id: string;
  readonly cardNumber: string;
  /** The application it was made for; null: it came with the register. */
  readonly applicationNumber: string | null;
  readonly state: LifeStateName;
  readonly words: Words;
  readonly nextStep: Words;
  readonly validUntil: string;
  /** The instant at which a temporary loss ends by itself. */
  readonly lossLapsesAt: string | null;
  /** Masked; null where the card has none. */
  readonly bankAccount: string | null;
  readonly bankAccountState: 'none' | 'inactive' | 'active';
  readonly bankWords: Words;
  /** What is to be done at the bank. */
  readonly bankNextStep: Words;
  /** Which of chip, printed card and bank hold what the register says no more, and what to do about each. */
  readonly behind: readonly {
    readonly part: string;
    readonly words: Words;
    readonly fields: Words;
    /** The former name it holds; null where the name is right. */
    readonly held: string | null;
    readonly nextStep: Words;
  }[];
  readonly services: readonly ServiceOffer[];
};

/** One application for a card, and where it stands. */
export type ApplicationOnFile = {
  readonly number: string;
  readonly state: LifeStateName;
  /** The instant at which it came to this state. */
  readonly since: string;
  readonly words: Words;
  readonly nextStep: Words;
  readonly reason: Words;
  /** What the holder owes for the card. */
  readonly fee: Yuan;
  /** `owed`: to be taken as the card is handed over; `taken` with the application, or then; `returned`: given back. */
  readonly feeState: 'none' | 'owed' | 'taken' | 'returned';
  readonly appliedAt: string;
  /** The day by which the bureau answers. */
  readonly answerBy: string;
  /** What that day was reckoned without; null: nothing. */
  readonly answerByNote: Words | null;
  readonly rejectReason: string | null;
  /** The depot where the card is collected; null: where it was applied for, or by the unit. */
  readonly collectAt: string | null;
  readonly services: readonly ServiceOffer[];
};

export type PersonOnFile = {
  readonly name: string;
  readonly maskedNumber: string;
  readonly sex: 'male' | 'female';
  /** In years, today. */
  readonly age: number;
  readonly phone: string | null;
  readonly address: string | null;
  /** Two digits of GB/T 3304. */
  readonly ethnicGroup: string | null;
  /** Six digits of GB/T 2260. */
  readonly birthplace: string | null;
  /** Another name that was asked for and waits for a second person; null: none. */
  readonly askedName: string | null;
};

export type Place = { readonly code: string; readonly name: string };

/** All the card window shows of a person. */
export type CardFile = {
  /** Null: not registered yet; an application registers them. */
  readonly person: PersonOnFile | null;
  /** Too young to apply without a guardian. */
  readonly needsGuardian: boolean;
  readonly cards: readonly CardOnFile[];
  readonly applications: readonly ApplicationOnFile[];
  /** What the person can ask for whatever card they have. */
  readonly services: readonly ServiceOffer[];
  /** Days after which a temporary loss ends by itself. */
  readonly temporaryLossDays: number;
  /** Where a card can be collected. */
  readonly depots: readonly Place[];
  /** Who collects cards for their people. */
  readonly units: readonly Place[];
};

/** Whose file: of the card in the reader, or by number and name, with what for (it is logged). */
export type PersonReference =
  | { readonly insertionId: string }
  | { readonly socialSecurityNumber: string; readonly name: string };

/** `POST /desk/card-files` → CardFile: also by number alone, for somebody registered. The asking is logged with its purpose. */
export type CardFileRequest = (PersonReference | { readonly socialSecurityNumber: string }) & {
  readonly purpose: string;
};

/** `POST /desk/photos` → the photo's digest; `GET /desk/photos/{digest}` → the picture. `jpeg` in base64. */
export type PhotoRequest = { readonly jpeg: string };
export type PhotoAnswer = { readonly digest: string };

/** Somebody who acts for the person: a guardian, or a relative. */
export type Identity = { readonly socialSecurityNumber: string; readonly name: string };

/** Somebody who stands at the window for the person, and what they are to them. */
export type Agent = Identity & { readonly relation: AgentRelation };

/**
 * `POST /desk/card-services` → 202 Act, or the problem: of the card (`pin-wrong` with the tries left in `detail`), of a
 * form, or of the window. What central refuses becomes of the act. The act is stored before it is sent.
 */
export type CardServiceRequest = PersonReference &
  ServiceContent & {
    readonly key: string;
    /** Cash counted at the counter for `fee`; left out where it is just that. What is above it is the change. */
    readonly received?: Yuan;
  };

/** What is to be done, whoever it is for. */
export type ServiceContent = {
  readonly service: CardService;
  readonly cardId?: string;
  readonly applicationNumber?: string;
  /** What a `second-person` is asked for. */
  readonly secondPersonFor?: ReleasedService;
  readonly reason?: string;
  readonly photoDigest?: string;
  readonly guardian?: Identity;
  readonly agent?: Agent;
  readonly phone?: string;
  readonly unitCode?: string;
  readonly depot?: string;
  readonly change?: {
    readonly name?: string;
    readonly phone?: string;
    readonly address?: string;
    readonly ethnicGroup?: string;
    readonly birthplace?: string;
  };
  /** Cash taken, or given back, for it: just what is owed; left out: none. */
  readonly fee?: Yuan;
  /** They go to the card and nowhere else: `pin-change` needs all, `enabling` and `pin-reset` the new one, twice. */
  readonly oldPin?: string;
  readonly newPin?: string;
  readonly newPinAgain?: string;
};

/** One application as a reviewer sees it. */
export type ApplicationToDecide = {
  readonly number: string;
  readonly words: Words;
  readonly reason: Words;
  readonly name: string;
  readonly maskedNumber: string;
  readonly sex: 'male' | 'female';
  /** In years, today. */
  readonly age: number;
  readonly fee: Yuan;
  readonly appliedAt: string;
  /** Staff number. */
  readonly appliedBy: string;
  readonly answerBy: string;
  readonly answerByNote: Words | null;
  readonly photoDigest: string | null;
  readonly guardianName: string | null;
  readonly agentName: string | null;
  readonly agentRelation: Words | null;
  readonly unitCode: string | null;
  readonly depot: string | null;
};

/** `GET /desk/card-applications`: the ones to be decided, the oldest first; `more`: there are further ones. */
export type ApplicationsToDecide = {
  readonly applications: readonly ApplicationToDecide[];
  readonly more: boolean;
};

/** `POST /desk/card-applications/{number}/approval` → 204; `…/rejection` → 204. */
export type RejectionRequest = { readonly reason: string };

/**
 * `POST /desk/issuances` → 202; how far it is stands in DeskState. The PIN goes to the card and nowhere else. `agent` takes the
 * card for its holder; a minor's is taken by nobody else.
 */
export type IssuanceRequest = {
  readonly key: string;
  readonly insertionId: string;
  readonly applicationNumber: string;
  readonly agent?: Agent;
  readonly pin: string;
};

/** `POST /desk/issuances/spoiled` → 204: the card body is given up; its application waits for another one. */
export type SpoiledRequest = { readonly applicationNumber: string; readonly reason: string };

/** Making one card on the spot, in the order it happens. */
export const issuanceStages = ['reading', 'writing', 'reading-back', 'setting-pin', 'enabling'] as const;

export type IssuanceState = {
  readonly applicationNumber: string;
  /** Null until one is allotted. */
  readonly cardNumber: string | null;
  readonly stage: (typeof issuanceStages)[number];
  /** `interrupted`: inserting the same card again goes on, or it is declared spoiled. */
  readonly outcome: 'running' | 'interrupted' | 'done' | 'spoiled';
  /** Exchanges with the card in this try, so far. */
  readonly exchanges: number;
  /** Commands answered by the card so far, and all there are. */
  readonly commandsDone: number;
  readonly commandsTotal: number;
  readonly problem: Problem | null;
};

/** What the agent keeps of central's deny list, for the time without a network. */
export type DenyListState = {
  /** When it was last brought up to date; null: never. */
  readonly asOf: string | null;
  readonly entries: number;
};
