"""Files beside the built program that install it: systemd unit, desktop entry, notes, and the guide to the place."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from game.atomic import put
from tools.building.guide import GUIDES, guide

UNIT: Final = """\
# Huia as a service of the desktop's user: started when the desktop is, started again whatever happens.
# `sh install-autostart.sh --systemd` puts it in place with the path of this folder, and enables it.
# Use this or the autostart entry, not both.
[Unit]
Description=Huia, the cabinet
PartOf=graphical-session.target
After=graphical-session.target

[Service]
ExecStart="{program}" cabinet
Restart=always
RestartSec=2
# The game's own supervisor ends its children; what is left after this time is killed.
TimeoutStopSec=10
KillMode=control-group

[Install]
WantedBy=graphical-session.target
"""
ENTRY: Final = """\
[Desktop Entry]
Type=Application
Name=Huia
Comment=An arcade game played with the body
Exec="{program}" cabinet
Terminal=false
Categories=Game;ArcadeGame;
X-GNOME-Autostart-enabled=true
"""
INSTALL: Final = """\
#!/bin/sh
# Lets the desktop start Huia from this folder after logging in (sh install-autostart.sh), or systemd (--systemd), or
# takes both away again (--remove). Nothing else is changed.
here=$(cd "$(dirname "$0")" && pwd)
config="${XDG_CONFIG_HOME:-$HOME/.config}"
entry="$config/autostart/huia.desktop"
unit="$config/systemd/user/huia.service"
case $here in
  *[\\"\\$\\`\\\\]*) echo "the name of $here holds one of \\" \\$ \\` \\\\; rename the folder first" >&2; exit 2 ;;
esac
# as sed, and then the entry or the unit, write it: & and | are sed's, % is theirs
path=$(printf '%s' "$here" | sed 's/[&|]/\\\\&/g; s/%/%%/g')
[ -e "$unit" ] && command -v systemctl >/dev/null && systemctl --user disable --now huia
rm -f "$entry" "$unit"
if [ "$1" = "--remove" ]; then
  echo "removed $entry and $unit"
  exit
fi
if [ "$1" = "--systemd" ]; then
  mkdir -p "$(dirname "$unit")"
  sed "s|^ExecStart=.*|ExecStart=\\"$path/huia\\" cabinet|" "$here/huia.service" > "$unit"
  echo "Huia starts with the desktop: $unit"
  command -v systemctl >/dev/null && systemctl --user daemon-reload && systemctl --user enable --now huia && exit
  echo "systemd could not be asked here; after logging in: systemctl --user enable --now huia"
  exit
fi
mkdir -p "$(dirname "$entry")"
sed "s|^Exec=.*|Exec=\\"$path/huia\\" cabinet|" "$here/huia.desktop" > "$entry"
echo "Huia starts after logging in: $entry"
"""
NOTES: Final = """\
HUIA: INSTALLING

Everything is in this folder; no Python and no network are needed. Copy the folder anywhere.

To play         start `huia` (a double click, or `./huia` in a terminal; `huia.exe` on Windows).
To exhibit      `huia cabinet`: full screen, watched over, started again when it fails.
To leave        hold Esc for two seconds: the operator's page opens. A pin is set in the settings (cabinet, pin).
Settings        ~/.config/huia/settings.toml (Windows: %LOCALAPPDATA%\\huia\\settings.toml): name, display, pin, coin
                and start keys, quiet hours, memory, logs. `huia --help` says what the words can do.
Is it well?     `huia doctor`, or for support `huia doctor --report report.txt` (no pictures in it).
The place       guide.html (guia.html in Portuguese): distance, light, camera, space, cleaning. Print it.

LINUX, AT EVERY START
  Either the desktop starts it:   sh install-autostart.sh     (and --remove)
  or systemd does:                sh install-autostart.sh --systemd
  Run it again when you have moved the folder. Let the machine log in by itself (a setting of the desktop), and let it
  neither lock nor sleep; Huia holds the blanking of the screen off while it runs, but not a lock that you asked for.
  The user needs the camera: group `video` on some systems.

WINDOWS, AT EVERY START
  Press Windows+R, type shell:startup, and put a shortcut to huia.exe there; in the shortcut's properties add the word
  cabinet after huia.exe in Target. For a museum: a local account that logs on by itself (Autologon);
  Settings, System, Power: never sleep; Windows Update: active hours; Privacy, Camera: allow desktop apps.

WHAT IS WRITTEN, AND WHERE (Linux; elsewhere the folders of the system)
  ~/.config/huia/settings.toml        settings, when you change one
  ~/.local/share/huia/                best scores; days.csv: plays, length and moves of each day
  ~/.local/state/huia/log/            cabinet.log, crash reports: together never more than log_mb (20 MB)
  ~/.cache/huia/                      painted forest and sounds, about 150 MB, made again when missing
  No picture of anybody is kept or sent.
"""


def install_files(folder: Path) -> None:
    """Write everything that installs the program in this folder."""
    program = folder / "huia"
    put(folder / "huia.service", UNIT.format(program=program))
    put(folder / "huia.desktop", ENTRY.format(program=program))
    put(folder / "install-autostart.sh", INSTALL)
    put(folder / "INSTALL.txt", NOTES)
    for name, texts in GUIDES.items():
        put(folder / name, guide(texts))
    root = Path(__file__).resolve().parents[2]
    for name in ("LICENSE", "THIRD_PARTY.md"):
        shutil.copy(root / name, folder / name)
