// Where things are, and folders that go away with the test that made them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("../../..", import.meta.url));
export const modules = join(repository, "infra", "terraform");
export const examples = ["process", "compare-faces", "workflow", "tasks", "bulk"];

/** A folder with `files` (name to text), removed after the test `t`. */
export function folderOf(t, files = {}) {
  const folder = mkdtempSync(join(tmpdir(), "shrike-terraform-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}
