// The same job as Program.cs in TypeScript, with the types that openapi-typescript makes of the description.
// Arguments: the server, an API token, the site that is captured, the target of the replay. Every line it writes is a finding.
import createClient from "openapi-fetch";
import type { paths } from "./api.d.ts";

declare const process: { argv: string[] };
const [server, token, site, target] = process.argv.slice(2);
const api = createClient<paths>({ baseUrl: server.replace(/\/$/, ""), headers: { Authorization: `Bearer ${token}` } });

const capture = must(await api.POST("/api/v1/captures", {
  body: { name: "Generated", plan: { inputs: [{ type: "capture", interface: "lo", ports: [Number(new URL(site).port)], trackResponses: true }] } },
}));
const running = must(await api.POST("/api/v1/captures/{id}:start", { params: { path: { id: capture.id } } }));
console.log(`capture ${running.status.state}`);
for (const path of ["orders/1", "orders/2", "json"]) {
  await (await fetch(new URL(path, site))).text();
}

const stopped = must(await api.POST("/api/v1/captures/{id}:stop", { params: { path: { id: capture.id } } }));
const id = stopped.status.recordingId!;
const recording = await until(
  async () => must(await api.GET("/api/v1/recordings/{id}", { params: { path: { id } } })),
  found => found.state !== "recording" && found.state !== "indexing");
console.log(`recording ${recording.state} ${recording.exchanges}`);

const window = must(await api.GET("/api/v1/recordings/{id}/exchanges", { params: { path: { id }, query: { q: "path:/orders/" } } }));
console.log(`query ${window.items.map(exchange => `${exchange.method} ${exchange.target} ${exchange.status}`).join(" ")}`);

const rules = [{ kind: "rewrite-url" as const, pattern: "^/orders/(.*)", value: "/v2/orders/$1" }];
const preview = must(await api.POST("/api/v1/rulesets:preview", { body: { recording: id, rules, samples: 10 } }));
console.log(`preview ${preview.rewritten} of ${preview.requests}`);

const replay = must(await api.POST("/api/v1/replays", {
  body: { name: "Generated", start: true, plan: { inputs: [{ type: "file", recording: id, speed: "max" }], rules, outputs: [{ type: "http", url: target }] } },
}));
const ended = await until(
  async () => must(await api.GET("/api/v1/replays/{id}", { params: { path: { id: replay.id } } })),
  found => !["pending", "running", "stopping"].includes(found.status.state));
console.log(`replay ${ended.status.state} ${ended.status.progress!.replay!.succeeded}`);

const { error } = await api.GET("/api/v1/recordings/{id}", { params: { path: { id: "nothing" } } });
console.log(`problem ${error?.status} ${error?.detail}`);

function must<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) {
    throw new Error(JSON.stringify(answer.error));
  }

  return answer.data;
}

async function until<T>(ask: () => Promise<T>, wanted: (found: T) => boolean): Promise<T> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const found = await ask();
    if (wanted(found)) {
      return found;
    }

    await new Promise(later => setTimeout(later, 100));
  }

  throw new Error("It did not end in 30 seconds.");
}
