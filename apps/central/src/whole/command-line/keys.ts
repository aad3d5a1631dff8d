/** `keys …`: custodians make components, an administrator holds the ceremony, rolls over and gives up versions. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Refused } from '../../ground/http/refused.js';
import {
  makeComponent,
  openComponent,
  sealComponent,
  type KeyComponent,
} from '../../cards/keys/key-component.js';
import {
  KeyVersionsService,
  type KeyList,
  type ListedVersion,
} from '../../cards/keys/key-versions.service.js';
import {
  checkValuesOf,
  keyAlgorithms,
  masterKeyNames,
  type CheckValues,
} from '../../cards/keys/master-keys.js';
import { OwnKeysService, type ListedOwnKey } from '../../cards/keys/own-keys.service.js';
import { ownKeyKinds, type OwnKeyKind } from '../../ground/secrets.js';
import { centralFolder } from '../../ground/config.js';
import { movePassphrase } from '../../ground/vault-passphrase.js';
import { makeOnce } from '../../ground/write-once.js';
import { Answers, answersOption } from './answers.js';
import { staffCommand, type CommandDesk } from './staff-command.js';
import { tellOutcome } from './telling.js';

const checkValueLines = (checkValues: CheckValues): string[] =>
  keyAlgorithms.map(
    (algorithm) =>
      `    ${algorithm.padEnd(4)} ${masterKeyNames.map((name) => `${name} ${checkValues[algorithm][name]}`).join('  ')}`,
  );

const stateWords = ({ active, retiredAt }: ListedVersion): string => {
  if (active) return '现行 active';
  return retiredAt === null ? '可用 usable' : `已停用 retired ${retiredAt}`;
};

const vaultWords = {
  agrees: '密钥库一致 in the vault',
  missing: '密钥库中没有 NOT IN THE VAULT',
  other: '密钥库中的校验值不同 OTHER KEYS IN THE VAULT',
} as const satisfies Record<ListedVersion['inVault'], string>;

const versionLines = (version: ListedVersion): string[] => [
  `密钥版本 version ${version.version}  ${stateWords(version)}  ${vaultWords[version.inVault]}`,
  `  制作 made ${version.madeAt} ${version.madeBy ?? '—'}`,
  ...version.components.flatMap(({ custodian, component, checkValues }) => [
    `  分量 component ${component} ${custodian}`,
    ...checkValueLines(checkValues),
  ]),
  '  校验值 check values',
  ...checkValueLines(version.checkValues),
];

const ownKeyWords = {
  receipt: '收据 receipt',
  token: '令牌 token',
  notify: '通知 notify',
} as const satisfies Record<OwnKeyKind, string>;

const ownKeyLine = ({ kind, id, from, until }: ListedOwnKey): string =>
  `${ownKeyWords[kind]}  ${id}  自 from ${from ?? '—'}  至 until ${until ?? '—'}`;

const ownKeyKind = (text: string): OwnKeyKind => {
  const kind = ownKeyKinds.find((each) => each === text);
  if (kind === undefined) throw new Refused('malformed-request', `${text}: ${ownKeyKinds.join(', ')}`);
  return kind;
};

const instant = (text: string): Date => {
  const at = new Date(text);
  if (!/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(at.getTime()))
    throw new Refused('malformed-request', `--from ${text}: 2026-12-01T08:00:00+08:00`);
  return at;
};

type AllKeys = KeyList & { readonly own: readonly ListedOwnKey[] };

const listLines = ({ vault, versions, own }: AllKeys): string[] => [
  `密钥库 vault: ${vault.kind} ${vault.place}`,
  ...(versions.length === 0
    ? ['还没有密钥：请举行密钥仪式 No keys yet: hold the ceremony (keys component, keys ceremony)']
    : versions.flatMap(versionLines)),
  '中心自有密钥 own keys',
  ...own.map((key) => `  ${ownKeyLine(key)}`),
];

type ComponentAnswer = {
  readonly file: string;
  readonly component: string;
  readonly custodian: string;
  readonly checkValues: CheckValues;
};

/** Makes a component's file; a file that is there is never replaced. */
const writeComponent = async (custodian: string, out: string, answers: Answers): Promise<ComponentAnswer> => {
  const name = custodian.trim();
  if (name === '') throw new Refused('malformed-request', '--custodian');
  const component = makeComponent(name);
  const file = resolve(out);
  const question = `${name} 的新口令 new passphrase of ${name}: `;
  const sealed = await sealComponent(component, await answers.askNew(question, 'key-passphrase-missing'));
  if (!makeOnce(file, sealed)) throw new Refused('key-component-exists', file);
  return {
    file,
    component: component.id,
    custodian: component.custodian,
    checkValues: checkValuesOf(component.keys),
  };
};

const componentText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (fault) {
    throw new Refused('key-component-damaged', fault instanceof Error ? fault.message : file);
  }
};

const readComponents = async (files: readonly string[], answers: Answers): Promise<KeyComponent[]> => {
  // Before anybody is asked for a passphrase.
  if (files.length !== 2) throw new Refused('key-component-count', `${files.length}`);
  const texts = files.map(componentText);
  const components: KeyComponent[] = [];
  for (const [index, file] of files.entries()) {
    const question = `${file} 的口令 passphrase of ${file}: `;
    const passphrase = await answers.ask(question, 'key-passphrase-missing');
    components.push(await openComponent(file, texts[index] ?? '', passphrase));
  }
  return components;
};

const versionNumber = (text: string): number => {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new Refused('malformed-request', `--version ${text}: 1 to 9999`);
  return Number(text);
};

type VersionOption = { readonly version: string };

const versionsOf = ({ app }: CommandDesk<object>): KeyVersionsService =>
  app.get(KeyVersionsService, { strict: false });

