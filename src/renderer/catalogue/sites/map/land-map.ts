import 'leaflet/dist/leaflet.css';
import {
  type LatLngBoundsExpression,
  type LayerGroup,
  type Map as LeafletMap,
  type Polygon,
  type Polyline,
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
import { middleFor, turnedTo } from './cut.ts';
import { Coasts, type Extent, type Outline, type World, loadWorld } from './land.ts';
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

/** All of the world, on a map with this middle. */
function whole(middle: number): LatLngBoundsExpression {
  return [
    [-84, middle - 180],
    [84, middle + 180],
  ];
}
/** All land that has beaches: what a map without any place on it shows. North of it and south of it is ice. */
function inhabited(middle: number): LatLngBoundsExpression {
  return [
    [-58, middle - 180],
    [84, middle + 180],
  ];
}

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
  #borders: Polyline | undefined;
  /** Longitude of the middle; the map's edge is half a turn away from it. */
  #middle = 0;
  #shown: readonly Mark[] = [];
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
      maxBounds: whole(0),
      maxBoundsViscosity: 1,
      // In quarters of a step, so that all of the land fits into a low map, too.
      minZoom: 0,
      zoomSnap: 0.25,
      maxZoom: closest,
      renderer: svg({ padding: 0.4 }),
      zoomAnimation: !still,
      fadeAnimation: !still,
      markerZoomAnimation: !still,
      inertia: !still,
    });
    this.#map.fitBounds(inhabited(0));
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
    const middle = this.#middle;
    const world = await loadWorld(middle);
    if (this.#gone || middle !== this.#middle) return;
    this.#draw(world);
    await this.#showCoasts();
  }

  showMarks(marks: readonly Mark[]): void {
    this.#shown = marks;
    this.#marks.clearLayers();
    for (const { id, name, latitude, longitude, chosen } of marks) {
      const one = marker(this.#at({ latitude, longitude }), {
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
    marker(this.#at(position), { icon, interactive: false, keyboard: false }).addTo(this.#picked);
    if (!this.#map.getBounds().contains(this.#at(position))) this.goTo(position);
  }

  goTo(position: Position): void {
    this.#map.setView(this.#at(position), Math.max(this.#map.getZoom(), 8));
  }

  /** Shows all of these, with the map's edge where none of them is. */
  fit(positions: readonly Position[]): void {
    this.#turnTo(middleFor(positions.map(({ longitude }) => longitude)));
    if (positions.length === 0) this.#map.fitBounds(inhabited(this.#middle));
    else
      this.#map.fitBounds(latLngBounds(positions.map((one) => this.#at(one))), {
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

  /** A place as Leaflet has it, on this side of the map's edge. */
  #at({ latitude, longitude }: Position): [number, number] {
    return [latitude, turnedTo(longitude, this.#middle)];
  }

  /** The map has another middle: all of it is drawn anew. */
  #turnTo(middle: number): void {
    if (middle === this.#middle) return;
    this.#middle = middle;
    this.#coasts = undefined;
    this.#map.setMaxBounds(whole(middle));
    this.showMarks(this.#shown);
    void this.load();
  }

  #draw({ land, borders }: World): void {
    this.#land?.remove();
    this.#borders?.remove();
    const rest = { interactive: false } as const;
    this.#coarse = land;
    this.#land = polygon(land as Corners, { ...rest, className: 'land' }).addTo(this.#map);
    this.#borders = polyline(borders as [number, number][][], { ...rest, className: 'border' });
    this.#borders.addTo(this.#map);
  }

  /** The finer coasts of what is in view, where it is near enough to tell. */
  async #showCoasts(): Promise<void> {
    const near = (): boolean => this.#map.getZoom() >= fineFrom;
    const middle = this.#middle;
    if (near() && this.#coasts === undefined) {
      const coasts = await Coasts.load(middle);
      if (middle === this.#middle) this.#coasts = coasts;
    }
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
  return { latitude: lat, longitude: turnedTo(lng, 0) };
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
