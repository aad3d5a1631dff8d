/**
 * The de-facto interface of social security card terminals (社会保障卡读写终端接口) as this agent offers it: functions,
 * fields and codes in one table. Sources: public integrators' code and LD/T 6001.5's list of functions; docs/card.md says
 * what is ours.
 */
import type { Words } from '#libs/kernel/words.js';

/** Each item of `iReadCardBas` in its order; every one ends with `|`. */
export const basicItems = [
  { zh: '发卡地区行政区划代码', en: 'issuing region' },
  { zh: '社会保障号码', en: 'social security number' },
  { zh: '卡号', en: 'card number' },
  { zh: '卡识别码', en: 'card identification code' },
  { zh: '姓名', en: 'name' },
  { zh: '卡复位信息（仅历史字节）', en: 'reset information (historical bytes)' },
  { zh: '规范版本', en: 'specification version' },
  { zh: '发卡日期', en: 'issue date' },
  { zh: '卡有效期', en: 'valid until' },
  { zh: '终端机编号', en: 'terminal id' },
  { zh: '终端设备号', en: 'device id' },
] as const satisfies readonly Words[];

/** Each item of `iReadCardBas_HSM_Step1` in its order; the last two are empty where the card needs no external authentication. */
export const stepOneItems = [
  { zh: '发卡地区行政区划代码', en: 'issuing region' },
  { zh: '卡复位信息（仅历史字节）', en: 'reset information (historical bytes)' },
  { zh: '算法标识（01 DES，02 SSF33，03 SM4）', en: 'algorithm (01 DES, 02 SSF33, 03 SM4)' },
  { zh: '卡识别码', en: 'card identification code' },
  { zh: '内部认证过程因子', en: 'process factor of the internal authentication' },
  { zh: '内部认证原始信息', en: 'source of the internal authentication' },
  { zh: '外部认证过程因子', en: 'process factor of the external authentication' },
  { zh: '外部认证原始信息', en: 'source of the external authentication' },
] as const satisfies readonly Words[];

type TerminalFunctionKind = {
  readonly words: Words;
  /** Members of the request beside `function`. */
  readonly members: readonly string[];
};

const kind = (zh: string, en: string, ...members: readonly string[]): TerminalFunctionKind => ({
  words: { zh, en },
  members,
});

/** Functions by name. `pin`, `oldPin`, `newPin` are digits; `cardInfo` is `identification code|card number|`, or left out. */
export const terminalFunctions = {
  iReadCardBas: kind('读基本信息', 'Read what identifies card and holder', 'iType'),
  iReadCardBas_HSM_Step1: kind('读基本信息，加密机步骤一', "Read through the caller's HSM, step 1", 'iType'),
  iReadCardBas_HSM_Step2: kind('读基本信息，加密机步骤二', "Read through the caller's HSM, step 2", 'pKey'),
  iReadCard: kind(
    '通用读卡',
    'Read items by file and tag',
    'iType',
    'iAuthType',
    'cardInfo',
    'fileAddr',
    'pin',
  ),
  iVerifyPIN: kind('校验 PIN', 'Check the PIN', 'iType', 'pin'),
  iChangePIN: kind('修改 PIN', 'Change the PIN', 'iType', 'cardInfo', 'oldPin', 'newPin', 'newPinAgain'),
  iReloadPIN: kind(
    '重置 PIN',
    'Set a new PIN without the old one',
    'iType',
    'cardInfo',
    'newPin',
    'newPinAgain',
  ),
  iUnblockPIN: kind('解锁 PIN', 'Give the PIN its tries back', 'iType', 'cardInfo'),
} as const satisfies Record<string, TerminalFunctionKind>;

export type TerminalFunction = keyof typeof terminalFunctions;

/** Which card `iType` asks for. */
export const cardTypes: Readonly<Record<1 | 2 | 3 | 4, Words>> = {
  1: { zh: '接触式', en: 'contact' },
  2: { zh: '非接触式', en: 'contactless' },
  3: { zh: '自动寻卡，接触式优先', en: 'whichever is there, contact first' },
  4: { zh: '自动寻卡，非接触式优先', en: 'whichever is there, contactless first' },
};

