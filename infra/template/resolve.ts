import { isList, isMap, listAt, mapAt, type TemplateMap, type TemplateValue, textAt } from './values.ts';

/** What is known when a template's intrinsic functions are resolved. Nothing is looked up elsewhere. */
export interface ResolveContext {
  /** Parameter name → value. */
  readonly parameters?: TemplateMap;
  /** Logical id → what `Ref` gives for the resource. */
  readonly references?: TemplateMap;
  /** `LogicalId.Attribute` → what `Fn::GetAtt` gives. */
  readonly attributes?: TemplateMap;
  /** Condition name → its value, or the expression that the template has for it. */
  readonly conditions?: TemplateMap;
  /** The template's section `Mappings`. */
  readonly mappings?: TemplateMap;
  /** `AWS::Region` and its like; `AWS::NoValue` needs no entry. */
  readonly pseudo?: TemplateMap;
}

/** `Ref: AWS::NoValue`: the property or list entry that holds it is left out. */
const noValue = Symbol('AWS::NoValue');
type Resolved = TemplateValue | typeof noValue;
type Intrinsic = (argument: TemplateValue, context: ResolveContext) => Resolved;

/**
 * The value with its intrinsic functions worked out. Throws an error that names the first reference, attribute, condition
 * or function that cannot be resolved; the branch of `Fn::If` that is not taken is not looked at.
 */
export function resolve(value: TemplateValue, context: ResolveContext): TemplateValue {
  const resolved = resolveAny(value, context);
  if (resolved === noValue) throw new Error('The value resolves to AWS::NoValue: there is nothing to leave out');
  return resolved;
}

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, context) => reference(textAt(name, 'Ref'), context),
  Condition: (name, context) => condition(textAt(name, 'Condition'), context),
  'Fn::GetAtt': (argument, context) =>
    attribute((isList(argument) ? argument : [argument]).map((part) => resolveText(part, context)).join('.'), context),
  'Fn::Sub': substitute,
  'Fn::If': (argument, context) => {
    const [name, whenTrue, whenFalse] = parts('Fn::If', argument, 3);
    return resolveAny(condition(textAt(name, 'Fn::If'), context) ? whenTrue : whenFalse, context);
  },
  'Fn::FindInMap': (argument, context) => {
    const keys = parts('Fn::FindInMap', argument, 3).map((part) => scalarText('Fn::FindInMap', resolve(part, context)));
    const found = keys.reduce<TemplateValue | undefined>(
      (map, key) => mapAt(map, 'Fn::FindInMap')[key],
      context.mappings,
    );
    if (found === undefined) throw new Error(`Fn::FindInMap ${keys.join('.')} cannot be resolved`);
    return found;
  },
  'Fn::Equals': (argument, context) => {
    const [left, right] = parts('Fn::Equals', argument, 2).map((part) => resolve(part, context));
    return JSON.stringify(comparable(left)) === JSON.stringify(comparable(right));
  },
  'Fn::Not': (argument, context) => {
    const [inner] = parts('Fn::Not', argument, 1);
    return !truth('Fn::Not', inner, context);
  },
  'Fn::And': (argument, context) => listAt(argument, 'Fn::And').every((part) => truth('Fn::And', part, context)),
  'Fn::Or': (argument, context) => listAt(argument, 'Fn::Or').some((part) => truth('Fn::Or', part, context)),
  'Fn::Join': (argument, context) => {
    const [separator, list] = parts('Fn::Join', argument, 2);
    const items = listAt(resolve(list, context), 'Fn::Join');
    return items.map((item) => scalarText('Fn::Join', item)).join(textAt(separator, 'Fn::Join'));
  },
  'Fn::Select': (argument, context) => {
    const [index, list] = parts('Fn::Select', argument, 2).map((part) => resolve(part, context));
    const chosen = listAt(list, 'Fn::Select')[Number(index)];
    if (chosen === undefined) throw new Error(`Fn::Select: the list has no entry ${JSON.stringify(index)}`);
    return chosen;
  },
  'Fn::Split': (argument, context) => {
    const [separator, text] = parts('Fn::Split', argument, 2);
    return resolveText(text, context).split(textAt(separator, 'Fn::Split'));
  },
};

