"""Where a book lies: a folder that a sync program or a server also writes to can damage it."""

from __future__ import annotations

import sys
from pathlib import Path, PurePath

_SYNCED = ("onedrive", "dropbox", "google drive", "googledrive", "my drive", "icloud", "mobile documents", "nutstore",
           "坚果云", "baidusyncdisk", "百度网盘", "百度云", "wpsdrive", "wps云盘", "wps cloud files", "weiyun", "微云", "nextcloud",
           "owncloud", "seafile", "syncthing", "box sync", "aliyundrive", "阿里云盘", "creative cloud files")
_NETWORK_KINDS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afpfs", "webdav", "davfs", "ncpfs"})


def synchronised(path: PurePath) -> str | None:
    """The folder of a synchronising program that `path` lies in, or None."""
    for part in path.parts:
        low = part.casefold()
        if any(low == name or low.startswith((name + " ", name + "-", name + "_")) for name in _SYNCED):
            return part
    return None


def on_network(path: Path, mounts: str | None = None) -> bool:
    """Whether `path` lies on a server's share. `mounts` is the text of /proc/mounts where there is one."""
    text = str(path)
    if text.startswith(("\\\\", "//")):
        return True
    if sys.platform == "win32":
        import ctypes
        return bool(ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == 4)
    if mounts is None:
        table = Path("/proc/mounts")
        mounts = table.read_text(encoding="utf-8", errors="replace") if table.exists() else ""
    best, kind = "", ""
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) >= 3:
            point = fields[1].replace("\\040", " ")
            inside = text == point or text.startswith(point.rstrip("/") + "/")
            if inside and len(point) > len(best):
                best, kind = point, fields[2]
    return kind in _NETWORK_KINDS


def risk(path: Path) -> str | None:
    """"synchronised", "network" or None for the folder of a book."""
    if synchronised(path):
        return "synchronised"
    return "network" if on_network(path.absolute()) else None
