import type en from './en.json';

declare module 'i18next' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be extended from outside
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}
