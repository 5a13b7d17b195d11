import type { Sentence } from '../language/api-sentence.ts';

/**
 * Shows a sentence. One of the API is marked as English, so that it is read aloud and laid out as English.
 */
export const ShownSentence = ({ sentence }: { readonly sentence: Sentence }) =>
  typeof sentence === 'string' ? (
    sentence
  ) : (
    <span lang="en" dir="ltr">
      {sentence.english}
    </span>
  );
