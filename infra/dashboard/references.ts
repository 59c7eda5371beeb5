/** What a dashboard's text says of resources of the template, for CloudFormation to fill in. */
import type { Template } from '../template/template.ts';

/** `Name` as `Fn::Sub` takes it: a parameter, a resource, or an attribute of one. */
export function ref(name: string): string {
  return `\${${name}}`;
}

/** The resources of a type, in the order in which they are written. */
export function logicalIdsOf(template: Template, type: string): string[] {
  return Object.entries(template.resources).flatMap(([id, resource]) => (resource.type === type ? [id] : []));
}
