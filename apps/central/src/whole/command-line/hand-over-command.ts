/** `cards batch hand-over`: cards to units with their lists to sign, or to a single holder. */
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Answers } from './answers.js';
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

/** Who signs is asked for, as a password is: an argument stays in the shell's history and in the list of processes. */
const askHandlers = async (answers: Answers): Promise<readonly Signer[]> => {
  const first = await answers.ask(
    '经办人一的号码:姓名 number:name of the first handler: ',
    'handlers-incomplete',
  );
  const second = await answers.ask(
    '经办人二的号码:姓名 number:name of the second handler: ',
    'handlers-incomplete',
  );
  return [readSigner(first), readSigner(second)];
};

type HandOverOptions = {
  readonly unit?: string;
  readonly allUnits?: boolean;
  readonly toHolder?: boolean;
  readonly byAgent?: boolean;
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
  const { app, asker, args, options, answers: asked, progress } = desk;
  const [batch = ''] = args;
  const service = app.get(HandOversService, { strict: false });
  if (options.toHolder === true) {
    const holder = await asked.ask(
      '持卡人社会保障号码 social security number of the holder: ',
      'person-unknown',
    );
    const agent =
      options.byAgent === true
        ? readSigner(
            await asked.ask(
              '代领人的号码:姓名:关系 number:name:relation of the agent: ',
              'handlers-incomplete',
            ),
          )
        : null;
    const { number } = await service.toHolder(batch, holder, agent, asker.number);
    return { batch, handOvers: [{ number, unitCode: null, cards: 1, list: null }] };
  }
  if (options.unit === undefined && options.allUnits !== true)
    throw new Refused('malformed-request', '--unit, --all-units, --to-holder');
  // Before cards go out on lists nobody could sign.
  await demandWritable(join(options.out, 'hand-over.csv'));
  const order = {
    batch,
    unitCode: options.unit ?? null,
    handlers: await askHandlers(asked),
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
        '发放：单位凭介绍信由两名经办人领取，写出签收清单；或发给单个持卡人。号码与姓名当场输入或取自 --answers-fd（在密码之后） / hand over to a unit with letter and two handlers, or to a single holder; numbers and names are asked for, or read from --answers-fd after the password',
      )
      .argument('<batch>', '批次号，如 2026-000001 / its number')
      .option('--unit <code>', '单位 / unit')
      .option('--all-units', '所有有卡待领的单位 / every unit with cards waiting')
      .option('--letter <number>', '介绍信编号 / number of the letter')
      .option('--to-holder', '发给单个持卡人，号码当场输入 / to a single holder, whose number is asked for')
      .option('--by-agent', '由人代领，代领人当场输入 / somebody collects for the holder, and is asked for')
      .option('--out <folder>', '清单所在目录 / folder of the lists', '.'),
    {
      example: 'cards batch hand-over 2026-000001 --unit U101 --letter 介2026-12 --out /srv/lists --as 0101',
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
