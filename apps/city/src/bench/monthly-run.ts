/** The commands of one month's run of pensions, as its people give them, each measured, and each long one killed on demand. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import { Client } from 'pg';
import { demonstrationPassword, runAsStaff } from '../central-command.js';
import { centralCommandLine, centralEnvironment, type PlanContext } from '../program-plans.js';
import { scheme } from './monthly-run-rows.js';

const [clerk, reviewer, approver, accountant] = ['0101', '0301', '0201', '0501'] as const;

export type Took = { readonly seconds: number; readonly peakMemoryBytes: number };
type Begun = Took & { readonly run: number; readonly heads: number };

/** Into the city's tables, without their triggers. */
export const connect = async (url: string): Promise<Client> => {
  const client = new Client({
    connectionString: url,
    options: '-c search_path=area_632802 -c statement_timeout=0 -c session_replication_role=replica',
  });
  await client.connect();
  return client;
};

/** The month that is `ago` months before this one, as central's clock has it. */
export const monthBefore = (ago: number): string => {
  const now = new Date(Date.now() + 8 * 3_600_000);
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago, 1)).toISOString().slice(0, 7);
};

/** What a bank answers that pays everybody. */
const answerTo = (file: string): string => {
  const [head = '', ...rows] = readFileSync(file, 'utf8').trimEnd().split('\r\n');
  const [, reference, , , , count, total] = head.split(',');
  const lines = rows.map((row) => {
    const [, serial, account, , amount] = row.split(',');
    return `D,${serial},${account},${amount},1,YH${serial},`;
  });
  return [`H,${reference},${count},${count},${total}`, ...lines, ''].join('\r\n');
};

/** The number that a question answers with, under the name of `n`. */
export const count = async (client: Client, sql: string): Promise<number> =>
  Number((await client.query<{ n: string }>(sql)).rows[0]?.n ?? 0);

/** Kills a command as soon as `isUnderWay` says so. */
const killed = async (
  context: PlanContext,
  staff: string,
  args: readonly string[],
  isUnderWay: () => Promise<boolean>,
): Promise<void> => {
  const command = execa(
    process.execPath,
    [...centralCommandLine(), ...args, '--as', staff, '--json', '--answers-fd', '0'],
    {
      env: { ...centralEnvironment(context), NO_COLOR: '1' },
      input: `${demonstrationPassword}\n`,
      reject: false,
    },
  );
  let isOver = false;
  void command.then(() => (isOver = true));
  while (!(await isUnderWay())) {
    if (isOver) throw new Error(`${args.join(' ')} was over before it was killed`);
    await wait(2);
  }
  command.kill('SIGKILL');
  const { signal } = await command;
  if (signal !== 'SIGKILL') throw new Error(`${args.join(' ')} was over before it was killed`);
};

/** The commands of a run, in their order. */
export class Run {
  constructor(
    private readonly context: PlanContext,
    private readonly client: Client,
    private readonly folder: string,
    readonly month: string,
  ) {}

  private by<T>(staff: string, ...args: readonly string[]): Promise<T> {
    return runAsStaff<T>(this.context, staff, args);
  }

  private isRunning(statement: string): Promise<boolean> {
    return count(
      this.client,
      `select count(*) as n from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() and query like '${statement}%'`,
    ).then((n) => n > 0);
  }

  begin(): Promise<Begun> {
    return this.by<Begun>(clerk, 'payouts', 'begin', scheme, this.month);
  }

  /** Kills the making of the list in the middle of its chunks; answers how many heads had their month by then. */
  async beginAndKill(): Promise<number> {
    const lines = `select count(*) as n from entitlement where period = '${this.month}' and person_id in (select id from run_person)`;
    await killed(
      this.context,
      clerk,
      ['payouts', 'begin', scheme, this.month],
      async () => (await count(this.client, lines)) > 0,
    );
    return count(this.client, lines);
  }

  async ask(run: number): Promise<string> {
    const { approval } = await this.by<{ approval: string }>(
      clerk,
      'payouts',
      'ask',
      String(run),
      '--reason',
      '月度发放',
    );
    await this.by(reviewer, 'approvals', 'approve', approval);
    return approval;
  }

  /** Has a list refused: it pays nobody. */
  async reject(run: number): Promise<void> {
    const { approval } = await this.by<{ approval: string }>(
      clerk,
      'payouts',
      'ask',
      String(run),
      '--reason',
      '月度发放',
    );
    await this.by(reviewer, 'approvals', 'reject', approval, '--reason', '暂不发放');
  }

  approve(approval: string): Promise<Took> {
    return this.by<Took>(approver, 'approvals', 'approve', approval);
  }

  killApproval(approval: string): Promise<void> {
    return killed(this.context, approver, ['approvals', 'approve', approval], () =>
      this.isRunning("update entitlement e set state = ''in-payment''"),
    );
  }

  /** Writes the file for the bank, and what the bank answers; answers the path of that. */
  async file(run: number): Promise<{ readonly took: Took; readonly answer: string }> {
    const path = join(this.folder, `run-${run}.csv`);
    const took = await this.by<Took>(accountant, 'payouts', 'file', String(run), path);
    const answer = join(this.folder, `answer-${run}.csv`);
    writeFileSync(answer, answerTo(path));
    return { took, answer };
  }

  answer(run: number, path: string): Promise<Took> {
    return this.by<Took>(accountant, 'payouts', 'answer', String(run), path);
  }

  killAnswer(run: number, path: string): Promise<void> {
    return killed(this.context, accountant, ['payouts', 'answer', String(run), path], () =>
      this.isRunning('update pay_run_item i set (state, why, bank_reference)'),
    );
  }

  /** Throws Error unless list, books and bank agree and everybody's month was paid once. */
  async demandPaidOnce(run: number, heads: number): Promise<void> {
    const { agrees } = await this.by<{ agrees: boolean }>(accountant, 'payouts', 'check', String(run));
    if (!agrees) throw new Error('list, books and bank do not agree');
    const paid = await count(
      this.client,
      `select count(*) as n from entitlement where period = '${this.month}' and state = 'paid' and person_id in (select id from run_person)`,
    );
    const drawn = await count(
      this.client,
      `select count(distinct account_id) as n from personal_account_entry e join personal_account a on a.id = e.account_id
       where e.kind = 'benefit' and e.period = '${this.month}' and a.person_id in (select id from run_person)`,
    );
    const twice = await count(
      this.client,
      `select count(*) as n from (
         select claim_id::text from entitlement where period = '${this.month}' and state <> 'void' group by claim_id having count(*) > 1
         union all select account_id::text from personal_account_entry where kind = 'benefit' and period = '${this.month}'
           group by account_id having count(*) > 1) t`,
    );
    if (paid !== heads || drawn !== heads || twice !== 0)
      throw new Error(`of ${heads} people ${paid} months paid, ${drawn} accounts drawn, ${twice} twice`);
  }
}
