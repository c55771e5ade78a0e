"""Pages set by typst: a source of ours and data that is never markup."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def typeset(source: Path, data: Mapping[str, Any]) -> bytes:
    """The PDF that `source` makes of `data`, which it reads as JSON from `sys.inputs.data`.

    It reads no file outside its folder.
    """
    import typst  # noqa: PLC0415 - 7 MB that most processes never need

    return bytes(typst.compile(source, root=source.parent, sys_inputs={"data": json.dumps(data)}, format="pdf"))
