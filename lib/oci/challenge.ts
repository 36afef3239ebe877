/** One authentication challenge. Scheme and parameter names are in lower case. */
export interface Challenge {
  scheme: string;
  parameters: ReadonlyMap<string, string>;
}

/** More than any registry sends; a longer field is an attack on the parser, and the rest is left unread. */
const MAX_FIELD_LENGTH = 8192;
const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]/;
const TOKEN68 = /[A-Za-z0-9\-._~+/]/;
const PADDING = /=/;

/**
 * Reads `WWW-Authenticate`: several fields, several challenges in one field, quoted strings with commas and escapes.
 * What cannot be read is passed over, so that one broken challenge does not hide a sound one. Never throws.
 * Rule: https://www.rfc-editor.org/rfc/rfc9110.html#section-11.6.1
 * @param field the header as received: absent, one value, or one value per field
 */
export function parseChallenges(field: string | readonly string[] | undefined): Challenge[] {
  if (field === undefined) return [];
  const fields = typeof field === 'string' ? [field] : field;
  return fields.flatMap((value) => new ChallengeReader(value.slice(0, MAX_FIELD_LENGTH)).read());
}

/** Walks one field value. A word followed by `=` is a parameter of the challenge at hand; any other word starts one. */
class ChallengeReader {
  private readonly text: string;
  private position = 0;

  constructor(text: string) {
    this.text = text;
  }

  read(): Challenge[] {
    const challenges: Challenge[] = [];
    let parameters: Map<string, string> | undefined;
    while (this.skipSeparators()) {
      const word = this.take(TOKEN);
      if (word === '') {
        this.position += 1;
        continue;
      }
      if (this.startsParameter()) {
        const value = this.parameterValue();
        const name = word.toLowerCase();
        // The first of two equal names wins: a repeated one is not allowed, and must not override what was read.
        if (parameters !== undefined && !parameters.has(name)) parameters.set(name, value);
      } else {
        parameters = new Map();
        challenges.push({ scheme: word.toLowerCase(), parameters });
        this.skipToken68();
      }
    }
    return challenges;
  }

  private skipSeparators(): boolean {
    while (this.position < this.text.length && /[\s,]/.test(this.text.charAt(this.position)))
      this.position += 1;
    return this.position < this.text.length;
  }

  private take(characters: RegExp): string {
    const start = this.position;
    while (this.position < this.text.length && characters.test(this.text.charAt(this.position)))
      this.position += 1;
    return this.text.slice(start, this.position);
  }

  private skipSpaces(): void {
    while (this.text.charAt(this.position) === ' ' || this.text.charAt(this.position) === '\t')
      this.position += 1;
  }

  private startsParameter(): boolean {
    const before = this.position;
    this.skipSpaces();
    if (this.text.charAt(this.position) === '=') return true;
    this.position = before;
    return false;
  }

  private parameterValue(): string {
    this.position += 1;
    this.skipSpaces();
    return this.text.charAt(this.position) === '"' ? this.quotedString() : this.take(/[^\s,]/);
  }

  private quotedString(): string {
    let value = '';
    this.position += 1;
    while (this.position < this.text.length) {
      const character = this.text.charAt(this.position);
      this.position += 1;
      if (character === '"') return value;
      if (character === '\\' && this.position < this.text.length) {
        value += this.text.charAt(this.position);
        this.position += 1;
      } else {
        value += character;
      }
    }
    return value;
  }

  /** `Negotiate YII…==`: credentials in place of parameters. Told from a parameter by what follows the word. */
  private skipToken68(): void {
    const before = this.position;
    this.skipSpaces();
    const word = this.take(TOKEN68);
    this.take(PADDING);
    this.skipSpaces();
    const end = this.position >= this.text.length || this.text.charAt(this.position) === ',';
    if (word === '' || !end || this.position === before) this.position = before;
  }
}
