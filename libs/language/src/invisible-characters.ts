/**
 * Characters that a reader does not see and a model reads: zero-width spaces and joiners, direction overrides, tag characters, variation
 * selectors of the supplement, and control characters other than tab and line feed. Joiners stay where a script needs
 * them (Arabic and the Indic scripts).
 */
const hiddenPattern =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among what this removes.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;
const idleJoinerPattern =
  /(?<![\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{M}\p{Emoji}])[\u200c\u200d]/gu;

/** For text that documents or people bring into a prompt. */
export const withoutHidden = (text: string): string => {
  return withoutInvisible(text).replace(idleJoinerPattern, '');
};

/** For text that arrives in pieces, where what stands before a joiner may not be known. */
export const withoutInvisible = (text: string): string => {
  return text.replace(hiddenPattern, '');
};
