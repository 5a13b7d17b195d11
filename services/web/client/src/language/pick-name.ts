import i18next from 'i18next';

type Names = readonly { readonly locale: string; readonly name: string }[];

/** The name in the chosen language, else in English, else the first. */
export const pickName = (names: Names): string => {
  const inLanguage = (code: string): string | undefined =>
    names.find(({ locale }) => locale === code || locale.startsWith(`${code}-`))?.name;
  return inLanguage(i18next.language) ?? inLanguage('en') ?? names[0]?.name ?? '';
};
