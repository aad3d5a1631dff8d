/** An order as it travels: its progress with rate and time left, what came of it in words. */
import { describeProblem, type ProblemCode } from '#libs/contract/problems.js';
import type { Words } from '#libs/kernel/words.js';
import { describeFile } from '../../records/files/describe-file.js';
import { importKinds } from '#libs/contract/file-imports.js';
import type { FileImport } from '../../records/imports/file-import.js';
import { orderWords, type ProductionOrder } from './production-order.js';
import type {
  LookedDto,
  OrderFactDto,
  OrderProgressDto,
  ProductionOrderDto,
} from './production-orders.dto.js';
import type { OrderWithFiles } from './production-orders.service.js';

const progressOf = ({ state, progress, progressAt }: ProductionOrder): OrderProgressDto | null => {
  if (state !== 'waiting' || progress === null) return null;
  const { label, done, total, before, since } = progress;
  const seconds = ((progressAt?.getTime() ?? 0) - Date.parse(since)) / 1000;
  const rate = seconds > 0 && done > before ? (done - before) / seconds : null;
  return {
    words: label,
    done,
    total,
    ratePerSecond: rate === null ? null : Math.round(rate),
    secondsLeft: rate === null || total === null ? null : Math.ceil(Math.max(0, total - done) / rate),
  };
};

/** Figures of answers that people read, in their order. */
const factWords: Readonly<Record<string, Words>> = {
  items: { zh: '项数', en: 'items' },
  rows: { zh: '行数', en: 'rows' },
  accepted: { zh: '导入', en: 'imported' },
  leftOut: { zh: '其间有变未导入', en: 'changed meanwhile, left out' },
  people: { zh: '人数', en: 'people' },
  cards: { zh: '卡数', en: 'cards' },
  chips: { zh: '空白卡数', en: 'blank cards' },
  depot: { zh: '网点', en: 'depot' },
  lot: { zh: '批号', en: 'lot' },
  handOvers: { zh: '发放清单数', en: 'lists' },
  number: { zh: '清单号', en: 'list' },
  digest: { zh: 'SHA-256', en: 'SHA-256' },
  thumbprint: { zh: '公钥指纹', en: 'thumbprint of its key' },
  contentDigest: { zh: '内容摘要', en: 'digest of the content' },
};

const factsOf = ({ answer }: ProductionOrder): OrderFactDto[] =>
  Object.entries(factWords).flatMap(([name, words]) => {
    const value = answer?.[name];
    return typeof value === 'number' || typeof value === 'string' ? [{ words, value: String(value) }] : [];
  });

const lookedOf = ({ kind, answer }: ProductionOrder): LookedDto | null => {
  if (kind !== 'import-look' || answer === null) return null;
  const {
    importId,
    state,
    controlCode,
    withPhotos,
    totals,
    importKind = 'applicants',
    about = '',
  } = answer as Pick<FileImport, 'state' | 'controlCode' | 'withPhotos' | 'totals'> & {
    readonly importId: number;
    /** Left out where there were no others yet. */
    readonly importKind?: FileImport['kind'];
    readonly about?: string;
  };
  const { refused, outcomeDigest: _digest, amount = null, ...counts } = totals;
  return {
    importId,
    kind: importKind,
    words: importKinds[importKind].words,
    about,
    amount,
    state,
    controlCode,
    withPhotos,
    ...counts,
    refusals: (Object.entries(refused) as [ProblemCode, number][])
      .map(([code, rows]) => {
        const { title: words, nextStep } = describeProblem(code);
        return { code, words, nextStep, rows };
      })
      .toSorted((a, b) => b.rows - a.rows || a.code.localeCompare(b.code)),
  };
};

export const describeOrder = ({ order, files }: OrderWithFiles): ProductionOrderDto => {
  const { problem, detail } = order;
  const before = order.answer?.['before'] === true;
  return {
    id: order.id,
    kind: order.kind,
    words: orderWords[order.kind],
    subject: order.subject,
    state: order.state,
    askedAt: order.askedAt.toISOString(),
    askedBy: order.askedBy,
    endedAt: order.endedAt?.toISOString() ?? null,
    progress: progressOf(order),
    facts: [
      ...factsOf(order),
      ...(before
        ? [{ words: { zh: '以前已办理，未作任何处理', en: 'done before, nothing happened' }, value: '' }]
        : []),
    ],
    looked: lookedOf(order),
    look: order.request.look ?? null,
    batch: order.kind === 'batch' && order.state === 'done' ? order.subject : null,
    problem:
      problem === null
        ? null
        : {
            code: problem,
            title: describeProblem(problem).title,
            nextStep: describeProblem(problem).nextStep,
            detail,
          },
    files: files.map(describeFile),
  };
};
