import type { Effort } from '@/lib/helm/effort';
import { hasTag, joinImage } from '@/lib/helm/image-reference';
import { scalarText, valueAt, type Origin, type Value, type ValueMap } from '@/lib/helm/values';

/** An image that values name. */
export interface ValuesImage {
  image: string;
  /** path of keys inside the chart's values: `controller.image` */
  path: string;
  origin?: Origin;
  /** whether the tag is the app version because the values give none: a template may write it otherwise */
  impliedTag: boolean;
  /** false below a part that is switched off (`enabled: false`) */
  enabled: boolean;
}

/** What of the chart decides what its images are called. */
export interface ImageNaming {
  /** the tag of an image that names none */
  appVersion: string | undefined;
  /** keys at the top that hold the values of embedded charts, which are read as theirs */
  embedded: ReadonlySet<string>;
  /** keys at the top that hold the values of other dependencies, whose app version is not known */
  foreign: ReadonlySet<string>;
}

const MAX_IMAGES = 1000;
const SWITCHES = ['enabled', 'create', 'install', 'deploy'];
const IMAGE_KEY = /(^[iI]mage|[a-z0-9]Image|[-_]image|^imageName|[a-z0-9]ImageName)$/;

/**
 * Finds images by the ways charts usually write them:
 * `{registry?, repository | image | name, tag?, digest? | sha?}`, a text under a key that ends in `image` with a
 * `tag`, `imageTag` or `…ImageTag` beside it, and `…Repository` with `…Tag`. An image without tag gets the app version,
 * as `helm create` writes it (https://helm.sh/docs/chart_best_practices/values/). A registry in
 * `global.imageRegistry` or `global.image.registry` replaces the image's own. Addresses of charts, Git repositories
 * and files are not images.
 * @param effort one step for each value; what it throws when used up is thrown on
 */
export function findValuesImages(values: ValueMap, naming: ImageNaming, effort: Effort): ValuesImage[] {
  const globalRegistry = [
    ['global', 'imageRegistry'],
    ['global', 'image', 'registry'],
  ]
    .map((path) => scalarText(valueAt(values, path)))
    .find((registry) => registry !== undefined && registry !== '');
  const walk = new Walk(naming, globalRegistry, effort);
  walk.visitMap(values, '', undefined, true);
  return walk.found;
}

type NamedImage = Pick<ValuesImage, 'image' | 'impliedTag'>;

class Walk {
  readonly found: ValuesImage[] = [];
  readonly #naming: ImageNaming;
  readonly #globalRegistry: string | undefined;
  readonly #effort: Effort;
  #appVersion: string | undefined;

  constructor(naming: ImageNaming, globalRegistry: string | undefined, effort: Effort) {
    this.#effort = effort;
    this.#naming = naming;
    this.#appVersion = naming.appVersion;
    this.#globalRegistry = globalRegistry;
  }

  visitMap(map: ValueMap, path: string, origin: Origin | undefined, enabledAbove: boolean): void {
    const enabled = enabledAbove && !SWITCHES.some((key) => map.get(key)?.value === false);
    const key = path.slice(path.lastIndexOf('.') + 1);
    const image = this.#imageOfMap(map, key);
    if (image !== undefined) {
      // `{image, tag}` is best found by its `image`, `image: {repository, tag}` by its own key.
      const inner = typeof map.get('image')?.value === 'string' ? map.get('image') : undefined;
      const place = inner === undefined ? path : joinPath(path, 'image');
      this.#add({ ...image, path: place, origin: inner?.origin ?? origin, enabled });
    }
    for (const [name, entry] of map) {
      this.#effort.spend(1);
      if (path === '' && this.#naming.embedded.has(name)) continue;
      if (path === '')
        this.#appVersion = this.#naming.foreign.has(name) ? undefined : this.#naming.appVersion;
      const at = joinPath(path, name);
      const place = entry.origin ?? origin;
      const named = this.#imageOfKey(name, entry.value, map, image !== undefined);
      if (named !== undefined) this.#add({ ...named, path: at, origin: place, enabled });
      this.#visit(entry.value, at, place, enabled);
    }
  }

  #visit(value: Value, path: string, origin: Origin | undefined, enabled: boolean): void {
    if (value instanceof Map) this.visitMap(value, path, origin, enabled);
    else if (Array.isArray(value)) {
      this.#effort.spend(value.length);
      value.forEach((item, index) => this.#visit(item, `${path}[${index}]`, origin, enabled));
    }
  }

  /** `{registry, repository, tag, digest}` and its relatives. */
  #imageOfMap(map: ValueMap, key: string): NamedImage | undefined {
    const text = (name: string): string | undefined => scalarText(map.get(name)?.value);
    const isImage = /image/i.test(key);
    const hasVersion = ['tag', 'digest', 'sha', 'sha256', 'imageTag', 'pullPolicy', 'imagePullPolicy'].some(
      (name) => map.has(name),
    );
    if (!isImage && !hasVersion) return undefined;
    const registry = text('registry') ?? text('imageRegistry');
    const organization = text('org');
    const repo = text('repository') ?? text('repo');
    const own = organization && repo ? `${organization}/${repo}` : repo;
    const name = text('image') ?? (isImage ? text('name') : undefined);
    let repository = own ?? name;
    if (own !== undefined && name !== undefined && text('image') !== undefined && !hasTag(own)) {
      repository = `${own.replace(/\/+$/, '')}/${name}`; // the registry's part and the image's name, written apart
    }
    if (repository === undefined || repository === '') return undefined;
    const tag = text('tag') ?? text('imageTag') ?? (isImage ? text('version') : undefined);
    const digest = text('digest') ?? text('sha') ?? text('sha256');
    return this.#join(registry, repository, tag, digest);
  }

  /** A text under `image`, `…Image` or `…Repository`, with its tag in a key beside it. */
  #imageOfKey(key: string, value: Value, map: ValueMap, mapIsImage: boolean): NamedImage | undefined {
    if (typeof value !== 'string' || value === '') return undefined;
    const text = (name: string): string | undefined => scalarText(map.get(name)?.value);
    if (IMAGE_KEY.test(key)) {
      if (key === 'image' && mapIsImage) return undefined;
      const stem = key.replace(/Name$/, '');
      const tag = text(`${stem}Tag`) ?? text(`${stem}_tag`) ?? text(`${stem}Version`);
      const beside = key === 'image' ? (text('tag') ?? text('version')) : undefined;
      return this.#join(undefined, value, tag ?? beside, text(`${key}Digest`));
    }
    const repository = /^(.*?)([iI]mage)?(Repository|Repo)$/.exec(key);
    if (repository === null) return undefined;
    const stem = `${repository[1] ?? ''}${repository[2] ?? ''}`;
    const tag = text(`${stem}Tag`) ?? (stem === '' ? undefined : text('tag'));
    if (repository[2] === undefined && tag === undefined) return undefined;
    return this.#join(undefined, value, tag, text(`${stem}Digest`));
  }

  #join(
    registry: string | undefined,
    repository: string,
    tag?: string,
    digest?: string,
  ): NamedImage | undefined {
    const impliedTag = !tag && !digest && !hasTag(repository) && Boolean(this.#appVersion);
    const version = impliedTag ? this.#appVersion : tag;
    const image = joinImage({ registry: this.#globalRegistry ?? registry, repository, tag: version, digest });
    return image === undefined ? undefined : { image, impliedTag };
  }

  #add(image: ValuesImage): void {
    if (this.found.length < MAX_IMAGES) this.found.push(image);
  }
}

function joinPath(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
