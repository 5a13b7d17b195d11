import { languageOf } from '@ai-teacher/language/function-words.ts';
import { isSpaceless } from '@ai-teacher/language/scripts.ts';
import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import { isFraming } from '../framing/frame-families.ts';

/** How a person tells a name, before it and, where the verb stands last, behind it. */
const introductions: readonly (readonly [before: string, behind?: string])[] = [
  ['my name is|my name’s|my name s'],
  ['ich heiße|ich heisse|mein name ist'],
  ['je m’appelle|je m appelle|mon nom est|mon prénom est'],
  ['me llamo|mi nombre es'],
  ['mi chiamo|il mio nome è'],
  ['(?:o )?meu nome é|chamo-me|me chamo'],
  ['ik heet|mijn naam is'],
  ['jag heter|mitt namn är'],
  ['nazywam się|mam na imię'],
  ['меня зовут|мене звати|мене звуть'],
  ['με λένε|ονομάζομαι'],
  ['nama saya(?: adalah)?|nama aku'],
  ['tên em là|tên tôi là|tên mình là|em tên là|mình tên là'],
  ['jina langu ni|naitwa'],
  ['اسمي'],
  ['اسم من|نام من', 'است'],
  ['(?:benim )?adım'],
  ['मेरा नाम', 'है'],
  ['میرا نام', 'ہے'],
  ['আমার নাম'],
  ['என் பெயர்'],
  ['నా పేరు'],
];
const joining = 'and|und|et|y|e|en|och|i|и|та|і|και|dan|và|na|ve|और|اور|ও|மற்றும்|మరియు|و';

/** The name is one to three words, which end with a stop or with a conjunction. */
const introductionPatterns = introductions.map(
  ([before, behind]) =>
    new RegExp(
      `(?<![\\p{L}\\p{M}])(?:${before})\\s+\\p{L}[\\p{L}\\p{M}’'-]*(?:\\s+(?-i:\\p{Lu})[\\p{L}\\p{M}’'-]+){0,2}` +
        `${behind === undefined ? '' : `\\s+${behind}`}` +
        `\\s*(?:[.,;:!。،।–—-]+\\s*(?:(?:${joining})\\s)?|\\s(?:${joining})\\s|$)`,
      'giu',
    ),
);
const spacelessIntroduction =
  /(?:我叫|我的名字(?:是|叫)|私(?:の名前)?は)[^，,。.！!、]{1,8}?(?:です|と申します)?[，,。.！!、]\s*/gu;

const maxRemarkCharacters = 40;
const remarkPattern = new RegExp(
  `\\s[(（]([^()（）]{1,${maxRemarkCharacters}})[)）](?=[\\s.!?。！？]*$)`,
  'u',
);

/** Whether a text holds nothing but words of asking, and numbers: "grade 6", "class 7b". */
const isRemark = (text: string, language: string): boolean =>
  (plainSpelling(text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).every(
    (word) => /^\p{N}{1,2}\p{L}?$/u.test(word) || isFraming(word, language),
  );

/** "What our geography book says about …": one word may stand before the book. */
const sourcePattern = new RegExp(
  `^(?:${[
    'what (?:does |do )?(?:the|our|my|this|your|it)(?: \\p{L}+)? ?(?:book|textbook|text|glossary|chapter|lesson|page|unit)? ?(?:says?|writes?|tells? us|tells? me) (?:about|on|for)',
    'was (?:sagt |schreibt |steht )?(?:das|unser|mein|dieses|im|in unserem)(?: \\p{L}+)? ?(?:\\p{L}*buch|text|kapitel|glossar)?(?: sagt| steht| schreibt)? (?:über|zu|zum|zur)',
    '(?:que|qu’est-ce que) (?:dit )?(?:le|notre|mon|ce) (?:livre|manuel|texte|chapitre|glossaire)(?: de \\p{L}+)?(?: dit)? (?:sur|de|à propos de)',
    'qué dice (?:el|nuestro|mi|este) (?:libro|texto|capítulo|glosario)(?: de \\p{L}+)? (?:sobre|de|acerca de)',
    'cosa dice (?:il|il nostro|il mio|questo) (?:libro|testo|capitolo|glossario)(?: di \\p{L}+)? (?:su|sul|sulla|sull’|di)',
    'o que (?:diz )?(?:o|o nosso|o meu|este) (?:livro|texto|capítulo|glossário)(?: de \\p{L}+)?(?: diz)? (?:sobre|de)',
    'wat zegt (?:het|ons|mijn|dit) (?:\\p{L}*boek|tekst|hoofdstuk) (?:over)',
  ].join('|')})\\s+(?=\\p{L})`,
  'iu',
);

/**
 * A message without what it says beside its question: the name of the sender ("My name is Anna and …"), and a
 * remark in parentheses at its end ("(grade 6)"). A remark that may restrict the question stays.
 */
export const withoutRemarks = (message: string): string => {
  const unnamed = isSpaceless(message)
    ? message.replace(spacelessIntroduction, '')
    : introductionPatterns.reduce((text, pattern) => text.replace(pattern, ''), message);
  const named = unnamed.trim() === '' ? message : unnamed;
  const remark = remarkPattern.exec(named)?.[1];
  return remark !== undefined && isRemark(remark, languageOf(named))
    ? named.replace(remarkPattern, '')
    : named;
};

/** The subject about which a question asks what the book says. */
export const withoutSource = (question: string): string => question.replace(sourcePattern, '');
