/** A JSON Schema as OpenAPI 3.1 has it, as far as our own descriptions use it. */
type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly description?: string;
};
type Content = Readonly<Record<string, { readonly schema?: Schema }>>;
type Parameter = {
  readonly $ref?: string;
  readonly name: string;
  readonly in: "query" | "header" | "path" | "cookie";
  readonly required?: boolean;
  readonly schema?: Schema;
};
type Operation = {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
};
export type OpenApi = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

/**
 * TypeScript of a description: a type for each named schema, and `paths` in the form that openapi-fetch reads. The
 * generators there are need the compiler's programming interface, which TypeScript 7 does not have.
 */
export function typesOf(document: OpenApi): string {
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => `export type ${name} = ${typeOf(schema)};`,
  );
  const paths = Object.entries(document.paths).map(([path, item]) => {
    const operations = Object.entries(item).map(
      ([method, operation]) => `${method}: ${operationType(operation)};`,
    );
    return `${JSON.stringify(path)}: { ${operations.join("\n")} };`;
  });
  return [...schemas, `export type paths = {\n${paths.join("\n")}\n};`].join("\n\n");
}

function operationType({ parameters = [], requestBody, responses }: Operation): string {
  const body =
    requestBody === undefined
      ? "requestBody?: never;"
      : `requestBody${requestBody.required ? "" : "?"}: { content: ${contentType(requestBody.content)} };`;
  const answers = Object.entries(responses).map(
    ([status, { content = {} }]) =>
      `${JSON.stringify(toKey(status))}: { headers: { [name: string]: unknown }; content: ${contentType(content)} };`,
  );
  return `{ parameters: ${parametersType(parameters)}; ${body} responses: { ${answers.join(" ")} } }`;
}

/** openapi-fetch tells what succeeded by the number. */
function toKey(status: string): string | number {
  return /^\d+$/.test(status) ? Number(status) : status;
}

/** Parameters of all operations are the client's business, which says them once. */
function parametersType(parameters: readonly Parameter[]): string {
  const own = parameters.filter(({ $ref }) => $ref === undefined);
  const places = (["query", "header", "path", "cookie"] as const).map((place) => {
    const here = own.filter((parameter) => parameter.in === place);
    if (here.length === 0) return `${place}?: never;`;
    const mark = here.some(({ required }) => required) ? "" : "?";
    const fields = here.map(
      ({ name, required, schema = {} }) =>
        `${JSON.stringify(name)}${required ? "" : "?"}: ${typeOf(schema)};`,
    );
    return `${place}${mark}: { ${fields.join(" ")} };`;
  });
  return `{ ${places.join(" ")} }`;
}

function contentType(content: Content): string {
  const types = Object.entries(content).map(
    ([type, { schema = {} }]) => `${JSON.stringify(type)}: ${typeOf(schema)};`,
  );
  return types.length === 0 ? "{ [type: string]: never }" : `{ ${types.join(" ")} }`;
}

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return union(schema.enum.map((value) => JSON.stringify(value)));
  const several = schema.anyOf ?? schema.oneOf;
  if (several !== undefined) return union(several.map(typeOf));
  if (schema.allOf !== undefined)
    return schema.allOf.map((part) => `(${typeOf(part)})`).join(" & ");
  const types = [schema.type ?? []].flat();
  if (types.length === 0) return schema.properties === undefined ? "unknown" : objectType(schema);
  return union(types.map((type) => plainType(type, schema)));
}

function plainType(type: string, schema: Schema): string {
  switch (type) {
    case "object":
      return objectType(schema);
    case "array":
      return `(${typeOf(schema.items ?? {})})[]`;
    case "integer":
      return "number";
    case "null":
    case "string":
    case "number":
    case "boolean":
      return type;
    default:
      throw new Error(`no TypeScript for the type ${type}`);
  }
}

function objectType({ properties = {}, required = [], additionalProperties }: Schema): string {
  const fields = Object.entries(properties).map(([name, schema]) => {
    const comment =
      schema.description === undefined ? "" : `/** ${inComment(schema.description)} */ `;
    return `${comment}${JSON.stringify(name)}${required.includes(name) ? "" : "?"}: ${typeOf(schema)};`;
  });
  if (fields.length > 0) return `{ ${fields.join("\n")} }`;
  const values =
    typeof additionalProperties === "object" ? typeOf(additionalProperties) : "unknown";
  return `{ [name: string]: ${values} }`;
}

function union(types: readonly string[]): string {
  return [...new Set(types)].join(" | ");
}

function inComment(text: string): string {
  return text.replaceAll("*/", "* /");
}
