// Starts a server of the house for the tests: the first address it writes is where it listens.
import { spawn } from "node:child_process";
import { once } from "node:events";

/** Runs `command` and returns `{ url, stop }` once it has written `http://…` on its output. */
export async function startServer(command, args, options = {}) {
  const server = spawn(command, args, { stdio: ["ignore", "pipe", process.env.E2E_LOGS ? "inherit" : "pipe"], ...options });
  const stop = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill("SIGTERM");
    await once(server, "exit");
  };
  const url = await new Promise((found, failed) => {
    let written = "";
    // Logs are told when it fails, or with E2E_LOGS=1.
    server.stderr?.on("data", (chunk) => (written = (written + chunk).slice(-4_000)));
    server.on("error", failed);
    server.on("exit", (code) => failed(new Error(`${command} ended with ${code} before listening: ${written}`)));
    server.stdout.on("data", (chunk) => {
      written += chunk;
      const address = written.match(/https?:\/\/[\w.:[\]-]+/);
      if (address) found(address[0]);
    });
  });
  return { url, stop };
}
