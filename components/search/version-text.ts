/** Words, and a version or its beginning after them. */
export interface VersionText {
  words: string;
  /** without a leading `v` */
  version: string;
}

const VERSION_TEXT = /^(?<words>.*\S)\s+v?(?<version>\d+(?:\.\d+)*\.?(?:[-+][0-9A-Za-z.+-]*)?)$/;

/** Reads `redis 7`, `redis 7.2.`, `my chart v1.0.0-rc.1`; undefined where no version follows words. */
export function readVersionText(text: string): VersionText | undefined {
  const { words, version } = VERSION_TEXT.exec(text.trim())?.groups ?? {};
  return words === undefined || version === undefined ? undefined : { words, version };
}
