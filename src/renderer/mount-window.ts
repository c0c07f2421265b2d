import { mount } from 'svelte';
import './styles/tokens.css';
import './styles/base.css';
import './styles/tables.css';
import './styles/controls.css';
import './styles/text.css';
import './styles/layout.css';
import App from './App.svelte';
import type { Api } from './lib/api.ts';
import { LabWindow } from './lab-window.svelte.ts';
import type { Outside } from './lib/controller.ts';

/** Composes the window over an API and shows it in `target`. @param outside the desktop's, where there is one. */
export function mountWindow(api: Api, target: HTMLElement, outside?: Partial<Outside>): void {
  const labWindow = new LabWindow(api, outside);
  mount(App, { target, props: { labWindow } });
  void labWindow.start();
}
