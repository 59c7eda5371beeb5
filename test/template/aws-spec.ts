/** What AWS publishes of its resource types and metrics: the specification from which the CDK is generated. */
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { isList, isMap, type TemplateMap, type TemplateValue } from '../../infra/template/values.ts';

const spec = loadAwsServiceSpecSync();

type Resource = ReturnType<typeof spec.all<'resource'>>[number];
type Properties = Resource['properties'];
type PropertyType = Properties[string]['type'];

/** Each complaint begins with the path of what is wrong. Properties have to be resolved. */
export function complaintsAbout(type: string, properties: TemplateMap): string[] {
  return complaintsAboutMembers(resource(type).properties, properties, '');
}

/** The names that `Fn::GetAtt` knows. */
export function attributesOf(type: string): string[] {
  return Object.keys(resource(type).attributes);
}

/** The dimensions under which AWS publishes a metric of its own, each set in order; none for an unknown metric. */
export function dimensionSetsOf(namespace: string, name: string): string[][] {
  return spec
    .lookup('metric', 'namespace', 'equals', namespace)
    .filter((metric) => metric.name === name)
    .flatMap((metric) => spec.follow('usesDimensionSet', metric))
    .map(({ entity }) => entity.dimensions.map((dimension) => dimension.name).sort());
}

function resource(type: string): Resource {
  const [found] = spec.lookup('resource', 'cloudFormationType', 'equals', type);
  if (!found) throw new Error(`AWS knows no ${type}`);
  return found;
}

function complaintsAboutMembers(known: Properties, given: TemplateMap, path: string): string[] {
  const missing = Object.keys(known).filter((name) => known[name]?.required && given[name] === undefined);
  return [
    ...missing.map((name) => `${path}${name}: is required`),
    ...Object.entries(given).flatMap(([name, value]) => {
      const property = known[name];
      return property ? complaintsAboutValue(property.type, value, `${path}${name}`) : [`${path}${name}: unknown`];
    }),
  ];
}

function complaintsAboutValue(type: PropertyType, value: TemplateValue, path: string): string[] {
  switch (type.type) {
    case 'union': {
      const each = type.types.map((one) => complaintsAboutValue(one, value, path));
      return each.some((complaints) => complaints.length === 0) ? [] : (each[0] ?? []);
    }
    case 'array':
      if (!isList(value)) return [`${path}: is no list`];
      return value.flatMap((entry, index) => complaintsAboutValue(type.element, entry, `${path}.${index}`));
    case 'map':
      if (!isMap(value)) return [`${path}: is no mapping`];
      return Object.entries(value).flatMap(([key, entry]) =>
        complaintsAboutValue(type.element, entry, `${path}.${key}`),
      );
    case 'ref': {
      if (!isMap(value)) return [`${path}: is no mapping`];
      const definition = spec.get('typeDefinition', type.reference);
      return complaintsAboutMembers(definition.properties, value, `${path}.`);
    }
    case 'json':
    case 'tag':
      return [];
    case 'string':
      if (typeof value !== 'string') return [`${path}: is no text`];
      return unless(type.allowedValues?.includes(value) ?? true, `${path}: ${value} is none of its values`);
    case 'integer':
      if (!Number.isInteger(value)) return [`${path}: is no whole number`];
      return unless(type.allowedValues?.includes(Number(value)) ?? true, `${path}: ${value} is none of its values`);
    default:
      return unless(typeof value === type.type, `${path}: is no ${type.type}`);
  }
}

function unless(right: boolean, complaint: string): string[] {
  return right ? [] : [complaint];
}
