"""Write the reference pages anew, and the figures of the shipped specs."""

import os

from convcalc.language.loading import presets_folder
from convcalc.render.presets import figures
from docs.pages import FOLDER, pages

for name, text in pages().items():
    (FOLDER / name).write_text(text)
    print(FOLDER / name)
with open(os.path.join(presets_folder(), figures.FILE), "w") as file:
    file.write(figures.text())
