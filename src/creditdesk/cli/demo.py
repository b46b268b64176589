"""The command that shows the program: demo. Qt is loaded only when it runs."""

from __future__ import annotations

from pathlib import Path

from creditdesk.i18n import _, N_

from .command import Answer, Call, command, option, path_option


def demo(call: Call, out: Path, only: str) -> Answer:
    """Play a working day of the sample company and take pictures of every screen."""
    from creditdesk.demo.run import run_demo
    from creditdesk.services.sample import SAMPLE_AS_OF

    found = run_demo(out, call.as_of if call.as_of_given else SAMPLE_AS_OF, only)
    written = {"pictures": found.pictures, "letters": found.documents.letters, "workbooks": found.documents.workbooks}
    data: dict[str, object] = {"out": str(out)}
    data |= {kind: [path.relative_to(found.out).as_posix() for path in paths] for kind, paths in written.items()}
    return Answer(data, [
        _("{count} pictures of the screens are in {folder}.").format(count=len(found.pictures), folder=out / "pictures"),
        _("{count} letters, statements and reports as PDF are in {folder}.").format(
            count=len(found.documents.letters), folder=out / "letters"),
        _("{count} workbooks are in {folder}.").format(count=len(found.documents.workbooks), folder=out / "workbooks")])


COMMANDS = (
    command("demo", N_("Play a working day of the sample company and take pictures of every screen."), (
        path_option("--out", required=True, help=N_("The folder for pictures, letters and workbooks.")),
        option("--only", default="", hidden=True, help="zh-light, zh-dark, en-light, en-dark")), demo),
)
