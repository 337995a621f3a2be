import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readConfig, VARIABLES } from "#src/config.ts";
import { assignments, parseDockerfile } from "../support/image/dockerfile.ts";
import {
  kubernetesFiles,
  type Manifest,
  type PodTemplate,
  readCompose,
  readKustomization,
  readManifests,
} from "../support/manifests.ts";

/** Stopping takes the grace for requests, then the grace for deliveries, then what writing them down takes. */
const WRITE_DOWN_SECONDS = 10;
const SECRETS = {
  DATABASE_URL: "postgres://switchhook:secret@postgres:5432/switchhook",
  ENCRYPTION_KEY: Buffer.alloc(32, 1).toString("base64"),
  ADMIN_TOKEN: "token",
  METRICS_TOKEN: "token",
};

const steps =
  parseDockerfile(readFileSync(new URL("../../Dockerfile", import.meta.url), "utf8")).at(-1)
    ?.steps ?? [];
const textOf = (keyword: string) => steps.find((step) => step.keyword === keyword)?.text ?? "";
const imageEnv = Object.fromEntries(assignments(textOf("ENV")));

/** Read as a process would, on top of what the image sets. */
function configOf(given: Readonly<Record<string, string>>) {
  return readConfig({ ...imageEnv, ...given });
}

function unknownIn(env: Readonly<Record<string, string>>): readonly string[] {
  const known: readonly string[] = VARIABLES;
  return Object.keys(env).filter((name) => !known.includes(name));
}

function programOf(command: readonly string[]): string {
  const [node, file = ""] = command;
  expect(node).toBe("node");
  return readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
}

describe("the image", () => {
  it("is configured by variables that there are, and right for production", () => {
    const { PATH: _path, ...ours } = imageEnv;
    expect(unknownIn(ours)).toEqual([]);
    const config = configOf(SECRETS);
    expect(config).toMatchObject({ isProduction: true, role: "all", dataDir: "/data" });
    expect(config.http).toMatchObject({ host: "0.0.0.0", port: Number(textOf("EXPOSE")) });
    expect(config.network).toMatchObject({ allowPrivateTargets: false, enforceSourceIps: true });
  });
});

describe("deploy/kubernetes", () => {
  const manifests = readManifests();
  const ofKind = (kind: string) => manifests.filter((manifest) => manifest.kind === kind);
  const templates = manifests.flatMap(({ metadata, spec }) =>
    spec?.template === undefined ? [] : [[metadata.name, spec.template] as const],
  );
  const shared = ofKind("ConfigMap")[0]?.data ?? {};

  function envOf({ spec }: PodTemplate): Readonly<Record<string, string>> {
    const own = spec.containers.flatMap(({ env }) => env.map(({ name, value }) => [name, value]));
    return { ...shared, ...Object.fromEntries(own) };
  }

  function selects({ spec }: Manifest, labels: Readonly<Record<string, string>>): boolean {
    const { selector } = spec as { selector: Record<string, string> | { matchLabels: object } };
    const wanted = "matchLabels" in selector ? selector.matchLabels : selector;
    return Object.entries(wanted).every(([name, value]) => labels[name] === value);
  }

  it("is all in the kustomization", () => {
    const others = kubernetesFiles().filter((name) => name !== "kustomization.yaml");
    expect(others.toSorted()).toEqual(readKustomization().resources.toSorted());
    expect(templates.map(([name]) => name).toSorted()).toEqual([
      "switchhook-api",
      "switchhook-migrate",
      "switchhook-worker",
    ]);
  });

  it.each(templates)(
    "%s sets variables that there are, to values that are valid",
    (_, template) => {
      expect(unknownIn(envOf(template))).toEqual([]);
      expect(() => configOf({ ...envOf(template), ...SECRETS })).not.toThrow();
      const [container] = template.spec.containers;
      expect(container?.envFrom).toEqual([
        { configMapRef: { name: "switchhook" } },
        { secretRef: { name: "switchhook" } },
      ]);
    },
  );

  it.each(templates)("%s runs as the image's user, unprivileged and read-only", (_, { spec }) => {
    const [uid, gid] = textOf("USER").split(":").map(Number);
    expect(spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: uid,
      runAsGroup: gid,
      fsGroup: gid,
    });
    expect(spec.containers[0]?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  });

  const deployments = templates.filter(([name]) => name !== "switchhook-migrate");

  it.each(deployments)("%s has its role, its probes and the volume", (name, template) => {
    const { spec } = template;
    const [container] = spec.containers;
    expect(`switchhook-${envOf(template)["ROLE"]}`).toBe(name);
    const { port } = configOf({ ...envOf(template), ...SECRETS }).http;
    expect(container?.ports).toEqual([{ name: "http", containerPort: port }]);
    expect(container?.startupProbe?.httpGet).toEqual({ path: "/healthz", port: "http" });
    expect(container?.livenessProbe?.httpGet).toEqual({ path: "/healthz", port: "http" });
    expect(container?.readinessProbe?.httpGet).toEqual({ path: "/readyz", port: "http" });
    expect(container?.volumeMounts.map(({ mountPath }) => mountPath)).toEqual([textOf("VOLUME")]);
    const claims = ofKind("PersistentVolumeClaim").map(({ metadata }) => metadata.name);
    expect(spec.volumes.map((volume) => volume.persistentVolumeClaim.claimName)).toEqual(claims);
  });

  it.each(deployments)("%s has the time to end what is under way", (_, template) => {
    const [container] = template.spec.containers;
    const { shutdownGraceMs } = configOf({ ...envOf(template), ...SECRETS });
    const pause = container?.lifecycle?.preStop.sleep.seconds ?? 0;
    expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(
      pause + 2 * (shutdownGraceMs / 1000) + WRITE_DOWN_SECONDS,
    );
  });

  it.each(deployments)("%s is selected by itself and its disruption budget", (name, template) => {
    const { labels } = template.metadata;
    const selecting = manifests
      .filter(({ kind }) => kind === "Deployment" || kind === "PodDisruptionBudget")
      .filter((manifest) => selects(manifest, labels));
    expect(selecting.map(({ kind, metadata }) => [kind, metadata.name])).toEqual([
      ["Deployment", name],
      ["PodDisruptionBudget", name],
    ]);
  });

  it("leads what comes from outside to the api alone", () => {
    const [service] = ofKind("Service");
    const served = templates.filter(
      ([, { metadata }]) => service !== undefined && selects(service, metadata.labels),
    );
    expect(served.map(([name]) => name)).toEqual(["switchhook-api"]);
  });

  it("migrates with a command that there is", () => {
    const job = templates.find(([name]) => name === "switchhook-migrate")?.[1];
    const command = job?.spec.containers[0]?.command ?? [];
    expect(programOf(command)).toContain("cli/main.ts");
    expect(command.slice(2)).toEqual(["migrate"]);
  });
});

