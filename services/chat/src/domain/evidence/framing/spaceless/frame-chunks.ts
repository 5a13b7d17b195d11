import chunks from './frame-chunks.json' with { type: 'json' };

/** Chinese or Japanese; a text with kana is Japanese. */
const languageOf = (text: string): keyof typeof chunks =>
  /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text) ? 'ja' : 'zh';

const made = new Map<string, ReadonlySet<string>>();
const chunksOf = (language: keyof typeof chunks): ReadonlySet<string> => {
  const known = made.get(language) ?? new Set(chunks[language].split(' '));
  made.set(language, known);
  return known;
};
const maxChunkCharacters = 12;
/** A longer text tells more than a frame does. */
const maxCoveredCharacters = 200;

/**
 * Whether a text divides into nothing but words of asking, courtesy, people, school and time. What is no
 * letter divides words.
 */
export const isAllFrame = (text: string): boolean => {
  if (text.length > maxCoveredCharacters) return false;
  const known = chunksOf(languageOf(text));
  return text.split(/[^\p{L}\p{M}ー]+/u).every((run) => divides(run, known));
};

const divides = (run: string, known: ReadonlySet<string>): boolean => {
  const reached = [true];
  for (let end = 1; end <= run.length; end += 1) {
    const from = Math.max(0, end - maxChunkCharacters);
    reached[end] = false;
    for (let start = from; start < end; start += 1)
      if (reached[start] === true && known.has(run.slice(start, end))) reached[end] = true;
  }
  return reached[run.length] === true;
};
