import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultsOfLooks, hasChromium, startConsole, type TestConsole } from "../support/browser.ts";

const HOSTILE = `<img src=x onerror="document.title='owned'">`;

describe.skipIf(!hasChromium)("agents, workflows and keys in the console", () => {
  let console: TestConsole;

  beforeAll(async () => {
    console = await startConsole();
  });
  afterAll(() => console[Symbol.asyncDispose]());

  it("makes, changes and deletes an agent by keyboard alone", async () => {
    const page = await console.signedIn("/dashboard/agents");
    await page.getByText("No agents yet").waitFor();
    await page.getByRole("button", { name: "New agent" }).first().focus();
    await page.keyboard.press("Enter");
    await page.getByLabel("Name", { exact: true }).focus();
    await page.keyboard.type("Front desk");
    await page.keyboard.press("Tab");
    await page.keyboard.type("+525538808448");
    await page.getByRole("button", { name: "Create" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("Front desk was created.").waitFor();
    await page.getByRole("cell", { name: "+525538808448" }).waitFor();

    await page.getByRole("button", { name: "Actions: Front desk" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Edit" }).press("Enter");
    await page.getByLabel("Name", { exact: true }).fill("Reception");
    await page.getByLabel("Name", { exact: true }).press("Enter");
    await page.getByText("Reception was saved.").waitFor();

    await page.getByRole("button", { name: "Actions: Reception" }).press("Enter");
    await page.getByRole("menuitem", { name: "Delete" }).press("Enter");
    await page.getByRole("button", { name: "Delete", exact: true }).press("Enter");
    await page.getByText("Reception was deleted.").waitFor();
    await page.getByText("No agents yet").waitFor();
    expect(console.faults).toEqual([]);
  });

  it("says at the field which reference is taken", async () => {
    const page = await console.signedIn("/dashboard/agents");
    for (const name of ["First", "Second"]) {
      await page.getByRole("button", { name: "New agent" }).first().click();
      await page.getByLabel("Name", { exact: true }).fill(name);
      await page.getByLabel("Recognised by").fill("+15550001111");
      await page.getByRole("button", { name: "Create" }).click();
      if (name === "First") await page.getByText("First was created.").waitFor();
    }
    const field = page.getByLabel("Recognised by");
    await page
      .getByText(/is that of agent/)
      .first()
      .waitFor();
    expect(await field.getAttribute("aria-invalid")).toBe("true");
  });

  it("shows a hostile name as text", async () => {
    const page = await console.signedIn("/dashboard/workflows");
    await page.getByRole("button", { name: "New workflow" }).first().click();
    await page.getByLabel("Name", { exact: true }).fill(HOSTILE);
    await page.getByRole("button", { name: "Create" }).click();
    await page.getByRole("cell", { name: HOSTILE, exact: true }).waitFor();
    expect(await page.title()).not.toBe("owned");
    expect(console.faults).toEqual([]);
  });

  it("shows a new key once, and a key of few scopes sees no buttons to change anything", async () => {
    const page = await console.signedIn("/dashboard/api-keys");
    await page.getByRole("button", { name: "New API key" }).first().click();
    await page.getByRole("button", { name: "Create" }).click();
    await page.getByText("Choose at least one scope.").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("billing");
    await page.getByRole("group", { name: "Agents" }).getByLabel("read").check();
    await page.getByRole("button", { name: "Create" }).click();
    await page.getByText("Copy the key now").waitFor();
    const key = /X-API-Key: (\S+)'/.exec(await page.getByRole("dialog").innerText())?.[1];
    await page.getByRole("button", { name: "I have copied it" }).click();
    await page.getByRole("cell", { name: "billing", exact: true }).waitFor();

    const answer = await fetch(`${console.app.url}/v1/agents`, {
      headers: { "X-API-Key": key ?? "", "X-Workspace-Id": console.tenant.workspaceId },
    });
    expect(answer.status).toBe(200);

    const reader = await console.signedIn("/dashboard/agents", { scopes: ["agents:read"] });
    await reader.locator("table").waitFor();
    expect(await reader.getByRole("button", { name: "New agent" }).count()).toBe(0);
    expect(await reader.getByRole("link", { name: "API keys" }).count()).toBe(0);
  });

  it("revokes a key, and whoever signed in with it is signed out", async () => {
    const other = await console.signedIn("/dashboard/agents", { scopes: ["agents:read"] });
    const page = await console.signedIn("/dashboard/api-keys");
    // All test keys are called alike: those that are not in use by this page go one by one.
    const { data } = (await (
      await fetch(`${console.app.url}/v1/api-keys`, { headers: console.tenant.headers })
    ).json()) as { data: { id: string; scopes: string[] }[] };
    for (const { id } of data.filter(({ scopes }) => !scopes.includes("*"))) {
      await fetch(`${console.app.url}/v1/api-keys/${id}`, {
        method: "DELETE",
        headers: console.tenant.headers,
      });
    }
    await other.reload();
    await other.locator("input[name=key]").waitFor();
    await page.reload();
    await page.getByRole("button", { name: /^Revoke/ }).waitFor();
  });

  it.each([
    ["agents", "/dashboard/agents"],
    ["workflows", "/dashboard/workflows"],
    ["api-keys", "/dashboard/api-keys"],
  ])("%s are clean in both themes and every width", async (name, path) => {
    const page = await console.signedIn(path);
    await page.locator("main table").first().waitFor();
    expect(await faultsOfLooks(page, name)).toEqual([]);
  });

  it.each([
    ["es-ES", "Agentes", "Nuevo agente"],
    ["pt-BR", "Agentes", "Novo agente"],
  ] as const)("speaks %s", async (locale, title, button) => {
    const page = await console.signedIn("/dashboard/agents", { locale });
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
    expect(await page.getByRole("button", { name: button }).count()).toBeGreaterThan(0);
  });
});
