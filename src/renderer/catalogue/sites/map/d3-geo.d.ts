/** What of d3-geo is used here; its types are a package of their own, which says no more about it. */
declare module 'd3-geo' {
  import type { Geometry } from 'geojson';

  /** Takes geometry piece by piece. */
  interface Sink {
    point: (x: number, y: number) => unknown;
    lineStart: () => unknown;
    lineEnd: () => unknown;
    polygonStart: () => unknown;
    polygonEnd: () => unknown;
  }

  interface Projection {
    scale(scale: number): this;
    translate(translation: [number, number]): this;
    rotate(angles: [number, number]): this;
    precision(precision: number): this;
    stream(sink: Sink): Sink;
  }

  export function geoEquirectangular(): Projection;
  export function geoStream(object: Geometry, sink: Sink): void;
}
