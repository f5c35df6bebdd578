/** A result that comes later: a Promise where the engine has one, else a minimal thenable. */
export interface Deferred<T> {
  readonly promise: PromiseLike<T>
  resolve(value: T): void
}

export type CreateDeferred = <T>() => Deferred<T>
