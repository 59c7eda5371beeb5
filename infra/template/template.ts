import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { shortForms } from './short-forms.ts';
import { isMap, mapAt, type TemplateMap, type TemplateValue, textAt } from './values.ts';

/** A CloudFormation resource as it is written, intrinsic functions in their long form and not yet resolved. */
export interface TemplateResource {
  readonly type: string;
  readonly properties: TemplateMap;
  readonly metadata: TemplateMap;
  readonly condition: string | undefined;
  /** The whole resource: what is not named above (`DeletionPolicy`, `DependsOn`, …) is here. */
  readonly source: TemplateMap;
}

/** A SAM template as it is written, sections absent from the file being empty. */
export interface Template {
  readonly parameters: Readonly<Record<string, TemplateMap>>;
  readonly conditions: TemplateMap;
  readonly globals: TemplateMap;
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly outputs: Readonly<Record<string, TemplateMap>>;
  readonly metadata: TemplateMap;
  /** The whole document. */
  readonly source: TemplateMap;
}

/** Where `npm` commands of this project find their template. */
export const templatePath = join(import.meta.dirname, '../../template.yaml');

/** Reads a SAM template from a file. Throws on YAML errors, on tags that CloudFormation does not know, and on a wrong shape. */
export function readTemplate(path: string = templatePath): Template {
  return parseTemplate(readFileSync(path, 'utf8'));
}

/**
 * Reads a SAM template from its text. `yamlVersion` 1.1 reads it as AWS's own tools do, where `OFF`, `yes` and `012` are
 * not text.
 */
export function parseTemplate(text: string, yamlVersion: '1.1' | '1.2' = '1.2'): Template {
  const document = parseDocument(text, { customTags: shortForms, version: yamlVersion });
  const complaint = document.errors[0] ?? document.warnings[0];
  if (complaint) throw complaint;
  const source: unknown = document.toJS();
  if (!isMap(source)) throw new Error('The template is not a mapping');
  return {
    parameters: mapsIn(source.Parameters, 'Parameters'),
    conditions: mapAt(source.Conditions, 'Conditions'),
    globals: mapAt(source.Globals, 'Globals'),
    resources: resourcesIn(source.Resources),
    outputs: mapsIn(source.Outputs, 'Outputs'),
    metadata: mapAt(source.Metadata, 'Metadata'),
    source,
  };
}

/** The values that the parameters have when nobody says otherwise. */
export function parameterDefaults(template: Template): Record<string, TemplateValue> {
  const defaults: Record<string, TemplateValue> = {};
  for (const [name, parameter] of Object.entries(template.parameters)) {
    const value = parameter.Default;
    if (value !== undefined) defaults[name] = value;
  }
  return defaults;
}

function resourcesIn(section: TemplateValue | undefined): Record<string, TemplateResource> {
  const resources: Record<string, TemplateResource> = {};
  for (const [logicalId, source] of Object.entries(mapsIn(section, 'Resources'))) {
    const condition = source.Condition;
    resources[logicalId] = {
      type: textAt(source.Type, `${logicalId}.Type`),
      properties: mapAt(source.Properties, `${logicalId}.Properties`),
      metadata: mapAt(source.Metadata, `${logicalId}.Metadata`),
      condition: condition === undefined ? undefined : textAt(condition, `${logicalId}.Condition`),
      source,
    };
  }
  return resources;
}

function mapsIn(section: TemplateValue | undefined, where: string): Record<string, TemplateMap> {
  const maps: Record<string, TemplateMap> = {};
  for (const [name, value] of Object.entries(mapAt(section, where))) maps[name] = mapAt(value, `${where}.${name}`);
  return maps;
}
