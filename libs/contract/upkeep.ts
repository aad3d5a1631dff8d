/** What a kiosk shows whoever of the staff looks after it, and what they ask of it: devices, paper, last acts, a self-test, restart, out of service. */
import type { Act, PrintState } from './desk.js';
import type { Problem, Words } from './problems.js';

/** What is tried, in the order in which each stands on those before. */
export const selfTestParts = [
  'reader-service',
  'reader',
  'network',
  'central',
  'clock',
  'card',
  'printer',
  // Where there is one.
  'page-printer',
] as const;

export type SelfTestPart = (typeof selfTestParts)[number];

/** `left-out`: it could not be tried; `problem` says why where there is more to it than that what it stands on failed, or that no card is in. */
export type SelfTestLine = {
  readonly part: SelfTestPart;
  readonly state: 'waiting' | 'good' | 'bad' | 'left-out';
  readonly problem: Problem | null;
};

/** An act as it is shown to somebody who was not there: a masked name, the end of a number. */
export type UpkeepAct = Pick<Act, 'kind' | 'service' | 'state' | 'startedAt' | 'maskedName'> & {
  readonly receiptEnd: string | null;
  readonly print: PrintState['outcome'] | null;
};

/** The service screen while somebody is signed in at it: no visitor is served meanwhile. */
export type Upkeep = {
  readonly staffName: string;
  /** Milliseconds from now until it closes unless somebody touches the screen. */
  readonly endsInMs: number;
  /** What the service of readers calls those of this kiosk. */
  readonly readers: readonly string[];
  /** Below zero behind. */
  readonly clockAheadSeconds: number;
  /** Acts without an outcome, and when the oldest was pressed. */
  readonly outbox: { readonly waiting: number; readonly oldest: string | null };
  /** Papers printed since a new roll was put in; `since` null: nobody has said so yet. */
  readonly roll: { readonly prints: number; readonly since: string | null };
  /** Newest first. */
  readonly acts: readonly UpkeepAct[];
  /** Null: not asked for since the screen was opened. */
  readonly test: readonly SelfTestLine[] | null;
};

/** What those who come are told of a kiosk that is taken out of service on the spot, where nobody can write Chinese. */
export const closureReasons = {
  upkeep: { zh: '设备检修，请到人工窗口办理', en: 'Under repair: please go to a staffed window' },
  reader: {
    zh: '读卡器故障，请到人工窗口办理',
    en: 'The card reader is broken: please go to a staffed window',
  },
  printer: { zh: '打印机故障，请到人工窗口办理', en: 'The printer is broken: please go to a staffed window' },
  hours: { zh: '今天停止服务，请明天再来', en: 'Closed for today: please come back tomorrow' },
} as const satisfies Record<string, Words>;

export type ClosureReason = keyof typeof closureReasons;

// Requests as those of self-service.ts: POST with `?page=`. `POST /self-service/upkeep/sign-in` with SignInRequest → 204: opens it, for
// whoever may take this terminal out of service; `visit-under-way` while a card is in. All others are refused with `sign-in-expired`
// unless it is open: `…/end`, `…/test` → 202, `…/roll`: a new one was put in, `…/reopening`, `…/restart` → 202.

/** `POST /self-service/upkeep/closure` → 204. */
export type ClosureRequest = { readonly reason: ClosureReason };
