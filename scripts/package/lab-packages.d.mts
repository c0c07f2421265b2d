interface Target {
  readonly platform: string;
  readonly arch: string;
}
interface Locked {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}
export function isShipped(name: string, file: string, target: Target): boolean;
export function shippedPackages(
  packages: Readonly<Record<string, Locked>>,
  target: Target,
): { readonly folder: string; readonly name: string }[];
