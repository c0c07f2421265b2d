import { type Locator, type Page, expect } from '@playwright/test';
import { inspect } from './support/inspect.ts';
import { test } from './support/trained-lab.ts';

const queueOf = (page: Page): Locator => page.getByRole('region', { name: 'Queue' });

/** Names of what waits, in order. */
async function expectQueue(page: Page, ...names: string[]): Promise<void> {
  await expect(queueOf(page).locator('.name > span:first-child')).toHaveText(names);
}

async function newRun(page: Page, name: string, when: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'New run' }).first().click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await page.getByRole('radio', { name: when }).check();
}

test('data are chosen, a run is told its time, watched, paused, and a night of runs is put in order', async ({
  launched: { app, page },
}) => {
  test.setTimeout(240_000);
  const room = page.getByRole('main');
  await page.keyboard.press('Control+2');

  await test.step('which samples, and the split of them', async () => {
    await room.getByText('Which samples').click();
    const others = room.getByRole('combobox', { name: 'plastic counts as', exact: true });
    await others.selectOption('left out');
    await expect(room.getByText('there is nothing to tell apart')).toBeVisible();
    await expect(room.getByRole('button', { name: 'Start', exact: true })).toBeDisabled();
    await others.selectOption('itself');
    await room.getByRole('spinbutton', { name: 'Test %' }).fill('25');
    await expect(room.getByText('This split was drawn from something else')).toBeVisible();
    await room.getByRole('button', { name: 'Draw again' }).click();
    await expect(room.getByRole('row', { name: /^Test 12 12/ })).toBeVisible();
    await expect(room.getByText('This split was drawn from something else')).toBeHidden();
    await inspect(page, 'train-data');
  });

  await test.step('the recipe says what does not fit, the time is measured, the photos are shown', async () => {
    await room.getByText('Which samples').click();
    await room.getByText('Recipe', { exact: true }).click();
    const asks = room.getByRole('checkbox', { name: 'Views per photo: as the validation samples say' });
    await expect(asks).toBeChecked();
    await asks.scrollIntoViewIfNeeded();
    await inspect(page, 'train-recipe-frozen');
    await asks.uncheck();
    await expect(room.getByRole('spinbutton', { name: 'Views per photo' })).toHaveValue('1');
    await room.getByRole('button', { name: 'Back to the defaults' }).click();
    await expect(asks).toBeChecked();
    await room.getByRole('radio', { name: 'All layers', exact: true }).check();
    const epochs = room.getByRole('spinbutton', { name: 'Epochs', exact: true });
    await epochs.fill('0');
    await expect(room.getByText('Epochs: Give a whole number from 1 to 10,000.')).toBeVisible();
    await expect(room.getByRole('button', { name: 'Start', exact: true })).toBeDisabled();
    await inspect(page, 'train-recipe');
    await epochs.fill('400');
    await room.getByRole('spinbutton', { name: 'Image side, px' }).fill('64');
    await expect(room.getByText(/measured with photos of this lab/)).toBeVisible({ timeout: 90_000 });
    await room.getByText(/^Recipe/).click();
    await expect(room.getByRole('img', { name: /as the network sees it/ })).toHaveCount(8);
    await inspect(page, 'train-new');
  });

  await test.step('a run trains before one’s eyes, and the computer stays awake for it', async () => {
    await room.getByRole('textbox', { name: 'Name', exact: true }).fill('Whole network');
    await room.getByRole('button', { name: 'Start', exact: true }).click();
    await expect(room.getByText(/^epoch [2-9]\d* of 400/)).toBeVisible({ timeout: 60_000 });
    await expect(room.getByRole('img', { name: /Accuracy by epoch/ })).toBeVisible();
    await expect(room.getByRole('img', { name: /Training loss by step/ })).toBeVisible({ timeout: 30_000 });
    await expect(room.getByText('The test is shown once the run has ended')).toBeVisible();
    await inspect(page, 'train-under-way');
    await expect(room.getByText('cpu', { exact: true })).toBeVisible();
    await expect(room.getByRole('img', { name: /as the network sees it/ }).first()).toBeVisible();
    expect(await isAwake()).toBe(true);
  });

  await test.step('three more are put in the queue and in order', async () => {
    await newRun(page, 'Second', /end of the queue/);
    await room.getByRole('button', { name: 'Add to the queue' }).click();
    await expectQueue(page, 'Second');
    await expect(
      page.getByText(/“Second” is in the queue, 1 of 1; it starts (about \d\d:\d\d|when it is its turn)\./),
    ).toBeVisible();
    await newRun(page, 'Third', /end of the queue/);
    await room.getByRole('button', { name: 'Add to the queue' }).click();
    await expectQueue(page, 'Second', 'Third');
    await newRun(page, 'Night', /Later, at/);
    await room.getByRole('textbox', { name: /Time of day/ }).fill('23:59');
    await expect(room.getByText('today at 23:59, if the program is running')).toBeVisible();
    await room.getByRole('button', { name: 'Start at 23:59' }).click();
    await expectQueue(page, 'Second', 'Third', 'Night');
    await expect(page.getByText(/“Night” is in the queue, 3 of 3; it starts /)).toBeVisible();

    const row = (name: string): Locator =>
      queueOf(page).getByRole('button', { name: new RegExp(`^${name}`) });
    await row('Third').focus();
    await page.keyboard.press('Alt+ArrowUp');
    await expectQueue(page, 'Third', 'Second', 'Night');
    await expect(row('Third')).toBeFocused();
    await queueOf(page).getByRole('listitem').nth(2).dragTo(queueOf(page).getByRole('listitem').nth(0));
    await expectQueue(page, 'Night', 'Third', 'Second');
    await row('Third').focus();
    await page.keyboard.press('Delete');
    await expectQueue(page, 'Night', 'Second');
    await page.getByRole('button', { name: 'Put it back' }).click();
    await expectQueue(page, 'Night', 'Third', 'Second');
    await queueOf(page).getByRole('button', { name: 'Take out of the queue: Second' }).click();
    await expectQueue(page, 'Night', 'Third');
    await page
      .getByRole('navigation', { name: 'Runs' })
      .getByRole('button', { name: /^Whole network/ })
      .click();
    await inspect(page, 'train-queue');
  });

  await test.step('pausing lets the next one begin; a resumed run goes on when it is its turn', async () => {
    const state = room.locator('.toolbar p');
    await room.getByRole('button', { name: 'Pause' }).click();
    await expect(state).toHaveText('paused', { timeout: 20_000 });
    const before = Number(/^epoch (\d+) of/.exec(await room.getByText(/^epoch /).innerText())?.[1]);
    await expectQueue(page, 'Night');
    await room.getByRole('button', { name: 'Resume' }).click();
    const third = page.getByRole('navigation', { name: 'Runs' }).getByRole('button', { name: /^Third/ });
    await third.last().click();
    await room.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect(state).toHaveText('cancelled', { timeout: 20_000 });
    await page
      .getByRole('navigation', { name: 'Runs' })
      .getByRole('button', { name: /^Whole network/ })
      .last()
      .click();
    await expect
      .poll(async () => Number(/^epoch (\d+) of/.exec(await room.getByText(/^epoch /).innerText())?.[1]), {
        timeout: 60_000,
      })
      .toBeGreaterThan(before);
    await room.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect(state).toHaveText('cancelled', { timeout: 20_000 });
    // What waits for the night keeps the computer awake; without it, it may sleep.
    expect(await isAwake()).toBe(true);
    await queueOf(page).getByRole('button', { name: 'Take out of the queue: Night' }).click();
    await expect(queueOf(page)).toBeHidden();
    await expect.poll(isAwake).toBe(false);
  });

  /** Ids of blockers count from 0 or 1. */
  function isAwake(): Promise<boolean> {
    return app.evaluate(({ powerSaveBlocker }) =>
      Array.from({ length: 20 }, (_, id) => powerSaveBlocker.isStarted(id)).some((on) => on),
    );
  }
});
