// The command, where it is installed.
import { execFileSync } from "node:child_process";

/** For a test's `skip`: why it cannot run here, or false. CTest knows these words. */
export const withoutTerraform = terraformIsThere() ? false : "terraform is not installed";

function terraformIsThere() {
  try {
    execFileSync("terraform", ["version"], { stdio: "pipe" });
    return true;
  } catch (error) {
    if (error.code === "ENOENT") return false;
    throw error;
  }
}

/** Of what Terraform refuses, `message` is what it says. */
export class TerraformError extends Error {}

/** Runs Terraform in a folder: what it writes to its output. Throws TerraformError when it fails. */
export function terraform(folder, ...parameters) {
  try {
    const environment = { ...process.env, TF_IN_AUTOMATION: "1", TF_CLI_CONFIG_FILE: "/dev/null", CHECKPOINT_DISABLE: "1" };
    return execFileSync("terraform", parameters, { cwd: folder, env: environment, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    if (error.code === "ENOENT") throw error;
    throw new TerraformError(plain(`${error.stdout}${error.stderr}`));
  }
}

/** Without the frame that Terraform draws around what it says, and its line breaks. */
const plain = (text) => text.replace(/[│╷╵]/g, " ").replace(/\s+/g, " ");
