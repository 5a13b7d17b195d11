import { type LanguageRules, openingWord, wholeWord, wordSet } from './language-rules.ts';

const word = '[\\p{L}\\p{M}\\p{N}-]+';
const term = `[“”"«»]?(?<term>${word}(?: ${word}){0,3}?)[“”"«»]?(?: ?\\([^)]{1,40}\\))?`;
const marks = '[\\u064b-\\u0652]{0,2}';
/** A word whose letters may carry vowel marks. */
const vocalised = (letters: string): string => Array.from(letters).join(marks) + marks;
const end = '\\s?[.۔]?$';
const pronoun = '(?:هو|هي|هم|هما)';

const form = (pattern: string, clarity: number, kindOfForm: 'named' | 'statement' = 'statement') => ({
  pattern: new RegExp(pattern, 'u'),
  form: kindOfForm,
  clarity,
});

export const arabic: LanguageRules = {
  forms: [
    form(
      `^(?:مصطلح|كلمة|تعبير|لفظ) ${term} (?:يعني|تعني|يشير إلى|تشير إلى|يدل على|تدل على) (?<meaning>.+?)${end}`,
      3,
    ),
    form(
      `^(?:${vocalised('يعرف')}|${vocalised('تعرف')}) ${term} (?:بأنه|بأنها|على أنه|على أنها) (?<meaning>.+?)${end}`,
      3,
    ),
    form(
      `^(?:${vocalised('يقصد')}|المقصود) ب(?<term>${word}(?: ${word}){0,2}?) (?:${pronoun} )?(?<meaning>.+?)${end}`,
      3,
    ),
    form(
      `^(?<meaning>.{12,220}?),? (?:${vocalised('يسمى')}|${vocalised('تسمى')}|${vocalised('يدعى')}|${vocalised('تدعى')}|${vocalised('يعرف')} باسم|${vocalised('تعرف')} باسم|يطلق عليها? اسم|يطلق عليها?) ${term}${end}`,
      3,
      'named',
    ),
    form(`^${term} ${pronoun} (?<meaning>.+?)${end}`, 3),
    form(`^${term} عبارة عن (?<meaning>.+?)${end}`, 3),
    form(`^${term} (?:يعني|تعني) (?<meaning>.+?)${end}`, 2),
  ],
  nonTermWords:
    wordSet(`هذا هذه هذان هؤلاء ذلك تلك هو هي هم نحن أنا أنت هنا هناك ما ماذا من متى أين كيف لماذا و أو ثم لكن لا لم لن
    ليس إن أن كان كانت في على إلى عن مع بين عند قبل بعد كل الأول الأولى الثاني الثانية الثالث الأخير التالي المثال مثال
    المشكلة النتيجة الهدف السبب السؤال الجواب التمرين الفصل الشكل الجدول الصفحة الفرق الفكرة الجزء العدد القاعدة الطريقة
    الخطوة الحل المؤلف الكتاب الشيء أهم أفضل الذي التي الذين اليوم`),
  judgement: openingWord(
    '(?:ال)?(?:جيد|جيدة|سيئ|سيئة|مهم|مهمة|سهل|سهلة|صعب|صعبة|جميل|جميلة)|أهم|أفضل|أحسن|أسوأ|السبب|المشكلة|النتيجة',
  ),
  reference: wholeWord(
    'هذا|هذه|هؤلاء|ذلك|تلك|أعلاه|أدناه|انظر|هنا|التالي|التالية|السابق|السابقة|نحن|أنا|الشكل|الجدول|الفصل|التمرين',
  ),
  dependentOpening: openingWord(
    'هذا|هذه|هؤلاء|ذلك|تلك|هو|هي|هم|نحن|أنا|لكن|ولكن|ثم|لذلك|ولذلك|لذا|وهكذا|هكذا|هنا|هناك|أيضا|أيضًا|كما|مثلا|مثلًا|فمثلا|وهو|وهي|الشكل|الجدول|الفصل|التمرين',
  ),
};
