/** `staff …` and `first-administrator`: who joins, changes role and leaves; and everybody's own password. */
import { InvalidArgumentError, type Command } from 'commander';
import { roles, type CommandAct, type Role } from '#libs/contract/authority.js';
import { roleWords } from '#libs/contract/role-words.js';
import { FirstAdministrator } from '../../access/staff/first-administrator.service.js';
import { OwnPassword } from '../../access/staff/own-password.service.js';
import { StaffLife, type Administrator, type StaffChange } from '../../access/staff/staff-life.service.js';
import type { StaffMember } from '../../access/staff/staff-member.entity.js';
import { demandOwner } from '../database/owner-vouches.js';
import { Answers, answersOption } from './answers.js';
import { staffCommand } from './staff-command.js';
import { tellOutcome } from './telling.js';
import { withApp } from './with-app.js';

const asRole = (text: string): Role => {
  const role = roles.find((known) => known === text);
  if (role === undefined) throw new InvalidArgumentError(roles.join(', '));
  return role;
};

const changeLines = ({ staffNumber, code, approval }: StaffChange): string[] => [
  `工号 staff number ${staffNumber}`,
  ...(code === null
    ? []
    : [`一次性码（72 小时内有效，只显示这一次）one-time code, good for 72 hours, shown once: ${code}`]),
  approval === null ? '已办 done' : `待另一人批准后生效 waits for a second person: approval ${approval}`,
];

type ListedMember = Omit<StaffMember, 'passwordHash' | 'codeDigest' | 'codeExpiresAt' | 'identityNumber'>;

const memberLine = ({ staffNumber, name, role, state, lastSignedInAt }: ListedMember): string =>
  `${staffNumber}  ${name}  ${roleWords[role].zh} ${role}  ${state}  ${lastSignedInAt?.toISOString() ?? '—'}`;

const newPassword = (staffNumber: string): string =>
  `工号 ${staffNumber} 的新密码 new password of ${staffNumber}: `;

type Done = { readonly staffNumber: string };
const doneLines = ({ staffNumber }: Done): string[] => [`工号 staff number ${staffNumber}`, '已办 done'];

/** A command about one member, done by an administrator. */
const addChange = (
  staff: Command,
  name: string,
  description: string,
  act: CommandAct,
  change: (life: StaffLife, staffNumber: string, by: Administrator) => Promise<StaffChange>,
): void => {
  staffCommand<object, StaffChange>(
    staff.command(name).description(description).argument('<number>', '工号 / staff number'),
    {
      example: `staff ${name} 0002 --as 0401`,
      act,
      work: ({ app, asker, args: [number = ''] }) =>
        change(app.get(StaffLife, { strict: false }), number, { number: asker.number }),
      show: changeLines,
    },
  );
};

/** Whom nobody signed in can be: a command of its own way to say who gives it. */
const addOwn = (
  command: Command,
  work: (
    answers: Answers,
    number: string,
    name: string,
    options: { readonly byOwner?: boolean },
  ) => Promise<void>,
): void => {
  command
    .option(...answersOption)
    .option('--json', '结果为一个 JSON 对象 / answer with one JSON object')
    .action(async () => {
      const {
        json,
        answersFd,
        byOwner = false,
      } = command.opts<{
        json?: boolean;
        answersFd?: string;
        byOwner?: boolean;
      }>();
      const [number = '', name = ''] = command.args;
      await tellOutcome<Done>(
        json === true,
        async () => {
          await work(new Answers(answersFd), number, name, { byOwner });
          return { staffNumber: number };
        },
        doneLines,
      );
    });
};

