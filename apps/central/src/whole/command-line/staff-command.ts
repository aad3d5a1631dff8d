/** A command that a staff member gives: signed in by number and password, and asked of the one authority table. */
import { Option, type Command } from 'commander';
import { onRecord, permissionOf, type CommandAct } from '#libs/contract/authority.js';
import { purposeNames, usualPurpose, type Purpose } from '#libs/contract/purposes.js';
import { Refused } from '../../ground/http/refused.js';
import { ReadsOnRecord } from '../../records/audit/reads-on-record.js';
import { SignInsService, type CheckedMember } from '../../access/staff/sign-ins.service.js';
import { Answers, answersOption } from './answers.js';
import { progressOn, type Progress } from '../../ground/chunked-work/progress.js';
import { tellOutcome } from './telling.js';
import { withApp, type App } from './with-app.js';

/** What a command works with. */
export type CommandDesk<Options> = {
  readonly app: App;
  /** Who gives it. */
  readonly asker: CheckedMember;
  /** Its arguments in order; commander has seen to it that those required are there. */
  readonly args: readonly string[];
  readonly options: Options;
  /** Whatever else it asks for unseen. */
  readonly answers: Answers;
  readonly progress: Progress;
};

/** Whether a staff member may do an act of the command line. Throws Refused `not-permitted`. */
export const demandAuthority = (asker: CheckedMember, act: CommandAct): void => {
  const permission = permissionOf(act);
  if (Array.isArray(permission) && !permission.includes(asker.role))
    throw new Refused('not-permitted', `${act} by ${asker.role}`);
};

/**
 * Does what a command asks for, once it may; what shows somebody's data is on record before, since a file is out as soon as it is
 * written, and what is refused after. Throws Refused.
 */
const onRecordOf = async <Answer>(
  app: App,
  act: CommandAct,
  asker: CheckedMember,
  look: { readonly subject: string | null; readonly purpose: Purpose | undefined },
  work: () => Promise<Answer>,
): Promise<Answer> => {
  const reads = app.get(ReadsOnRecord, { strict: false });
  const { subject, purpose = usualPurpose[asker.role] } = look;
  const looked = { staffNumber: asker.number, subject, purpose };
  try {
    demandAuthority(asker, act);
    if (reads.keeps(act, 'answer')) await reads.recordCommand(act, looked);
    return await work();
  } catch (fault) {
    if (fault instanceof Refused && reads.keeps(act, 'refusal'))
      await reads.recordCommand(act, { ...looked, refused: fault.code });
    throw fault;
  }
};

/** What every command says of how it ends. */
const ending =
  '退出码 exit code: 0 已办 done；1 未办，标准错误写明代码、原因与下一步 refused, with code, reason and next step on stderr\n' +
  '--json: 结果或未办的原因为标准输出上的一个 JSON 对象 / the answer, or the refusal, is one JSON object on stdout';

/**
 * Gives a command `--as` and `--json` and makes it do `work` as a staff member who may do `act`. The password is asked for, or read
 * from `--answers-fd`. `show` gives the lines a person reads; with `--json` the answer is one JSON object
 * and a refusal a problem object, both on stdout; a refusal ends with exit code 1.
 */
export const staffCommand = <Options extends object, Answer extends object>(
  command: Command,
  {
    example,
    act,
    work,
    show,
  }: {
    /** How it is typed, for its help. */
    readonly example: string;
    /** What it is; of a command that is several, by its options. */
    readonly act: CommandAct | ((options: Options) => CommandAct);
    readonly work: (desk: CommandDesk<Options>) => Promise<Answer>;
    readonly show: (answer: Answer) => readonly string[];
  },
): Command =>
  command
    .requiredOption(
      '--as <staff>',
      '经办人工号，密码当场输入或取自 --answers-fd / staff number; its password is asked for or read from --answers-fd',
    )
    .option(...answersOption)
    .option('--json', '结果为一个 JSON 对象 / answer with one JSON object')
    .addOption(
      new Option('--purpose <word>', '查看个人信息的用途 / what people’s data is looked at for')
        .choices(purposeNames)
        // Of those that show nobody nothing is kept.
        .hideHelp(typeof act === 'string' && onRecord[act] !== 'answers'),
    )
    .addHelpText('after', `\n例 example:\n  ${example}\n\n${ending}`)
    .action(async () => {
      const options = command.opts<
        Options & { as: string; json?: boolean; answersFd?: string; purpose?: Purpose }
      >();
      const progress = progressOn(process.stderr);
      await tellOutcome(
        options.json === true,
        async () => {
          const answers = new Answers(options.answersFd);
          const password = await answers.ask(`工号 ${options.as} 的密码 password of ${options.as}: `);
          return withApp(async (app) => {
            const asker = await app.get(SignInsService, { strict: false }).check(options.as, password);
            const look = { subject: command.args[0] ?? null, purpose: options.purpose };
            const { args } = command;
            try {
              return await onRecordOf(app, typeof act === 'function' ? act(options) : act, asker, look, () =>
                work({ app, asker, args, options, answers, progress }),
              );
            } finally {
              progress.end();
            }
          });
        },
        show,
      );
    });
