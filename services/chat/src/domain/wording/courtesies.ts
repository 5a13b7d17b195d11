import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';

type WordsByLanguage = Readonly<Record<string, string>>;

/** Words that greet, by the two-letter code of their language. */
const greetings: WordsByLanguage = {
  en: 'hello hi hey greetings good morning',
  de: 'hallo moin servus guten',
  fr: 'bonjour salut bonsoir',
  es: 'hola buenos buenas',
  it: 'ciao buongiorno salve',
  pt: 'olá oi bom boa',
  nl: 'hoi',
  sv: 'hej',
  pl: 'cześć witam',
  ru: 'привет здравствуйте здравствуй',
  uk: 'привіт вітаю',
  el: 'γεια καλημέρα',
  tr: 'merhaba selam günaydın',
  ar: 'مرحبا السلام أهلا',
  fa: 'سلام درود',
  ur: 'آداب',
  he: 'שלום',
  hi: 'नमस्ते नमस्कार',
  te: 'నమస్తే నమస్కారం',
  bn: 'নমস্কার হ্যালো',
  ta: 'வணக்கம்',
  ko: '안녕하세요 안녕',
  id: 'halo hai selamat',
  vi: 'chào',
  sw: 'habari jambo',
  zh: '你好 您好',
  ja: 'こんにちは',
  th: 'สวัสดี',
};

/** Words that thank or say goodbye, by the two-letter code of their language. */
const thanks: WordsByLanguage = {
  en: 'thanks thank thx bye goodbye',
  de: 'danke dank tschüss vielen',
  fr: 'merci adieu',
  es: 'gracias adiós',
  it: 'grazie',
  pt: 'obrigado obrigada',
  nl: 'bedankt',
  sv: 'tack',
  pl: 'dziękuję dzięki',
  ru: 'спасибо',
  uk: 'дякую',
  el: 'ευχαριστώ',
  tr: 'teşekkürler teşekkür sağol',
  ar: 'شكرا',
  fa: 'ممنون متشکرم مرسی',
  ur: 'شکریہ',
  he: 'תודה',
  hi: 'धन्यवाद शुक्रिया',
  te: 'ధన్యవాదాలు',
  bn: 'ধন্যবাদ',
  ta: 'நன்றி',
  ko: '감사합니다 고마워요',
  id: 'terima kasih',
  vi: 'cảm ơn',
  sw: 'asante',
  zh: '谢谢 謝謝',
  ja: 'ありがとう',
  th: 'ขอบคุณ',
};

const wordsOf = (list: string): readonly string[] => plainSpelling(list).split(/\s+/u);

const setOf = (lists: WordsByLanguage): ReadonlySet<string> =>
  new Set(Object.values(lists).flatMap((list) => wordsOf(list)));

export const greetingWords = setOf(greetings);
export const thanksWords = setOf(thanks);

const languages = new Map(
  [...Object.entries(thanks), ...Object.entries(greetings)].flatMap(([language, list]) =>
    wordsOf(list).map((word) => [word, language] as const),
  ),
);

/** The language of the first word that greets or thanks; undefined without one. */
export const greetedLanguageOf = (message: string): string | undefined => {
  const words = plainSpelling(message).match(/[\p{L}\p{M}]+/gu) ?? [];
  return words.map((word) => languages.get(word)).find((language) => language !== undefined);
};
