/**
 * The tutor's own lines in one language. In braces stand the places to fill: `{title}` of a document,
 * `{page}` and `{pages}` as the book numbers them, `{number}` or `{heading}` of a chapter, `{places}` a list
 * of pages, `{asked}` and `{book}` names of languages.
 */
export type TutorTexts = {
  readonly absent: string;
  readonly unsupported: string;
  readonly nearest: string;
  readonly place: string;
  readonly unreadPage: string;
  readonly unreadPages: string;
  readonly otherLanguage: string;
  readonly greeting: string;
  readonly thanks: string;
  readonly more: string;
  readonly which: string;
  readonly empty: string;
  readonly noPage: string;
  readonly noChapter: string;
  readonly noOutline: string;
  readonly page: string;
  readonly chapter: string;
  readonly topics: string;
};

/** The texts of several languages by their two-letter codes. */
export type TutorTextsByLanguage = Readonly<Record<string, TutorTexts>>;
