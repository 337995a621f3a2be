/** The files of `deploy/kubernetes` and `compose.yaml`, read as what an engine would be told. */
import { readdirSync, readFileSync } from "node:fs";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";

const ROOT = new URL("../../", import.meta.url);
const Labels = z.record(z.string(), z.string());

const Probe = z.object({
  httpGet: z.object({ path: z.string(), port: z.string() }),
  periodSeconds: z.int(),
  failureThreshold: z.int(),
});

const Container = z.object({
  image: z.string(),
  command: z.array(z.string()).optional(),
  envFrom: z.array(z.record(z.string(), z.object({ name: z.string() }))),
  env: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  ports: z.array(z.object({ name: z.string(), containerPort: z.int() })).default([]),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })).default([]),
  startupProbe: Probe.optional(),
  livenessProbe: Probe.optional(),
  readinessProbe: Probe.optional(),
  lifecycle: z.object({ preStop: z.object({ sleep: z.object({ seconds: z.int() }) }) }).optional(),
  securityContext: z.record(z.string(), z.unknown()),
  resources: z.object({ requests: Labels, limits: Labels }),
});

const Pod = z.object({
  metadata: z.object({ labels: Labels }),
  spec: z.object({
    securityContext: z.record(z.string(), z.unknown()),
    terminationGracePeriodSeconds: z.int().optional(),
    containers: z.array(Container).length(1),
    volumes: z
      .array(
        z.object({ name: z.string(), persistentVolumeClaim: z.object({ claimName: z.string() }) }),
      )
      .default([]),
  }),
});

const Manifest = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string() }),
  data: Labels.optional(),
  // Of what the tests ask for, the kinds have different parts.
  spec: z.looseObject({ template: Pod.optional() }).optional(),
});
export type Manifest = z.infer<typeof Manifest>;
export type PodTemplate = z.infer<typeof Pod>;

export type Kustomization = { readonly resources: readonly string[] };

export function readKustomization(): Kustomization {
  const text = readFileSync(new URL("deploy/kubernetes/kustomization.yaml", ROOT), "utf8");
  return z.object({ resources: z.array(z.string()) }).parse(parse(text));
}

export function kubernetesFiles(): readonly string[] {
  return readdirSync(new URL("deploy/kubernetes/", ROOT));
}

export function readManifests(): readonly Manifest[] {
  return readKustomization().resources.flatMap((name) => {
    const text = readFileSync(new URL(`deploy/kubernetes/${name}`, ROOT), "utf8");
    return parseAllDocuments(text).map((document) => {
      if (document.errors[0] !== undefined) throw document.errors[0];
      return Manifest.parse(document.toJS());
    });
  });
}

const Service = z.looseObject({
  image: z.string(),
  build: z.string().optional(),
  command: z.array(z.string()).optional(),
  env_file: z.string().optional(),
  environment: Labels.optional(),
  volumes: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.record(z.string(), z.unknown()).optional(),
  stop_grace_period: z.string().optional(),
});

const Compose = z.object({
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.unknown()),
});
export type Compose = z.infer<typeof Compose>;

export function readCompose(): { readonly text: string; readonly compose: Compose } {
  const text = readFileSync(new URL("compose.yaml", ROOT), "utf8");
  return { text, compose: Compose.parse(parse(text, { merge: true })) };
}
