import { type LanguageRules, statementEnd, wordSet } from './language-rules.ts';

/** A term without the commonest grammatical characters, which a longer phrase would contain. */
const character = String.raw`[\p{Script=Han}\p{Script=Latin}\p{N}·—-]`;
const grammar = '[的了和與与在這这那它他她我你您們们其此是就也都]';
const term = `[“”"「『《]?(?<term>(?:(?!${grammar})${character}){2,12}?)[”"」』》]?(?:[(\uff08][^)\uff09]{1,40}[)\uff09])?`;
const end = `(?:${statementEnd})?$`;
const naming = '(?:稱為|称为|稱作|称作|稱之為|称之为|叫做|叫作|名為|名为|叫)';

const form = (pattern: string, clarity: number, kindOfForm: 'named' | 'statement' = 'statement') => ({
  pattern: new RegExp(pattern, 'u'),
  form: kindOfForm,
  clarity,
});

/** Traditional and simplified characters. The text has no blanks, so words are found by their characters. */
export const chinese: LanguageRules = {
  forms: [
    form(
      `^(?:所謂|所谓)?${term}[,\uff0c]?(?:就是指|是指|指的是|即指|即是|意指|意為|意为)(?<meaning>.+?)${end}`,
      3,
    ),
    form(`^${term}的(?:定義|定义)(?:是|為|为)[:\uff1a]?(?<meaning>.+?)${end}`, 3),
    form(
      `^(?:我們|我们|人們|人们)?(?:把|將|将)?(?<meaning>.{6,120}?)[,\uff0c]?(?:被|就|通常|一般|常)?${naming}${term}${end}`,
      3,
      'named',
    ),
    form(
      `^${term}是(?<meaning>(?!由)(?:一[種种個个類类項项門门段條条片]|[^,\uff0c]{0,40}的).{2,100}?)${end}`,
      2,
    ),
  ],
  nonTermWords: wordSet(
    '例如 目的 原因 結果 结果 問題 问题 重點 重点 答案 方法 第一 第二 第三 最後 最后 圖 图 表 章 節 节',
  ),
  judgement: new RegExp(
    `^(?:一[個个種种])?(?:很|非常|最|十分|比較|比较)?(?:好|壞|坏|重要|簡單|简单|困難|困难|容易|美麗|美丽)的|的(?:${statementEnd})?$`,
    'u',
  ),
  reference: /這[個个些種]|这[个些种]|上述|下述|如[圖图]|如下|下面|上面|我們|我们|本[章節节書书]|見第|见第/u,
  dependentOpening:
    /^(?:這|这|那|它|他|她|我|你|您|其|此|因此|所以|但|而且|並且|并且|然而|例如|此外|同時|同时|如果|於是|于是|另外)/u,
};
