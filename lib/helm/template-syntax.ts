// The syntax tree of a Go template: https://pkg.go.dev/text/template

/** A value's source inside an action: a literal, `.`, `$x`, a function's name, or a pipeline in parentheses. */
export type Base =
  | { kind: 'literal'; value: string | number | boolean | null }
  | { kind: 'dot' }
  | { kind: 'variable'; name: string }
  | { kind: 'function'; name: string }
  | { kind: 'pipeline'; pipeline: Pipeline };

/** A base and the fields taken from it: `.Values.image.tag` is dot with three fields. */
export interface Operand {
  base: Base;
  fields: string[];
}

/** One step of a pipeline: a single value, or a function with its arguments. */
export interface Command {
  operands: Operand[];
}

export interface Pipeline {
  /** variables it sets: `$x := …`, or two of them in a range */
  variables: string[];
  /** whether the variables are new (`:=`) or set again (`=`) */
  declares: boolean;
  commands: Command[];
}

/** A list of nodes, and what decides whether images can come out of it. */
export interface Body {
  nodes: Node[];
  /** whether its own text has a key `image:` */
  hasImageKey: boolean;
  /** whether its text or an action in it speaks of images at all */
  mentionsImage: boolean;
  /** templates it includes by a literal name */
  includes: string[];
}

export type Node =
  | { kind: 'text'; text: string; line: number }
  | { kind: 'action'; pipeline: Pipeline; line: number }
  | { kind: 'if' | 'with' | 'range'; pipeline: Pipeline; body: Body; otherwise: Body; line: number }
  | { kind: 'template'; name: string; pipeline: Pipeline | undefined; line: number }
  | { kind: 'break' | 'continue'; line: number };

/** A parsed template file. */
export interface TemplateFile {
  body: Body;
  /** what it defines with `define` and `block` */
  defines: Map<string, Body>;
}
