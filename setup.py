"""Puts models/ and assets/ into the wheel, inside the package `game`; everything else is in pyproject.toml.

game/places.py finds them there. An editable installation reads them where they lie in the checkout.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SHIPPED = {
    "models": ("*.tflite", "*.json", "*.npz", "*.npy"),  # not *.task: the game fetches its pose model by itself
    "assets": ("*.json",),  # not the README's pictures
    "assets/languages": ("*.po", "*.mo"),
}


class BuildWithData(build_py):
    """Copies the game's Python files as setuptools does, then the data it needs."""

    def run(self) -> None:
        """Build into an empty folder: what an earlier build left there would go into the wheel, too."""
        if self.editable_mode:
            super().run()
            return
        shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()
        for source, target in self.data().items():
            self.mkpath(str(target.parent))
            self.copy_file(str(source), str(target), preserve_mode=False)

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """Every file this command writes."""
        return [*super().get_outputs(include_bytecode), *map(str, self.data().values())]

    def data(self) -> dict[Path, Path]:
        """Where each shipped file comes from, and where it goes in the build folder."""
        if self.editable_mode:
            return {}
        inside = Path(self.build_lib) / "game"
        return {
            path: inside / path
            for folder, patterns in SHIPPED.items()
            for pattern in patterns
            for path in sorted(Path(folder).glob(pattern))
        }


setup(cmdclass={"build_py": BuildWithData})
