/** Why a path is refused; each has a text `kpPath_<reason>`. */
export type PathFault =
  | "absolute"
  | "tooLong"
  | "tooDeep"
  | "emptySegment"
  | "dotSegment"
  | "query"
  | "escape"
  | "doubleEncoding"
  | "encodedSlash"
  | "backslash"
  | "control";

export type PathLimits = { pathBytes: number; pathSegments: number };

const RAW = /[A-Za-z0-9\-._~!$&'()*+,;=:@]/;
// The characters that Unicode calls control.
const CONTROL = /\p{Cc}/u;

/** The server's rules for paths, as it applies them; the server has the last word. */
export function pathFault(path: string, limits: PathLimits): PathFault | null {
  if (!path.startsWith("/")) {
    return "absolute";
  }
  if (/[?#]/.test(path)) {
    return "query";
  }
  if (/%(?![0-9A-Fa-f]{2})/.test(path)) {
    return "escape";
  }
  if (/%2f/i.test(path)) {
    return "encodedSlash";
  }
  const decoded = decode(path);
  if (decoded === null) {
    return "escape";
  }
  if (decoded.includes("\\")) {
    return "backslash";
  }
  if (CONTROL.test(decoded)) {
    return "control";
  }
  if (/%[0-9A-Fa-f]{2}/.test(decoded)) {
    return "doubleEncoding";
  }
  return segmentFault(decoded, limits);
}

function segmentFault(decoded: string, { pathBytes, pathSegments }: PathLimits): PathFault | null {
  const segments = decoded.slice(1).split("/");
  if (segments.at(-1) === "") {
    segments.pop();
  }
  if (segments.length > pathSegments) {
    return "tooDeep";
  }
  for (const segment of segments) {
    // Some servers strip what follows a semicolon, trailing dots and spaces; a name must be left.
    const name = segment.split(";")[0] ?? "";
    if (/^[.\s]*$/u.test(name)) {
      return name.includes(".") ? "dotSegment" : "emptySegment";
    }
  }
  return canonicalLength(decoded) > pathBytes ? "tooLong" : null;
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

function canonicalLength(decoded: string): number {
  let length = 0;
  for (const character of decoded) {
    const bytes = new TextEncoder().encode(character).length;
    length += character === "/" || RAW.test(character) ? 1 : 3 * bytes;
  }
  return length;
}

/** Whether a grant on `path` reaches `target`: itself and what is below, never a sibling with the same beginning. */
export function covers(path: string, target: string): boolean {
  return (
    target.startsWith(path) && (target.length === path.length || path.endsWith("/") || target[path.length] === "/")
  );
}
