import { mount } from 'svelte';
import './styles/tokens.css';
import './styles/base.css';
import App from './App.svelte';
import type { Api } from './lib/api.ts';
import { LabWindow } from './lib/lab-window.svelte.ts';

/** Composes the window over an API and shows it in `target`. */
export function mountWindow(api: Api, target: HTMLElement): void {
  const lab = new LabWindow(api);
  mount(App, { target, props: { lab } });
  void lab.start();
}
