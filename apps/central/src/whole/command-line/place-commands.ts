/** `terminal`, `depot`, `township`: the windows, depots and townships of the bureau. */
import type { Command } from 'commander';
import { Refused } from '../../ground/http/refused.js';
import { Database } from '../../ground/database/database.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { Clock } from '../../ground/clock.js';
import { PlacesService } from '../../register/places/places.service.js';
import { TerminalsService } from '../../access/terminals/terminals.service.js';
import { staffCommand } from './staff-command.js';

type TerminalAnswer = {
  readonly code: string;
  readonly name: string | null;
  readonly enrolmentCode: string | null;
};

/** Adds `terminal`, `depot` and `township`. */
export const addPlaceCommands = (program: Command): void => {
  staffCommand<{ withdraw?: boolean; kiosk?: boolean }, TerminalAnswer>(
    program
      .command('terminal')
      .description(
        '登记终端，或让已有终端换密钥，给出一次性注册码；或停用 / make a terminal, or ready a known one for a new key, with its one-time enrolment code; or withdraw it',
      )
      .argument('<code>', '简称，如 W01 / short name')
      .argument('[name]', '收据上的名称，如 一号窗口 / name on receipts')
      .option('--kiosk', '自助终端，无人值守 / a kiosk, where people serve themselves')
      .option('--withdraw', '停用：一秒内不再接受 / take it out of service: refused within a second'),
    {
      example: 'terminal W02 二号窗口 --as 0401',
      act: 'terminals.prepare',
      work: async ({ app, asker, args: [code = '', name], options }) => {
        const terminals = app.get(TerminalsService, { strict: false });
        const by = { staffNumber: asker.number };
        if (options.withdraw === true) {
          await terminals.withdraw(code, by);
          return { code, name: null, enrolmentCode: null };
        }
        if (name === undefined) throw new Refused('malformed-request', 'name');
        const kind = options.kiosk === true ? 'kiosk' : undefined;
        return { code, name, enrolmentCode: await terminals.prepare(code, name, by, kind) };
      },
      show: ({ code, enrolmentCode }) => [
        enrolmentCode === null
          ? `终端 ${code} 已停用 withdrawn`
          : `终端 terminal ${code}  注册码（24 小时内有效）enrolment code, good for 24 hours: ${enrolmentCode}`,
      ],
    },
  );

  staffCommand<
    { window?: readonly string[] },
    { readonly code: string; readonly name: string; readonly windows: readonly string[] }
  >(
    program
      .command('depot')
      .description(
        '登记存卡网点或改名；所列窗口用其空白卡即时制卡 / add a depot where cards lie, or rename it; blank cards of it are made at the windows named',
      )
      .argument('<code>', '代码，如 D01 / code')
      .argument('<name>', '名称，如 德令哈市社会保障卡服务中心 / name')
      .option('--window <codes...>', '属于它的窗口，如 W01 W02 / terminals that belong to it'),
    {
      example: 'depot D02 怀头他拉镇社会保障服务中心 --window W02 W03 --as 0401',
      act: 'depots.administer',
      work: ({ app, asker, args: [code = '', name = ''], options: { window = [] } }) =>
        app.get(Database, { strict: false }).transaction(async (tx) => {
          await app.get(PlacesService, { strict: false }).putDepot(tx, { code, name });
          for (const each of window)
            await app.get(TerminalsService, { strict: false }).assignDepot(tx, each, code);
          await app.get(AuditStore, { strict: false }).append(tx, {
            at: app.get(Clock, { strict: false }).now(),
            action: 'depot.put',
            staffNumber: asker.number,
            subject: code,
            detail: { windows: window.join(' ') },
          });
          return { code, name, windows: window };
        }),
      show: ({ code, name, windows }) => [
        `网点 depot ${code} ${name}  窗口 windows: ${windows.join(' ') || '—'}`,
      ],
    },
  );

  staffCommand<object, { readonly code: string; readonly name: string }>(
    program
      .command('township')
      .description('登记乡镇（街道）或改名 / add a township, or rename it')
      .argument('<code>', '九位代码（GB/T 10114），如 632802101 / nine digits')
      .argument('<name>', '名称，如 怀头他拉镇 / name'),
    {
      example: 'township 632802101 怀头他拉镇 --as 0401',
      act: 'townships.administer',
      work: ({ app, asker, args: [code = '', name = ''] }) =>
        app.get(Database, { strict: false }).transaction(async (tx) => {
          await app.get(PlacesService, { strict: false }).putTownship(tx, { code, name });
          await app.get(AuditStore, { strict: false }).append(tx, {
            at: app.get(Clock, { strict: false }).now(),
            action: 'township.put',
            staffNumber: asker.number,
            subject: code,
            detail: { name },
          });
          return { code, name };
        }),
      show: ({ code, name }) => [`乡镇 township ${code} ${name}`],
    },
  );
};
