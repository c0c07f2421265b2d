import { mount } from 'svelte';
import './styles/tokens.css';
import './styles/base.css';
import App from './App.svelte';
import type { Api } from './lib/api.ts';
import { LabWindow } from './lab-window.svelte.ts';
import type { PathsOf } from './catalogue/import/photos-controller.svelte.ts';

/** Composes the window over an API and shows it in `target`. @param pathsOf the desktop's, where there is one. */
export function mountWindow(api: Api, target: HTMLElement, pathsOf?: PathsOf): void {
  const lab = new LabWindow(api, pathsOf);
  mount(App, { target, props: { lab } });
  void lab.start();
}
