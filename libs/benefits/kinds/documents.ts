/** The documents that claims to benefits are asked for (申领材料), each by a code and the name it bears. */
import type { Words } from '#libs/kernel/words.js';

export const claimDocuments = {
  'retirement-approval': { zh: '退休审批表', en: 'approval of retirement' },
  'personal-file': { zh: '职工档案视同缴费认定页', en: 'pages of the personal file on deemed months' },
  'retirement-choice': {
    zh: '弹性退休书面告知或协议',
    en: 'notice or agreement on the chosen month of retiring',
  },
  'pension-application': { zh: '待遇领取申请表', en: 'application for the pension' },
  'allowance-application': { zh: '病残津贴申领表', en: 'application for the disability allowance' },
  'household-register': { zh: '居民户口簿', en: 'household register' },
  'unemployment-registration': { zh: '失业登记凭证', en: 'registration as unemployed' },
  'end-of-employment': { zh: '终止或解除劳动合同证明', en: 'proof that the employment ended' },
  'injury-determination': { zh: '工伤认定决定书', en: 'decision that it was a work injury' },
  'capacity-finding': { zh: '劳动能力鉴定结论', en: 'finding on the capacity to work' },
  'birth-certificate': { zh: '出生医学证明', en: 'birth certificate' },
  'miscarriage-record': { zh: '流产医学诊断证明', en: 'medical record of the miscarriage' },
  'birth-record': { zh: '分娩出院记录', en: 'hospital record of the birth' },
  'death-certificate': { zh: '死亡证明或户口注销证明', en: 'proof of the death' },
  inheritance: { zh: '继承公证或继承人协议', en: 'notary’s act or agreement of the heirs' },
  dependence: { zh: '供养关系证明', en: 'proof of having lived on the wage' },
  kinship: { zh: '亲属关系证明', en: 'proof of kinship' },
} as const satisfies Record<string, Words>;

export type DocumentCode = keyof typeof claimDocuments;

export const documentCodes = Object.keys(claimDocuments) as readonly DocumentCode[];

/** Of a code that is on record. Throws TypeError for one that is none. */
export const documentWords = (code: string): Words => {
  if (!Object.hasOwn(claimDocuments, code)) throw new TypeError(`no kind of document: ${code}`);
  return claimDocuments[code as DocumentCode];
};
