import { dataSchemaOf, type JsonSchema } from "#src/core/catalog/data-schema.ts";
import { DIALECT_IDS } from "#src/core/catalog/define.ts";
import { exampleEvent } from "#src/core/catalog/example-event.ts";
import { type EventTexts, TEXTS } from "#src/core/catalog/texts.ts";
import {
  type CanonicalEvent,
  type DialectId,
  EVENT_TYPES,
  type EventType,
  eventKeys,
  namesOf,
} from "#src/core/catalog.ts";
import type { Dialect } from "#src/dialect.ts";

/** What a tenant would receive of the sample event. */
export type SamplePayload = {
  readonly dialect: DialectId;
  readonly name: string;
  readonly contentType: string;
  readonly payload: Readonly<Record<string, unknown>>;
};

/** An event of the catalog, with all that can be said of it. */
export type EventTypeView = {
  readonly key: EventType;
  /** The part of the key before the dot. */
  readonly category: string;
  /** By dialect, where the dialect knows it. */
  readonly names: { readonly [D in DialectId]?: readonly string[] };
  readonly texts: EventTexts;
  readonly schema: JsonSchema;
  readonly sample: CanonicalEvent;
  readonly payloads: readonly SamplePayload[];
};

export type EventTypeFilter = {
  readonly dialect?: DialectId | undefined;
  readonly category?: string | undefined;
};

export type EventTypes = {
  /** In the order of the catalog. With a dialect: what it knows, with its own names and payloads. */
  list(filter: EventTypeFilter): readonly EventTypeView[];
  get(key: string): EventTypeView | null;
};

export const CATEGORIES: readonly string[] = [...new Set(EVENT_TYPES.map(categoryOf))];

export function createEventTypes(dialects: ReadonlyMap<DialectId, Dialect>): EventTypes {
  // The catalog does not change while the process runs.
  const known: { views: ReadonlyMap<string, EventTypeView> | null } = { views: null };
  const views = () => {
    known.views ??= new Map(EVENT_TYPES.map((type) => [type, viewOf(type, dialects)]));
    return known.views;
  };
  return {
    get: (key) => views().get(key) ?? null,
    list({ dialect, category }) {
      const listed = [...views().values()].filter(
        (view) => category === undefined || view.category === category,
      );
      return dialect === undefined ? listed : listed.flatMap((view) => within(dialect, view));
    },
  };
}

function categoryOf(type: EventType): string {
  return type.slice(0, type.indexOf("."));
}

function viewOf(type: EventType, dialects: ReadonlyMap<DialectId, Dialect>): EventTypeView {
  const sample = exampleEvent(type, SAMPLE_OWNER);
  const names = DIALECT_IDS.map((id) => [id, namesOf(type, id).map(({ name }) => name)] as const);
  return {
    key: type,
    category: categoryOf(type),
    names: Object.fromEntries(names.filter(([, own]) => own.length > 0)),
    texts: TEXTS[type],
    schema: dataSchemaOf(type),
    sample,
    payloads: [...dialects.values()].flatMap((dialect) => payloadsOf(sample, dialect)),
  };
}

function payloadsOf(sample: CanonicalEvent, dialect: Dialect): readonly SamplePayload[] {
  return eventKeys(sample, dialect.id).map((name) => {
    const context = { deliveryId: SAMPLE_DELIVERY_ID, eventKey: name, agent: SAMPLE_AGENT };
    const payload = JSON.parse(dialect.render(sample, context));
    return { dialect: dialect.id, name, contentType: dialect.contentType, payload };
  });
}

/** None where the dialect does not know it. */
function within(dialect: DialectId, view: EventTypeView): readonly EventTypeView[] {
  const names = view.names[dialect];
  if (names === undefined) return [];
  const payloads = view.payloads.filter((payload) => payload.dialect === dialect);
  return [{ ...view, names: { [dialect]: names }, payloads }];
}

const SAMPLE_AGENT = { id: "00000000-0000-4000-8000-000000000301", name: "Paula" };
const SAMPLE_OWNER = {
  id: "0194790c-9c00-7b3e-8f11-aa55bb66cc77",
  workspaceId: "00000000-0000-4000-8000-000000000100",
  agentId: SAMPLE_AGENT.id,
  occurredAt: "2025-01-18T10:30:00.000Z",
};
const SAMPLE_DELIVERY_ID = "0194790c-9c00-7d10-a1b2-c3d4e5f60718";
