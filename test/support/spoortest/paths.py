"""Where things are: the source tree, the build under test, a folder for what a run writes."""
import os
import pathlib
import tempfile

SOURCE = pathlib.Path(os.environ.get("SPOOR_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[3]))
BUILD = pathlib.Path(os.environ.get("SPOOR_BUILD_DIR", SOURCE / "build/dev"))


def fresh_folder(name):
    """A new folder below build/test-state, for one test's servers, settings and logs."""
    parent = SOURCE / "build/test-state"
    parent.mkdir(parents=True, exist_ok=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix=f"{name}.", dir=parent))
    folder.chmod(0o755)
    return folder
