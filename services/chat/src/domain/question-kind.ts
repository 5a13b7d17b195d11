/** What sort of thing a question asks for, and whether a sentence can contain one. */
export type QuestionKind = 'time' | 'number' | 'person' | 'definition' | 'other';

const CUES: readonly (readonly [QuestionKind, RegExp])[] = [
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

const NUMBER_WORDS =
  /\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion|half|third|quarter|once|twice|several|none|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|hundert|tausend|deux|trois|quatre|cinq|sept|huit|neuf|dix|cent|mille|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez)\b|[一二三四五六七八九十百千万两]|दो|तीन|चार|पांच/iu;
const TIME_WORDS =
  /\b(?:january|february|march|april|may|june|july|august|september|october|november|december|century|centuries|decade|morning|evening|monday|tuesday|wednesday|thursday|friday|saturday|sunday|during|before|after|since|until|januar|februar|märz|mai|juni|juli|oktober|dezember|jahrhunderts?|siècle|siglo|secolo|século)\b|世纪|世紀|शताब्दी|веке?/iu;

/** A long message asks at its beginning or at its end. */
const LONGEST_END = 300;

export function questionKind(question: string): QuestionKind {
  const ends =
    question.length > 2 * LONGEST_END
      ? `${question.slice(0, LONGEST_END)} ${question.slice(-LONGEST_END)}`
      : question;
  return CUES.find(([, cue]) => cue.test(ends))?.[0] ?? 'other';
}

/** Whether a sentence can hold what is asked for beside the question's own words (`fresh` are the words it adds). */
export function canAnswer(
  kind: QuestionKind,
  sentence: string,
  fresh: readonly { named: boolean }[],
): boolean {
  if (kind === 'time') return /\p{N}/u.test(sentence) || TIME_WORDS.test(sentence);
  if (kind === 'number') return /\p{N}/u.test(sentence) || NUMBER_WORDS.test(sentence);
  if (kind === 'person') return /[\p{Lo}]/u.test(sentence) || fresh.some((term) => term.named);
  return true;
}

const SAYS_WHAT =
  /^[^.;]{0,40}?(?:\b(?:is|are|was|were|means?|refers? to|denotes?|describes|consists? of|ist|sind|bedeutet|bezeichnet|nennt man|est|sont|désigne|es|son|significa|è|sono|é|são|betekent)(?![\p{L}\p{M}])|[:–—]|это|[是指]|とは|है|คือ)/iu;
const NAMES_IT =
  /(?:\b(?:called|known as|termed|named|genannt|appelée?|llamad[ao]|chiamat[ao]|chamad[ao])\W+(?:\w+\W+)?|称为|叫做?)$/iu;

/** Whether the sentence says what the asked thing is: "X is …", "X: …" or "… is called X". */
export function isDefinition(sentence: string, asked: readonly { key: string }[]): boolean {
  const lower = sentence.toLowerCase();
  const head = asked.at(-1)?.key;
  if (head === undefined) return false;
  const at = lower.indexOf(head);
  if (at === -1) return false;
  return (at < 40 && SAYS_WHAT.test(lower.slice(at + head.length))) || NAMES_IT.test(lower.slice(0, at));
}