function resolveAny(value: TemplateValue, context: ResolveContext): Resolved {
  if (isList(value)) return value.map((entry) => resolveAny(entry, context)).filter((entry) => entry !== noValue);
  if (!isMap(value)) return value;

  const [only, ...more] = Object.entries(value);
  if (only && more.length === 0) {
    const [name, argument] = only;
    const intrinsic = isIntrinsic(name, argument) ? intrinsics[name] : undefined;
    if (intrinsic) return intrinsic(argument, context);
    if (name.startsWith('Fn::')) throw new Error(`${name} cannot be resolved`);
  }
  const resolved: Record<string, TemplateValue> = {};
  for (const [key, entry] of Object.entries(value)) {
    const inner = resolveAny(entry, context);
    if (inner !== noValue) resolved[key] = inner;
  }
  return resolved;
}

/** A policy statement's `Condition` holds a mapping and is no intrinsic; the reference to a condition holds its name. */
function isIntrinsic(name: string, argument: TemplateValue): boolean {
  return name in intrinsics && (name !== 'Condition' || typeof argument === 'string');
}

function reference(name: string, context: ResolveContext): Resolved {
  if (name === 'AWS::NoValue') return noValue;
  const value = context.parameters?.[name] ?? context.references?.[name] ?? context.pseudo?.[name];
  if (value === undefined) throw new Error(`Ref ${name} cannot be resolved`);
  return value;
}

function attribute(name: string, context: ResolveContext): TemplateValue {
  const value = context.attributes?.[name];
  if (value === undefined) throw new Error(`GetAtt ${name} cannot be resolved`);
  return value;
}

function condition(name: string, context: ResolveContext): boolean {
  const expression = context.conditions?.[name];
  if (expression === undefined) throw new Error(`Condition ${name} cannot be resolved`);
  return truth(`Condition ${name}`, expression, context);
}

/** `${Name}`, `${Name.Attribute}`, and `${!Literal}`, which stays as `${Literal}`. */
function substitute(argument: TemplateValue, context: ResolveContext): string {
  const [text, variables] = isList(argument) ? argument : [argument];
  const own = isMap(variables) ? variables : {};
  return textAt(text, 'Fn::Sub').replace(/\$\{([^}]*)\}/g, (_, inner: string) => {
    const name = inner.trim();
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    const replacement = own[name] ?? (name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name });
    return resolveText(replacement, context);
  });
}

function parts(name: string, argument: TemplateValue, count: 1): [TemplateValue];
function parts(name: string, argument: TemplateValue, count: 2): [TemplateValue, TemplateValue];
function parts(name: string, argument: TemplateValue, count: 3): [TemplateValue, TemplateValue, TemplateValue];
function parts(name: string, argument: TemplateValue, count: number): TemplateValue[] {
  const list = listAt(argument, name);
  if (list.length !== count) throw new Error(`${name} takes ${count} values, not ${list.length}`);
  return [...list];
}

function truth(name: string, value: TemplateValue, context: ResolveContext): boolean {
  const resolved = resolve(value, context);
  if (typeof resolved !== 'boolean') throw new Error(`${name} is not a condition`);
  return resolved;
}

function resolveText(value: TemplateValue, context: ResolveContext): string {
  return scalarText('Fn::Sub', resolve(value, context));
}

function scalarText(name: string, value: TemplateValue): string {
  if (value === null || typeof value === 'object') throw new Error(`${name}: ${JSON.stringify(value)} is not a text`);
  return String(value);
}

/** CloudFormation compares as text: the parameter 5 equals '5'. */
function comparable(value: TemplateValue | undefined): TemplateValue | undefined {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}