export type CardType = keyof typeof cardTypes;

/**
 * Codes by what they say. A status word of the card that has none of these is its negative decimal value, such as
 * −27267 for 6A83. From −9001 on they are our own: no public table has them.
 */
export const terminalCodes = {
  'wrong-card': [-1, { zh: '卡类型不对', en: 'Wrong type of card' }],
  'no-card': [-2, { zh: '无卡', en: 'No card' }],
  'not-powered': [-3, { zh: '有卡未上电', en: 'There is a card that does not answer the reset' }],
  'no-answer': [-4, { zh: '卡无应答', en: 'The card does not answer' }],
  'reader-missing': [-11, { zh: '读卡器连接错', en: 'No card reader' }],
  'not-connected': [-12, { zh: '未建立连接', en: 'The card reader service does not run' }],
  unsupported: [-13, { zh: '不支持该命令', en: 'No such function' }],
  parameter: [-14, { zh: '命令参数错', en: 'A parameter is missing or malformed' }],
  'code-malformed': [-20, { zh: '卡识别码格式错', en: 'The identification code is malformed' }],
  'not-genuine': [-21, { zh: '内部认证失败（用户卡不合法）', en: 'The card failed its authentication' }],
  'not-this-card': [-22, { zh: '传入数据与卡内不符', en: 'What was passed does not match the card' }],
  'not-of-hsm': [-25, { zh: '内部认证与加密机不一致', en: "The card's proof is not the HSM's" }],
  'pin-length': [-33, { zh: '输入密码长度错', en: 'A PIN has 4 to 16 digits' }],
  'pins-differ': [-34, { zh: '两次输入密码不一致', en: 'The two entries of the new PIN differ' }],
  'initial-pin': [-35, { zh: '初始密码不能交易', en: 'A card with its initial PIN may not transact' }],
  'pin-wrong': [-51, { zh: 'PIN校验失败', en: 'The PIN is wrong' }],
  'pin-blocked': [-52, { zh: 'PIN锁定', en: 'The PIN is blocked' }],
  fault: [-999, { zh: '未知错误', en: 'Something went wrong inside' }],
  'no-read-key': [
    -2203,
    { zh: '没有RKSSSE密钥', en: 'No RKSSSE at hand: open a card session, or use the HSM steps' },
  ],
  'card-lost': [-9001, { zh: '卡片已挂失', en: 'The card is reported lost' }],
  'card-locked': [-9002, { zh: '卡片已锁定', en: 'The card is locked' }],
  'card-cancelled': [-9003, { zh: '卡片已注销或已由新卡替换', en: 'The card is cancelled or replaced' }],
  'card-denied': [-9009, { zh: '卡片停用', en: 'The card is on the deny list' }],
  'pin-weak': [-9011, { zh: '密码过于简单', en: 'The PIN is too easy to guess' }],
  'no-session': [-9101, { zh: '窗口没有打开的读卡会话', en: 'No card session is open at this window' }],
  'centre-unreachable': [-9102, { zh: '无法连接中心', en: 'The centre cannot be reached' }],
  'centre-refused': [-9103, { zh: '中心拒绝', en: 'The centre refused' }],
  'second-person': [
    -9104,
    {
      zh: '此业务须经另一人审批，请经办人在窗口卡务页提请',
      en: 'It takes a second person, whom the clerk asks on the card window',
    },
  ],
  'second-person-waited-for': [
    -9105,
    { zh: '已提请，等待另一人审批', en: 'It waits for the second person who was asked' },
  ],
} as const satisfies Record<string, readonly [number, Words]>;

export type TerminalFault = keyof typeof terminalCodes;

/** What every request is answered with: `errorCode` 0 and the items, or a code and its words in Chinese. */
export type TerminalAnswer = {
  readonly success: boolean;
  readonly errorCode: number;
  readonly pOutInfo: string;
};