/** Adds `staff join | list | role | reset | suspend | leave | unlock | choose-password | password` and `first-administrator`. */
export const addStaffCommands = (program: Command): void => {
  addOwn(
    program
      .command('first-administrator')
      .description(
        '登记本地区第一名管理员，当场自设密码；已有管理员时不受理 / add the first administrator of an area, who chooses a password; refused once there is one',
      )
      .argument('<number>', '工号 / staff number')
      .argument('<name>', '姓名 / name')
      .option(
        '--by-owner',
        '以 DATABASE_OWNER_URL 担保：除一人外已无人可审批时另登记一名 / the owner of the database vouches for another when at most one is left who could decide',
      )
      .addHelpText('after', '\n例 example:\n  first-administrator 0401 李玉梅'),
    async (answers, number, name, { byOwner = false }) => {
      if (byOwner) await demandOwner(process.env);
      await withApp(async (app) => {
        const first = app.get(FirstAdministrator, { strict: false });
        await first.demandNone(byOwner);
        await first.add(number, name, await answers.askNew(newPassword(number)), byOwner);
      });
    },
  );

  const staff = program.command('staff').description('人员 / staff');
  staffCommand<object, { readonly staff: readonly ListedMember[] }>(
    staff.command('list').description('人员名单 / who belongs to it'),
    {
      example: 'staff list --as 0401',
      act: 'staff.list',
      work: async ({ app }) => {
        const members = await app.get(StaffLife, { strict: false }).list();
        // Hashes, codes and identity numbers stay where they are.
        const shown = members.map(({ staffNumber, name, role, state, joinedAt, lastSignedInAt, leftAt }) => ({
          staffNumber,
          name,
          role,
          state,
          joinedAt,
          lastSignedInAt,
          leftAt,
        }));
        return { staff: shown };
      },
      show: ({ staff: members }) => members.map(memberLine),
    },
  );
  staffCommand<object, StaffChange>(
    staff
      .command('join')
      .description(
        '新增人员，给出一次性码；密码由本人自设；其社会保障号码当场输入或取自 --answers-fd（在密码之后） / add a member; prints the one-time code they choose a password with; their social security number is asked for, or read from --answers-fd after the password',
      )
      .argument('<number>', '工号 / staff number')
      .argument('<name>', '姓名 / name')
      .argument('<role>', `岗位 / role: ${roles.join(' | ')}`, asRole),
    {
      example: 'staff join 0002 王芳 window-clerk --as 0401',
      act: 'staff.join',
      work: async ({ app, asker, args: [staffNumber = '', name = '', role = ''], answers }) => {
        // Asked for, since an argument stays in the shell's history and in the list of processes.
        const identityNumber = await answers.ask(
          `${name} 的社会保障号码 social security number of ${name}: `,
          'malformed-request',
        );
        return app
          .get(StaffLife, { strict: false })
          .join({ staffNumber, name, role: asRole(role), identityNumber }, { number: asker.number });
      },
      show: changeLines,
    },
  );
  staffCommand<object, StaffChange>(
    staff
      .command('role')
      .description(
        '调整岗位；复核、审批、管理员须另一人批准 / another role; one that decides waits for a second person',
      )
      .argument('<number>', '工号 / staff number')
      .argument('<role>', `岗位 / role: ${roles.join(' | ')}`, asRole),
    {
      example: 'staff role 0002 fund-accountant --as 0401',
      act: 'staff.change-role',
      work: ({ app, asker, args: [number = '', role = ''] }) =>
        app.get(StaffLife, { strict: false }).changeRole(number, asRole(role), { number: asker.number }),
      show: changeLines,
    },
  );
  addChange(
    staff,
    'reset',
    '重设密码或恢复，须另一人批准；给出一次性码 / reset a password or bring somebody back; a second person approves',
    'staff.reset',
    (life, number, by) => life.reset(number, by),
  );
  addChange(staff, 'suspend', '停用，立即生效 / suspend, at once', 'staff.suspend', (life, number, by) =>
    life.suspend(number, by),
  );
  addChange(staff, 'leave', '离职，立即生效 / leaves, at once', 'staff.dismiss', (life, number, by) =>
    life.dismiss(number, by),
  );
  addChange(
    staff,
    'unlock',
    '解除登录锁定 / lift the lock after failed sign-ins',
    'staff.lift-lock',
    (life, number, by) => life.liftLock(number, by),
  );

  addOwn(
    staff
      .command('choose-password')
      .description('本人凭一次性码自设密码 / choose a password with a one-time code')
      .argument('<number>', '工号 / staff number')
      .addHelpText('after', '\n例 example:\n  staff choose-password 0002'),
    async (answers, number) => {
      const code = await answers.ask('一次性码 one-time code: ');
      const password = await answers.askNew(newPassword(number));
      await withApp((app) => app.get(OwnPassword, { strict: false }).choose(null, number, code, password));
    },
  );
  addOwn(
    staff
      .command('password')
      .description('本人更改密码 / change one’s own password')
      .argument('<number>', '工号 / staff number')
      .addHelpText('after', '\n例 example:\n  staff password 0002'),
    async (answers, number) => {
      const old = await answers.ask(`工号 ${number} 的密码 password of ${number}: `);
      const password = await answers.askNew(newPassword(number));
      await withApp((app) => app.get(OwnPassword, { strict: false }).change(null, number, old, password));
    },
  );
};
