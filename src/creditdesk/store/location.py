"""Where a book lies: a folder that a sync program or a server also writes to can damage it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path, PurePath

#: folders of synchronising programs, as the whole name or its beginning ("OneDrive - Firm")
_SYNCED = ("onedrive", "dropbox", "google drive", "googledrive", "my drive", "icloud", "iclouddrive", "mobile documents",
           "cloudstorage", "nutstore", "baidusyncdisk", "baidunetdisk", "wpsdrive", "wps cloud files", "wps drive", "weiyun",
           "nextcloud", "owncloud", "seafile", "syncthing", "box sync", "pcloud", "pclouddrive", "megasync",
           "synologydrive", "synology drive", "qsync", "yandex.disk", "tresorit", "aliyundrive", "creative cloud files")
#: the same in Chinese, anywhere in the name ("我的坚果云", "WPS云盘")
_SYNCED_ZH = ("坚果云", "云盘", "网盘", "百度云", "微云", "云端硬盘", "同步空间", "同步盘")
#: what sync programs leave in the folder they keep (and nowhere else: ".dropbox" also lies in every home of a user)
_MARKS = (".dropbox.cache", ".stfolder", ".nextcloudsync.log", ".owncloudsync.log", ".tmp.driveupload", ".tmp.drivedownload")
#: where Windows says OneDrive's folder is
_ONEDRIVE = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
_NETWORK_KINDS = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "smb2", "afpfs", "webdav", "davfs", "ncpfs", "afs", "ceph", "glusterfs",
    "fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.davfs2", "fuse.s3fs", "fuse.glusterfs"})
_REMOTE = 4  # GetDriveType: a drive of a server


def synchronised(path: PurePath, environment: Mapping[str, str] = os.environ) -> str | None:
    """The folder of a synchronising program that `path` lies in, by its name, or None."""
    for part in path.parts:
        low = part.casefold()
        if (any(low == name or low.startswith((name + " ", name + "-", name + "_", name + "(")) for name in _SYNCED)
                or any(name in low for name in _SYNCED_ZH)):
            return part
    for name in _ONEDRIVE:
        if environment.get(name) and path.is_relative_to(environment[name]):
            return environment[name]
    return None


def marked(path: Path) -> Path | None:
    """The folder above `path` in which a synchronising program has left its mark, or None."""
    for folder in path.parents:
        if any((folder / mark).exists() for mark in _MARKS):
            return folder
    return None


def on_network(path: Path, mounts: str | None = None) -> bool:
    """Whether `path` lies on a server's share. `mounts` is the text of /proc/mounts, or of `mount` on macOS."""
    text = str(path).replace("\\", "/")
    if text.startswith("//?/UNC/") or (text.startswith("//") and not text.startswith(("//?/", "//./"))):
        return True
    if sys.platform == "win32":
        import ctypes
        return bool(ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == _REMOTE)
    best, kind = "", ""
    for point, what in _mounted(_mounts() if mounts is None else mounts):
        inside = text == point or text.startswith(point.rstrip("/") + "/")
        if inside and len(point) > len(best):
            best, kind = point, what
    return kind in _NETWORK_KINDS


def _mounts() -> str:
    table = Path("/proc/mounts")
    if table.exists():
        return table.read_text(encoding="utf-8", errors="replace")
    import subprocess
    try:
        return subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False).stdout
    except (OSError, subprocess.SubprocessError):  # then nothing is known of servers
        return ""


def _mounted(text: str) -> list[tuple[str, str]]:
    """(folder, kind of file system): `server:/x /mnt nfs rw` or, on macOS, `//server/x on /Volumes/x (smbfs, …)`."""
    found = []
    for line in text.splitlines():
        _what, on, after = line.partition(" on /")
        if on and after.endswith(")"):
            point, _paren, kinds = after.rpartition(" (")
            found.append(("/" + point, kinds.partition(",")[0].rstrip(")")))
        elif len(fields := line.split()) >= 3:
            found.append((fields[1].replace("\\040", " "), fields[2]))
    return found


def _in_icloud(path: Path) -> bool:
    """Whether macOS keeps the Documents and Desktop folders in iCloud, and `path` lies in one of them."""
    home = Path.home()
    return sys.platform == "darwin" and any(
        path.is_relative_to(home / name) and (home / "Library/Mobile Documents/com~apple~CloudDocs" / name).exists()
        for name in ("Documents", "Desktop"))


def risk(path: Path) -> str | None:
    """"synchronised", "network" or None for the place of a book; links are followed."""
    for place in dict.fromkeys((path.absolute(), path.resolve())):
        if synchronised(place) or marked(place) or _in_icloud(place):
            return "synchronised"
        if on_network(place):
            return "network"
    return None
