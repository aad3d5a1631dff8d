/** Names of the demonstration's people, units and places, put together by chance that is the same each time: none of them exists. */

/** Numbers from 0 to below 1, always the same ones for a seed (mulberry32). */
export const chance = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** One of a list. */
export const oneOf = <T>(list: readonly T[], random: () => number): T => {
  const one = list[Math.floor(random() * list.length)];
  if (one === undefined) throw new RangeError('one of nothing');
  return one;
};

const split = (text: string): readonly string[] => text.split(' ');

// Two halves each: people of the plateau carry both family-less and family names.
const tibetan = [
  split(
    '才让 扎西 多杰 索南 才旦 仁青 尼玛 达瓦 旦增 桑杰 洛桑 格桑 拉毛 卓玛 央金 德吉 白玛 次仁 南杰 万玛',
  ),
  split('卓玛 才让 多杰 扎西 措 吉 加 东智 太 本 杰 草 旺堆 尖措 顿珠 曲珍 央宗 拉姆 次旦 彭措'),
] as const;
const mongolian = [
  split('巴图 孟克 苏和 朝鲁 格日勒 其其格 娜仁 乌兰 敖登 斯琴 布和 那木 额尔 图门 阿拉腾 萨仁'),
  split('巴特尔 其其格 花 图雅 高娃 吉日嘎拉 布和 仓 道尔吉 才仁 巴雅尔 陶格陶 托雅 夫'),
] as const;
const families = split(
  '王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 彭 吕 祁 蔡 贾 丁 魏 薛 叶 阎 余 潘 杜 戴 夏 钟 汪 田 任 姜 范 方 石 姚 谭 廖 邹 熊 金 陆 郝 孔 白 崔 康 毛 邱 秦 江 史 顾 侯 邵 孟 龙 万 段 雷 钱 汤 尹 黎 易 常 武 乔 贺 赖 龚 文',
);
const muslimFamilies = split('马 韩 冶 马 沙 喇 马 绽 苏 马 丁 哈 米 海');
const given = split(
  '建国 建军 秀兰 秀英 桂英 玉兰 玉梅 海燕 海军 志强 志明 文军 文华 永福 永红 生福 生财 占魁 占海 国庆 国华 春花 春梅 晓燕 晓军 小红 小龙 丽娟 丽萍 凤英 凤兰 福海 福寿 德福 德明 成林 成才 长青 长寿 发祥 发财 有才 有福 金花 银花 雪梅 雪莲 明珠 明霞 俊杰 俊山 伟 强 敏 静 磊 洋 勇 艳 涛 超 娜 芳 军 平 刚 桂兰 莉 鹏 斌 宇 浩 萱 梓涵 子轩 欣怡 诗琪 浩然 一诺 梓萱 宇航 雨桐 思远 佳怡 天佑',
);

/** Ethnic groups by GB/T 3304 code: 01 Han, 02 Mongol, 03 Hui, 04 Tibetan. */
export const groups = ['01', '02', '03', '04'] as const;
export type Group = (typeof groups)[number];

/** A name of somebody of an ethnic group. */
export const nameOf = (group: Group, random: () => number): string => {
  if (group === '04' || group === '02') {
    const [first, second] = group === '04' ? tibetan : mongolian;
    const [start, end] = [oneOf(first, random), oneOf(second, random)];
    return start === end ? `${start}加` : `${start}${end}`;
  }
  return `${oneOf(group === '03' ? muslimFamilies : families, random)}${oneOf(given, random)}`;
};

/** Townships of Delingha by the nine digits of GB/T 10114. */
export const townships = [
  { code: '632802001', name: '河西街道', share: 0.3 },
  { code: '632802002', name: '河东街道', share: 0.25 },
  { code: '632802003', name: '火车站街道', share: 0.08 },
  { code: '632802100', name: '尕海镇', share: 0.12 },
  { code: '632802101', name: '怀头他拉镇', share: 0.09 },
  { code: '632802102', name: '柯鲁柯镇', share: 0.1 },
  { code: '632802200', name: '蓄集乡', share: 0.06 },
] as const;

/** Kinds of work with their class of industry (work injury, 1 to 8). */
export const trades = [
  { name: '商贸', industryClass: 1 },
  { name: '酒店管理', industryClass: 2 },
  { name: '农牧开发', industryClass: 3 },
  { name: '物业服务', industryClass: 2 },
  { name: '光伏发电', industryClass: 4 },
  { name: '汽车维修', industryClass: 4 },
  { name: '运输', industryClass: 5 },
  { name: '盐化工', industryClass: 6 },
  { name: '建材', industryClass: 6 },
  { name: '建筑工程', industryClass: 6 },
  { name: '矿业', industryClass: 8 },
  { name: '枸杞加工', industryClass: 3 },
  { name: '旅行社', industryClass: 1 },
  { name: '科技', industryClass: 1 },
  { name: '药业', industryClass: 3 },
] as const;

const firmWords = split(
  '昆仑 柴达木 巴音河 可鲁克 托素 金世界 海西 天峻 格尔 雪山 瑞丰 宏达 兴盛 鑫源 恒通 青雪 祥瑞 德源 雅丹 外星',
);

/** What an enterprise is called. */
export const firmName = (trade: string, random: () => number): string =>
  `德令哈市${oneOf(firmWords, random)}${oneOf(firmWords, random)}${trade}有限公司`;

/** Public institutions and offices, by kind. */
export const offices = [
  { name: '德令哈市人民医院', kind: 'public-institution' },
  { name: '德令哈市第一中学', kind: 'public-institution' },
  { name: '德令哈市第二小学', kind: 'public-institution' },
  { name: '德令哈市民族学校', kind: 'public-institution' },
  { name: '德令哈市疾病预防控制中心', kind: 'public-institution' },
  { name: '德令哈市图书馆', kind: 'public-institution' },
  { name: '德令哈市农牧业技术推广站', kind: 'public-institution' },
  { name: '德令哈市环境卫生服务中心', kind: 'public-institution' },
  { name: '德令哈市财政局', kind: 'government' },
  { name: '德令哈市教育局', kind: 'government' },
  { name: '德令哈市民政局', kind: 'government' },
  { name: '德令哈市林业和草原局', kind: 'government' },
  { name: '河西街道办事处', kind: 'government' },
  { name: '尕海镇人民政府', kind: 'government' },
] as const;
