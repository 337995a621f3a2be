/**
 * `node scripts/summarise-tests.ts <report.json>`: reads vitest's JSON report, prints `N passed, N failed, N skipped`
 * and exits with 1 unless every test ran and passed, and there was one.
 */
import { readFile } from "node:fs/promises";
import { z } from "zod";

const Report = z.object({
  success: z.boolean(),
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(
    z.object({
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("usage: summarise-tests.ts <report.json>");
const report = Report.parse(JSON.parse(await readFile(path, "utf8")));
const skipped = report.numPendingTests + report.numTodoTests;

for (const { fullName, status } of report.testResults.flatMap((file) => file.assertionResults)) {
  if (status !== "passed") console.log(`${status}: ${fullName}`);
}
if (report.numPassedTests === 0) console.log("no test ran");
console.log(`${report.numPassedTests} passed, ${report.numFailedTests} failed, ${skipped} skipped`);
// A file that cannot be loaded fails the run without a failed test.
const isGood = report.success && report.numFailedTests === 0 && skipped === 0;
process.exitCode = isGood && report.numPassedTests > 0 ? 0 : 1;
