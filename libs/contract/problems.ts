/** The registry of refusals: every code any program answers with, its status, its words and the next step. */

import type { Words } from '#libs/kernel/words.js';

export type { Words };

/** Whether trying again can help: not at all, with the same Idempotency-Key, or after a person has looked at it. */
export type Retry = 'never' | 'same-key' | 'after-review';

type ProblemKind = {
  readonly status: number;
  readonly retry: Retry;
  readonly title: Words;
  readonly nextStep: Words;
};

const problem = (
  status: number,
  retry: Retry,
  titleZh: string,
  titleEn: string,
  nextZh: string,
  nextEn: string,
): ProblemKind => ({
  status,
  retry,
  title: { zh: titleZh, en: titleEn },
  nextStep: { zh: nextZh, en: nextEn },
});

/** Code → status, retry advice, title and next step. Grouped by the layer that refuses. */
// prettier-ignore
export const problems = {
  // Requests
  'malformed-request': problem(400, 'never', '请求格式有误', 'The request is malformed', '请更正所列字段后重试', 'Correct the fields named and send again'),
  'disk-full': problem(503, 'same-key', '本机磁盘已满', 'The disk is full', '请联系信息科清理磁盘；腾出空间后会自动继续，不会重复', 'Have the IT desk free some space; it goes on by itself then, and nothing is done twice'),
  'body-too-large': problem(413, 'never', '请求内容过大', 'The request is too large', '请减少一次提交的项目', 'Send fewer items at once'),
  'headers-too-large': problem(431, 'never', '请求头过大', 'The headers of the request are too large', '请清除浏览器中本机页面的 Cookie 后重试', "Clear the browser's cookies of this page and try again"),
  'request-too-slow': problem(408, 'same-key', '请求未在时限内传完', 'The request did not arrive whole in time', '请检查网络后重试', 'Check the network and try again'),
  'not-found': problem(404, 'never', '未找到', 'Not found', '请核对编号', 'Check the number'),
  'key-missing': problem(400, 'never', '缺少幂等键', 'Idempotency-Key is missing', '请为每次操作附上一个 UUID', 'Send a UUID as Idempotency-Key with every write'),
  'key-reused': problem(422, 'never', '同一幂等键用于不同内容', 'The Idempotency-Key was used for another body', '请刷新后重新发起', 'Reload and start the act again'),
  'still-running': problem(409, 'same-key', '该操作仍在处理', 'This operation is still running', '请稍候，系统会自动查询结果', 'Wait; the outcome is asked for with the same key'),
  'work-unfinished': problem(409, 'same-key', '同一对象的另一项工作尚未结束', 'Other work on the same is not finished', '等它结束后再执行本命令；它若已中断，请先再执行那一个命令（见详情），会接着办理', 'Wait for it to end and run this command again; if it was interrupted, run that command again first (see the detail): it goes on from there'),
  'internal-fault': problem(500, 'same-key', '系统故障', 'Something went wrong inside', '请记下跟踪号并联系信息科', 'Note the trace id and call the IT desk'),
  'busy': problem(503, 'same-key', '系统繁忙', 'The service is busy', '请稍候重试', 'Wait a moment and try again'),
  'command-interrupted': problem(503, 'same-key', '命令办理中数据库中断', 'The database was lost before the command was done', '数据库恢复后再执行同一命令，会接着办理，不会重复', 'Run the same command again once the database is back; it goes on from there, nothing twice'),
  'schema-behind': problem(503, 'after-review', '数据库结构比本程序旧', 'The schema of the database is older than this program', '请先由数据库管理员执行 central migrate', 'Have the owner of the database run central migrate first'),
  'program-behind': problem(503, 'after-review', '本程序比数据库结构旧', 'This program is older than the schema of the database', '请改用与数据库同版本或更新的程序', 'Use the build that migrated the database, or a newer one'),
  'parameter-missing': problem(422, 'after-review', '该日没有有效的政策参数', 'No parameter is in force on that day', '请换一个日期；若该日应有规定，请管理员录入该参数（见详情）', 'Ask for another day; if there is a rule for it, have the administrator enter the parameter named'),
  'parameter-unknown': problem(404, 'never', '没有此参数', 'There is no such parameter', '请从参数目录中选取', 'Choose one of the parameters listed'),
  'parameter-malformed': problem(422, 'never', '参数的数值或日期不合要求', 'The value or day of the parameter is not as it has to be', '请按该参数的写法更正（见详情）', 'Write it as this parameter is written (see the detail)'),
  'parameter-stands': problem(409, 'never', '该日已有此参数的版本', 'A version of the parameter stands on that day', '需更正时，请注明所替换的版本（见详情）', 'If it is wrong, name it (see the detail) as the version that is replaced'),
  'parameter-not-standing': problem(409, 'never', '所替换的版本不是现行版本', 'The version to be replaced does not stand', '请刷新后核对该参数的沿革', 'Read the versions of the parameter anew'),
  'parameter-unchanged': problem(422, 'never', '与现有版本相同', 'It is the same as the version that stands', '无须调整', 'Nothing needs to change'),
  'period-unfit': problem(422, 'never', '该险种没有这一期，或尚未开始', 'The scheme has no such period, or it has not begun', '按月的险种写 2026-11，按年的写 2026；未到的月份不能核定', 'Name a month (2026-11) or a year (2026) as the scheme has it; what is to come cannot be assessed'),
  'nothing-assessed': problem(409, 'never', '所选险种与期间尚无已完成的核定', 'Nothing of these schemes and months was assessed', '请改选已核定的险种与期间；未核定的按新参数核定即可', 'Choose what was assessed; what was not is assessed by the new rules anyway'),
  'difference-under-way': problem(409, 'after-review', '该险种该期已有差额批次在办', 'A difference run has this period already', '请先办完或退回该批次（详情为险种与期间）', 'Decide that one first; the detail names scheme and period'),
  'effect-not-ready': problem(409, 'after-review', '影响尚未测算完毕', 'Its effect is not reckoned yet', '请在审批页查看进度，测算完毕后再批准；长时间没有进展的，请退回后重新提请', 'See on the page how far it is, and approve it once it is there; where it does not go on, reject it and have it proposed anew'),
  'effect-stuck': problem(409, 'after-review', '影响测算多次失败，已停下', 'Reckoning its effect failed too often and stands still', '请系统管理员在作业页查看原因，排除后重新开始，测算完毕再批准；或退回后重新提请', 'Have the administrator look at the cause on the page of jobs and begin it again, then approve it; or reject it and have it proposed anew'),
  'interest-year-open': problem(422, 'never', '该年度尚未结束，不能计息', 'The year is not over', '请在年度终了、记账利率公布后办理', 'Credit it once the year is over and its rate is announced'),
  'interest-year-before': problem(409, 'after-review', '以前年度尚未计息', 'A year before has no interest yet', '请先为详情所列年度计息', 'Credit the year that the detail names first'),
  'difference-unknown': problem(404, 'never', '没有此差额批次', 'No such difference run', '请刷新清单', 'Load the list again'),
  'estimate-impossible': problem(422, 'never', '按所给内容无法测算', 'This cannot be estimated from what was given', '请按详情更正或补充后重试', 'Correct or complete what the detail names and ask again'),
  'database-unavailable': problem(503, 'same-key', '数据库暂不可用', 'The database is unavailable', '请稍候，恢复后会自动继续', 'Wait; it goes on by itself once the database is back'),

  // Who is asking
  'terminal-token-invalid': problem(401, 'same-key', '终端凭证无效或已过期', 'The terminal token is invalid or expired', '终端会自动重新认证', 'The terminal authenticates again by itself'),
  'terminal-unknown': problem(401, 'never', '终端未登记', 'The terminal is not enrolled', '请联系管理员登记终端', 'Ask the administrator to enrol this terminal'),
  'terminal-clock-wrong': problem(401, 'same-key', '本窗口的时钟不准', 'The clock of this window is wrong', '请校准本机时间；校准后会自动重新认证', 'Set the clock of this machine; it authenticates again by itself'),
  'enrolment-code-invalid': problem(403, 'never', '登记码无效或已使用', 'The enrolment code is invalid or used', '请向管理员索取新的登记码', 'Ask the administrator for a new code'),
  'sign-in-refused': problem(401, 'never', '工号或密码不正确', 'Staff number or password is wrong', '请重新输入；忘记密码请联系管理员', 'Try again; ask the administrator if forgotten'),
  'password-missing': problem(401, 'never', '没有给出密码', 'No password was given', '请在终端中运行并按提示输入，或以 --answers-fd 给出', 'Run it at a terminal and enter it when asked, or give it by --answers-fd'),
  'sign-in-locked': problem(429, 'never', '登录失败次数过多', 'Too many failed sign-ins', '请十五分钟后再试，或请管理员解除锁定', 'Try again in fifteen minutes, or ask the administrator to lift the lock'),
  'staff-suspended': problem(403, 'never', '该工号已停用', 'This staff number is suspended', '请管理员恢复', 'Ask the administrator to resume it'),
  'demonstration-refused': problem(403, 'never', '此地区不是演示地区', 'This area is not one for the demonstration', '演示须用空的数据库，升级时设 DEMONSTRATION=1', 'The demonstration takes an empty database, migrated with DEMONSTRATION=1'),
  'staff-unknown': problem(404, 'never', '没有此工号', 'No such staff number', '请核对工号', 'Check the staff number'),
  'staff-known': problem(409, 'never', '该工号已有人使用', 'The staff number is taken', '请换一个工号；曾离职的人员请用重设密码恢复原工号', 'Choose another number; somebody who comes back is resumed by a reset of their old one'),
  'staff-state': problem(409, 'never', '该工号当前状态不能办理', 'This cannot be done with the number as it stands', '请查看人员名单中的状态', 'See how it stands in the list of staff'),
  'roles-separated': problem(409, 'never', '同一人不得兼任这两个岗位', 'One person may not have both roles', '请由另一人担任', 'Have another person take one of them'),
  'last-administrator': problem(409, 'never', '这是最后一名管理员', 'This is the last administrator', '请先登记另一名管理员', 'Add another administrator first'),
  'administrator-exists': problem(409, 'never', '已有管理员', 'There is an administrator already', '请由管理员登记人员（staff join）', 'An administrator adds staff (staff join)'),
  'code-refused': problem(401, 'never', '工号或一次性码不正确，或已过期', 'Staff number or one-time code is wrong or over', '请核对；过期请管理员重发', 'Check them; ask the administrator for another when it is over'),
  'password-unfit': problem(422, 'never', '密码不符合要求', 'The password does not fit', '请用足够长、不常见、不含工号姓名的密码', 'Choose one that is long enough, uncommon and without your number or name'),
  'sign-in-expired': problem(401, 'same-key', '登录已过期', 'The sign-in has expired', '请重新登录，已选项目会保留', 'Sign in again; what was picked is kept'),
  'desk-elsewhere': problem(403, 'same-key', '本窗口已在另一浏览器登录', 'This desk is held by another browser', '请到该浏览器办理，或在此重新登录', 'Go on in that browser, or sign in here to take the desk over'),
  'not-permitted': problem(403, 'never', '无此权限', 'Not permitted for this role', '请由有权限的人员办理', 'Ask someone with the right role'),
  'foreign-origin': problem(403, 'never', '来源不被接受', 'The origin is not accepted', '请从本机终端页面办理', "Use this terminal's own page"),

  // Two persons (libs/contract/approvals.ts)
  'same-person': problem(403, 'never', '经办与审核不得为同一人', 'Maker and checker may not be one person', '请由另一名有权限的人员审核', 'Have another authorised person check it'),
  'approval-unknown': problem(404, 'never', '没有此审批事项', 'No such approval', '请刷新待办清单', 'Read the list of what waits anew'),
  'approval-decided': problem(409, 'never', '该事项已办结', 'This is decided already', '请查看其结果', 'See what became of it'),
  'approval-waiting': problem(409, 'never', '该事项已在等待他人办理', 'This waits for a second person already', '请等待办理，或先撤回', 'Wait for the decision, or withdraw it first'),
  'approval-outdated': problem(409, 'never', '提请后内容已变化', 'It has changed since it was asked for', '请核对现状，退回后重新提请', 'Look at it as it is now; reject it and have it asked for anew'),
  'approval-expired': problem(409, 'never', '已过办理时限', 'The time for deciding is over', '需要时请重新提请', 'Have it asked for anew if it is still wanted'),
  'approval-bound': problem(409, 'never', '不能在此撤回', 'It cannot be withdrawn here', '请在原业务处撤销', 'Undo it where it was begun'),
  'service-needs-second-person': problem(409, 'never', '此业务须经另一人审批', 'This takes a second person', '请在窗口卡务页填写事由提请；复核或审批人员在“待我办理”批准后，当日办理', 'Ask for it on the card window with a reason; once a reviewer or approver has approved it, it is done the same day'),
  'service-waits-for-second-person': problem(409, 'never', '已提请，等待另一人审批', 'Asked for; it waits for a second person', '请等待复核或审批人员在“待我办理”办理；批准后当日可办', 'Wait for a reviewer or approver to decide it; once approved it can be done the same day'),
  'collection-needs-second-person': problem(409, 'never', '今日由您重置过此卡密码，不能再由您发放现金', 'You were given this card\'s PIN today, so you alone cannot pay cash out on it', '已提请复核或审批人员在“待我办理”放行；也可由另一名经办人办理，或转入银行账户', 'A reviewer or approver has been asked to release it; another clerk can do it too, or pay it to the bank account'),

  // Card
  'card-not-read': problem(422, 'never', '卡片无应答', 'The card does not answer', '请取出卡片，擦拭芯片后重新插入', 'Take the card out, wipe the chip and insert it again'),
  'card-not-social-security': problem(422, 'never', '不是社会保障卡', 'Not a social security card', '请插入社会保障卡', 'Insert a social security card'),
  'card-removed': problem(409, 'same-key', '卡片已被取出', 'The card was removed', '请重新插入同一张卡', 'Insert the same card again'),
  'card-swapped': problem(409, 'never', '卡片与读卡时不一致', 'This is not the card that was read', '请取出卡片，重新插卡办理', 'Take the card out and start again with the right one'),
  'card-unknown': problem(404, 'never', '本地登记中没有此卡', 'The card is not in the register', '请核对发卡地区；本地卡请按证件打开卡档案（F7）核查', 'Check the issuing area; if it is a local card, open the file by document (F7) and look into it'),
  'card-not-genuine': problem(403, 'after-review', '卡片认证未通过', 'The card failed its authentication', '请收留核查并通知卡管理人员', 'Keep the card aside and tell the card desk'),
  'card-sealed': problem(409, 'never', '卡片尚未启用', 'The card is not enabled yet', '请先办理启用', 'Enable the card first'),
  'card-lost': problem(409, 'never', '卡片已挂失', 'The card is reported lost', '请核对持卡人身份；找回的卡先解挂', 'Check who holds it; a found card must be lifted first'),
  'card-locked': problem(409, 'never', '卡片应用已锁定', "The card's application is locked", '请持卡人出示证件，在“卡务”（F7）办理解锁', 'Have the holder show a document and unlock it under card services (F7)'),
  'card-cancelled': problem(409, 'never', '卡片已注销', 'The card is cancelled', '请使用新卡', 'Use the new card'),
  'card-expired': problem(409, 'never', '卡片已过有效期', 'The card has expired', '请办理换领', 'Renew the card'),
  'card-session-ended': problem(409, 'never', '读卡会话已结束', 'The card session is over', '请重新插卡', 'Insert the card again'),
  'chip-differs': problem(409, 'after-review', '芯片信息与登记不一致', 'The chip differs from the register', '请核对身份后办理数据变更', 'Check the identity and file a change of data'),

  // A blank made into a card at the counter (apps/central/src/counter/issuing)
  'card-blank-unknown': problem(409, 'after-review', '不是本网点库存的空白卡', 'Not a blank of the stock of this depot', '请取用本网点入库的空白卡；来历不明的卡请收留核查', 'Take a blank received at this depot; keep one of unknown origin aside'),
  'card-spoiled': problem(409, 'never', '此卡已作废', 'This card body was declared spoiled', '请收回作废卡，另取一张空白卡', 'Put it with the spoiled ones and take another blank'),
  'card-of-another-city': problem(409, 'never', '这是外地的卡', 'This card is of another city', '请取用本市的空白卡', 'Take a blank of this city'),
  'card-already-personalised': problem(409, 'never', '此卡已经制作，不是空白卡', 'This card is made already; it is no blank', '请另取一张空白卡', 'Take a blank card'),
  'issuance-half-done': problem(409, 'never', '此卡或此申领的制卡尚未完成', 'This blank or this application is in the middle of an issuance', '请插入原来的卡、选择原来的申领继续；或先将原来的卡作废', 'Insert that same card for that same application to go on, or declare that card spoiled first'),
  'issuance-unknown': problem(404, 'never', '没有进行中的制卡', 'No issuance is under way', '请核对申领编号', 'Check the application number'),
  'card-write-refused': problem(409, 'never', '卡片拒绝执行', 'The card refused the command', '请取出后重新插入再试；仍不成功空白卡请作废，已启用的卡请换领', 'Take it out, insert it and try again; if it still refuses, declare a blank spoiled, and renew a card in use'),
  'card-read-back-differs': problem(409, 'after-review', '写入后核对不符', 'What was read back differs from what was written', '请将此卡作废，换一张空白卡重做', 'Declare this card spoiled and take another blank'),
  'depot-missing': problem(409, 'never', '本窗口没有对应的发卡网点', 'This window belongs to no depot', '请管理员为本窗口设置网点', 'Ask the administrator to set the depot of this window'),

  // Life of a card (libs/cards/card-life.ts) and the card window's services
  'application-closed': problem(409, 'never', '该申领已结束', 'The application is closed', '请重新申领', 'Make a new application'),
  'application-decided': problem(409, 'never', '该申领已审核', 'The application is decided already', '请查看其当前状态', 'Look at where it stands now'),
  'application-not-approved': problem(409, 'never', '该申领尚未批准', 'The application is not approved', '请先由复核人员批准', 'Have it approved by a reviewer first'),
  'application-open': problem(409, 'never', '已有在办的申领', 'An application is under way already', '请查询在办申领的进度', 'Track the application that is under way'),
  'application-unknown': problem(404, 'never', '没有此申领，或姓名不符', 'No such application, or another name', '请核对申领编号与姓名', 'Check the application number and the name'),
  'card-not-handed-over': problem(409, 'never', '卡片尚未发放', 'The card has not been handed over', '请先领取卡片', 'Collect the card first'),
  'card-enabled-already': problem(409, 'never', '卡片已启用', 'The card is enabled already', '可直接使用', 'It can be used'),
  'card-lost-already': problem(409, 'never', '卡片已经挂失', 'The card is reported lost already', '无需重复挂失；可办理补领', 'Nothing more to report; apply for a replacement'),
  'card-not-lost': problem(409, 'never', '卡片未挂失', 'The card is not reported lost', '请核对卡号', 'Check the card number'),
  'card-not-locked': problem(409, 'never', '卡片未锁定', 'The card is not locked', '请核对卡号', 'Check the card number'),
  'card-loss-stands': problem(409, 'never', '正式挂失不能解除', 'A formal loss cannot be lifted', '请办理补领', 'Apply for a replacement'),
  'card-being-replaced': problem(409, 'never', '正在为此卡补领新卡', 'A card in place of this one is under way', '找回原卡的，请先撤回补领申领；新卡已制成的，请领取并启用新卡', 'If the card was found, withdraw the application first; if the new card is made, collect and enable that one'),
  'card-loss-not-lapsed': problem(409, 'never', '临时挂失尚未到期', 'The temporary loss has not lapsed', '到期自动解除，或持证件办理解挂', 'It lapses by itself, or have it lifted with identification'),
  'card-loss-not-formal': problem(409, 'never', '尚未正式挂失', 'The card is not formally reported lost', '请先持证件办理正式挂失，再补领', 'Report the loss formally, with identification, then apply for the replacement'),
  'card-step-out-of-order': problem(409, 'never', '当前状态不能办理此业务', 'This cannot be done in the present state', '请查看卡片当前状态与下一步', 'See the present state and its next step'),
  'card-exists': problem(409, 'never', '已持有有效的卡', 'There is a valid card already', '遗失请办理补领，损坏、信息变更或到期请办理换领', 'If lost, apply for a replacement; if damaged, outdated or expiring, for a renewal'),
  'renewal-too-early': problem(409, 'never', '未到换领期', 'Too early to renew', '请在有效期满前规定日数内办理', 'Renew within the days before expiry that the bureau has laid down'),
  'guardian-missing': problem(422, 'never', '未成年人须由监护人代办', 'A minor needs a guardian', '请录入监护人姓名与号码', "Enter the guardian's name and number"),
  'guardian-unfit': problem(422, 'never', '监护人不符合要求', 'The guardian does not fit', '监护人须为另一名成年人，请核对号码和姓名', 'The guardian has to be another person of age; check number and name'),
  'agent-unfit': problem(422, 'never', '代办人不符合要求', 'The agent does not fit', '代办人须为另一名成年人，请核对号码和姓名', 'The agent has to be another person of age; check number and name'),
  'unit-unknown': problem(404, 'never', '没有此单位', 'No such unit', '请核对单位代码', 'Check the code of the unit'),
  'unit-known': problem(409, 'never', '该单位代码或信用代码已登记', 'The code or credit code is registered already', '请查看已登记的单位', 'Look at the unit that is registered'),
  'unit-closed': problem(409, 'never', '单位在该日未成立或已注销', 'The unit was not founded yet or is closed on that day', '请核对单位与日期', 'Check the unit and the day'),
  'unit-owes': problem(409, 'never', '单位尚有未缴清的账单', 'The unit has bills that are not paid', '请先缴清欠费、滞纳金再注销', 'Have arrears and late fees paid before it is closed'),
  'unit-has-people': problem(409, 'never', '单位尚有参保人员', 'People are still insured at the unit', '请先办理全部人员减员', 'End the participation of all its people first'),
  'unit-of-another': problem(409, 'never', '不属于该单位', 'It belongs to another unit', '请核对单位、人员或项目', 'Check the unit, the person or the project'),
  'credit-code-invalid': problem(422, 'never', '统一社会信用代码有误', 'The unified social credit code is wrong', '请核对 18 位代码与校验位', 'Check its eighteen characters and the check character'),
  'project-known': problem(409, 'never', '该项目编号已登记', 'The code of the project is registered already', '请查看已登记的项目', 'Look at the project that is registered'),
  'project-unknown': problem(404, 'never', '没有此工程项目', 'No such construction project', '请核对项目编号', 'Check the code of the project'),
  'project-ended': problem(409, 'never', '工程项目已完工', 'The construction project has ended', '请核对项目与日期', 'Check the project and the day'),
  'participation-unknown': problem(404, 'never', '没有此参保关系', 'No such participation', '请刷新后重试', 'Reload and try again'),
  'participation-ended': problem(409, 'never', '参保关系已终止', 'The participation has ended already', '请查看参保记录', 'Look at the participations'),
  'participation-category': problem(422, 'never', '该类人员不能参加此险种，或单位、项目不相符', 'People of this category do not take part in this scheme, or its unit or project does not fit', '请核对参保身份、险种与单位', 'Check category, scheme and unit'),
  'overlap-decided': problem(409, 'never', '该重复参保已作决定', 'This overlap has been decided already', '请刷新清单', 'Read the list again'),
  'participation-overlaps': problem(409, 'after-review', '与已有参保关系重叠', 'It overlaps a participation that stands', '请先终止原参保关系，或核对日期（见详情）；名单导入的列入“重复参保”，由经办人决定', 'End the one that stands first, or check the days (see the detail); what a list asked for waits for a decision under “Overlaps”'),
  'participation-before-birth': problem(422, 'never', '参保日期早于出生日期', 'The participation would begin before the birth', '请核对日期与号码', 'Check the day and the number'),
  'person-dead': problem(409, 'never', '此人已登记死亡', 'The person is registered as dead', '请核对号码与日期', 'Check the number and the day'),
  'person-retired': problem(409, 'never', '此人已领取养老金', 'The person draws a pension', '退休人员不再参加此险种', 'Nobody who draws a pension takes part in this scheme'),
  'death-before-birth': problem(422, 'never', '死亡日期早于出生日期', 'The death would be before the birth', '请核对死亡日期与出生日期', 'Check the day of death and the birth date'),
  'number-taken': problem(409, 'after-review', '该号码已登记给另一人', 'Somebody else is registered with this number', '请核对号码；确为同一人的，办理重复登记合并', 'Check the number; where both are one person, ask for the merge of duplicates'),
  'people-told-apart': problem(409, 'never', '已认定为两个人', 'They were said to be two people', '请先在“认定为两人”中撤销该认定', 'Take that back first, under those told apart'),
  'card-of-former-registration': problem(409, 'never', '该卡属于已并入的登记，持卡人另有有效的卡', 'The card is of a registration that was merged into another, which has a card of its own', '一人一卡：请办理注销并收回该卡，继续使用保留登记的卡', 'One card a person: cancel this one and take it back; the card of the registration that is kept stays'),
  'person-merged': problem(409, 'never', '登记已合并，或没有可撤销的合并', 'A registration is merged already, or there is no merge to undo', '请刷新重复登记清单', 'Read the list of duplicates again'),
  'township-unknown': problem(404, 'never', '没有此乡镇街道', 'No such township', '请从列表中选择；文件中请核对九位代码（GB/T 10114）', 'Choose one of the list; in a file check the nine digits (GB/T 10114)'),
  'day-in-future': problem(422, 'never', '日期在未来', 'The day is in the future', '请更正日期', 'Correct the day'),
  'depot-unknown': problem(404, 'never', '没有此网点', 'No such depot', '请核对领取网点', 'Check the place of collection'),
  'photo-missing': problem(422, 'never', '缺少照片', 'The photo is missing', '请补充照片', 'Add the photo'),
  'photo-twice': problem(422, 'never', '同一号码有两张不同的照片', 'There are two different photos of one number', '请只保留一张', 'Keep one of them'),
  'photo-unfit': problem(422, 'never', '照片不符合要求', 'The photo does not fit', '请另存为 JPEG，人像头朝上，358×441 像素以上，不大于 100 KB', 'Save it as a JPEG, the head up, of at least 358×441 pixels and at most 100 KB'),
  'person-unknown': problem(404, 'never', '没有此人的登记', 'The person is not registered', '请核对社会保障号码与姓名', 'Check the social security number and the name'),
  'person-differs': problem(409, 'after-review', '姓名与登记不一致', 'The name differs from the register', '请核对证件；确有变更先办理数据变更', 'Check the identity document; if it changed, file a change of data'),
  'people-too-many': problem(422, 'never', '符合的人员过多', 'Too many people fit', '请补录年龄或号码后四位，或录入更完整的姓名', 'Give the age, the last four of the number, or more of the name'),

  'too-many-requests': problem(429, 'same-key', '请求过于频繁', 'Too many requests', '请一分钟后再试', 'Ask again in a minute'),

  // Batches of cards, stock, and the files of the bank and the card maker
  'batch-unknown': problem(404, 'never', '没有此批次', 'No such batch', '请核对批次号', 'Check the batch number'),
  'batch-empty': problem(409, 'never', '没有可入批的申领', 'There is nothing to put into a batch', '请先导入或批准申领；有申领因缺照片等候时，补交照片或加 --without-photo', 'Import or approve applications first; where some wait for a photo, bring it or give --without-photo'),
  'batch-decided': problem(409, 'never', '该批次已审批', 'The batch is decided already', '请查看批次状态', 'See how the batch stands'),
  'batch-not-approved': problem(409, 'never', '该批次尚未批准', 'The batch is not approved', '请先由另一人审批', 'Have another person approve it first'),
  'batch-not-exported': problem(409, 'never', '该批次尚未导出制卡数据', 'The data of the batch was not made yet', '请先导出制卡数据', 'Export its data for the card maker first'),
  'batch-finished': problem(409, 'never', '该批次没有待制的项', 'No item of the batch is left to be made', '请查看批次报告：各项均已有结果或已移出', 'See the report of the batch: every item has its outcome or was left out'),
  'batch-exported-otherwise': problem(409, 'never', '该批次已为另一制卡商或网点导出', 'The batch was exported for another maker or depot', '请按首次导出的制卡商与网点办理', 'Name the maker and the depot of the first export'),
  'item-unknown': problem(404, 'never', '批次中没有此项', 'The batch has no such item', '请核对序号', 'Check the item number'),
  'item-decided': problem(409, 'never', '该项已有结果', 'The item has its outcome already', '请查看批次报告', 'See the report of the batch'),
  'chips-missing': problem(409, 'never', '空白卡不足', 'Too few blank cards', '请补充该网点的空白卡后重试，会接着办理', 'Receive more blank cards at that depot and run it again; it goes on from there'),
  'maker-unknown': problem(404, 'never', '没有此制卡商', 'No such card maker', '请先登记制卡商及其公钥', 'Add the card maker and its public key first'),
  'maker-withdrawn': problem(409, 'never', '该制卡商已停用', 'The card maker was withdrawn', '请改选在用的制卡商，或请管理员重新登记其公钥', 'Choose a maker that is in use, or have an administrator add its public key again'),
  'maker-key-unfit': problem(422, 'never', '制卡商公钥不可用', "The card maker's public key does not fit", '请提供 P-256 或 X25519 公钥（JWK），不得含私钥', 'Provide a public key P-256 or X25519 as JWK, without its private part'),
  'signing-key-missing': problem(503, 'after-review', '本机没有制卡商所知的签名密钥', 'The signing key that card makers know is not on this machine', '请从持有该密钥的机器复制 central/batch-signing-key.json；已遗失的，由管理员执行 cards maker central-key --renew 并把新公钥交给每家制卡商', 'Copy central/batch-signing-key.json from the machine that has it; where it is lost, an administrator renews it by `cards maker central-key --renew` and gives every maker the new public key'),
  'rows-refused': problem(422, 'never', '文件中有不能接受的行，未作任何处理', 'Rows of the file were refused; nothing was done', '请按报告逐行更正后重新提交', 'Correct the rows named in the report and send the file again'),
  'field-missing': problem(422, 'never', '缺少内容', 'The field is empty', '请补充该列', 'Fill in this column'),
  'value-unknown': problem(422, 'never', '内容不在允许范围', 'The value is none of those allowed', '请按 docs/card.md 所列取值填写', 'Use a value that docs/card.md lists for the column'),
  'maker-file-broken': problem(422, 'never', '制卡数据文件不完整或签名不符', 'The personalisation file is not whole, or its signature is wrong', '请重新取得该文件', 'Have the file sent again'),
  'maker-item-wrong': problem(422, 'after-review', '制卡数据与卡片布局不符', 'An item does not make the card it names', '请与社保局核对该项', 'Settle the item with the bureau'),
  'card-of-another-area': problem(422, 'after-review', '不是本地区的卡', 'The card is of another area', '请勿制作，并通知社保局', 'Do not make it, and tell the bureau'),
  'row-of-another-batch': problem(422, 'never', '该行属于另一批次', 'The row belongs to another batch', '请核对结果文件与批次', 'Check which batch the file is for'),
  'row-for-nobody': problem(422, 'never', '该行没有对应的人或项', 'The row is for nobody in the batch', '请核对号码', 'Check the number'),
  'row-repeated': problem(422, 'never', '同一人或同一项重复出现', 'The same person or item appears twice', '请只保留一行', 'Keep one of the rows'),
  'item-not-sent': problem(422, 'never', '该项未发给制卡商', 'The item was not sent to the card maker', '请核对批次与序号', 'Check the batch and the item'),
  'result-differs': problem(409, 'after-review', '该项已有不同的结果', 'The item has another result already', '请与制卡商核对', 'Settle it with the card maker'),
  'card-number-differs': problem(422, 'after-review', '卡号与发出的不一致', 'The card number is not the one sent', '请收留该卡并与制卡商核对', 'Keep the card aside and settle it with the card maker'),
  'chip-not-sent': problem(422, 'after-review', '芯片与发出的不一致', 'The chip is not the one sent', '请收留该卡并与制卡商核对', 'Keep the card aside and settle it with the card maker'),
  'identification-code-differs': problem(422, 'after-review', '卡识别码与发出的不一致', 'The identification code is not the one sent', '请收留该卡并与制卡商核对', 'Keep the card aside and settle it with the card maker'),
  'account-check-digit': problem(422, 'never', '银行账号校验位不正确', 'The check digit of the bank account is wrong', '请与银行核对账号', 'Check the account with the bank'),
  'account-taken': problem(422, 'after-review', '银行账号已给了别人', "The bank account is somebody else's", '请与银行核对账号', 'Check the account with the bank'),
  'account-differs': problem(422, 'after-review', '该人已有另一银行账号', 'The person has another bank account already', '请与银行核对账号', 'Check the account with the bank'),
  'account-after-export': problem(409, 'never', '该卡已按无银行账号发给制卡商', 'The card went to the card maker without an account', '请删去该行；持卡人领卡后到银行办理金融账户', 'Leave the row out; the holder has the account put on the card at the bank once it is handed over'),
  'accounts-unfinished': problem(409, 'same-key', '有银行账号文件尚未匹配完', 'A file of accounts is not matched to its end', '请先用该文件再执行 cards batch accounts --match，会接着办理', 'Run cards batch accounts --match with that file again first; it goes on from there'),
  'accounts-missing': problem(409, 'never', '有人还没有银行账号', 'Somebody has no bank account yet', '请先匹配银行账号，或以 --without-account 导出', 'Match the accounts first, or export with --without-account'),
  'count-differs': problem(409, 'after-review', '数量不一致', 'The count differs', '请重新清点并与批次报告核对', 'Count again and compare with the report of the batch'),
  'handlers-incomplete': problem(422, 'never', '须有两名不同的经办人和介绍信', 'Two different handlers and a letter are needed', '请录入两名经办人的号码与姓名及介绍信编号', 'Enter number and name of both handlers and the number of the letter'),
  'letter-used': problem(409, 'never', '该介绍信已用于该单位的另一次发放', 'The letter was used for another hand-over to the unit', '请改用新的介绍信编号', 'Give the number of another letter'),
  'nothing-to-receive': problem(409, 'never', '没有待到货的卡', 'No card is on its way from the maker', '请先导入制卡结果', 'Import the result of the maker first'),
  'nothing-to-hand-over': problem(409, 'never', '没有可发放的卡', 'There is no card to hand over', '请先确认到货', 'Receive the cards first'),
  'lot-known': problem(409, 'never', '该批次空白卡已入库', 'The lot of blank cards was received already', '请核对批号', 'Check the number of the lot'),
  'lot-mixed': problem(422, 'never', '同一文件中批号、版本或算法不一致', 'The file mixes lots, versions or algorithms', '请按批号分别入库', 'Receive each lot with a file of its own'),
  'chip-known': problem(422, 'after-review', '该芯片已在库', 'The chip is in stock already', '请与供卡商核对', 'Settle it with the supplier'),
  'chip-malformed': problem(422, 'never', '复位信息有误', 'The reset information is malformed', '应为 26 位十六进制', 'It has 26 hexadecimal digits'),

  // Master keys (apps/central/src/cards/keys)
  'keys-missing': problem(503, 'after-review', '没有这一版卡密钥', 'The card keys of this version are not here', '请由两名保管人带分量举行密钥仪式（keys ceremony）', 'Two custodians hold the key ceremony with their components (keys ceremony)'),
  'key-vault-unreachable': problem(503, 'same-key', '密钥库无法使用', 'The key vault cannot be reached', '请检查密码机的模块、令牌与连线（PKCS11_MODULE、PKCS11_TOKEN）；恢复后自动继续', "Check the security module's library, token and cable (PKCS11_MODULE, PKCS11_TOKEN); it goes on by itself when it is back"),
  'key-vault-locked': problem(503, 'after-review', '密钥库口令不正确', "The key vault's PIN or passphrase is wrong", '请更正 PKCS11_PIN 或密钥库口令（VAULT_PASSPHRASE_FILE、systemd 凭据），再重启中心；错误的 PIN 不会再试', "Correct PKCS11_PIN or the vault's passphrase (VAULT_PASSPHRASE_FILE, systemd's credential), then restart central; a wrong PIN is not tried again"),
  'vault-passphrase-missing': problem(503, 'after-review', '没有密钥库口令', "The key vault's passphrase is not given", '请以 systemd 凭据 vault-passphrase、VAULT_PASSPHRASE_FILE 或 VAULT_PASSPHRASE 提供；新安装先执行 keys passphrase --to <文件>', "Give it as systemd's credential vault-passphrase, by VAULT_PASSPHRASE_FILE or VAULT_PASSPHRASE; a new installation runs `keys passphrase --to <file>` first"),
  'vault-passphrase-exposed': problem(503, 'after-review', '密钥库口令的存放处不安全', "The key vault's passphrase lies where others reach it", '请放在 SSCARD_DATA/central 之外、仅本服务用户可读的文件里（chmod 600）', 'Put it in a file outside SSCARD_DATA/central that the service\'s user alone can read (chmod 600)'),
  'vault-passphrase-exists': problem(409, 'never', '该文件已存在，内容不同', 'The file exists and holds something else', '请换一个文件名；已有文件不会被覆盖', 'Choose another file; none is overwritten'),
  'key-vault-damaged': problem(503, 'after-review', '密钥库已损坏', 'The key vault is damaged', '请从备份恢复，或移走所列部分后用原分量重新举行仪式', 'Restore it from its backup, or take the part named away and hold the ceremony again with the same components'),
  'key-component-damaged': problem(422, 'never', '密钥分量文件无法读取或已损坏', 'The component file cannot be read or is damaged', '请用该分量的备份', 'Use the backup of this component'),
  'key-component-passphrase-wrong': problem(422, 'never', '分量口令不正确', "The component's passphrase is wrong", '请该分量的保管人重新输入', 'Its custodian enters it again'),
  'key-component-same-custodian': problem(422, 'never', '两份分量不得出自同一保管人', 'Both components are of one custodian', '请由两名不同的保管人各带一份', 'Two different custodians bring one each'),
  'key-component-count': problem(422, 'never', '需要恰好两份密钥分量', 'Exactly two components are needed', '请由两名保管人各带一份分量', 'Two custodians bring one component each'),
  'key-component-exists': problem(409, 'never', '该文件已存在', 'The file exists already', '请换一个文件名；已有分量不会被覆盖', 'Choose another file; a component is never overwritten'),
  'key-passphrase-short': problem(422, 'never', '口令太短', 'The passphrase is too short', '请用所列长度以上的口令', 'Use at least as many characters as named'),
  'key-passphrase-missing': problem(422, 'never', '没有输入口令', 'No passphrase was given', '请在终端上输入，或以 --answers-fd 给出', 'Enter it at a terminal, or give it by --answers-fd'),
  'key-passphrase-differs': problem(422, 'never', '两次输入的口令不同', 'The two entries of the passphrase differ', '请重新输入', 'Enter it again'),
  'key-check-value-differs': problem(409, 'never', '校验值与登记的不一致', 'The check values are not the registered ones', '分量拿错了：请带制作该版时所用的两份分量', 'These are other components: bring the two that this version was made of'),
  'key-weak': problem(422, 'never', '合成的密钥过弱', 'The resulting key is weak', '请重新制作分量', 'Make new components'),
  'key-component-used': problem(409, 'never', '该分量已用于另一版密钥', 'A component was used for another version of the keys', '请由保管人制作新的分量（keys component）；要恢复该版，请加 --version', 'The custodians make new components (keys component); to restore that version, give its --version'),
  'key-version-exists': problem(409, 'never', '该版密钥已存在', 'This version of the keys exists', '请用下一个版本号', 'Use the next version number'),
  'key-version-active': problem(409, 'never', '新卡正在使用该版密钥', 'New cards are made with this version', '请先启用另一版（keys roll-over）', 'Roll over to another version first (keys roll-over)'),
  'key-version-in-use': problem(409, 'never', '仍有卡片使用该版密钥', 'Cards still use this version of the keys', '请待这些卡换领或注销后再停用', 'Retire it once those cards are replaced or cancelled'),
  'key-version-retired': problem(409, 'never', '该版密钥已停用', 'This version of the keys is retired', '请换领新卡；制卡请用现行版本', 'Renew the card; make cards with the current version'),

  // Imports of applicants' files
  'file-unreadable': problem(404, 'never', '文件无法读取', 'The file cannot be read', '请核对文件路径与权限', 'Check the path and its permissions'),
  'file-unwritable': problem(422, 'never', '文件无法写入', 'The file cannot be written', '请核对目录、权限与磁盘空间后重新执行', 'Check the folder, its permissions and the disk, then run it again'),
  'upload-unfit': problem(422, 'never', '文件不符合要求', 'The file is not what is expected here', '请核对文件类型与内容后重新上传', 'Check what kind of file it is, and hand it over again'),
  'upload-too-large': problem(413, 'never', '文件过大', 'The file is too large', '请分成几个文件上传', 'Split it into several files'),
  'upload-under-way': problem(409, 'never', '您的另一个文件还没有传完', 'Another file of yours is still arriving', '请先传完或放弃那个文件', 'Finish it, or give it up first'),
  'file-removed': problem(410, 'never', '文件已过保存期，已清除', 'The file was kept for its time and is gone', '请重新上传或重新生成', 'Hand it over again, or have it made again'),
  'archive-unreadable': problem(422, 'never', '压缩包无法读取', 'The archive cannot be read', '请重新压缩为 ZIP 后上传', 'Pack it as a ZIP again and hand it over'),
  'file-empty': problem(422, 'never', '文件是空的', 'The file is empty', '请重新导出文件', 'Export the file again'),
  'wage-negative': problem(422, 'never', '工资小于零', 'The wage is below zero', '请更正该行工资', 'Correct the wage of the row'),
  'wage-too-high': problem(422, 'never', '工资超出可能的范围', 'The wage is higher than any can be', '请更正该行工资（单位为元）', 'Correct the wage of the row; it is in yuan'),
  'wage-places': problem(422, 'never', '工资的小数超过两位', 'The wage has more than two decimals', '请保留到分', 'Write it to the fen'),
  'wage-unreadable': problem(422, 'never', '工资不是可以识别的金额', 'The wage is no amount that can be read', '请写成如 5000.00', 'Write it as in 5000.00'),
  'employee-of-another': problem(422, 'never', '此人当月不在本单位参保', 'This person is not insured at this unit in this month', '请先办理增员，或从名单中删除', 'Enter them at the unit first, or take them off the list'),
  'employee-missing': problem(422, 'never', '名单缺少本单位当月的参保人员', 'Somebody who is insured at this unit in this month is missing', '请补齐工资；已离职的先办理减员', 'Add their wage; end the participation first of those who left'),
  'month-ahead': problem(422, 'never', '该月尚未到来', 'This month is still to come', '请核对月份', 'Check the month'),
  'month-closed': problem(422, 'never', '该月已超过可补报更正的期限', 'This month is past the time in which it can be declared', '请按稽核补缴办理', 'Have it inspected and paid back'),
  'bill-unknown': problem(404, 'never', '没有此缴费通知单', 'No such notice of payment', '请核对通知单号', 'Check the number on the notice'),
  'bill-of-another': problem(409, 'never', '通知单不属于同一单位', 'The notices are not of one unit', '请只选同一单位的通知单', 'Choose notices of one unit alone'),
  'bill-paid': problem(409, 'never', '通知单已缴清', 'The notice is paid already', '请选择未缴清的通知单', 'Choose one that is open'),
  'bill-in-hand': problem(409, 'after-review', '该通知单正由另一渠道收取', 'Another channel has this bill in hand', '请等该渠道出结果', 'Wait for what that channel says'),
  'relief-above-owed': problem(409, 'never', '超过可以减免的金额', 'It is more than could be waived or written off', '请核对金额（详情为至多）；滞纳金在本金缴清后减免', 'Check the amount; the detail says the most. A late fee is waived once what it is for is paid'),
  'refund-above-paid': problem(409, 'never', '超过已缴的金额', 'It is more than was paid', '请核对金额（详情为至多）', 'Check the amount; the detail says the most'),
  'nothing-overdue': problem(409, 'never', '该单位没有逾期欠费', 'The unit owes nothing past its day', '请核对单位的月份与缴费期限', "Look at the unit's months and their days"),
  'voucher-known': problem(409, 'never', '该凭证已入账', 'This voucher is booked already', '请核对凭证号', 'Check the number of the voucher'),
  'subsidy-above-owed': problem(409, 'never', '超过该月财政应拨的补贴', 'It is more than the finance owes for this month', '请核对月份与金额（详情为至多）', 'Check month and amount; the detail says the most'),
  'instalments-unfit': problem(422, 'never', '分期的日期或金额不符合规定', 'The days or amounts of the instalments are not as they have to be', '请核对：至少两期，日期递增、自今日起一年内，合计等于逾期未缴本金', 'Two at least, by rising days within a year from today, together what is overdue and open'),
  'refund-account-missing': problem(409, 'after-review', '没有可以退回的银行账户', 'There is no bank account that it could go back to', '请先登记单位的开户账号，或为本人的卡办理银行账户', "Enter the unit's bank account first, or a bank account for the person's card"),
  'money-not-waiting': problem(409, 'never', '这笔款项已处理', 'This money waits no longer', '请刷新清单', 'Load the list again'),
  'transfer-not-possible': problem(409, 'never', '不能办理此项转移', 'This move is not possible', '请核对险种、法定退休年龄与缴费年限（详情为原因）；没有随转资金与年限的，直接办理新险种参保', 'Check scheme, statutory age and months (the detail says why); where nothing moves along, take part in the other scheme'),
  'transfer-dues-open': problem(409, 'after-review', '尚有欠费，不能转出', 'Something is owed still: it cannot move', '请先缴清或核销详情所列各期', 'Have what the detail lists paid or written off first'),
  'transfer-nothing': problem(409, 'never', '没有可转移的资金与年限', 'There is nothing to move', '请核对险种与人员', 'Check the scheme and the person'),
  'transfer-under-way': problem(409, 'never', '该险种已有转移在办', 'A move of this scheme is under way', '请在转移接续清单中办结或退回该笔', 'End that one in the list of moves first'),
  'transfer-letter-known': problem(409, 'never', '该机构的此联系函已经录入', 'This letter of the agency is on record already', '请核对联系函编号；原件可在转移接续清单中查看', 'Check the number of the letter; what was taken in stands in the list of moves'),
  'transfer-letter-differs': problem(422, 'never', '联系函的明细与合计不符', 'The rows of the letter do not come to its totals', '请核对月数与金额（详情为不符之处）；确系来函有误的，请退回对方', 'Check months and amounts, the detail says where; a letter that is wrong goes back'),
  'transfer-months-impossible': problem(422, 'never', '月份早于出生、晚于本月或起止颠倒', 'Months before birth, ahead, or the wrong way round', '请核对详情所列月份', 'Check the months that the detail names'),
  'transfer-overlaps': problem(409, 'after-review', '月份与已有缴费重复', 'The months are paid here already, or twice', '请与对方机构核对重复月份，剔除后再录入', 'Ask the other agency about the months of the detail, and leave them out'),
  'transfer-money-differs': problem(409, 'never', '金额与联系函不符', 'The money differs from the letter', '请核对；不符的款项请退回原付款账户', 'Check it; money that differs is sent back to whoever paid it'),
  'transfer-no-paper': problem(409, 'never', '没有可出具凭证的转出', 'There is no move out for a certificate', '参保缴费凭证在转出批准后出具；请在此人的转移记录中核对', 'A certificate is given out once a move out was approved; see the moves of this person'),
  'transfer-not-waiting': problem(409, 'never', '该笔转移不在等待到账', 'This move does not wait for money', '请刷新清单', 'Load the list again'),
  'statement-unreadable': problem(422, 'never', '不是可以识别的对账单', 'This is no statement that can be read', '请核对第一行：账号、起止日、期初余额、期末余额、笔数', 'Check the first line: account, days, opening and closing balance, number of lines'),
  'statement-differs': problem(422, 'never', '对账单的明细与余额不符，未作任何处理', 'The lines of the statement do not lead to its balances; nothing was done', '请从银行重新下载完整的对账单（详情为第一处不符）', 'Fetch the whole statement from the bank again; the detail names the first place'),
  'statement-gap': problem(422, 'never', '期初余额与上一份对账单的期末余额不符', 'It does not begin where the statement before it ended', '请先导入中间缺少的对账单', 'Take the statement in between in first'),
  'statement-contradicts': problem(422, 'never', '以前的对账单中的流水在此金额、日期、对方或附言编号不同，或被漏列', 'A movement of a statement before has another amount, day, payer or number here, or is left out', '请与银行核对该流水', 'Ask the bank about this movement'),
  'statement-day': problem(422, 'never', '日期无效或不在对账单期间内', 'The day is none, or outside the statement', '请核对该行日期', 'Check the day of the row'),
  'statement-amount': problem(422, 'never', '金额无效：收入与支出须且只须有一项', 'The amount is none: money in or money out, one of them', '请核对该行金额', 'Check the amounts of the row'),
  'agreement-unknown': problem(404, 'never', '没有此代扣协议，或已终止', 'No such agreement, or it has ended', '请刷新清单', 'Load the list again'),
  'agreement-stands': problem(409, 'never', '该险种已有代扣协议', 'There is an agreement for this scheme already', '请先终止原协议', 'End the one that stands first'),
  'collector-other': problem(409, 'never', '该险种这一天由另一方征收', 'This scheme is collected by another on this day', '请核对征收渠道参数（collection.channel）', 'Check the parameter collection.channel'),
  'nothing-to-collect': problem(409, 'never', '没有可以委托收取的欠费', 'There is nothing that could be sent for collection', '请核对险种、月份与扣款协议；正在收取的不再发出', 'Check scheme, month and agreements; what is in hand already is not sent again'),
  'collection-unreadable': problem(422, 'never', '不是可以识别的收款结果文件', 'This is no file of results that can be read', '请核对第一行：托收（征收）单号、总笔数、成功笔数、成功金额', 'Check the first line: number of the collection order, rows, rows collected, money collected'),
  'collection-differs': problem(422, 'never', '结果文件与托收（征收）单不符，未作任何处理', 'The results do not fit the collection order; nothing was done', '请取回完整的结果文件（详情为不符之处）', 'Fetch the whole file again; the detail says what differs'),
  'collection-answered': problem(409, 'never', '该托收（征收）单已有另一份结果', 'Another file answered this collection order already', '请与收款方核对', 'Ask whoever collected it'),
  'collection-row-unsent': problem(422, 'never', '该行不在发出的托收（征收）单中', 'This row was never sent', '请与收款方核对该行', 'Ask whoever collected it'),
  'collection-row-day': problem(422, 'never', '日期早于发出之日或在未来', 'The day is before the collection order was sent, or in the future', '请与收款方核对该行', 'Ask whoever collected it'),
  'collection-row-changed': problem(422, 'never', '通知单号或金额与发出的不同', 'Another notice or amount than was sent', '请与收款方核对该行', 'Ask whoever collected it'),
  'account-unknown': problem(422, 'never', '账号不是已登记的基金收入户', 'The account is no income account of a fund that is entered', '请核对账号，或先登记基金账户', 'Check the account, or enter it first'),
  'file-without-rows': problem(422, 'never', '文件只有表头', 'The file has a header and no rows', '请重新导出文件', 'Export the file again'),
  'encoding-unknown': problem(422, 'never', '文件不是可读的文本表格', 'The file is no table of text that can be read', '请在表格软件中另存为 CSV（UTF-8），再重新提交', 'In the spreadsheet save it as CSV (UTF-8), then hand that over'),
  'column-missing': problem(422, 'never', '缺少必需的列', 'A required column is missing', '请补充该列；列名用 LB 101 代码', 'Add the column; headers are codes of LB 101'),
  'column-repeated': problem(422, 'never', '列名重复', 'A column appears twice', '请只保留一列', 'Keep one of them'),
  'column-unknown': problem(422, 'never', '列名不认识', 'A column is unknown', '请改用规定的列名，或删除该列', 'Use the codes laid down, or remove the column'),
  'rows-above-header': problem(422, 'never', '表头上面还有数据行', 'There are rows of data above the header', '请把表头移到第一行', 'Move the header to the first row'),
  'row-malformed': problem(422, 'never', '该行列数或引号有误', 'The row has too few or too many columns, or quotes that do not pair', '请更正该行', 'Correct the row'),
  'row-encoding': problem(422, 'never', '该行含有不属于文件编码的字节', 'The row holds bytes that are not of the encoding of the file', '请将整个文件统一存为一种编码', 'Save the whole file in one encoding'),
  // What a spreadsheet did to a cell (libs/kernel/sheet-cell.ts)
  'sheet-scientific': problem(422, 'never', '表格软件把号码变成了科学计数（如 6.3E+17），末几位已丢失', 'A spreadsheet turned the number into powers of ten (6.3E+17): its last digits are lost', '请先把该列设为“文本”格式，再照原始资料重填号码，另存为 CSV', 'Set the column to "text" first, enter the numbers from their source again, then save as CSV'),
  'sheet-digits-lost': problem(422, 'never', '表格软件只留 15 位，号码末几位变成了 0', 'A spreadsheet kept fifteen digits: the last ones of the number became 0', '请先把该列设为“文本”格式，再照原始资料重填号码，另存为 CSV；证件上确是此号的，请到窗口办理', 'Set the column to "text" first, enter the numbers from their source again, then save as CSV; whose document really says so is registered at a window'),
  'sheet-zeros-lost': problem(422, 'never', '表格软件去掉了前面的 0', 'A spreadsheet took the zeros at the front away', '请先把该列设为“文本”格式，补上前面的 0，另存为 CSV', 'Set the column to "text" first, put the zeros back, then save as CSV'),
  'sheet-date': problem(422, 'never', '表格软件改了日期的写法，读不准', 'A spreadsheet rewrote the date so that it cannot be read for certain', '请先把该列设为“文本”格式，按 1990-01-02 的写法重填，另存为 CSV', 'Set the column to "text" first, write the dates like 1990-01-02, then save as CSV'),
  'sheet-value-lost': problem(422, 'never', '表格软件只留下 #### 或 #N/A，没有内容', 'A spreadsheet left #### or #N/A where the value was', '请加宽该列或改正公式，显示出内容后另存为 CSV', 'Widen the column or mend the formula so that the value shows, then save as CSV'),
  'number-of-two-names': problem(422, 'never', '同一号码有两个姓名', 'One number stands under two names', '请核对证件，只保留正确的一行', 'Check the identity document and keep the right row alone'),
  'unit-of-two-codes': problem(409, 'never', '同一单位名称用了两个编号', 'One name of a unit stands under two codes', '请核对单位编号（前面的 0 是否丢失），只用一个；确是两个单位的，请写全名区分', 'Check the code (are zeros at its front lost?) and use one; if they are two units, tell them apart by their full names'),
  'number-invalid': problem(422, 'never', '社会保障号码有误', 'The social security number is wrong', '请核对证件上的号码', 'Check the number on the identity document'),
  'name-unfit': problem(422, 'never', '姓名不合要求', 'The name is none that can be entered', '请照身份证件核对姓名；只能有文字和间隔号，写入卡片不超过 50 字节', 'Check the name on the identity document; letters and what stands between its parts only, at most 50 bytes on a card'),
  'sex-differs': problem(422, 'never', '性别与号码不一致', 'The sex differs from the number', '请核对性别与号码', 'Check sex and number'),
  'birth-date-differs': problem(422, 'never', '出生日期与号码不一致', 'The birth date differs from the number', '请核对出生日期与号码', 'Check birth date and number'),
  'region-foreign': problem(422, 'never', '不属于本统筹区', 'Of another pooling area', '请由参保地办理', 'Have it done where they are insured'),
  'unit-differs': problem(409, 'never', '单位名称不一致', 'The unit has another name elsewhere', '请统一该单位编号下的名称', 'Use one name for the code of the unit'),
  'import-changed': problem(409, 'never', '文件或结果与核对时不同', 'The file or its outcome is not the one that was looked at', '请重新核对（不带 --commit），再按新的控制码提交', 'Look at it again without --commit, then commit with the new control code'),
  'import-done': problem(409, 'never', '该文件已导入', 'The file was imported already', '无需再次导入', 'Nothing more to do'),
  'import-empty': problem(422, 'never', '没有可导入的行', 'No row can be imported', '请按报告逐行更正', 'Correct the rows named in the report'),

  // PIN
  'pin-wrong': problem(422, 'never', '密码不正确', 'The PIN is wrong', '请持卡人重新输入', 'Ask the holder to enter it again'),
  'pin-blocked': problem(409, 'never', '密码已锁定', 'The PIN is blocked', '请持卡人出示证件，办理密码重置', 'Have the holder show a document and reset the PIN'),
  'pin-missing': problem(400, 'never', '请输入密码', 'Enter the PIN', '请持卡人输入 4 至 16 位密码', 'The holder enters 4 to 16 digits'),
  'pin-weak': problem(422, 'never', '密码过于简单', 'The PIN is too easy to guess', '不要用相同数字、连续数字或出生日期，请持卡人另设', 'Not one digit repeated, neighbours in a row or the birth date; the holder chooses another'),
  'pin-entries-differ': problem(422, 'never', '两次输入的新密码不一致', 'The two entries of the new PIN differ', '请持卡人重新输入新密码', 'Ask the holder to enter the new PIN again'),

  // Paying and collecting
  'due-unknown': problem(404, 'never', '没有这笔应缴', 'No such due', '请刷新应缴清单', 'Reload the list of dues'),
  'due-paid': problem(409, 'never', '该项已缴清', 'This due is already paid', '请从清单中移除；可查询收据', 'Take it off the list; see its receipt'),
  'due-of-other-channel': problem(409, 'never', '该险种由税务部门征收，本窗口不收', 'The tax authority collects this scheme; it is not paid here', '请到税务部门的缴费渠道缴纳', 'Pay it where the tax authority collects'),
  'due-in-hand': problem(409, 'never', '该项正由银行批扣或税务收取，本窗口不能同时收', 'A bank or the tax authority has this due in hand; it cannot be paid here meanwhile', '请等其结果（应缴清单上写明由谁收取、至何日）', 'Wait for what they say; the list of dues says who has it and until when'),
  'due-in-payment': problem(409, 'same-key', '该项正在缴费，尚无结果', 'This due is being paid; the outcome is not known yet', '请等待该笔结果', 'Wait for the outcome of that payment'),
  'tier-unknown': problem(422, 'never', '没有此缴费档次', 'No such contribution tier', '请从所列档次中选择', 'Choose one of the listed tiers'),
  'amount-differs': problem(409, 'never', '金额与核定不一致', 'The amount differs from the assessment', '请刷新后按最新金额办理', 'Reload and use the current amount'),
  'entitlement-unknown': problem(404, 'never', '没有这笔待遇', 'No such entitlement', '请刷新待遇清单', 'Reload the list of entitlements'),
  'entitlement-paid': problem(409, 'never', '该笔待遇已领取', 'This entitlement is already collected', '请从清单中移除；可查询收据', 'Take it off the list; see its receipt'),
  'entitlement-in-payment': problem(409, 'same-key', '该笔待遇正在发放', 'This entitlement is being paid', '请等待该笔结果', 'Wait for the outcome of that collection'),
  'nothing-picked': problem(400, 'never', '没有选择项目', 'Nothing was picked', '请先选择应缴或待遇', 'Pick a due or an entitlement first'),
  'no-bank-account': problem(409, 'never', '该卡没有可用的银行账户', 'The card has no usable bank account', '请改用现金，或先到银行激活', 'Use cash, or have the account activated at the bank'),

  // Bank
  'bank-refused': problem(409, 'never', '银行拒绝', 'The bank refused', '请按银行给出的原因处理，或改用现金', "Act on the bank's reason, or use cash"),
  'bank-unreachable': problem(503, 'same-key', '银行程序无应答', 'The bank does not answer', '请检查银行程序是否在运行，然后重试', 'See whether the bank program runs, then try again'),
  'bank-outcome-unknown': problem(202, 'same-key', '银行结果未知', "The bank's outcome is unknown", '不要重复办理；系统会继续查询，结果会显示在此处', 'Do not repeat it; the bank is asked again and the outcome appears here'),
  'reference-reused': problem(409, 'after-review', '同一业务流水号用于不同内容', 'The reference was used for another instruction', '不要重发；请核对原指令', 'Do not send again; compare with the first instruction'),

  // Funds
  'fund-short': problem(409, 'never', '基金支出户余额不足', 'The expenditure account is short', '请通知基金财务办理拨付', 'Ask the fund accountant for a transfer'),
  'till-short': problem(409, 'never', '备付现金不足', 'The till has too little benefit cash', '请先领取备付金，或转入银行账户；收缴的现金不能用于发放', 'Draw cash first, or pay to the bank account; cash taken in never pays benefits'),
  'deposit-above-received': problem(409, 'never', '缴存金额多于已收的现金', 'The deposit is more than was taken in', '请按所列金额缴存；备付金请用“缴回备付金”', 'Deposit what is there at most; drawn cash goes back as a return'),
  'return-above-imprest': problem(409, 'never', '缴回金额多于持有的备付金', 'The return is more than the drawn cash there is', '请按所列金额缴回；收缴的现金请用“现金缴存”', 'Return what is there at most; cash taken in is deposited'),
  'cash-above-limit': problem(409, 'same-key', '超过现金限额，等待他人放行', 'Above a limit for cash: it waits for a second person', '已提请复核或审批人员在“待我办理”放行；放行后自动继续，无需重按。不再需要可撤回', 'A reviewer or approver has been asked to release it; it goes on by itself then. Call it off if it is not wanted any more'),
  'cash-release-refused': problem(409, 'never', '超限额现金未获放行', 'The cash above the limit was not released', '请改为限额以内的金额，或转入银行账户', 'Use an amount within the limit, or a bank account'),
  'fee-differs': problem(422, 'never', '工本费与应收或应退的金额不符', 'The card fee is not what is to be taken or given back', '请刷新卡务档案，按所列金额收取或退还', 'Open the card file again, and take or give back what it says'),
  'fee-owed': problem(409, 'never', '工本费未收，不能领卡', 'The card fee is owed: the card is not handed over', '首次申领免费，补换卡须先收费：已送达的卡，请在窗口办理“领取社会保障卡”，同时收取；即时制卡，请撤回该申领后重新申请，收费后再制卡', 'A first card is free, another one is paid for first: hand a delivered card over at a window, which takes the fee with it; to make one at once, withdraw the application and apply again, with the fee'),
  'fee-none-kept': problem(409, 'never', '没有可退的工本费', 'There is no card fee to give back', '未收取或已退还；请查看该申领的票据', 'It was never taken, or was given back already: see the receipts of the application'),
  'fee-till-short': problem(409, 'never', '工本费现金不足', 'The till has too little cash of card fees', '请先在“现金”中领取工本费现金；缴费和备付现金不能用于退还工本费', 'Draw cash of card fees first; contributions and benefit cash never pay a fee back'),
  'remittance-above-banked': problem(409, 'never', '上缴金额多于已缴存的工本费', 'The remittance is more than the card fees that were banked', '请按账簿中“银行存款（待缴财政）”的余额上缴；窗口的现金须先缴存', 'Remit at most what the books show as banked; cash in tills is banked first'),
  'remittance-known': problem(409, 'after-review', '该缴款书已按另一金额申请上缴', 'This payment notice was asked about with another amount', '请核对缴款书号；原申请可在“待我办理”中查看', 'Check the number; what was asked before stands among the approvals'),
  'fee-account-short': problem(409, 'never', '待缴财政的工本费不足', 'The account of card fees is short', '请联系财务核对是否已上缴财政', 'Ask the accountant whether it was paid to the treasury'),
  'consent-missing': problem(422, 'never', '持卡人尚未确认扣款', 'The holder has not agreed to the debit', '请重新办理：按参数由持卡人签字或输入卡密码确认', 'Do it anew: the holder agrees by signature or PIN, as the bureau has chosen'),
  'shift-ended': problem(409, 'never', '本班已日结或已交接', 'This shift was counted or handed over', '如需继续办理，请在“日结与交接”中另开一班', 'Begin another shift under “End of shift” to go on'),
  'shift-none': problem(409, 'never', '没有需要日结或交接的班次', 'There is no shift to end', '没有经手现金或业务，可直接退出', 'Nothing was done in a shift: just sign out'),
  'shift-open': problem(409, 'never', '本班尚未日结', 'The shift is not ended yet', '可继续办理，或先日结', 'Go on with it, or end it first'),
  'shift-acts-waiting': problem(409, 'same-key', '尚有未到中心的业务', 'Acts have not reached the centre yet', '请等待其结果，或撤回，再日结', 'Wait for their outcome or call them off, then count'),
  'shift-reason-missing': problem(422, 'never', '实点数与账面不符，须说明原因', 'The count differs from the books: a reason is needed', '请重新清点，或写明长短款原因', 'Count again, or say why'),
  'shift-difference-waits': problem(409, 'same-key', '长短款超过限额，等待他人核对', 'The difference is above the limit: another person has to look', '已提请复核或审批人员在“待我办理”核对；核对后自动完成日结', 'A reviewer or approver has been asked; the shift ends by itself then'),
  'shift-difference-refused': problem(409, 'never', '长短款未获认可', 'The difference was not accepted', '请重新清点，再日结', 'Count again and end the shift anew'),
  'till-moved': problem(409, 'never', '现金已有变动', 'The cash has changed meanwhile', '请按现在的金额重新清点或确认', 'Count or confirm it again as it is now'),
  'taker-unfit': problem(409, 'never', '此人不能接班', 'This person cannot take over', '接班人须为另一名在岗的窗口经办人', 'It takes another clerk who is at work'),
  'taker-missing': problem(409, 'never', '接班人尚未确认', 'Nobody has confirmed to take over', '请接班人输入工号与密码确认', 'The other clerk confirms with number and password'),
  'cash-banked': problem(409, 'never', '该笔现金已不在本人钱箱', 'The cash is no longer in this till', '已缴存银行的，次日起退至银行账户', 'Once it is banked it goes back through the bank, from tomorrow'),

  // Undoing an act: reversal of what was keyed wrong, refund of a contribution
  'act-not-undoable': problem(422, 'never', '该笔不能冲正或退费', 'This act cannot be undone', '备付金领取与现金缴存另有缴回办法；已转入账户的待遇由银行退回', 'Tills have ways of their own; a benefit on an account comes back from the bank'),
  'act-undone': problem(409, 'never', '该笔已冲正或退费', 'It has been undone already', '请查看冲正或退费凭证', 'See the receipt that undid it'),
  'act-being-undone': problem(409, 'never', '该笔正在退费，等待银行结果', 'It is being refunded; the bank has not said yet', '请等待结果', 'Wait for its outcome'),
  'reversal-too-late': problem(409, 'never', '不是当日业务，不能冲正', 'It is not of today: it cannot be reversed', '缴费可申请退费', 'A contribution can be refunded'),
  'reversal-not-own': problem(403, 'never', '不是本人经办，不能冲正', "Another clerk's act cannot be reversed here", '请由原经办人冲正；缴费可申请退费', 'Its own clerk reverses it; a contribution can be refunded'),
  'credit-used': problem(409, 'never', '所记个人账户已用于计发或计息', 'What it credited has been reckoned with since', '请交基金财务核定', 'Hand it to the fund accountant'),
  'undoing-not-approved': problem(409, 'never', '尚未获批', 'It has not been approved', '请先申请，由另一人批准', 'Ask first; another person approves'),
  'card-of-another': problem(409, 'never', '卡内不是该缴费人', "The card is not the payer's", '请插入缴费人本人的卡', "Insert the payer's own card"),
  'flow-unlawful': problem(422, 'never', '不允许的资金流向', 'The flow is not allowed', '请按基金财务制度办理', 'Follow the rules for the fund accounts'),

  // What lies at a window and has not reached the centre
  'act-lapsed': problem(409, 'never', '该笔搁置过久，未予办理', 'It lay too long without reaching the centre and was not carried out', '如仍需办理，请重新发起；已收现金请核对', 'Start it again if it is still wanted; check cash that was taken'),
  'act-called-off': problem(409, 'never', '该笔已撤回，未予办理', 'It was called off and not carried out', '如仍需办理，请重新发起', 'Start it again if it is still wanted'),
  'act-taken': problem(409, 'never', '中心已受理该笔，不能撤回', 'The centre has taken it already: it cannot be called off', '请等待结果', 'Wait for its outcome'),
  'act-calling-off': problem(409, 'same-key', '正在向中心核实，随后撤回', 'It is being called off: the centre is asked first whether it has it', '请稍候，系统会自动核实', 'Wait; the centre is asked by itself'),
  'act-stuck': problem(409, 'after-review', '中心多次处理故障，该笔尚无结果', 'The centre failed on it again and again; it has no outcome yet', '请联系信息科；不再需要的可撤回', 'Call the IT desk; call it off if it is not wanted any more'),

  // Receipts and printing
  'receipt-key-missing': problem(503, 'after-review', '验证该票据的密钥不在本机', 'The key that verifies this receipt is not here', '请从备份恢复 central/signing-keys 与 secrets.json', 'Restore central/signing-keys and secrets.json from their backup'),
  'receipt-unknown': problem(404, 'never', '没有与所填一致的收据', 'No receipt fits what was entered', '请照收据逐位核对后重填', 'Compare each character with the receipt and enter it again'),
  'print-elsewhere': problem(403, 'never', '该份收据由另一终端打印', 'Another terminal printed this copy', '打印结果由打印的终端报告', 'The outcome is reported by the terminal that printed it'),
  'printer-paper-out': problem(409, 'same-key', '打印机缺纸', 'The printer is out of paper', '请装纸后补打', 'Load paper and print again'),
  'printer-cover-open': problem(409, 'same-key', '打印机盖未合', "The printer's cover is open", '请合盖后补打', 'Close the cover and print again'),
  'printer-offline': problem(409, 'same-key', '打印机未联机', 'The printer is offline', '请检查电源与连线后补打', 'Check power and cable, then print again'),
  'print-unproven': problem(409, 'same-key', '无法确认是否打印完成', 'Whether it printed could not be proven', '请查看纸张；需要时补打', 'Look at the paper; print again if needed'),

  // The window's own devices
  'reader-missing': problem(409, 'same-key', '没有读卡器', 'No card reader', '请检查读卡器连线', 'Check the reader and its cable'),
  'card-held': problem(409, 'same-key', '其他程序正在使用此卡', 'Another program is using the card', '请等另一程序（如银行、医院的读卡软件）用完或将其关闭，随后会自动继续读卡', 'Let the other program (of a bank, a hospital) finish, or close it; the card is read by itself then'),
  'reader-service-stopped': problem(409, 'same-key', '读卡服务已停止', 'The card reader service has stopped', '服务恢复后会自动继续；否则请联系信息科', 'It goes on by itself when the service is back; else call the IT desk'),
  'no-card': problem(409, 'never', '没有插卡', 'No card is inserted', '请插入社会保障卡', 'Insert the social security card'),
  'central-unreachable': problem(503, 'same-key', '无法连接中心', 'The centre cannot be reached', '请检查网络；恢复后会自动继续同一笔，不会重复', 'Check the network; it goes on with the same act, and nothing is done twice'),
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problems;

/** An RFC 9457 problem as it travels between the programs. */
export type Problem = {
  readonly type: string;
  readonly code: ProblemCode;
  readonly status: number;
  readonly title: Words;
  readonly nextStep: Words;
  readonly retry: Retry;
  /** What exactly was refused: the field, the amount, the bank's own reason. Never personal data or a PIN. */
  readonly detail?: string;
  readonly traceId?: string;
};

/** Builds the problem for a code; `detail` says which thing was refused. */
export const describeProblem = (code: ProblemCode, detail?: string, traceId?: string): Problem => {
  const kind = problems[code];
  return {
    type: `urn:sscard:problem:${code}`,
    code,
    status: kind.status,
    title: kind.title,
    nextStep: kind.nextStep,
    retry: kind.retry,
    ...(detail === undefined ? {} : { detail }),
    ...(traceId === undefined ? {} : { traceId }),
  };
};

/** Whether a code that was read somewhere is one of this registry. */
export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problems, code);

/** Whether a value that came over the wire is a problem of this registry. */
export const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' &&
  value !== null &&
  'code' in value &&
  typeof value.code === 'string' &&
  value.code in problems;
