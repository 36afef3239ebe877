import { AppError } from '@/lib/errors';
import type { Effort } from '@/lib/helm/effort';
import { DATA_FUNCTIONS, step } from '@/lib/helm/template-data-functions';
import { parseTemplate } from '@/lib/helm/template-parser';
import type { Body, Command, Node, Operand, Pipeline } from '@/lib/helm/template-syntax';
import { TEXT_FUNCTIONS } from '@/lib/helm/template-text-functions';
import { isTrue, printValue, UNKNOWN, type TemplateValue } from '@/lib/helm/template-value';

/** Receives what a template prints. */
export interface TemplateOutput {
  /**
   * @param line the line of the template it comes from
   * @param literal whether the text stands in the template as it is, so that its line feeds are the template's
   */
  write(text: string, line: number, literal: boolean): void;
}

/** How one run of templates is done. */
export interface TemplateRules {
  /** every template the charts define, by name */
  defines: ReadonlyMap<string, Body>;
  effort: Effort;
  /** whether both sides of a condition on this body are to be run, whatever the condition says */
  explores: (body: Body) => boolean;
}

const MAX_CALLS = 60;
type Signal = 'break' | 'continue' | undefined;

/**
 * Runs a template body as far as that is possible without Kubernetes: what a cluster, a clock or an unknown function
 * would say is UNKNOWN, and where a condition is UNKNOWN both sides are run. It has no access to anything but its
 * arguments. Semantics: https://pkg.go.dev/text/template
 * @throws AppError `invalid_chart` when the effort is used up
 */
export function runTemplate(
  body: Body,
  context: TemplateValue,
  rules: TemplateRules,
  output: TemplateOutput,
): void {
  new Run(rules, context, 0).runBody(body, context, new Scope(undefined), output);
}

class Scope {
  readonly #values = new Map<string, TemplateValue>();
  readonly #parent: Scope | undefined;

  constructor(parent: Scope | undefined) {
    this.#parent = parent;
  }

  get(name: string): TemplateValue {
    return this.#values.get(name) ?? this.#parent?.get(name) ?? null;
  }

  declare(name: string, value: TemplateValue): void {
    this.#values.set(name, value);
  }

  assign(name: string, value: TemplateValue): void {
    if (this.#values.has(name) || this.#parent === undefined) this.#values.set(name, value);
    else this.#parent.assign(name, value);
  }
}

class Run {
  readonly #rules: TemplateRules;
  readonly #effort: Effort;
  readonly #root: TemplateValue;
  readonly #calls: number;

  constructor(rules: TemplateRules, root: TemplateValue, calls: number) {
    this.#rules = rules;
    this.#effort = rules.effort;
    this.#root = root;
    this.#calls = calls;
  }

  runBody(body: Body, dot: TemplateValue, scope: Scope, output: TemplateOutput): Signal {
    for (const node of body.nodes) {
      this.#effort.spend(1);
      const signal = this.#runNode(node, dot, scope, output);
      if (signal !== undefined) return signal;
    }
    return undefined;
  }

