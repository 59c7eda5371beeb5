/** Anything that a template can hold once its short forms are written out. */
export type TemplateValue = string | number | boolean | null | readonly TemplateValue[] | TemplateMap;

export interface TemplateMap {
  readonly [key: string]: TemplateValue;
}

export function isMap(value: unknown): value is TemplateMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: TemplateValue | undefined): value is readonly TemplateValue[] {
  return Array.isArray(value);
}

/** The mapping at `where`; absent counts as empty. Throws, naming the place, when something else stands there. */
export function mapAt(value: TemplateValue | undefined, where: string): TemplateMap {
  if (value === undefined) return {};
  if (!isMap(value)) throw new Error(`${where} is not a mapping`);
  return value;
}

/** The list at `where`; absent counts as empty. Throws, naming the place, when something else stands there. */
export function listAt(value: TemplateValue | undefined, where: string): readonly TemplateValue[] {
  if (value === undefined) return [];
  if (!isList(value)) throw new Error(`${where} is not a list`);
  return value;
}

/** The text at `where`. Throws, naming the place, when something else or nothing stands there. */
export function textAt(value: TemplateValue | undefined, where: string): string {
  if (typeof value !== 'string') throw new Error(`${where} is not a text`);
  return value;
}

/** The number at `where`. Throws, naming the place, when something else or nothing stands there. */
export function numberAt(value: TemplateValue | undefined, where: string): number {
  if (typeof value !== 'number') throw new Error(`${where} is not a number`);
  return value;
}
