/** The version that an image's tag begins with, as the schema demands: `18.1` of `docker.io/library/postgres:18.1-alpine`. */
export function imageVersion(image: string): string {
  const version = /:v?(\d+(?:\.\d+)+)[^/:]*$/.exec(image.split("@")[0] ?? "")?.[1];
  if (version === undefined) throw new Error(`found the image ${image}, expected a tag that begins with a version`);
  return version;
}

/** `18` of the same. */
export function imageMajor(image: string): number {
  return Number(imageVersion(image).split(".")[0]);
}
