/** `cards batch hand-over`: cards to units with their lists to sign, or to a single holder. */
import { join } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { measured, type Measured } from './measured.js';
import { staffCommand, type CommandDesk } from './staff-command.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Refused } from '../../ground/http/refused.js';
import { demandWritable } from '../../ground/whole-file.js';
import { writeHandOverList } from '../../cards/production/hand-over-list.js';
import { HandOversService, type Signer } from '../../cards/production/hand-overs.service.js';

/** `number:name`, and `number:name:relation` of an agent. */
const readSigner = (text: string): Signer => {
  const [number = '', name = '', relation] = text.split(/[:：]/).map((part) => part.trim());
  return { number: number.toUpperCase(), name, ...(relation === undefined ? {} : { relation }) };
};

const collected = (text: string, before: readonly Signer[] = []): readonly Signer[] => {
  if (before.length === 2) throw new InvalidArgumentError('两名经办人 two handlers');
  return [...before, readSigner(text)];
};

type HandOverOptions = {
  readonly unit?: string;
  readonly allUnits?: boolean;
  readonly holder?: string;
  readonly agent?: string;
  readonly handler?: readonly Signer[];
  readonly letter?: string;
  readonly out: string;
};

type HandOverAnswer = {
  readonly batch: string;
  readonly handOvers: readonly {
    readonly number: string;
    readonly unitCode: string | null;
    readonly cards: number;
    /** Without `.csv` and `.html`; null: a single holder signs the receipt. */
    readonly list: string | null;
  }[];
};

const listsAtOnce = 4;

const handOver = async (desk: CommandDesk<HandOverOptions>): Promise<HandOverAnswer> => {
  const { app, asker, args, options, progress } = desk;
  const [batch = ''] = args;
  const service = app.get(HandOversService, { strict: false });
  if (options.holder !== undefined) {
    const agent = options.agent === undefined ? null : readSigner(options.agent);
    const { number } = await service.toHolder(batch, options.holder, agent, asker.number);
    return { batch, handOvers: [{ number, unitCode: null, cards: 1, list: null }] };
  }
  if (options.unit === undefined && options.allUnits !== true)
    throw new Refused('malformed-request', '--unit, --all-units, --holder');
  // Before cards go out on lists nobody could sign.
  await demandWritable(join(options.out, 'hand-over.csv'));
  const order = {
    batch,
    unitCode: options.unit ?? null,
    handlers: options.handler ?? [],
    letter: options.letter ?? '',
  };
  const agency = app.get<CentralConfig>(CONFIG, { strict: false }).agency.zh;
  const waiting = (await service.toUnits(order, asker.number, progress)).entries();
  const answers: HandOverAnswer['handOvers'][number][] = [];
  // Several take lists off the same row: one waits for the disk while another waits for the database.
  const writeLists = async (): Promise<void> => {
    for (const [place, each] of waiting) {
      const list = join(options.out, `hand-over-${each.number}`);
      const cards = await writeHandOverList(list, { agency, batch, handOver: each }, service.list(each));
      answers[place] = { number: each.number, unitCode: each.unitCode, cards, list };
    }
  };
  await Promise.all(Array.from({ length: listsAtOnce }, writeLists));
  return { batch, handOvers: answers };
};

/** Adds `cards batch hand-over`. */
export const addHandOverCommand = (batch: Command): void => {
  staffCommand<HandOverOptions, HandOverAnswer & Measured>(
    batch
      .command('hand-over')
      .description(
        '发放：单位凭介绍信由两名经办人领取，写出签收清单；或发给单个持卡人 / hand over to a unit with letter and two handlers, or to a single holder',
      )
      .argument('<batch>', '批次号，如 2026-000001 / its number')
      .option('--unit <code>', '单位 / unit')
      .option('--all-units', '所有有卡待领的单位 / every unit with cards waiting')
      .option(
        '--handler <number:name>',
        '经办人的号码:姓名，给两次 / number and name of a handler, given twice',
        collected,
      )
      .option('--letter <number>', '介绍信编号 / number of the letter')
      .option('--holder <number>', '单个持卡人的社会保障号码 / social security number of a single holder')
      .option('--agent <number:name:relation>', '代领人的号码:姓名:关系 / who collects for the holder')
      .option('--out <folder>', '清单所在目录 / folder of the lists', '.'),
    {
      example:
        'cards batch hand-over 2026-000001 --unit U101 --handler 632802197102153030:李桂兰 --handler 632802197203153056:才让多杰 --letter 介2026-12 --out /srv/lists --as 0101',
      act: 'card-batches.make',
      work: (desk) => measured(() => handOver(desk)),
      show: ({ handOvers }) =>
        handOvers.map(
          ({ number, unitCode, cards, list }) =>
            `${number}  ${unitCode ?? '个人 single holder'}  ${cards} 张 cards${list === null ? '' : `  → ${list}.csv, ${list}.html`}`,
        ),
    },
  );
};
