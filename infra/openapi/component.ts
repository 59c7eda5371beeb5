/** A named schema of the document: one zod object and what its fields mean. */
import * as z from 'zod/mini';

/** JSON Schema 2020-12, the dialect of OpenAPI 3.1. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

export interface ObjectSchema extends JsonSchema {
  readonly properties: Readonly<Record<string, JsonSchema>>;
}

/** What a field means; with it, what JSON Schema can say of it and the zod schema does not show. */
export type Meaning = string | (JsonSchema & { readonly description: string });

export interface Component {
  readonly name: string;
  readonly schema: z.ZodMiniType;
  readonly about: JsonSchema & { readonly description: string };
  readonly fields: Readonly<Record<string, Meaning>>;
}

/** What a type allows, with everything in it read-only. */
type Frozen<Value> = Value extends object ? { readonly [Key in keyof Value]: Frozen<Value[Key]> } : Value;

/** The schema of what the code answers as `Answer`: one that refuses some of it does not compile. */
export function answered<Answer>() {
  return <Schema extends z.ZodMiniType>(
    schema: Frozen<Answer> extends Frozen<z.infer<Schema>> ? Schema : 'The schema refuses what is answered',
  ): Schema => schema as Schema;
}

/** A component that knows what its schema reads. */
export interface TypedComponent<Schema extends z.ZodMiniType> extends Component {
  readonly schema: Schema;
}

/** A component cannot be declared without saying what each of its fields means. */
export function component<Shape extends z.core.$ZodLooseShape>(
  name: string,
  schema: z.ZodMiniObject<Shape>,
  about: Component['about'],
  fields: Readonly<Record<keyof Shape & string, Meaning>>,
): TypedComponent<z.ZodMiniObject<Shape>> {
  return { name, schema, about, fields };
}

export function ref({ name }: { readonly name: string }): { readonly $ref: string } {
  return { $ref: refTo(name) };
}

/** The schemas by name, each other component by reference. */
export function componentSchemas(components: readonly Component[]): Record<string, ObjectSchema> {
  const registry = z.registry<{ id: string }>();
  for (const { name, schema } of components) registry.add(schema, { id: name });
  // Of input: a member that a reader does not know must not make an answer invalid.
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: refTo, override: sayMore });
  return Object.fromEntries(components.map((described) => [described.name, withMeaning(described, schemas)]));
}

function refTo(name: string): string {
  return `#/components/schemas/${name}`;
}

type Generated = z.core.JSONSchema.BaseSchema;

function withMeaning({ name, about, fields }: Component, schemas: Readonly<Record<string, Generated>>): ObjectSchema {
  const { $schema: _dialect, $id: _id, properties = {}, ...rest } = schemas[name] ?? {};
  return {
    title: titleOf(name),
    ...about,
    ...rest,
    properties: Object.fromEntries(
      Object.entries(properties).map(([field, schema]) => [field, merged(schema, fields[field])]),
    ),
  };
}

function merged(schema: Generated | boolean, meaning: Meaning | undefined): JsonSchema {
  if (typeof schema === 'boolean' || meaning === undefined) throw new Error('A field without a schema or a meaning');
  return { ...schema, ...(typeof meaning === 'string' ? { description: meaning } : meaning) };
}

/** `TestResult` → `Test result`. */
function titleOf(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
}

type Override = NonNullable<z.core.ToJSONSchemaParams['override']>;

const sayMore: Override = ({ zodSchema, jsonSchema }) => {
  const { def } = zodSchema._zod;
  switch (def.type) {
    case 'pipe':
      // A text that is trimmed, and then one of a list.
      if (def.out instanceof z.ZodMiniEnum) Object.assign(jsonSchema, { enum: def.out.options });
      break;
    case 'nullable':
      // Shorter than a choice of two schemas, and better known to generators.
      if (def.innerType instanceof z.core.$ZodString || def.innerType instanceof z.core.$ZodNumber) {
        Object.assign(jsonSchema, { type: [def.innerType._zod.def.type, 'null'] });
        delete jsonSchema.anyOf;
      }
      break;
    case 'tuple':
      // `items: false` would do, but a generator that knows no tuples makes a list of it.
      Object.assign(jsonSchema, { items: { oneOf: jsonSchema.prefixItems } });
      break;
  }
};
