/** What a batch operator asked for that takes its time: what was asked, how far it is, what came of it. */
import type { ImportKindName } from '#libs/contract/file-imports.js';
import type { OrderKind } from '#libs/contract/production.js';
import type { ProblemCode } from '#libs/contract/problems.js';
import type { JWK } from 'jose';
import type { Words } from '#libs/kernel/words.js';
import type { Signer } from '../production/hand-overs.service.js';

/** What is asked; each kind uses its own of these. Ids name files or another order. */
export type OrderRequest = {
  /** Which list a file is; left out, one of applicants. */
  readonly list?: ImportKindName;
  readonly applicants?: string;
  readonly photos?: string;
  readonly look?: string;
  readonly controlCode?: string;
  readonly allOrNothing?: boolean;
  readonly file?: string;
  readonly batch?: string;
  readonly importId?: number;
  readonly unitCode?: string;
  /** Of wages. */
  readonly month?: string;
  readonly limit?: number;
  readonly withoutPhoto?: boolean;
  readonly maker?: string;
  /** Of a maker that is added. */
  readonly name?: string;
  readonly publicKey?: JWK;
  readonly depot?: string;
  readonly withoutAccount?: boolean;
  readonly count?: number;
  readonly letter?: string;
  /** People by number: taken out of the row when the order has ended. */
  readonly handlers?: readonly Signer[];
  readonly holder?: string;
  readonly agent?: Signer;
};

/** The step under way. */
export type OrderProgress = {
  readonly label: Words;
  readonly done: number;
  /** Null: nobody knows before its end. */
  readonly total: number | null;
  /** Done before this process began: no part of its rate. */
  readonly before: number;
  /** ISO instant: when the step began. */
  readonly since: string;
};

/** What came of it: facts of its kind, for the page. */
export type OrderAnswer = Readonly<Record<string, unknown>>;

export type ProductionOrder = {
  readonly id: string;
  readonly kind: OrderKind;
  readonly subject: string;
  readonly request: OrderRequest;
  readonly askedAt: Date;
  readonly askedBy: string;
  readonly state: 'waiting' | 'done' | 'refused';
  readonly attempts: number;
  readonly progress: OrderProgress | null;
  readonly progressAt: Date | null;
  readonly begun: object | null;
  readonly answer: OrderAnswer | null;
  readonly problem: ProblemCode | null;
  readonly detail: string | null;
  readonly endedAt: Date | null;
};

/** Each kind, for people. */
export const orderWords: Readonly<Record<OrderKind, Words>> = {
  'import-look': { zh: '核对文件', en: 'Look at a file' },
  'import-commit': { zh: '导入文件', en: 'Import a file' },
  batch: { zh: '制批', en: 'Make a batch' },
  'account-list': { zh: '给银行的开户名单', en: 'List for the bank' },
  accounts: { zh: '匹配银行账号', en: 'Bank accounts' },
  'maker-data': { zh: '导出制卡数据', en: 'Data for the card maker' },
  'maker-result': { zh: '回盘', en: "The maker's result" },
  arrival: { zh: '到货', en: 'Arrival of cards' },
  'hand-over': { zh: '发放给单位', en: 'Hand-over to units' },
  'hand-over-to-holder': { zh: '发放给个人', en: 'Hand-over to a holder' },
  lot: { zh: '空白卡入库', en: 'Blank cards received' },
  maker: { zh: '登记制卡商', en: 'Add a card maker' },
  'maker-withdrawal': { zh: '停用制卡商', en: 'Withdraw a card maker' },
};
