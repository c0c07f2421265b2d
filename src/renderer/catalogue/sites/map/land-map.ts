import 'leaflet/dist/leaflet.css';
import {
  type LatLngBoundsExpression,
  type LayerGroup,
  type Map as LeafletMap,
  type Polygon,
  control,
  divIcon,
  latLngBounds,
  layerGroup,
  map as createMap,
  marker,
  polygon,
  polyline,
  svg,
} from 'leaflet';
import { Coasts, type Extent, type Outline, loadWorld } from './land.ts';
import type { Position } from './position.ts';

export interface Mark extends Position {
  readonly id: number;
  readonly name: string;
  readonly chosen: boolean;
}

interface Listeners {
  readonly onchoose: (id: number) => void;
  /** A place on the map was clicked, or Enter was pressed with the place under the cross. */
  readonly onpick: (position: Position) => void;
  /** Where the pointer is, or the middle of the map. */
  readonly onlook: (position: Position) => void;
}

const whole: LatLngBoundsExpression = [
  [-84, -180],
  [84, 180],
];
/** From here on the finer coasts are shown, in degrees of Leaflet's zoom: about 5 km a pixel. */
const fineFrom = 5;
/** One pixel is about 10 m: beyond that the coasts are straight lines. */
const closest = 14;
/** More marks than this bear their names only while they are pointed at. */
const namedMarks = 12;

/** A map of the world's coasts that needs no network: Natural Earth's land, which comes with the program. */
export class LandMap {
  readonly #map: LeafletMap;
  readonly #marks: LayerGroup;
  readonly #listeners: Listeners;
  #land: Polygon | undefined;
  #coasts: Coasts | undefined;
  #coarse: readonly Outline[] = [];
  #isFine = false;
  readonly #picked: LayerGroup;
  #gone = false;

  constructor(container: HTMLElement, listeners: Listeners) {
    this.#listeners = listeners;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#map = createMap(container, {
      attributionControl: false,
      zoomControl: false,
      maxBounds: whole,
      maxBoundsViscosity: 1,
      minZoom: 1,
      maxZoom: closest,
      renderer: svg({ padding: 0.4 }),
      zoomAnimation: !still,
      fadeAnimation: !still,
      markerZoomAnimation: !still,
      inertia: !still,
    });
    this.#map.fitBounds(whole);
    control.zoom({ position: 'topright' }).addTo(this.#map);
    control.scale({ imperial: false }).addTo(this.#map);
    this.#marks = layerGroup().addTo(this.#map);
    this.#picked = layerGroup().addTo(this.#map);
    this.#map.on('click', ({ latlng }) => listeners.onpick(positionOf(latlng)));
    this.#map.on('mousemove', ({ latlng }) => listeners.onlook(positionOf(latlng)));
    this.#map.on('move', () => listeners.onlook(this.middle));
    this.#map.on('moveend', () => void this.#showCoasts());
  }

  get middle(): Position {
    return positionOf(this.#map.getCenter());
  }

  /** Draws the land; until then there is sea. */
  async load(): Promise<void> {
    const { land, borders } = await loadWorld();
    if (this.#gone) return;
    const rest = { interactive: false } as const;
    this.#coarse = land;
    this.#land = polygon(land as Corners, { ...rest, className: 'land' }).addTo(this.#map);
    polyline(borders as [number, number][][], { ...rest, className: 'border' }).addTo(this.#map);
    await this.#showCoasts();
  }

  showMarks(marks: readonly Mark[]): void {
    this.#marks.clearLayers();
    for (const { id, name, latitude, longitude, chosen } of marks) {
      const one = marker([latitude, longitude], {
        icon: divIcon({ className: chosen ? 'mark chosen' : 'mark', iconSize: [24, 24] }),
        title: name,
        riseOnHover: true,
        zIndexOffset: chosen ? 500 : 0,
      });
      one.on('click', () => this.#listeners.onchoose(id));
      if (marks.length <= namedMarks || chosen)
        one.bindTooltip(nameTag(name), {
          permanent: true,
          direction: 'right',
          offset: [8, 0],
          className: 'mark-name',
        });
      one.addTo(this.#marks);
      const element = one.getElement();
      element?.setAttribute('aria-label', name);
      if (chosen) element?.setAttribute('aria-current', 'true');
    }
  }

  /** Shows where the thing is that is being placed. */
  showPicked(position: Position | undefined): void {
    this.#picked.clearLayers();
    if (position === undefined) return;
    const icon = divIcon({ className: 'picked', iconSize: [24, 24] });
    marker([position.latitude, position.longitude], { icon, interactive: false, keyboard: false }).addTo(
      this.#picked,
    );
    if (!this.#map.getBounds().contains([position.latitude, position.longitude])) this.goTo(position);
  }

  goTo({ latitude, longitude }: Position): void {
    this.#map.setView([latitude, longitude], Math.max(this.#map.getZoom(), 8));
  }

  /** Shows all of these. */
  fit(positions: readonly Position[]): void {
    if (positions.length === 0) this.#map.fitBounds(whole);
    else
      this.#map.fitBounds(latLngBounds(positions.map(({ latitude, longitude }) => [latitude, longitude])), {
        maxZoom: 9,
        padding: [48, 48],
      });
  }

  /** The container has another size. */
  resize(): void {
    this.#map.invalidateSize({ pan: false });
  }

  pickMiddle(): void {
    this.#listeners.onpick(this.middle);
  }

  destroy(): void {
    this.#gone = true;
    this.#map.remove();
  }

  /** The finer coasts of what is in view, where it is near enough to tell. */
  async #showCoasts(): Promise<void> {
    const near = (): boolean => this.#map.getZoom() >= fineFrom;
    if (near()) this.#coasts ??= await Coasts.load();
    if (this.#gone || this.#land === undefined) return;
    const fine = near() ? this.#coasts : undefined;
    if (fine !== undefined) {
      // A good deal beyond the edges: a short drag needs no new coasts.
      const view = this.#map.getBounds().pad(0.6);
      this.#land.setLatLngs(fine.within(extentOf(view)) as Corners);
    } else if (this.#isFine) {
      this.#land.setLatLngs(this.#coarse as Corners);
    }
    this.#isFine = fine !== undefined;
  }
}

/** As Leaflet's types have it; it changes nothing of what it is given. */
type Corners = [number, number][][][];

function positionOf({ lat, lng }: { lat: number; lng: number }): Position {
  return { latitude: lat, longitude: lng };
}

function extentOf(bounds: {
  getSouth: () => number;
  getWest: () => number;
  getNorth: () => number;
  getEast: () => number;
}): Extent {
  return {
    south: bounds.getSouth(),
    west: bounds.getWest(),
    north: bounds.getNorth(),
    east: bounds.getEast(),
  };
}

/** Leaflet takes a string for markup; a name is text. */
function nameTag(name: string): HTMLElement {
  const tag = document.createElement('span');
  tag.textContent = name;
  return tag;
}
