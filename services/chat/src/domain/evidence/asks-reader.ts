/** The optional bullet or number before the first word of a task. */
const bullet = String.raw`(?:[•▪◦*–-]|\(?(?:\d{1,3}|[a-z])[.)])?\s*`;
const taskVerb =
  '(?:calculate|compare|define|describe|discuss|estimate|explain|give|identify|justify|list|name|outline|say|sketch|state|suggest|tell|work out)';
/** The verb is an order only when such a word follows ("Name recognition is …" is no order). */
const taskObject =
  '(?:an?|at|each|every|from|how|in|one|some|the|their|three|two|what|when|where|whether|which|who|why|with|your?)';

const taskPattern = new RegExp(`^${bullet}${taskVerb}\\s+${taskObject}\\b`, 'iu');
const questionPattern = /[?？؟][\p{Pe}\p{Pf}"'’”\s]*$/u;

/**
 * Whether the book asks its reader. Such a question or task repeats the words of a user's question without
 * answering it.
 */
export const asksReader = (sentence: string): boolean => {
  const text = sentence.trim();
  return questionPattern.test(text) || taskPattern.test(text);
};
