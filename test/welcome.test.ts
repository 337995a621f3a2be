import { describe, expect, it } from "vitest";
import { readConfig } from "#src/config.ts";
import { jsonLine, lines } from "#src/welcome.ts";

function welcome(role: string) {
  const config = readConfig({ ROLE: role, ALLOW_PRIVATE_TARGETS: "false" });
  const baseUrl = "http://127.0.0.1:8080";
  const signInUrl = role === "worker" ? null : `${baseUrl}/dashboard/sign-in#code=once`;
  return { config, baseUrl, generatedAdminToken: "generated", firstRun: null, signInUrl };
}

describe("the start text", () => {
  it.each(["all", "api"])("of %s names dashboard and admin token", (role) => {
    const text = lines(welcome(role)).join("\n");
    expect(text).toContain("http://127.0.0.1:8080/dashboard");
    expect(text).toContain("generated");
    expect(JSON.parse(jsonLine(welcome(role)))).toMatchObject({
      dashboardUrl: "http://127.0.0.1:8080/dashboard",
      signInUrl: "http://127.0.0.1:8080/dashboard/sign-in#code=once",
      generatedAdminToken: "generated",
    });
  });

  it("names the dashboard alone where nobody is signed in by whoever sees it", () => {
    const text = lines({ ...welcome("all"), signInUrl: null }).join("\n");
    expect(text).toMatch(/Dashboard +http:\/\/127\.0\.0\.1:8080\/dashboard\n/);
  });

  it("signs in to the dashboard once", () => {
    expect(lines(welcome("all"))).toContainEqual(
      "  Dashboard     http://127.0.0.1:8080/dashboard/sign-in#code=once   (signs in once, within 15 minutes)",
    );
  });

  it("of a worker names its health alone", () => {
    const text = lines(welcome("worker")).join("\n");
    expect(text).toContain("http://127.0.0.1:8080/readyz");
    expect(text).not.toMatch(/dashboard|generated/i);
    expect(JSON.parse(jsonLine(welcome("worker")))).toMatchObject({
      dashboardUrl: null,
      signInUrl: null,
      generatedAdminToken: null,
    });
  });
});
