// Where things are, and folders that go away with the test that made them.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
export const repository = join(here, "..", "..", "..");
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

/** The mistakes of planted/KIND, a file each: its name in words, and what its first line says that is found. */
export function planted(kind) {
  const folder = join(here, "planted", kind);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".tf"))
    .map((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      const [, finds] = /^# finds: (.+)\n/.exec(text) ?? [];
      if (!finds) throw new Error(`${name}: its first line does not say what is found`);
      return { mistake: name.replace(/\.tf$/, "").replaceAll("_", " "), finds, folder, text };
    });
}
