/** The choices of a person for this browser. Nothing here is private, and no token is ever stored. */
export type Preferences = {
  readonly language?: string;
  readonly theme?: 'light' | 'dark' | 'system';
  readonly textSize?: '1' | '2' | '3' | '4' | '5';
  /** The import of a roster that was opened last, because imports are not listed. */
  readonly latestRoster?: string | undefined;
};

const storageName = 'ai-teacher-preferences';

const readAll = (): Preferences => {
  try {
    return JSON.parse(localStorage.getItem(storageName) ?? '{}') as Preferences;
  } catch {
    return {};
  }
};

export const readPreference = <Name extends keyof Preferences>(name: Name): Preferences[Name] =>
  readAll()[name];

/** Shows the page in the chosen theme and text size. CSS reads both attributes. */
export const applyPreferences = (): void => {
  const { theme = 'system', textSize = '2' } = readAll();
  document.documentElement.dataset['theme'] = theme;
  document.documentElement.dataset['textSize'] = textSize;
};

export const writePreference = <Name extends keyof Preferences>(
  name: Name,
  value: Preferences[Name],
): void => {
  try {
    localStorage.setItem(storageName, JSON.stringify({ ...readAll(), [name]: value }));
  } catch {
    // A browser without storage forgets the choice with the page.
  }
  applyPreferences();
};
