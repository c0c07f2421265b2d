import Database from 'better-sqlite3';
import { env } from 'onnxruntime-node';

/** Versions of what the lab runs on, by name. */
export function engineVersions(): Record<string, string> {
  const db = new Database(':memory:');
  try {
    return {
      'Node.js (lab)': process.versions.node,
      SQLite: String(db.prepare('SELECT sqlite_version()').pluck().get()),
      'ONNX Runtime': env.versions.node ?? env.versions.common,
    };
  } finally {
    db.close();
  }
}
