/** The kind of information that a question asks for. */
export type QuestionKind = 'time' | 'number' | 'person' | 'definition' | 'other';

const cues: readonly (readonly [QuestionKind, RegExp])[] = [
  [
    'time',
    /\b(?:when|(?:what|which) (?:year|century|decade|month|day|date)|how long ago|wann|in welche[mr] (?:jahr|jahrhundert|monat)|quand|en quelle année|cuándo|en qué año|quando|in (?:quale|che) anno|em que ano|wanneer|in welk jaar)\b|когда|в каком году|ne zaman|hangi yıl|कब|किस वर्ष|什么时候|哪一?年|何时|いつ|何年|เมื่อ(?:ไร|ใด)|متى/iu,
  ],
  [
    'number',
    /\b(?:how (?:many|much|long|far|old|tall|large|big|often|deep|high)|(?:what|which) (?:percent(?:age)?|number|proportion|fraction|amount)|wie ?viele?|wie (?:lang|groß|hoch|weit|alt|oft)|combien|cuánt[oa]s?|quant[oiae]|quant[oa]s|hoeveel)\b|сколько|kaç|कितन[ाेी]|多少|几[个年种位]|いくつ|何人|กี่|เท่าไร|كم/iu,
  ],
  [
    'person',
    /\b(?:who|whom|whose|wer|wem|wen|wessen|qui|quién(?:es)?|chi|quem|wie (?:was|is|waren))\b|кто|kim|कौन|किसने|谁|誰|ใคร/iu,
  ],
  [
    'definition',
    /^\W*(?:(?:and |so )?what(?:['’]s| is| are| does) (?:an? |the )?[\p{L}\p{M}\p{N}' -]{2,50}\??$|define\b|explain (?:what|the term)|what is meant|was (?:ist|sind|bedeutet|heißt)\b|qu['’ ]est[- ]ce|que signifie|(?:qué|o que) (?:es|son|é|são|significa)\b|che cos|cos['’]è|wat (?:is|zijn|betekent)\b|что такое)|(?<!\p{L})nedir\s*\??\s*$|क्या (?:है|होता|होती)|是什么|什么是|とは|คืออะไร/iu,
  ],
];

const numberWordsPattern =
  /\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion|half|third|quarter|once|twice|several|none|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|hundert|tausend|deux|trois|quatre|cinq|sept|huit|neuf|dix|cent|mille|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez)\b|[一二三四五六七八九十百千万两]|दो|तीन|चार|पांच/iu;
const timeWordsPattern =
  /\b(?:january|february|march|april|may|june|july|august|september|october|november|december|century|centuries|decade|morning|evening|monday|tuesday|wednesday|thursday|friday|saturday|sunday|during|before|after|since|until|januar|februar|märz|mai|juni|juli|oktober|dezember|jahrhunderts?|siècle|siglo|secolo|século)\b|世纪|世紀|शताब्दी|веке?/iu;

/** A long message asks at its beginning or at its end; so many characters of each are read. */
const maxEndCharacters = 300;

export const questionKind = (question: string): QuestionKind => {
  const ends =
    question.length > 2 * maxEndCharacters
      ? `${question.slice(0, maxEndCharacters)} ${question.slice(-maxEndCharacters)}`
      : question;
  return cues.find(([, cue]) => cue.test(ends))?.[0] ?? 'other';
};

/**
 * Whether a sentence can contain the information of this kind; `fresh` are its words that the question does
 * not have.
 */
export const canAnswer = (
  kind: QuestionKind,
  sentence: string,
  fresh: readonly { named: boolean }[],
): boolean => {
  if (kind === 'time') return /\p{N}/u.test(sentence) || timeWordsPattern.test(sentence);
  if (kind === 'number') return /\p{N}/u.test(sentence) || numberWordsPattern.test(sentence);
  if (kind === 'person') return /[\p{Lo}]/u.test(sentence) || fresh.some((term) => term.named);
  return true;
};

const verb =
  '(?:is|are|was|were|means?|refers? to|denotes?|describes?|consists? of|ist|sind|bedeutet|bezeichnet|est|sont|désigne|es|son|significa|è|sono|é|são|betekent)(?![\\p{L}\\p{M}])';
const article =
  "(?:(?:an?|the|eine?|der|die|das|une?|las?|les?|los?|el|il|un|uma?|os?|as?|het|een)\\s+|l['’])?";
const spacelessVerbPattern = /^.{0,8}?(?:是指?|指的?是?|とは|คือ|称为)/u;
const namedBeforePattern =
  /(?:\b(?:called|known as|termed|named|genannt|appelée?|llamad[ao]|chiamat[ao]|chamad[ao])\W+(?:an?\s+|the\s+)?|称为|叫做?)$/iu;

/**
 * How clearly the sentence defines the term X of the question: 1 for "X: …" and "… is called X", 0.8 for "X
 * is …", 0.3 when X stands early and a defining verb follows, otherwise 0.
 */
export const definitionScore = (sentence: string, asked: readonly { key: string }[]): number => {
  const keys = asked.map(({ key }) => key.replace(/[^\p{L}\p{M}\p{N}]/gu, '.'));
  const head = keys.at(-1);
  const at = head === undefined ? -1 : sentence.toLowerCase().indexOf(head);
  if (head === undefined || at === -1) return 0;
  const phrase = keys.map((key) => `${key}[\\p{L}\\p{M}]{0,3}`).join('[\\s-]+');
  const says = new RegExp(
    `^\\W{0,3}${article}${phrase}(?:\\s*\\([^)]*\\))?(?:(?<colon>\\s*[:–—])|\\s+${verb})`,
    'iu',
  );
  const before = sentence.slice(0, sentence.toLowerCase().indexOf(keys[0] ?? head));
  const after = sentence.slice(at + head.length);
  const said = says.exec(sentence);
  if (said) return said.groups?.colon ? 1 : 0.8;
  if (namedBeforePattern.test(before) || spacelessVerbPattern.test(after)) return 1;
  return at < 40 && new RegExp(`^[^.;]{0,40}?\\b${verb}`, 'iu').test(after) ? 0.3 : 0;
};
