/** What may stand before the first word of a task: a bullet or a number. */
const bullet = String.raw`(?:[•▪◦*–-]|\(?(?:\d{1,3}|[a-z])[.)])?\s*`;
const taskVerb =
  '(?:calculate|compare|define|describe|discuss|estimate|explain|give|identify|justify|list|name|outline|say|sketch|state|suggest|tell|work out)';
/** Only followed by such a word is the verb an order ("Name recognition is …" is none). */
const taskObject =
  '(?:an?|at|each|every|from|how|in|one|some|the|their|three|two|what|when|where|whether|which|who|why|with|your?)';

const taskPattern = new RegExp(`^${bullet}${taskVerb}\\s+${taskObject}\\b`, 'iu');
const questionPattern = /[?？؟][\p{Pe}\p{Pf}"'’”\s]*$/u;

/** A question or a task of the book repeats the words of whoever asks the same, and answers nothing. */
export const asksReader = (sentence: string): boolean => {
  const text = sentence.trim();
  return questionPattern.test(text) || taskPattern.test(text);
};
