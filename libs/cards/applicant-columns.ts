/** The columns of a file of applicants, for programs, help and pages alike. */

/**
 * The columns. AAC002 to AAB301 are of LB 101; AAE005, AAE006, AAB001 and AAB004 are ASSUMED to mean what they mean in the
 * social insurance data sets; YAC001 to YAC003 are our own, in the form of a local extension.
 */
export const applicantColumns = {
  AAC002: { zh: '社会保障号码', en: 'social security number', isRequired: true },
  AAC003: { zh: '姓名', en: 'name', isRequired: true },
  AAC004: { zh: '性别', en: 'sex, 1 male 2 female', isRequired: false },
  AAC005: { zh: '民族', en: 'ethnic group, GB/T 3304', isRequired: false },
  AAC006: { zh: '出生日期', en: 'birth date', isRequired: false },
  AAB301: { zh: '统筹区', en: 'pooling area', isRequired: false },
  AAE005: { zh: '联系电话', en: 'phone', isRequired: false },
  AAE006: { zh: '地址', en: 'address', isRequired: false },
  AAB001: { zh: '单位编号', en: 'unit code', isRequired: false },
  AAB004: { zh: '单位名称', en: 'unit name', isRequired: false },
  YAC001: { zh: '出生地', en: 'birthplace, GB/T 2260', isRequired: false },
  YAC002: { zh: '监护人号码', en: "guardian's number", isRequired: false },
  YAC003: { zh: '监护人姓名', en: "guardian's name", isRequired: false },
} as const;

export type ApplicantColumn = keyof typeof applicantColumns;

/** The columns in the order of a template file. */
export const applicantColumnCodes = Object.keys(applicantColumns) as readonly ApplicantColumn[];