const ownKeysOf = ({ app }: CommandDesk<object>): OwnKeysService =>
  app.get(OwnKeysService, { strict: false });

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** Adds `keys component | passphrase | ceremony | list | renew | roll-over | retire` to the command line. */
export const addKeysCommands = (program: Command): void => {
  const keys = program.command('keys').description('主密钥：分量、仪式、换版、停用 / master keys');

  // Wherever the custodian likes: it needs no central, and no administrator looks on.
  keys
    .command('component')
    .description(
      '保管人制作自己的密钥分量，口令当场输入或取自 --answers-fd / a custodian makes their component',
    )
    .requiredOption('--custodian <name>', '保管人姓名 / who keeps it')
    .requiredOption('--out <file>', '分量文件 / its file')
    .option(...answersOption)
    .option('--json', '结果为一个 JSON 对象 / answer with one JSON object')
    .addHelpText('after', '\n例 example:\n  keys component --custodian 张三 --out zhang.json')
    .action(
      async ({
        custodian,
        out,
        json,
        answersFd,
      }: {
        custodian: string;
        out: string;
        json?: boolean;
        answersFd?: string;
      }) =>
        tellOutcome(
          json === true,
          () => writeComponent(custodian, out, new Answers(answersFd)),
          (answer) => [
            `分量 component ${answer.component} ${answer.custodian} → ${answer.file}`,
            '  校验值 check values',
            ...checkValueLines(answer.checkValues),
          ],
        ),
    );

  // Before central can be started with it: whoever may write both files may do this, and no key is used.
  keys
    .command('passphrase')
    .description(
      '把密钥库口令移到密钥库以外的文件；尚无密钥库时新建口令 / moves the passphrase away from the vault, or makes one for a vault that is still to come',
    )
    .requiredOption(
      '--to <file>',
      '口令文件，在 SSCARD_DATA/central 之外 / its file, outside SSCARD_DATA/central',
    )
    .option('--json', '结果为一个 JSON 对象 / answer with one JSON object')
    .addHelpText('after', '\n例 example:\n  keys passphrase --to /etc/sscard/vault-passphrase')
    .action(async ({ to, json }: { to: string; json?: boolean }) =>
      tellOutcome(
        json === true,
        () => movePassphrase(centralFolder(process.env), to),
        ({ file, was }) => [
          `密钥库口令 passphrase ${was === 'moved' ? '已移至 moved to' : '已新建 made'}: ${file}`,
          '请另行备份；以 VAULT_PASSPHRASE_FILE 或 systemd 的 LoadCredential= 交给中心 / back it up apart from the vault; give it to central by VAULT_PASSPHRASE_FILE or LoadCredential=',
        ],
      ),
    );

  staffCommand<{ component: readonly string[]; version?: string }, ListedVersion>(
    keys
      .command('ceremony')
      .description(
        '两名保管人的分量合成一版主密钥，口令当场输入或取自 --answers-fd（在经办人密码之后）/ make a version of two components',
      )
      .requiredOption('--component <file>', '分量文件，给两次 / a component, twice', collect)
      .option('--version <number>', '版本号，缺省为下一个 / its number; the next one'),
    {
      example: 'keys ceremony --component zhang.json --component li.json --as 0401',
      act: 'keys.administer',
      work: async (desk) => {
        const { component, version } = desk.options;
        const asked = version === undefined ? null : versionNumber(version);
        return versionsOf(desk).hold(
          { staffNumber: desk.asker.number },
          await readComponents(component, desk.answers),
          asked,
        );
      },
      show: versionLines,
    },
  );

  staffCommand<object, AllKeys>(
    keys
      .command('list')
      .description('各版主密钥的校验值、保管人与状态 / versions, check values, custodians, state'),
    {
      example: 'keys list --as 0009',
      act: 'keys.read',
      work: async (desk) => ({ ...(await versionsOf(desk).list()), own: ownKeysOf(desk).list() }),
      show: listLines,
    },
  );

  staffCommand<{ from?: string }, ListedOwnKey>(
    keys
      .command('renew <kind>')
      .description(
        '换新中心自有密钥（receipt 收据、token 令牌、notify 通知）；此前签发的仍可验证 / a new key of central’s own; what older ones signed is verified as ever',
      )
      .option('--from <instant>', '启用时间，缺省为数秒后 / when it is used first; in a few seconds'),
    {
      example: 'keys renew receipt --as 0401',
      act: 'keys.administer',
      work: async (desk) =>
        ownKeysOf(desk).renew(
          { staffNumber: desk.asker.number },
          ownKeyKind(desk.args[0] ?? ''),
          desk.options.from === undefined ? null : instant(desk.options.from),
        ),
      show: (key) => [ownKeyLine(key)],
    },
  );

  staffCommand<VersionOption, ListedVersion>(
    keys
      .command('roll-over')
      .description('此后新卡用此版，旧卡照常 / new cards get this version, older ones go on')
      .requiredOption('--version <number>', '版本号 / its number'),
    {
      example: 'keys roll-over --version 2 --as 0401',
      act: 'keys.administer',
      work: async (desk) =>
        versionsOf(desk).rollOver({ staffNumber: desk.asker.number }, versionNumber(desk.options.version)),
      show: versionLines,
    },
  );

  staffCommand<VersionOption, ListedVersion>(
    keys
      .command('retire')
      .description('停用一版；仍有卡使用时不受理 / give a version up; refused while cards use it')
      .requiredOption('--version <number>', '版本号 / its number'),
    {
      example: 'keys retire --version 1 --as 0401',
      act: 'keys.administer',
      work: async (desk) =>
        versionsOf(desk).retire({ staffNumber: desk.asker.number }, versionNumber(desk.options.version)),
      show: versionLines,
    },
  );
};
