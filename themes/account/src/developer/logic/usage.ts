export type Usage = { id: "curl" | "python" | "git" | "rclone"; label: string; lines: string };

/** Lines to paste that use a token at a service; the path is that of the first entry. */
export function usages(token: string, service: string, path: string): Usage[] {
  const address = service.replace(/\/+$/, "") + (path.startsWith("/") ? path : "");
  const quoted = shell(address);
  return [
    { id: "curl", label: "curl", lines: `curl -H ${shell(`Authorization: Bearer ${token}`)} ${quoted}` },
    {
      id: "python",
      label: "Python",
      lines: `import requests

answer = requests.get(
    ${JSON.stringify(address)},
    headers={"Authorization": "Bearer ${token}"},
)
answer.raise_for_status()
print(answer.text)`,
    },
    {
      id: "git",
      label: "git",
      lines: `git -c http.extraHeader=${shell(`Authorization: Bearer ${token}`)} clone ${quoted}`,
    },
    {
      id: "rclone",
      label: "rclone",
      lines: `rclone ls :webdav: --webdav-url=${quoted} --webdav-bearer-token=${token}`,
    },
  ];
}

function shell(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
