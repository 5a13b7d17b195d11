/**
 * Characters that a reader cannot see and a model might obey, or that would decide a comparison. What is
 * invisible depends on the use; the README lists how the uses differ.
 */

/**
 * For stored pages: controls and format characters (direction overrides, zero-width marks, tags). Soft
 * hyphens stay until lines are joined. Joiners are judged below. Arabic number signs are visible.
 */
const unseenOnPagePattern = /[[\p{Cc}\p{Cf}]--[\t\n\u00ad\u200c\u200d\u0600-\u0605\u06dd\u070f]]/gv;
/** Joiners shape Indic and Arabic words and stay there; between other letters they only hide. */
const idleJoinerOnPagePattern =
  /(?<![\p{M}\p{Script=Arabic}\p{Script=Devanagari}\p{Extended_Pictographic}])[\u200c\u200d]/gu;

/**
 * For prompts and answers: zero-width spaces, direction overrides, tag characters, variation selectors of the
 * supplement, and control characters other than tab and line feed.
 */
const unseenInPromptPattern =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among what this removes.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;
/** Joiners stay where a script needs them (Arabic and the Indic scripts) and in emoji. */
const idleJoinerInPromptPattern =
  /(?<![\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{M}\p{Emoji}])[\u200c\u200d]/gu;

const invisible = {
  /** The text of a page before it is stored. */
  page: [unseenOnPagePattern, idleJoinerOnPagePattern],
  /** Text that documents or people bring into a prompt. */
  prompt: [unseenInPromptPattern, idleJoinerInPromptPattern],
  /** Text that arrives in pieces, where the character before a joiner may not be known. */
  stream: [unseenInPromptPattern],
  /** Two texts that are compared word for word. */
  quote: [/\p{Cf}/gu],
  /** The name of a file that becomes a title. */
  title: [/[[\p{Cc}\p{Cf}]--[\u200c\u200d]]/gv, idleJoinerInPromptPattern],
  /** A student's answer: zero-width marks, direction controls and tag characters never decide a mark. */
  answer: [/[\p{Cf}\p{Cc}\p{Variation_Selector}]/gu],
} as const satisfies Record<string, readonly RegExp[]>;

/** Removes the characters that are invisible in this use of a text. Nothing else changes. */
export const withoutInvisible = (text: string, use: keyof typeof invisible): string => {
  return invisible[use].reduce((rest: string, pattern) => rest.replace(pattern, ''), text);
};

const unseenMarkPattern = /[\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\u{e0001}-\u{e007f}]/gu;

/** Counts zero-width spaces, direction controls and tag characters: a run of them may hide a message. */
export const countUnseenMarks = (text: string): number => {
  return text.match(unseenMarkPattern)?.length ?? 0;
};