describe("compose.yaml", () => {
  const { text, compose } = readCompose();
  const ours = Object.entries(compose.services).filter(([, { build }]) => build !== undefined);

  /** As Compose fills in what .env holds. */
  function filled(env: Readonly<Record<string, string>>): Record<string, string> {
    const fill = (value: string) =>
      value
        .replace(/\$\{ENCRYPTION_KEY[^}]*\}/, SECRETS.ENCRYPTION_KEY)
        .replace(/\$\{\w+[^}]*\}/g, "0f");
    return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value)]));
  }

  it("has a gateway, a worker, PostgreSQL 18 and Redis", () => {
    expect(Object.keys(compose.services)).toEqual(["gateway", "worker", "postgres", "redis"]);
    expect(compose.services["postgres"]?.image).toMatch(/^postgres:18\b/);
    expect(compose.services["redis"]?.healthcheck).toBeDefined();
  });

  it.each(ours)("%s sets variables that there are, to values that are valid", (name, service) => {
    const env = service.environment ?? {};
    expect(unknownIn(env)).toEqual([]);
    const config = configOf(filled(env));
    expect(config.role).toBe(name === "gateway" ? "api" : "worker");
    expect(new URL(config.database.url ?? "").hostname).toBe("postgres");
    expect(new URL(config.redis.url ?? "").hostname).toBe("redis");
    const stop = Number.parseInt(service.stop_grace_period ?? "", 10);
    expect(stop).toBeGreaterThanOrEqual(2 * (config.shutdownGraceMs / 1000) + WRITE_DOWN_SECONDS);
  });

  it("waits for what is there and healthy, and keeps data in volumes that it declares", () => {
    for (const { depends_on: needs, volumes } of Object.values(compose.services)) {
      for (const [name, { condition }] of Object.entries(needs)) {
        expect(condition).toBe("service_healthy");
        expect(compose.services[name]?.healthcheck).toBeDefined();
      }
      const names = volumes.map((volume) => volume.split(":")[0] ?? "");
      expect(names.filter((name) => !(name in compose.volumes))).toEqual([]);
    }
  });

  it("holds no secret", () => {
    expect(text).not.toMatch(/(PASSWORD|KEY|TOKEN): (?!\$\{)/);
    expect(ours.every(([, service]) => service.env_file === ".env")).toBe(true);
  });
});