  #runNode(node: Node, dot: TemplateValue, scope: Scope, output: TemplateOutput): Signal {
    switch (node.kind) {
      case 'text':
        output.write(node.text, node.line, true);
        return undefined;
      case 'break':
      case 'continue':
        return node.kind;
      case 'template': {
        const argument = node.pipeline === undefined ? null : this.#evaluate(node.pipeline, dot, scope);
        output.write(printValue(this.#include(node.name, argument), this.#effort), node.line, false);
        return undefined;
      }
      case 'action': {
        const value = this.#evaluate(node.pipeline, dot, scope);
        if (node.pipeline.variables.length > 0) this.#assign(node.pipeline, value, scope);
        else output.write(printValue(value, this.#effort), node.line, false);
        return undefined;
      }
      case 'range':
        return this.#range(node, dot, scope, output);
      case 'if':
      case 'with':
        return this.#branch(node, dot, scope, output);
    }
  }

  #branch(
    node: Node & { kind: 'if' | 'with' | 'range' },
    dot: TemplateValue,
    scope: Scope,
    output: TemplateOutput,
  ): Signal {
    const inner = new Scope(scope);
    const value = this.#evaluate(node.pipeline, dot, inner);
    this.#assign(node.pipeline, value, inner);
    const truth = isTrue(value);
    const both = truth === undefined || (this.#rules.explores(node.body) && node.kind === 'if');
    const yes =
      both || truth ? this.runBody(node.body, node.kind === 'with' ? value : dot, inner, output) : undefined;
    const otherwise = both || this.#rules.explores(node.otherwise) || truth === false;
    const no = otherwise ? this.runBody(node.otherwise, dot, inner, output) : undefined;
    return both ? undefined : (yes ?? no);
  }

  #range(
    node: Node & { kind: 'if' | 'with' | 'range' },
    dot: TemplateValue,
    scope: Scope,
    output: TemplateOutput,
  ): Signal {
    const entries = listEntries(this.#evaluate(node.pipeline, dot, scope), this.#effort);
    if (entries.length === 0) return this.runBody(node.otherwise, dot, new Scope(scope), output);
    const [first, second] = node.pipeline.variables;
    for (const [key, value] of entries) {
      this.#effort.spend(1);
      const inner = new Scope(scope);
      if (first !== undefined) inner.declare(first, second === undefined ? value : key);
      if (second !== undefined) inner.declare(second, value);
      if (this.runBody(node.body, value, inner, output) === 'break') break;
    }
    return undefined;
  }

  #assign({ variables, declares }: Pipeline, value: TemplateValue, scope: Scope): void {
    const [name] = variables;
    if (name === undefined) return;
    if (declares) scope.declare(name, value);
    else scope.assign(name, value);
  }

  #evaluate(pipeline: Pipeline, dot: TemplateValue, scope: Scope): TemplateValue {
    let value: TemplateValue | undefined;
    for (const command of pipeline.commands) value = this.#call(command, value, dot, scope);
    return value ?? null;
  }

  #call(
    { operands }: Command,
    piped: TemplateValue | undefined,
    dot: TemplateValue,
    scope: Scope,
  ): TemplateValue {
    this.#effort.spend(operands.length);
    const [first, ...rest] = operands;
    if (first === undefined) return UNKNOWN;
    if (first.base.kind !== 'function' || first.fields.length > 0) {
      // A value with arguments is a method, such as `.Capabilities.APIVersions.Has`; only a cluster knows those.
      return rest.length > 0 || piped !== undefined ? UNKNOWN : this.#read(first, dot, scope);
    }
    const args = rest.map((operand) => this.#read(operand, dot, scope));
    if (piped !== undefined) args.push(piped);
    return this.#apply(first.base.name, args);
  }

  #read({ base, fields }: Operand, dot: TemplateValue, scope: Scope): TemplateValue {
    this.#effort.spend(fields.length);
    const value = this.#readBase(base, dot, scope);
    return fields.reduce<TemplateValue>((at, field) => step(at, field, this.#effort), value);
  }

  #readBase(base: Operand['base'], dot: TemplateValue, scope: Scope): TemplateValue {
    switch (base.kind) {
      case 'literal':
        return base.value;
      case 'dot':
        return dot;
      case 'variable':
        return base.name === '' ? this.#root : scope.get(base.name);
      case 'function':
        return this.#apply(base.name, []);
      case 'pipeline':
        return this.#evaluate(base.pipeline, dot, scope);
    }
  }

  #apply(name: string, args: readonly TemplateValue[]): TemplateValue {
    const [first = null, second = null] = args;
    if (name === 'include') return this.#include(printValue(first, this.#effort), second);
    if (name === 'tpl') return this.#runText(printValue(first, this.#effort), second);
    const apply = TEXT_FUNCTIONS.get(name) ?? DATA_FUNCTIONS.get(name);
    return apply === undefined ? UNKNOWN : apply(args, this.#effort);
  }

  #include(name: string, context: TemplateValue): TemplateValue {
    const body = this.#rules.defines.get(name);
    return body === undefined ? UNKNOWN : this.#runInto(body, context);
  }

  #runText(text: string, context: TemplateValue): TemplateValue {
    if (!text.includes('{{')) return text;
    this.#effort.spendText(text.length);
    this.#effort.spend(text.length >> 4);
    try {
      return this.#runInto(parseTemplate(text).body, context);
    } catch (error) {
      // A text that is no template makes this one value unknown; used-up effort shows again at the next step.
      if (error instanceof AppError) return UNKNOWN;
      throw error;
    }
  }

  #runInto(body: Body, context: TemplateValue): TemplateValue {
    if (this.#calls >= MAX_CALLS) return UNKNOWN;
    const texts: string[] = [];
    const write = (text: string): void => {
      this.#effort.spendText(text.length);
      texts.push(text);
    };
    new Run(this.#rules, context, this.#calls + 1).runBody(body, context, new Scope(undefined), { write });
    return this.#effort.join(texts, '');
  }
}

// Go visits maps in the order of their keys.
function listEntries(value: TemplateValue, effort: Effort): [TemplateValue, TemplateValue][] {
  if (value instanceof Map) {
    effort.spend(value.size);
    return [...value].sort(([a], [b]) => (a < b ? -1 : 1));
  }
  const list =
    typeof value === 'number'
      ? Array.from({ length: Math.min(1000, Math.max(0, value)) }, (_, at) => at)
      : value;
  if (!Array.isArray(list)) return [];
  effort.spend(list.length);
  return list.map((item, index) => [index, item]);
}
