// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type LazyView, lazyView } from '../../../../renderer/views/lazy-view.tsx';

interface Greeting {
  readonly name: string;
}
const Hello = ({ name }: Greeting) => <p>Hello {name}</p>;

let root: HTMLElement;
/** Loads the code, or fails to. */
let arrive: PromiseWithResolvers<typeof Hello>;
let loads: number;
let Later: LazyView<Greeting>;

beforeEach(() => {
  root = document.body.appendChild(document.createElement('div'));
  arrive = Promise.withResolvers();
  loads = 0;
  Later = lazyView(() => {
    loads += 1;
    return arrive.promise;
  });
});
afterEach(() => {
  render(null, root);
  root.remove();
});

const show = (name: string) => act(() => render(<Later name={name} />, root));

test('a view whose code is not loaded shows nothing, and then its latest props', async () => {
  await show('Alice');
  expect([root.textContent, loads]).toEqual(['', 1]);
  await show('Bob');
  arrive.resolve(Hello);
  await vi.waitFor(() => expect([root.textContent, loads]).toEqual(['Hello Bob', 1]));
});

test('a preloaded view is there with its first frame', async () => {
  arrive.resolve(Hello);
  await Later.preload();
  render(<Later name="Alice" />, root);
  expect([root.textContent, loads]).toEqual(['Hello Alice', 1]);
});

test('code that could not be loaded is requested again when the view is shown again', async () => {
  arrive.reject(new Error('main is gone'));
  await expect(Later.preload()).rejects.toThrow('main is gone');
  await show('Alice');
  expect([root.textContent, loads]).toEqual(['', 2]);
  await act(() => render(null, root));
  arrive = Promise.withResolvers();
  arrive.resolve(Hello);
  await show('Alice');
  await vi.waitFor(() => expect(root.textContent).toBe('Hello Alice'));
});
