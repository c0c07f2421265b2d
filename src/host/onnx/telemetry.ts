/**
 * Keeps onnxruntime to itself. Since 1.29 its published builds for Linux and macOS tell Microsoft by default what is
 * computed on which computer, under an identifier that they keep in the user's folder
 * (github.com/microsoft/onnxruntime/pull/27379). It is asked before the first session of a process, and of a process's first
 * thread: what a thread writes into the environment stays in that thread. Processes that are started from here inherit it.
 */
export function silenceTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY = '1';
}
