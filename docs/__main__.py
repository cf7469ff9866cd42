"""Write the reference pages anew."""

from docs.pages import FOLDER, pages

for name, text in pages().items():
    (FOLDER / name).write_text(text)
    print(FOLDER / name)
