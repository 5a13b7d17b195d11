declare module 'tesseract.js-core/tesseract-core-simd-lstm.js' {
  type Engine = {
    readonly FS: { writeFile(path: string, data: Uint8Array): void };
    readonly TessBaseAPI: new () => {
      /** @returns 0 when the engine has started. */
      Init(dataPath: string | null, languages: string, mode: number): number;
      /** Reads `/input`. @returns 1 when the file is no picture. */
      SetImageFile(orientation: number, angle: number): number;
      Recognize(monitor: null): number;
      GetTSVText(page: number): string;
      GetUTF8Text(): string;
      SetVariable(name: string, value: string): boolean;
    };
  };
  const open: (options: { print: () => void; printErr: () => void }) => Promise<Engine>;
  export default open;
}
