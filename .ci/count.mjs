/** Counts Jest's results: `node count.mjs <results.json> <Jest's exit code>`; its own exit code is true to both. */
import { readFileSync } from 'node:fs';

const [file, code] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');
// Nothing was written when the set-up failed before Jest: then nothing passed, and the exit code says the rest.
const results = text === '' ? null : JSON.parse(text);
const passed = results?.numPassedTests ?? 0;
// A file that fails beside its tests, such as one that cannot be loaded, counts as one that failed.
const broken = (results?.testResults ?? []).filter(
  ({ status, assertionResults }) =>
    status === 'failed' && assertionResults.every((each) => each.status === 'passed'),
);
const failed = (results?.numFailedTests ?? 0) + broken.length;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = Number(code) !== 0 || failed > 0 || passed === 0 ? Number(code) || 1 : 0;
