/** A command that a staff member gives: signed in by number and password, and asked of the one authority table. */
import type { Command } from 'commander';
import { permissionOf, type CommandAct } from '#libs/contract/authority.js';
import { Refused } from '../../ground/http/refused.js';
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
    .addHelpText('after', `\n例 example:\n  ${example}\n\n${ending}`)
    .action(async () => {
      const options = command.opts<Options & { as: string; json?: boolean; answersFd?: string }>();
      const progress = progressOn(process.stderr);
      await tellOutcome(
        options.json === true,
        async () => {
          const answers = new Answers(options.answersFd);
          const password = await answers.ask(`工号 ${options.as} 的密码 password of ${options.as}: `);
          return withApp(async (app) => {
            const asker = await app.get(SignInsService, { strict: false }).check(options.as, password);
            demandAuthority(asker, typeof act === 'function' ? act(options) : act);
            try {
              return await work({ app, asker, args: command.args, options, answers, progress });
            } finally {
              progress.end();
            }
          });
        },
        show,
      );
    });
